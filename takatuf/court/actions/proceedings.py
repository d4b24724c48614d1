"""Hearings, rulings, and orders, which become steps of joint work."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from takatuf.casework.actions.lines import write_line
from takatuf.clocks.models import LimitOrigin
from takatuf.clocks.rules import Limit, Unit
from takatuf.court.bound import order_content, ruling_content
from takatuf.court.bound_proceedings import hearing_content
from takatuf.court.events import OrderMade, RulingRecorded
from takatuf.court.filed import filed_submission, person_who
from takatuf.court.hearing_clock import start_hearing_clock
from takatuf.court.models import Hearing, Order, Ruling, Submission, SubmissionFact
from takatuf.court.models.choices import LimitUnit, OrderKind
from takatuf.jointwork.actions import add_step
from takatuf.jointwork.models import TrackKind
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.kernel.events import publish
from takatuf.kernel.ids import uuid7
from takatuf.ledger import actions as ledger


def _line(kind: str, submission: Submission, by: Actor, at: datetime) -> None:
    """A line of the joint chronology on the submission's record: the court reaches no other."""
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
def record_hearing(
    *, submission_id: UUID, starts_at: datetime, by: Actor, at: datetime, place: str = "", note: str = ""
) -> UUID:
    """Write down a hearing; returns its id. Raises NotFound, NotBeforeTheCourt."""
    worker_id = person_who(by, "hearing.write")
    submission = filed_submission(submission_id, by)
    hearing = Hearing(
        record_id=submission.record_id,
        submission_id=submission.pk,
        starts_at=starts_at,
        recorded_by_id=worker_id,
        recorded_at=at,
    )
    texts = {name: text.strip() for name, text in (("place", place), ("note", note)) if text.strip()}
    hearing.seal(**texts)
    hearing.save(force_insert=True)
    start_hearing_clock(hearing, by=by, at=at)
    ledger.write(
        "hearing.recorded", about=submission.record_id, by=by, at=at, content=hearing_content(hearing)
    )
    _line("hearing_recorded", submission, by, at)
    return hearing.pk


@transaction.atomic
def record_ruling(
    *,
    submission_id: UUID,
    ruled_on: date,
    text: str,
    by: Actor,
    at: datetime,
    hearing_id: UUID | None = None,
    facts_relied_on: Sequence[int] = (),
    appeal_until_on: date | None = None,
    appeal_checked: bool = False,
) -> UUID:
    """Write down what the court decided, and on which facts; returns its id.

    Raises NotFound, NotBeforeTheCourt, InvalidInput for an empty text, a fact number that is not in the submission, or
    a time to appeal that ends before the ruling.
    """
    worker_id = person_who(by, "ruling.write")
    submission = filed_submission(submission_id, by)
    if not text.strip():
        raise InvalidInput("text", "missing")
    if appeal_until_on is not None and appeal_until_on < ruled_on:
        raise InvalidInput("appeal_until_on", "before_ruling")
    numbers = set(SubmissionFact.objects.filter(submission_id=submission.pk).values_list("number", flat=True))
    for number in facts_relied_on:
        if number not in numbers:
            raise InvalidInput("facts_relied_on", "unknown_fact", number=number)
    if hearing_id and not Hearing.objects.filter(pk=hearing_id, submission_id=submission.pk).exists():
        raise NotFound("No such hearing on this submission.")
    ruling = Ruling(
        record_id=submission.record_id,
        submission_id=submission.pk,
        hearing_id=hearing_id,
        ruled_on=ruled_on,
        facts_relied_on=sorted(set(facts_relied_on)),
        appeal_until_on=appeal_until_on,
        appeal_checked=appeal_checked and appeal_until_on is not None,
        recorded_by_id=worker_id,
        recorded_at=at,
    )
    ruling.seal(text=text.strip())
    ruling.save(force_insert=True)
    ledger.write("ruling.recorded", about=submission.record_id, by=by, at=at, content=ruling_content(ruling))
    _line("ruling_recorded", submission, by, at)
    publish(RulingRecorded(ruling.pk, submission.pk, submission.record_id, at))
    return ruling.pk


@transaction.atomic
def record_order(
    *,
    ruling_id: UUID,
    kind: OrderKind,
    text: str,
    agency_id: UUID,
    limit_amount: int,
    limit_unit: LimitUnit,
    by: Actor,
    at: datetime,
) -> UUID:
    """Write down what a ruling tells an agency to do, and in what time; returns its id.

    It comes back to the agencies at once as a step with a clock, which blocks closing the case. The court does not
    reach the case, so the step stands on a record of its own, shared with the agency that owes it and the one that
    leads the submission. Raises NotFound, NotBeforeTheCourt, InvalidInput.
    """
    person_who(by, "ruling.write")
    ruling = Ruling.objects.filter(pk=ruling_id).select_related("submission").first()
    if ruling is None:
        raise NotFound("No such ruling.")
    submission = filed_submission(ruling.submission_id, by)
    if not text.strip():
        raise InvalidInput("text", "missing")
    if limit_amount < 1:
        raise InvalidInput("limit_amount", "too_small", least=1)
    order_id = uuid7()
    step = add_step(
        case_record_id=submission.case_record_id,
        track=TrackKind.COURT,
        owner_id=agency_id,
        title="court_order",
        limit=Limit(limit_amount, Unit(limit_unit.value)),
        origin=LimitOrigin.LAW,
        cite=submission.docket,
        checked=True,
        detail=text.strip(),
        source_order_id=order_id,
        blocks_closure=True,
        share_with=[submission.agency_id],
        by=by,
        at=at,
    )
    order = Order(
        id=order_id,
        record_id=submission.record_id,
        ruling_id=ruling.pk,
        kind=kind,
        agency_id=agency_id,
        limit_amount=limit_amount,
        limit_unit=limit_unit,
        ordered_at=at,
        step_id=step.pk,
    )
    order.seal(text=text.strip())
    order.save(force_insert=True)
    ledger.write("order.made", about=submission.record_id, by=by, at=at, content=order_content(order))
    publish(
        OrderMade(
            order_id=order.pk,
            record_id=order.record_id,
            case_id=submission.case_id,
            case_record_id=submission.case_record_id,
            agency_id=agency_id,
            step_id=step.pk,
            kind=kind.value,
            limit_amount=limit_amount,
            limit_unit=limit_unit.value,
            at=at,
        )
    )
    return order.pk
