"""What came of a referral beyond the desk: questions, parts, people outside, links, letters; and where it stands, in one line."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.models import Agency
from takatuf.agencies.queries import AgencyName, WorkerName, agency, workers_by_id
from takatuf.clocks.duty.codes import code_of
from takatuf.clocks.models import Deadline, DeadlineKind
from takatuf.jointwork.models import (
    AnswerLink,
    AuthorityLetter,
    LegalBasis,
    OutcomePart,
    OutsideAct,
    PacketField,
    Purpose,
    Referral,
    ReferralQuestion,
)
from takatuf.jointwork.queries.referrals import PacketLine, ReferralRow, packet_lines
from takatuf.jointwork.referring.models import Did, Way
from takatuf.jointwork.referring.reading import door_of, letter_text
from takatuf.jointwork.rules import ReferralState
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotAllowed, NotFound


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question back, and its answer; empty while it waits."""

    question: str
    asked_at: datetime
    asked_by: WorkerName | None
    answer: str
    answered_at: datetime | None
    answered_by: WorkerName | None
    waits: bool


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of the outcome."""

    text: str
    given_at: datetime
    given_by: WorkerName | None
    is_last: bool


@dataclass(frozen=True, slots=True)
class ActView:
    """A look or an answer of somebody outside, under the name and post that they gave."""

    way_label: str
    did: str
    did_label: str
    at: datetime
    name: str
    post: str
    entered_by: WorkerName | None


@dataclass(frozen=True, slots=True)
class LinkView:
    """The link that holds now; never the link itself."""

    issued_at: datetime
    issued_by: WorkerName | None
    ends_at: datetime
    wrong_codes: int


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter to an authority outside; `text` is what would be signed now, or what was signed."""

    id: UUID
    referral_id: UUID
    due_at: datetime
    drafted_at: datetime
    authority: str
    text: str
    signed_at: datetime | None
    signed_by: WorkerName | None
    sent_on: date | None
    left_at: datetime | None
    left_by: WorkerName | None
    left_reason: str

    @property
    def waits(self) -> bool:
        """Whether somebody still has to sign, send or leave it."""
        return self.sent_on is None and self.left_at is None


@dataclass(frozen=True, slots=True)
class ReferralMore:
    """Everything about a referral beside its packet; `duty_contact` is how the receiver's person on duty is rung."""

    has_desk: bool
    duty_contact: str
    country: str
    questions: tuple[QuestionView, ...]
    parts: tuple[PartView, ...]
    outside: tuple[ActView, ...]
    link: LinkView | None
    letter: LetterView | None

    @property
    def question(self) -> QuestionView | None:
        """The question that waits now."""
        return next((row for row in self.questions if row.waits), None)


def more_of(referral_id: UUID, *, by: Actor, at: datetime) -> ReferralMore:
    """What belongs to a referral that the caller has opened (`open_referral` puts the look on record). Raises NotFound."""
    require(by, "referral.read")
    referral = _found(referral_id)
    questions = list(ReferralQuestion.objects.filter(referral_id=referral_id).order_by("asked_at"))
    parts = list(OutcomePart.objects.filter(referral_id=referral_id).order_by("given_at"))
    acts = list(OutsideAct.objects.filter(referral_id=referral_id).order_by("at", "pk"))
    links = AnswerLink.objects.filter(
        referral_id=referral_id, way=Way.LINK, ended_at__isnull=True, ends_at__gt=at
    )
    link = links.first()
    ids = {row.asked_by_id for row in questions} | {row.answered_by_id for row in questions}
    ids |= {row.given_by_id for row in parts} | {row.entered_by_id for row in acts}
    staff = workers_by_id({id for id in ids | {link.issued_by_id if link else None} if id is not None})
    receiver = Agency.objects.get(pk=referral.to_agency_id)
    return ReferralMore(
        has_desk=receiver.uses_system,
        duty_contact=receiver.duty_contact,
        country=referral.country,
        questions=tuple(_question(row, staff) for row in questions),
        parts=tuple(_part(row, staff) for row in parts),
        outside=tuple(_act(row, staff) for row in acts),
        link=LinkView(link.issued_at, _who(link.issued_by_id, staff), link.ends_at, link.wrong_codes)
        if link
        else None,
        letter=_letter_of(referral, at),
    )


def _found(referral_id: UUID) -> Referral:
    referral = Referral.objects.filter(pk=referral_id).first()
    if referral is None:
        raise NotFound("No such referral.")
    return referral


def _who(id: UUID | None, staff: Mapping[UUID, WorkerName]) -> WorkerName | None:
    return staff.get(id) if id else None


def _question(row: ReferralQuestion, staff: Mapping[UUID, WorkerName]) -> QuestionView:
    return QuestionView(
        question=row.unseal("question"), asked_at=row.asked_at, asked_by=_who(row.asked_by_id, staff),
        answer=row.unseal("answer"), answered_at=row.answered_at, answered_by=_who(row.answered_by_id, staff),
        waits=row.answered_at is None and row.dropped_at is None,
    )  # fmt: skip


def _part(row: OutcomePart, staff: Mapping[UUID, WorkerName]) -> PartView:
    return PartView(row.unseal("text"), row.given_at, _who(row.given_by_id, staff), row.is_last)


def _act(row: OutsideAct, staff: Mapping[UUID, WorkerName]) -> ActView:
    return ActView(
        way_label=str(Way(row.way).label), did=row.did, did_label=str(Did(row.did).label), at=row.at, name=row.unseal("name"),
        post=row.unseal("post"), entered_by=_who(row.entered_by_id, staff),
    )  # fmt: skip


def _letter_of(referral: Referral, at: datetime) -> LetterView | None:
    """The letter, for the sender's staff alone: the database shows it to nobody else."""
    row = AuthorityLetter.objects.filter(referral_id=referral.pk).order_by("-drafted_at").first()
    return _letter(row, at) if row else None


def _letter(row: AuthorityLetter, at: datetime) -> LetterView:
    staff = workers_by_id({id for id in (row.signed_by_id, row.left_by_id) if id is not None})
    return LetterView(
        id=row.pk, referral_id=row.referral_id, due_at=row.due_at, drafted_at=row.drafted_at,
        authority=row.unseal("authority"), signed_at=row.signed_at, signed_by=_who(row.signed_by_id, staff),
        text=row.unseal("text") if row.signed_at else letter_text(row, authority="", signed_by=None, at=at),
        sent_on=row.sent_on, left_at=row.left_at, left_by=_who(row.left_by_id, staff), left_reason=row.unseal("left_reason"),
    )  # fmt: skip


def open_letter(letter_id: UUID, *, by: Actor, at: datetime) -> LetterView:
    """Open a letter to an authority, as the staff of the sender; the look is on record. Raises NotAllowed, NotFound."""
    require(by, "referral.read")
    row = AuthorityLetter.objects.filter(pk=letter_id).first()
    if row is None:
        raise NotFound("No such letter.")
    disclose(record_ids=[row.record_id], what="open_letter", by=by, at=at)
    return _letter(row, at)


def digits_of_link(referral_id: UUID, *, by: Actor, at: datetime) -> str:
    """The six digits of the link that holds now, for the sender to read out on the telephone; empty without a link.

    Puts the look on record. Raises NotAllowed, NotFound.
    """
    require(by, "referral.send")
    referral = _found(referral_id)
    if referral.from_agency_id != by.agency:
        raise NotAllowed("This is the sender's to read out.")
    link = AnswerLink.objects.filter(
        referral_id=referral_id, way=Way.LINK, ended_at__isnull=True, ends_at__gt=at
    ).first()
    disclose(record_ids=[referral.record_id], what="digits_of_link", by=by, at=at)
    return code_of(link.code_seed) if link else ""


@dataclass(frozen=True, slots=True)
class GuestView:
    """What somebody outside sees of a referral: who asks for what by when, the packet, and the questions so far."""

    code: str
    from_agency: AgencyName
    to_agency: AgencyName
    purpose_label: str
    legal_basis_label: str
    level: int
    state: str
    sent_at: datetime
    due_at: datetime | None
    packet: tuple[PacketLine, ...]
    questions: tuple[QuestionView, ...]
    parts: tuple[PartView, ...]
    call: str

    @property
    def question(self) -> QuestionView | None:
        """The question that waits now."""
        return next((row for row in self.questions if row.waits), None)


def guest_view(*, by: Actor) -> GuestView:
    """The referral to which the guest's door leads, after `look_as_guest`. Raises NotAllowed, NotFound."""
    return _outside_view(_found(door_of(by).referral_id))


def paper_view(referral_id: UUID, *, by: Actor, at: datetime) -> GuestView:
    """The referral as it goes out on paper, for its sender; the look is on record. Raises NotAllowed, NotFound."""
    require(by, "referral.send")
    referral = _found(referral_id)
    if referral.from_agency_id != by.agency:
        raise NotAllowed("This is the sender's letter.")
    disclose(record_ids=[referral.record_id], what="print_referral", by=by, at=at)
    return _outside_view(referral)


def _outside_view(referral: Referral) -> GuestView:
    sender = Agency.objects.get(pk=referral.from_agency_id)
    kinds = {
        ReferralState.ACCEPTED.value: DeadlineKind.REFERRAL_OUTCOME,
    }
    clock = Deadline.objects.filter(
        subject_id=referral.pk,
        kind=kinds.get(referral.state, DeadlineKind.REFERRAL_ANSWER),
        met_at__isnull=True,
    ).first()
    return GuestView(
        code=referral.code, from_agency=agency(referral.from_agency_id), to_agency=agency(referral.to_agency_id),
        purpose_label=str(Purpose(referral.purpose).label), legal_basis_label=str(LegalBasis(referral.legal_basis).label),
        level=referral.level, state=referral.state, sent_at=referral.sent_at, due_at=clock.due_at if clock else None,
        packet=packet_lines(referral.packet, json.loads(referral.unseal("packet_text"))),
        questions=tuple(
            _question(row, {}) for row in ReferralQuestion.objects.filter(referral_id=referral.pk).order_by("asked_at")
        ),
        parts=tuple(_part(row, {}) for row in OutcomePart.objects.filter(referral_id=referral.pk).order_by("given_at")),
        call=sender.duty_contact,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a referral stands, since when, whose turn it is and until when."""

    state_label: str
    since: datetime
    turn: AgencyName | None
    due_at: datetime | None
    asked: bool


def standing(row: ReferralRow, more: ReferralMore | None = None) -> Standing:
    """The one line that the sender always sees."""
    question = more.question if more else None
    moments = (row.sent_at, row.seen_at, row.accepted_at, row.declined_at, row.answered_at)
    since = question.asked_at if question else max(moment for moment in moments if moment)
    if more and more.parts and not question:
        since = max(since, more.parts[-1].given_at)
    turn: AgencyName | None = row.to_agency
    if row.asked or row.state == ReferralState.DECLINED:
        turn = row.from_agency
    if row.due_at is None:
        turn = None
    return Standing(row.state_label, since, turn, row.due_at, row.asked)


__all__ = [
    "ActView", "GuestView", "LetterView", "LinkView", "PacketField", "PartView", "QuestionView", "ReferralMore", "Standing",
    "digits_of_link", "guest_view", "more_of", "open_letter", "paper_view", "standing",
]  # fmt: skip
