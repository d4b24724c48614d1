"""What follows at court: how a hearing ended, protective measures, what was handed back, variation, compliance, appeal."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from takatuf.casework.actions.lines import write_line
from takatuf.clocks.queries import agency_of
from takatuf.clocks.rules import Limit, Unit
from takatuf.court.bound import variation_content
from takatuf.court.bound_proceedings import (
    appeal_content,
    compliance_content,
    measure_content,
    measure_decision_content,
    outcome_content,
)
from takatuf.court.events import OrderVaried
from takatuf.court.filed import filed_submission, person_who, proceedings_of, submission_reached
from takatuf.court.hearing_clock import start_hearing_clock, stop_hearing_clock
from takatuf.court.models import (
    Appeal,
    Compliance,
    CourtParty,
    Hearing,
    HearingAttendance,
    HearingOutcome,
    Order,
    OrderVariation,
    ProtectiveMeasure,
    Ruling,
    Submission,
    SubmissionFact,
    SubmissionReturn,
)
from takatuf.court.models.choices import LimitUnit
from takatuf.court.models.proceeding_choices import (
    HearingCause,
    HearingEnd,
    MeasureDecision,
    MeasureKind,
    ReturnReason,
)
from takatuf.jointwork.actions import do_step, vary_step
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound, Refused
from takatuf.kernel.events import publish
from takatuf.ledger import actions as ledger


class HearingOver(Refused):
    """What came of this hearing is on record already."""


class MeasureAsked(Refused):
    """This measure is asked for already, and not decided."""


class MeasureDecided(Refused):
    """The court has decided on this measure already."""


class ReturnedAlready(Refused):
    """This submission was handed back already."""


class AppealNoted(Refused):
    """The appeal of this party is on record already."""


def _line(kind: str, submission: Submission, by: Actor, at: datetime) -> None:
    write_line(
        kind=kind,
        record_id=submission.record_id,
        case_record_id=submission.case_record_id,
        by=by,
        at=at,
        params={"submission": submission.code},
        source=submission.code,
    )


@transaction.atomic
def note_hearing(
    *,
    hearing_id: UUID,
    end: HearingEnd,
    by: Actor,
    at: datetime,
    cause: HearingCause | None = None,
    note: str = "",
    came: Mapping[UUID, bool] | None = None,
    next_starts_at: datetime | None = None,
) -> None:
    """Write down how a hearing ended and who came; an adjourned one says when it goes on, and that hearing is set too.

    `came` holds parties by id. Raises NotFound, NotBeforeTheCourt, HearingOver, InvalidInput without a cause for one
    that was not held, for one that has not begun, or without the next day for an adjournment.
    """
    worker_id = person_who(by, "hearing.write")
    hearing = Hearing.objects.filter(pk=hearing_id).select_related("submission").first()
    if hearing is None:
        raise NotFound("No such hearing.")
    submission = filed_submission(hearing.submission_id, by)
    if HearingOutcome.objects.filter(hearing_id=hearing_id).exists():
        raise HearingOver("What came of this hearing is on record.")
    if end is HearingEnd.HELD and hearing.starts_at > at:
        raise InvalidInput("end", "not_begun")
    if end is not HearingEnd.HELD and cause is None:
        raise InvalidInput("cause", "missing")
    if end is HearingEnd.ADJOURNED and (next_starts_at is None or next_starts_at <= hearing.starts_at):
        raise InvalidInput("next_day", "missing" if next_starts_at is None else "before_hearing")
    following = _set_next(hearing, next_starts_at, worker_id, at) if end is HearingEnd.ADJOURNED else None
    outcome = HearingOutcome(
        record_id=hearing.record_id,
        hearing_id=hearing_id,
        end=end,
        cause="" if end is HearingEnd.HELD or cause is None else cause,
        next_hearing=following,
        noted_by_id=worker_id,
        noted_at=at,
    )
    if note.strip():
        outcome.seal(note=note.strip())
    outcome.save(force_insert=True)
    stop_hearing_clock(hearing, by=by, at=at)
    if following is not None:
        start_hearing_clock(following, by=by, at=at)
    _attended(hearing, came or {}, at)
    content = outcome_content(outcome, came or {}, following)
    ledger.write("hearing.noted", about=hearing.record_id, by=by, at=at, content=content)
    _line(f"hearing_{end.value}", submission, by, at)


def _set_next(hearing: Hearing, starts_at: datetime | None, worker_id: UUID, at: datetime) -> Hearing | None:
    if starts_at is None:
        return None
    following = Hearing(
        record_id=hearing.record_id,
        submission_id=hearing.submission_id,
        starts_at=starts_at,
        recorded_by_id=worker_id,
        recorded_at=at,
    )
    if place := hearing.unseal("place"):
        following.seal(place=place)
    following.save(force_insert=True)
    return following


def _attended(hearing: Hearing, came: Mapping[UUID, bool], at: datetime) -> None:
    proceedings = proceedings_of(hearing.submission)
    known = set(CourtParty.objects.filter(proceedings_id=proceedings.pk).values_list("pk", flat=True))
    for party_id, present in came.items():
        if party_id not in known:
            raise InvalidInput("came", "unknown_party")
        HearingAttendance(
            record_id=hearing.record_id, hearing_id=hearing.pk, party_id=party_id, came=present, noted_at=at
        ).save(force_insert=True)


@transaction.atomic
def ask_measure(
    *, submission_id: UUID, kind: MeasureKind, why: str, by: Actor, at: datetime, facts: Sequence[int] = ()
) -> UUID:
    """Ask the court for a measure that spares the child; all parties see it. Returns its id.

    Raises NotFound, NoProceedings, MeasureAsked, InvalidInput without a reason or for an unknown fact.
    """
    worker_id = person_who(by, "measure.ask")
    submission = submission_reached(submission_id)
    proceedings = proceedings_of(submission)
    if not why.strip():
        raise InvalidInput("why", "missing")
    known = set(SubmissionFact.objects.filter(submission_id=submission.pk).values_list("number", flat=True))
    if unknown := sorted(set(facts) - known):
        raise InvalidInput("facts", "unknown_fact", number=unknown[0])
    if ProtectiveMeasure.objects.filter(submission_id=submission.pk, kind=kind, decision="").exists():
        raise MeasureAsked("This measure is asked for already.")
    measure = ProtectiveMeasure(
        record_id=proceedings.record_id,
        submission_id=submission.pk,
        kind=kind,
        facts=sorted(set(facts)),
        agency_id=agency_of(by),
        asked_by_id=worker_id,
        asked_at=at,
    )
    measure.seal(why=why.strip())
    measure.save(force_insert=True)
    ledger.write("measure.asked", about=proceedings.record_id, by=by, at=at, content=measure_content(measure))
    return measure.pk


@transaction.atomic
def decide_measure(
    *,
    measure_id: UUID,
    decision: MeasureDecision,
    by: Actor,
    at: datetime,
    words: str = "",
    until_on: date | None = None,
) -> None:
    """The court grants or refuses a measure. Raises NotFound, NotBeforeTheCourt, MeasureDecided, InvalidInput."""
    worker_id = person_who(by, "ruling.write")
    measure = ProtectiveMeasure.objects.select_for_update().filter(pk=measure_id).first()
    if measure is None:
        raise NotFound("No such measure.")
    submission = filed_submission(measure.submission_id, by)
    if measure.decision:
        raise MeasureDecided("The court has decided on this measure.")
    if decision is not MeasureDecision.GRANTED and not words.strip():
        raise InvalidInput("words", "missing")
    measure.decision, measure.until_on = decision, until_on
    measure.decided_by_id, measure.decided_at = worker_id, at
    if words.strip():
        measure.seal(words=words.strip())
    measure.save(update_fields=["decision", "until_on", "decided_by", "decided_at", "words"])
    content = measure_decision_content(measure)
    ledger.write("measure.decided", about=measure.record_id, by=by, at=at, content=content)
    _line("measure_decided", submission, by, at)


@transaction.atomic
def return_submission(
    *, submission_id: UUID, reason: ReturnReason, note: str, by: Actor, at: datetime
) -> None:
    """Hand a submission back to who filed it, saying what must be made clear; a later version answers it.

    Raises NotFound, NotBeforeTheCourt, ReturnedAlready, InvalidInput without words.
    """
    worker_id = person_who(by, "ruling.write")
    submission = filed_submission(submission_id, by)
    if not note.strip():
        raise InvalidInput("note", "missing")
    if SubmissionReturn.objects.filter(submission_id=submission_id).exists():
        raise ReturnedAlready("This submission was handed back already.")
    row = SubmissionReturn(
        record_id=submission.record_id,
        submission_id=submission.pk,
        reason=reason,
        returned_by_id=worker_id,
        returned_at=at,
    )
    row.seal(note=note.strip())
    row.save(force_insert=True)
    ledger.write(
        "submission.handed_back", about=submission.record_id, by=by, at=at,
        content={"code": submission.code, "reason": reason.value, "note": note.strip()},
    )  # fmt: skip
    _line("submission_handed_back", submission, by, at)


@transaction.atomic
def vary_order(
    *, order_id: UUID, text: str, limit_amount: int, limit_unit: LimitUnit, by: Actor, at: datetime
) -> None:
    """Change what an order says and until when, counted from now; the step at the agency and its clock move with it.

    Raises NotFound, NotBeforeTheCourt, StepDone when it was carried out, InvalidInput.
    """
    worker_id = person_who(by, "ruling.write")
    order = Order.objects.filter(pk=order_id).select_related("ruling").first()
    if order is None:
        raise NotFound("No such order.")
    submission = filed_submission(order.ruling.submission_id, by)
    if not text.strip():
        raise InvalidInput("text", "missing")
    if limit_amount < 1:
        raise InvalidInput("limit_amount", "too_small", least=1)
    row = OrderVariation(
        record_id=order.record_id,
        order_id=order.pk,
        limit_amount=limit_amount,
        limit_unit=limit_unit,
        varied_by_id=worker_id,
        varied_at=at,
    )
    row.seal(text=text.strip())
    row.save(force_insert=True)
    vary_step(
        step_id=order.step_id,
        limit=Limit(limit_amount, Unit(limit_unit.value)),
        detail=text.strip(),
        by=by,
        at=at,
    )
    ledger.write("order.varied", about=order.record_id, by=by, at=at, content=variation_content(row))
    _line("order_varied", submission, by, at)
    publish(OrderVaried(order.pk, order.record_id, order.step_id, at))


@transaction.atomic
def report_compliance(*, step_id: UUID, text: str, by: Actor, at: datetime) -> None:
    """The agency under an order says what it did; its step is done, and the court reads the words at once.

    Raises NotAllowed, NotFound, StepDone, InvalidInput without words.
    """
    worker_id = person_who(by, "step.do")
    if not text.strip():
        raise InvalidInput("text", "missing")
    step = do_step(step_id=step_id, by=by, at=at)
    if step.source_order_id is None:
        raise NotFound("No order stands behind this step.")
    row = Compliance(
        record_id=step.record_id,
        step_id=step.pk,
        agency_id=agency_of(by),
        reported_by_id=worker_id,
        reported_at=at,
    )
    row.seal(text=text.strip())
    row.save(force_insert=True)
    content = compliance_content(row, step.source_order_id)
    ledger.write("order.complied", about=step.record_id, by=by, at=at, content=content)


@transaction.atomic
def note_appeal(*, ruling_id: UUID, party_id: UUID, lodged_on: date, by: Actor, at: datetime) -> None:
    """Write down that a party appeals. Raises NotFound, NotBeforeTheCourt, AppealNoted, InvalidInput before the ruling."""
    worker_id = person_who(by, "hearing.write")
    ruling = Ruling.objects.filter(pk=ruling_id).select_related("submission").first()
    if ruling is None:
        raise NotFound("No such ruling.")
    submission = filed_submission(ruling.submission_id, by)
    proceedings = proceedings_of(submission)
    if not CourtParty.objects.filter(pk=party_id, proceedings_id=proceedings.pk).exists():
        raise InvalidInput("party", "unknown_party")
    if lodged_on < ruling.ruled_on:
        raise InvalidInput("lodged_on", "before_the_ruling")
    if Appeal.objects.filter(ruling_id=ruling_id, party_id=party_id).exists():
        raise AppealNoted("The appeal of this party is on record.")
    appeal = Appeal(
        record_id=ruling.record_id,
        ruling_id=ruling.pk,
        party_id=party_id,
        lodged_on=lodged_on,
        recorded_by_id=worker_id,
        recorded_at=at,
    )
    appeal.save(force_insert=True)
    ledger.write("appeal.noted", about=ruling.record_id, by=by, at=at, content=appeal_content(appeal))
    _line("appeal_noted", submission, by, at)
