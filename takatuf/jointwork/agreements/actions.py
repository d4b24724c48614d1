"""Drafting, signing and ending agreements, and the reminder before one runs out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.utils.timezone import localdate, localtime, make_aware

from takatuf.agencies.actions import open_record, require
from takatuf.agencies.models import Level, RecordKind
from takatuf.agencies.scope import system_actor
from takatuf.clocks.actions import meet_deadline, notify, start_deadline
from takatuf.clocks.events import DeadlineMissed
from takatuf.clocks.holidays.queries import calendar
from takatuf.clocks.models import DeadlineKind
from takatuf.clocks.queries import agency_of, open_deadlines_by_subject
from takatuf.clocks.rules import Limit, Unit, add_time
from takatuf.jointwork.access import grant
from takatuf.jointwork.agreements.rules import REMIND_BEFORE
from takatuf.jointwork.models import Agreement, AgreementSignature, AgreementTerm, PacketField, Purpose
from takatuf.jointwork.shared import known_agency
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write

# Our default, until the agencies say otherwise.
SIGNED_WITHIN = Limit(10, Unit.WORKING_DAYS)
CLOCKS = (DeadlineKind.AGREEMENT_SIGNATURE, DeadlineKind.AGREEMENT_EXPIRY)


class AlreadySigned(Refused):
    """This agency has signed this agreement before."""


class AgreementOver(Refused):
    """The agreement was ended, or has run out."""


@dataclass(frozen=True, slots=True)
class TermGiven:
    """One line of a draft: who shares which fields with the other side, for what, and how fast the other answers."""

    from_id: UUID
    purpose: str
    fields: tuple[str, ...]
    answer_amount: int
    answer_unit: str


@transaction.atomic
def draft_agreement(
    *,
    second_id: UUID,
    title: str,
    valid_from: date,
    valid_to: date,
    terms: Sequence[TermGiven],
    dispute_path: str,
    dispute_days: int,
    by: Actor,
    at: datetime,
    replaces_id: UUID | None = None,
) -> Agreement:
    """Draft an agreement with another agency; it counts once a named person of each has signed.

    Both owe a signature from now on. `replaces_id` is the earlier agreement that this one follows.
    Raises NotAllowed, NotFound, InvalidInput that names the field.
    """
    require(by, "agreement.write")
    first_id = agency_of(by)
    if first_id == known_agency("second", second_id):
        raise InvalidInput("second", "own_agency")
    _check(valid_from, valid_to, title=title, dispute_path=dispute_path)
    if not terms:
        raise InvalidInput("terms", "empty")
    if replaces_id is not None:
        _locked(replaces_id, by)
    row = Agreement(
        record_id=uuid7(), code=_next_code(at), first_id=first_id, second_id=second_id, title=title.strip(), valid_from=valid_from,
        valid_to=valid_to, dispute_days=dispute_days, replaces_id=replaces_id, drafted_at=at, drafted_by_id=by.id,
    )  # fmt: skip
    open_record(id=row.record_id, kind=RecordKind.AGREEMENT, lead=first_id, at=at)
    row.seal(dispute_path=dispute_path)
    row.save(force_insert=True)
    grant(row.record_id, second_id, Level.WRITE, by=by, at=at)
    AgreementTerm.objects.bulk_create(_terms(row, terms))
    for agency_id in (first_id, second_id):
        _owe(
            row,
            DeadlineKind.AGREEMENT_SIGNATURE,
            agency_id,
            add_time(at, SIGNED_WITHIN, calendar()),
            by=by,
            at=at,
        )
    _told(row, "drafted", by, at, content={"title": title, "dispute_path": dispute_path}, notice_to=second_id)
    return row


def _check(valid_from: date, valid_to: date, **texts: str) -> None:
    if valid_to <= valid_from:
        raise InvalidInput("valid_to", "before_begin")
    for path, text in texts.items():
        if not text.strip():
            raise InvalidInput(path, "empty")


def _terms(row: Agreement, terms: Sequence[TermGiven]) -> Iterable[AgreementTerm]:
    seen = set()
    for place, term in enumerate(terms):
        path = f"terms.{place}"
        if term.from_id not in {row.first_id, row.second_id}:
            raise InvalidInput(f"{path}.from", "unknown_agency")
        if term.purpose not in Purpose.values:
            raise InvalidInput(f"{path}.purpose", "unknown_code")
        if not term.fields or set(term.fields) - set(PacketField.values):
            raise InvalidInput(f"{path}.fields", "unknown_code" if term.fields else "empty")
        if term.answer_amount < 1 or term.answer_unit not in {Unit.CLOCK_HOURS, Unit.WORKING_DAYS}:
            raise InvalidInput(f"{path}.answer_amount", "out_of_range")
        if (term.from_id, term.purpose) in seen:
            raise InvalidInput(f"{path}.purpose", "said_twice")
        seen.add((term.from_id, term.purpose))
        yield AgreementTerm(
            record_id=row.record_id, agreement=row, from_agency_id=term.from_id, purpose=term.purpose, fields=list(term.fields),
            to_agency_id=row.second_id if term.from_id == row.first_id else row.first_id,
            answer_amount=term.answer_amount, answer_unit=term.answer_unit,
        )  # fmt: skip


@transaction.atomic
def sign_agreement(*, agreement_id: UUID, by: Actor, at: datetime) -> Agreement:
    """Sign for the own agency, by name; with the second signature the agreement counts from its first day.

    Raises NotAllowed, NotFound, AlreadySigned, AgreementOver.
    """
    require(by, "agreement.sign")
    row = _locked(agreement_id, by)
    if row.ended_at is not None or row.valid_to < localdate(at):
        raise AgreementOver("This agreement has ended.")
    signed = set(AgreementSignature.objects.filter(agreement=row).values_list("agency_id", flat=True))
    own = agency_of(by)
    if own in signed:
        raise AlreadySigned("This agency has signed.")
    signature = AgreementSignature(
        record_id=row.record_id, agreement=row, agency_id=own, signed_by_id=by.id, at=at
    )
    signature.save(force_insert=True)
    _settle(row, [DeadlineKind.AGREEMENT_SIGNATURE], [own], by, at)
    other = row.second_id if own == row.first_id else row.first_id
    _told(row, "signed", by, at, content={"signature": signature.pk}, notice_to=other)
    if signed:
        _begin(row, by, at)
    return row


def _begin(row: Agreement, by: Actor, at: datetime) -> None:
    """Both have signed: each is asked, 60 days before the end, what comes after; what it replaces asks no more."""
    remind_at = max(make_aware(datetime.combine(row.valid_to, time(8))) - REMIND_BEFORE, at)
    for agency_id in (row.first_id, row.second_id):
        _owe(row, DeadlineKind.AGREEMENT_EXPIRY, agency_id, remind_at, by=by, at=at)
    if row.replaces_id is not None:
        earlier = Agreement.objects.filter(pk=row.replaces_id).first()
        if earlier is not None:
            _settle(earlier, [DeadlineKind.AGREEMENT_EXPIRY], [row.first_id, row.second_id], by, at)


@transaction.atomic
def end_agreement(*, agreement_id: UUID, reason: str, by: Actor, at: datetime) -> Agreement:
    """End an agreement before its last day, or withdraw a draft, with a reason; nothing is shared under it from now on.

    Raises NotAllowed, NotFound, InvalidInput without a reason, AgreementOver.
    """
    require(by, "agreement.sign")
    row = _locked(agreement_id, by)
    if not reason.strip():
        raise InvalidInput("reason", "empty")
    if row.ended_at is not None:
        raise AgreementOver("This agreement has ended.")
    row.ended_at, row.ended_by_id = at, by.id
    row.seal(end_reason=reason)
    row.save(update_fields=["ended_at", "ended_by", "end_reason"])
    _settle(row, CLOCKS, [row.first_id, row.second_id], by, at)
    other = row.second_id if by.agency == row.first_id else row.first_id
    _told(row, "ended", by, at, content={"reason": reason}, notice_to=other)
    return row


@transaction.atomic
def let_agreement_run_out(*, agreement_id: UUID, by: Actor, at: datetime) -> Agreement:
    """Say for the own agency that the agreement shall run out; the reminder stops on this side.

    Raises NotAllowed, NotFound.
    """
    require(by, "agreement.sign")
    row = _locked(agreement_id, by)
    _settle(row, [DeadlineKind.AGREEMENT_EXPIRY], [agency_of(by)], by, at)
    _told(row, "runs_out", by, at, content={})
    return row


def remind_of_expiry(event: DeadlineMissed) -> None:
    """Tell an agency, 60 days before the end and later again, that an agreement runs out."""
    if event.kind != DeadlineKind.AGREEMENT_EXPIRY:
        return
    row = Agreement.objects.filter(record_id=event.record_id).first()
    if row is None:
        raise NotFound("The agreement of this deadline is gone.")
    by = system_actor("clockwork")
    notify(
        agency_id=event.agency_id,
        record_id=row.record_id,
        kind="agreement_expires",
        params=_params(row),
        by=by,
        at=event.at,
    )
    content = {"agreement": row.pk, "agency": event.agency_id, "level": event.level}
    write("agreement.expiry_reminded", about=row.record_id, by=by, at=event.at, content=content)  # fmt: skip


def _locked(agreement_id: UUID, by: Actor) -> Agreement:
    row = Agreement.objects.filter(pk=agreement_id).select_for_update().first()
    if row is None:
        raise NotFound("No such agreement.")
    if by.agency not in {row.first_id, row.second_id}:
        raise NotAllowed("This agreement is between others.")
    return row


def _subject(row: Agreement, agency_id: UUID) -> UUID:
    """What one side owes about the agreement has a clock of its own."""
    return uuid5(row.pk, str(agency_id))


def _owe(row: Agreement, kind: str, agency_id: UUID, due_at: datetime, *, by: Actor, at: datetime) -> None:
    start_deadline(
        record_id=row.record_id, subject_id=_subject(row, agency_id), kind=kind, agency_id=agency_id, due_at=due_at, by=by, at=at
    )  # fmt: skip


def _settle(row: Agreement, kinds: Sequence[str], of: Sequence[UUID], by: Actor, at: datetime) -> None:
    for kind in kinds:
        subjects = [_subject(row, agency_id) for agency_id in of]
        for subject_id in open_deadlines_by_subject(subjects, kind=kind, by=by):
            meet_deadline(subject_id=subject_id, kind=kind, by=by, at=at)


def _params(row: Agreement) -> dict[str, str | int]:
    return {
        "code": row.code, "from_agency": str(row.first_id), "to_agency": str(row.second_id), "until": row.valid_to.isoformat(),
        "agreement": str(row.pk),
    }  # fmt: skip


def _told(
    row: Agreement, what: str, by: Actor, at: datetime, *, content: dict[str, str | UUID], notice_to: UUID | None = None
) -> None:  # fmt: skip
    write(f"agreement.{what}", about=row.record_id, by=by, at=at, content={"agreement": row.pk, **content})
    if notice_to is not None:
        notify(agency_id=notice_to, record_id=row.record_id, kind=f"agreement_{what}", params=_params(row), by=by, at=at)  # fmt: skip


def _next_code(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('jointwork_agreement_number')")
        return f"G-{localtime(at):%y}-{cursor.fetchone()[0]:06d}"
