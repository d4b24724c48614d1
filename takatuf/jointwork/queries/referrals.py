"""Referrals, for the receiver's inbox, the sender's list and the case."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import pgettext

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.queries import AgencyName, WorkerName, agencies, agency_by_code, workers_by_id
from takatuf.casework.queries import CaseRow, CaseView, case_head, case_heads
from takatuf.clocks.models import DeadlineKind
from takatuf.clocks.queries import open_limits
from takatuf.intake.models import KindChoices
from takatuf.jointwork.models import Agreement, PacketField, Referral, ReferralStateChoices
from takatuf.jointwork.packets import packet_texts
from takatuf.jointwork.rules import OPEN, WAITING, ReferralState
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound
from takatuf.people.models import Sex

_CLOCK_OF_STATE = {
    ReferralState.SENT: DeadlineKind.REFERRAL_ANSWER,
    ReferralState.SEEN: DeadlineKind.REFERRAL_ANSWER,
    ReferralState.ACCEPTED: DeadlineKind.REFERRAL_OUTCOME,
    ReferralState.DECLINED: DeadlineKind.REFERRAL_RETURNED,
}

# The name is not opened for a preview; the other two are not taken from the case.
_NOT_PREVIEWED = {PacketField.CHILD_NAME, PacketField.REQUEST, PacketField.WORKPLACE}


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """A referral in a list. `due_at` is the clock that runs now; `case_code` is empty for who does not reach the case."""

    id: UUID
    record_id: UUID
    code: str
    case_id: UUID
    case_code: str
    from_agency: AgencyName
    to_agency: AgencyName
    level: int
    purpose: str
    purpose_label: str
    legal_basis_label: str
    state: str
    state_label: str
    sent_at: datetime
    seen_at: datetime | None
    accepted_at: datetime | None
    declined_at: datetime | None
    answered_at: datetime | None
    due_at: datetime | None
    escalation_level: int
    packet_labels: tuple[str, ...]
    # A question of the receiver waits for the sender; `due_at` is then the sender's clock.
    asked: bool = False

    def late_at(self, at: datetime) -> bool:
        """Whether the clock that runs now has run out."""
        return self.due_at is not None and at > self.due_at


@dataclass(frozen=True, slots=True)
class PacketLine:
    """One field that is shared, with its text; empty where nothing is known."""

    field: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class ReferralView:
    """One referral, opened: what is shared, and what came back."""

    row: ReferralRow
    packet: tuple[PacketLine, ...]
    sent_by: WorkerName | None
    accepted_by: WorkerName | None
    accepted_by_phone: bool
    reminded_at: datetime | None
    decline_reason: str
    outcome: str
    agreement_id: UUID | None
    agreement_code: str


def rows_of(referrals: Sequence[Referral], by: Actor, *, head: CaseRow | None = None) -> list[ReferralRow]:
    """Referrals as rows, with their clocks, in the order given; `head` is the case of all of them, where that is known."""
    names = {agency.id: agency for agency in agencies()}
    heads = {head.id: head} if head else case_heads([row.case_id for row in referrals], by=by)
    codes = {id: row.code for id, row in heads.items()}
    limits = limits_of(referrals, by)
    return [_row(row, names, codes, limits[row.pk]) for row in referrals]


@dataclass(frozen=True, slots=True)
class Limit:
    """The clock of a referral that runs now; `asked`: it is the sender's, to whom the receiver put a question."""

    due_at: datetime | None
    asked: bool


def limits_of(referrals: Sequence[Referral], by: Actor) -> dict[UUID, Limit]:
    """The clock of each of these referrals, by its id."""
    kinds = {*_CLOCK_OF_STATE.values(), DeadlineKind.REFERRAL_QUESTION}
    limits = open_limits([row.pk for row in referrals], kinds=kinds, by=by)
    found = {}
    for row in referrals:
        asked = limits.get((DeadlineKind.REFERRAL_QUESTION, row.pk))
        kind = _CLOCK_OF_STATE.get(ReferralState(row.state))
        due_at = asked or (limits.get((kind, row.pk)) if kind else None)
        found[row.pk] = Limit(due_at, asked is not None)
    return found


def _row(
    referral: Referral, names: dict[UUID, AgencyName], codes: dict[UUID, str], limit: Limit
) -> ReferralRow:
    return ReferralRow(
        id=referral.pk,
        record_id=referral.record_id,
        code=referral.code,
        case_id=referral.case_id,
        case_code=codes.get(referral.case_id, ""),
        from_agency=names[referral.from_agency_id],
        to_agency=names[referral.to_agency_id],
        level=referral.level,
        purpose=referral.purpose,
        purpose_label=referral.get_purpose_display(),
        legal_basis_label=referral.get_legal_basis_display(),
        state=referral.state,
        state_label=str(ReferralStateChoices(referral.state).label),
        sent_at=referral.sent_at,
        seen_at=referral.seen_at,
        accepted_at=referral.accepted_at,
        declined_at=referral.declined_at,
        answered_at=referral.answered_at,
        due_at=limit.due_at,
        escalation_level=referral.escalation_level,
        packet_labels=tuple(str(PacketField(field).label) for field in referral.packet),
        asked=limit.asked,
    )


def inbox(*, by: Actor, at: datetime, most: int = 50) -> list[ReferralRow]:
    """The referrals that the own agency has to answer or finish, the most urgent first, then by the clock.

    Puts the look on record. Raises NotAllowed.
    """
    require(by, "referral.read")
    found = Referral.objects.filter(to_agency_id=by.agency, state__in=OPEN).order_by("level", "sent_at")[
        :most
    ]
    rows = rows_of(list(found), by)
    disclose(record_ids=[row.record_id for row in rows], what="inbox", by=by, at=at)
    return sorted(rows, key=lambda row: (row.level, row.due_at or row.sent_at))


def urgent_unanswered(*, by: Actor, at: datetime, level: int, most: int) -> list[ReferralRow]:
    """The referrals to and from the own agency up to this level that nobody has answered, the most urgent and oldest first.

    `most` of each direction. Puts the look on record. Raises NotAllowed.
    """
    require(by, "referral.read")
    waiting = Referral.objects.filter(state__in=WAITING, level__lte=level).order_by("level", "sent_at", "pk")
    found = [*waiting.filter(to_agency_id=by.agency)[:most], *waiting.filter(from_agency_id=by.agency)[:most]]
    rows = rows_of(sorted(found, key=lambda row: (row.level, row.sent_at)), by)
    disclose(record_ids=[row.record_id for row in rows], what="urgent_unanswered", by=by, at=at)
    return rows


def ended(*, by: Actor, at: datetime, most: int = 20) -> list[ReferralRow]:
    """The referrals to the own agency that were answered, declined or withdrawn, the last sent first.

    Puts the look on record. Raises NotAllowed.
    """
    require(by, "referral.read")
    found = Referral.objects.filter(to_agency_id=by.agency).exclude(state__in=OPEN).order_by("-sent_at")
    rows = rows_of(list(found[:most]), by)
    disclose(record_ids=[row.record_id for row in rows], what="inbox", by=by, at=at)
    return rows


def outbox(*, by: Actor, at: datetime, most: int = 50) -> list[ReferralRow]:
    """The referrals that the own agency sent and that have not ended, or came back declined; the newest first.

    Puts the look on record. Raises NotAllowed.
    """
    require(by, "referral.read")
    states = [*OPEN, ReferralState.DECLINED]
    found = Referral.objects.filter(from_agency_id=by.agency, state__in=states).order_by("-sent_at")[:most]
    rows = rows_of(list(found), by)
    disclose(record_ids=[row.record_id for row in rows], what="outbox", by=by, at=at)
    return rows


def referrals_of(case_id: UUID, *, by: Actor, head: CaseRow | None = None) -> list[ReferralRow]:
    """Every referral of a case, the first sent first. The caller has opened the case, and may hand its head on. Raises NotFound."""
    head = head or case_head(case_id, by=by)
    return rows_of(
        list(Referral.objects.filter(case_record_id=head.record_id).order_by("sent_at")), by, head=head
    )


def open_referral(referral_id: UUID, *, by: Actor, at: datetime) -> ReferralView:
    """Open one referral with its packet; the look is put on record.

    Raises NotAllowed, and NotFound also for those who may not know.
    """
    require(by, "referral.read")
    referral = Referral.objects.filter(pk=referral_id).first()
    if referral is None:
        raise NotFound("No such referral.")
    disclose(record_ids=[referral.record_id], what="open_referral", by=by, at=at)
    staff = workers_by_id({id for id in (referral.sent_by_id, referral.accepted_by_id) if id is not None})
    texts = json.loads(referral.unseal("packet_text"))
    return ReferralView(
        row=rows_of([referral], by)[0],
        packet=packet_lines(referral.packet, texts),
        sent_by=staff.get(referral.sent_by_id),
        accepted_by=staff.get(referral.accepted_by_id) if referral.accepted_by_id else None,
        accepted_by_phone=referral.accepted_by_phone,
        reminded_at=referral.reminded_at,
        decline_reason=referral.unseal("decline_reason"),
        outcome=referral.unseal("outcome"),
        agreement_id=referral.agreement_id,
        agreement_code=_agreement_code(referral),
    )


def _agreement_code(referral: Referral) -> str:
    """The code of the agreement that covers it; empty for who is no side of it."""
    found = Agreement.objects.filter(pk=referral.agreement_id) if referral.agreement_id else None
    return (found.values_list("code", flat=True).first() or "") if found is not None else ""


def packet_lines(fields: Sequence[str], texts: Mapping[str, str]) -> tuple[PacketLine, ...]:
    """A packet as it is read: each field with its label, codes in the reader's language."""
    return tuple(
        PacketLine(field, str(PacketField(field).label), _text(field, texts.get(field, "")))
        for field in fields
    )


def _text(field: str, text: str) -> str:
    """Codes in the reader's language; everything else as it was shared."""
    if field == PacketField.WORKPLACE and text:
        return str(agency_by_code(text))
    words = {PacketField.CONCERNS: dict(KindChoices.choices), PacketField.CHILD_SEX: dict(Sex.choices)}.get(
        PacketField(field)
    )
    if words is None or not text:
        return text
    comma = pgettext("between the words of a list", ", ")
    return comma.join(str(words.get(code, code)) for code in text.split(", "))


def packet_preview(view: CaseView, *, by: Actor, at: datetime) -> tuple[PacketLine, ...]:
    """What each field of a packet of this opened case would share if it were sent now; the child's name is not opened for this."""
    fields = [field for field in PacketField if field not in _NOT_PREVIEWED]
    texts = packet_texts(view.head, fields, request="", by=by, at=at, view=view)
    return tuple(PacketLine(field, str(field.label), _text(field, texts[field])) for field in fields)
