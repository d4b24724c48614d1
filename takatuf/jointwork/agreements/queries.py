"""Agreements for those who read them, and what they let an agency share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.queries import AgencyName, WorkerName, agencies, workers_by_id
from takatuf.clocks.models import DeadlineKind
from takatuf.clocks.queries import DeadlineRow, open_deadlines
from takatuf.clocks.rules import Limit, Unit
from takatuf.jointwork.agreements.rules import Term, covering, is_in_force
from takatuf.jointwork.models import Agreement, AgreementSignature, AgreementTerm, PacketField, Purpose
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound

CLOCKS = (DeadlineKind.AGREEMENT_SIGNATURE, DeadlineKind.AGREEMENT_EXPIRY)


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement in a list. `state`: to_sign, waiting, coming, in_force, over, ended."""

    id: UUID
    record_id: UUID
    code: str
    title: str
    first: AgencyName
    second: AgencyName
    valid_from: date
    valid_to: date
    state: str
    state_label: str
    replaces_id: UUID | None

    def other_than(self, agency_id: UUID | None) -> AgencyName:
        """The other side."""
        return self.second if self.first.id == agency_id else self.first


@dataclass(frozen=True, slots=True)
class TermRow:
    """What an agreement allows in one direction for one purpose."""

    from_agency: AgencyName
    to_agency: AgencyName
    purpose: str
    purpose_label: str
    fields: tuple[str, ...]
    field_labels: tuple[str, ...]
    answer_within: str


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """Who signed for which agency."""

    agency: AgencyName
    person: WorkerName | None
    at: datetime


@dataclass(frozen=True, slots=True)
class AgreementView:
    """One agreement, opened."""

    row: AgreementRow
    terms: tuple[TermRow, ...]
    signatures: tuple[SignatureRow, ...]
    waits_for: tuple[AgencyName, ...]
    dispute_path: str
    dispute_days: int
    drafted_by: WorkerName | None
    drafted_at: datetime
    ended_by: WorkerName | None
    ended_at: datetime | None
    end_reason: str
    expiry_is_asked: bool


def _state(row: Agreement, signed: set[UUID], by: Actor, on: date) -> str:
    if row.ended_at is not None:
        return "ended"
    if len(signed) < 2:
        mine = by.agency in {row.first_id, row.second_id} and by.agency not in signed
        return "to_sign" if mine else "waiting"
    if row.valid_from > on:
        return "coming"
    counts = is_in_force(signed=2, valid_from=row.valid_from, valid_to=row.valid_to, ended=False, on=on)
    return "in_force" if counts else "over"


def state_words(state: str) -> str:
    """Where an agreement stands, in the active language."""
    words = {
        "to_sign": _("Your agency has not signed yet"),
        "waiting": _("Waits for the other agency's signature"),
        "coming": _("Signed; not begun yet"),
        "in_force": pgettext("agreement", "In force"),
        "over": _("Has run out"),
        "ended": _("Ended early"),
    }
    return words[state]


def limit_words(amount: int, unit: str) -> str:
    """A limit in the active language: hours of the clock, or working days."""
    if unit == Unit.CLOCK_HOURS:
        return ngettext("%(count)s hour of the clock", "%(count)s hours of the clock", amount) % {
            "count": amount
        }
    return ngettext("%(count)s working day", "%(count)s working days", amount) % {"count": amount}


def _rows(found: Sequence[Agreement], by: Actor, on: date) -> list[AgreementRow]:
    names = {agency.id: agency for agency in agencies()}
    signed: dict[UUID, set[UUID]] = {}
    signatures = AgreementSignature.objects.filter(agreement__in=[row.pk for row in found])
    for agreement_id, agency_id in signatures.values_list("agreement_id", "agency_id"):
        signed.setdefault(agreement_id, set()).add(agency_id)
    rows = []
    for row in found:
        state = _state(row, signed.get(row.pk, set()), by, on)
        rows.append(
            AgreementRow(
                row.pk, row.record_id, row.code, row.title, names[row.first_id], names[row.second_id], row.valid_from,
                row.valid_to, state, state_words(state), row.replaces_id,
            )
        )  # fmt: skip
    return rows


def agreements(*, by: Actor, at: datetime) -> list[AgreementRow]:
    """The agreements of the own agency: to sign first, then in force, the others last. Puts the look on record.

    Raises NotAllowed.
    """
    require(by, "agreement.read")
    order = ("to_sign", "waiting", "in_force", "coming", "over", "ended")
    rows = _rows(list(Agreement.objects.order_by("valid_to", "pk")), by, localdate(at))
    disclose(record_ids=[row.record_id for row in rows], what="agreements", by=by, at=at)
    return sorted(rows, key=lambda row: order.index(row.state))


def open_agreement(agreement_id: UUID, *, by: Actor, at: datetime) -> AgreementView:
    """Open one agreement; the look is put on record. Raises NotAllowed, and NotFound also for those who may not know."""
    require(by, "agreement.read")
    row = Agreement.objects.filter(pk=agreement_id).first()
    if row is None:
        raise NotFound("No such agreement.")
    disclose(record_ids=[row.record_id], what="open_agreement", by=by, at=at)
    signatures = list(AgreementSignature.objects.filter(agreement=row).order_by("at"))
    terms = AgreementTerm.objects.filter(agreement=row).order_by("from_agency__code", "purpose")
    names = {agency.id: agency for agency in agencies()}
    staff = {row.drafted_by_id, row.ended_by_id, *(one.signed_by_id for one in signatures)}
    people = workers_by_id({id for id in staff if id is not None})
    signed = {one.agency_id for one in signatures}
    return AgreementView(
        row=_rows([row], by, localdate(at))[0],
        terms=tuple(_term_row(term, names) for term in terms),
        signatures=tuple(
            SignatureRow(names[one.agency_id], people.get(one.signed_by_id), one.at) for one in signatures
        ),
        waits_for=tuple(names[id] for id in (row.first_id, row.second_id) if id not in signed),
        dispute_path=row.unseal("dispute_path"),
        dispute_days=row.dispute_days,
        drafted_by=people.get(row.drafted_by_id),
        drafted_at=row.drafted_at,
        ended_by=people.get(row.ended_by_id) if row.ended_by_id else None,
        ended_at=row.ended_at,
        end_reason=row.unseal("end_reason"),
        expiry_is_asked=any(
            clock.record_id == row.record_id
            for clock in agreement_clocks(by=by, at=at)
            if clock.kind == DeadlineKind.AGREEMENT_EXPIRY
        ),
    )


def _term_row(term: AgreementTerm, names: dict[UUID, AgencyName]) -> TermRow:
    return TermRow(
        from_agency=names[term.from_agency_id],
        to_agency=names[term.to_agency_id],
        purpose=term.purpose,
        purpose_label=str(Purpose(term.purpose).label),
        fields=tuple(term.fields),
        field_labels=tuple(str(PacketField(field).label) for field in term.fields),
        answer_within=limit_words(term.answer_amount, term.answer_unit),
    )


def agreement_clocks(*, by: Actor, at: datetime) -> list[DeadlineRow]:
    """What the own agency owes about agreements now: a signature, or a decision on one that runs out soon."""
    owed = open_deadlines(by=by, kinds=CLOCKS)
    return [row for row in owed if row.kind != DeadlineKind.AGREEMENT_EXPIRY or row.due_at <= at]


def agreements_by_record(record_ids: Sequence[UUID], *, by: Actor, at: datetime) -> dict[UUID, AgreementRow]:
    """Agreements by their record, for lists; those that the actor does not reach are left out."""
    found = Agreement.objects.filter(record_id__in=list(record_ids))
    return {row.record_id: row for row in _rows(list(found), by, localdate(at))}


def terms_in_force(
    *, from_id: UUID, on: date, to_id: UUID | None = None, purpose: str = ""
) -> list[tuple[Term, str]]:
    """What agreements in force let an agency share, each with the agreement's code; the caller is one of its sides."""
    found = AgreementTerm.objects.filter(
        from_agency_id=from_id, agreement__ended_at__isnull=True, agreement__valid_from__lte=on, agreement__valid_to__gte=on,
    )  # fmt: skip
    if to_id is not None:
        found = found.filter(to_agency_id=to_id)
    if purpose:
        found = found.filter(purpose=purpose)
    rows = list(found.select_related("agreement").order_by("pk"))
    signed: dict[UUID, int] = {}
    signatures = AgreementSignature.objects.filter(agreement__in=[row.agreement_id for row in rows])
    for agreement_id in signatures.values_list("agreement_id", flat=True):
        signed[agreement_id] = signed.get(agreement_id, 0) + 1
    return [
        (
            Term(
                row.agreement_id, row.from_agency_id, row.to_agency_id, row.purpose, tuple(row.fields),
                Limit(row.answer_amount, Unit(row.answer_unit)),
            ),
            row.agreement.code,
        )
        for row in rows
        if is_in_force(
            signed=signed.get(row.agreement_id, 0), valid_from=row.agreement.valid_from, valid_to=row.agreement.valid_to,
            ended=False, on=on,
        )
    ]  # fmt: skip


def covering_term(*, from_id: UUID, to_id: UUID, purpose: str, packet: Sequence[str], at: datetime) -> Term:
    """The term of an agreement in force that covers this packet. Raises NoAgreement, OutsideAgreement."""
    found = terms_in_force(from_id=from_id, to_id=to_id, purpose=purpose, on=localdate(at))
    return covering([term for term, _code in found], packet)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What one agreement in force lets the own agency share with one other for one purpose; for the referral form."""

    code: str
    agreement_id: UUID
    to_agency: AgencyName
    purpose: str
    purpose_label: str
    field_labels: tuple[str, ...]
    answer_within: str


def allowed_sharing(*, by: Actor, at: datetime) -> list[Allowed]:
    """Everything that agreements in force let the own agency share, by agency and purpose. Raises NotAllowed."""
    require(by, "agreement.read")
    if by.agency is None:
        return []
    names = {agency.id: agency for agency in agencies()}
    found = [
        Allowed(
            code, term.agreement_id, names[term.to_id], term.purpose, str(Purpose(term.purpose).label),
            tuple(str(PacketField(field).label) for field in term.fields),
            limit_words(term.answer_within.amount, term.answer_within.unit),
        )
        for term, code in terms_in_force(from_id=by.agency, on=localdate(at))
    ]  # fmt: skip
    return sorted(found, key=lambda row: (str(row.to_agency), row.purpose_label))
