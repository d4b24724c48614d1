"""Events of a country pack as they happen in a case: what they start, what they end, and times that do not count."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.agencies.models import Level
from takatuf.agencies.queries import access_of
from takatuf.casework.actions.lines import write_line
from takatuf.casework.queries import CaseRow, case_head, concerns_of
from takatuf.clocks.actions import move_deadline
from takatuf.clocks.holidays.queries import calendar
from takatuf.clocks.models import DeadlineKind
from takatuf.clocks.rules import add_time, stand_still
from takatuf.jointwork.actions.steps import finish_step, locked_step
from takatuf.jointwork.actions.tracks import put_pack_step
from takatuf.jointwork.models import ExcludedTime, Step, TrackEvent
from takatuf.jointwork.packs import Pack, PackStep, pack
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput
from takatuf.ledger.actions import write


@transaction.atomic
def record_event(*, case_id: UUID, code: str, happened_at: datetime, by: Actor, at: datetime) -> TrackEvent:
    """Put on record that something of the country's pack happened, and let the limits follow.

    Open steps that it ends are done; steps that it starts get their clocks from the moment at which it happened, owed
    by the agency of the case whose sector the pack names, or by the leading one. Where the pack counts from the last
    time, an open step's clock starts anew, and a done one is owed again. Raises NotAllowed, NotFound, InvalidInput.
    """
    require(by, "step.add")
    if code not in {event.code for event in pack().events}:
        raise InvalidInput("code", "unknown_code")
    if happened_at > at:
        raise InvalidInput("happened_at", "in_the_future")
    event = put_event(case_id=case_id, code=code, happened_at=happened_at, by=by, at=at)
    write_line(
        kind="track_event", record_id=event.record_id, case_record_id=event.record_id, by=by, at=at, params={"event": code}
    )  # fmt: skip
    return event


def put_event(*, case_id: UUID, code: str, happened_at: datetime, by: Actor, at: datetime) -> TrackEvent:
    """Store an event and let the limits follow; part of an action, which has asked for the permission. Raises NotFound."""
    case, country = case_head(case_id, by=by), pack()
    event = TrackEvent(
        record_id=case.record_id, code=code, happened_at=happened_at, recorded_at=at, recorded_by_id=by.id
    )
    event.save(force_insert=True)
    content = {"event": event.pk, "code": code, "happened_at": happened_at.isoformat()}
    write("track.event_recorded", about=case.record_id, by=by, at=at, content=content)
    _end(country, case, code, by=by, at=at)
    _start(country, case, event, by=by, at=at)
    return event


def _end(country: Pack, case: CaseRow, code: str, *, by: Actor, at: datetime) -> None:
    titles = [step.title for step in country.steps if step.met_by == code]
    met = Step.objects.filter(case_record_id=case.record_id, title__in=titles, done_at__isnull=True)
    for step_id in met.order_by("pk").values_list("pk", flat=True):
        finish_step(step=locked_step(step_id=step_id), by=by, at=at)


def _start(country: Pack, case: CaseRow, event: TrackEvent, *, by: Actor, at: datetime) -> None:
    concerns = frozenset(row.kind for row in concerns_of(case.id, by=by))
    open_ids = dict(
        Step.objects.filter(case_record_id=case.record_id, done_at__isnull=True).values_list("title", "pk")
    )
    known = set(Step.objects.filter(case_record_id=case.record_id).values_list("title", flat=True))
    for row in country.due(event.code, level=case.level or 4, concerns=concerns):
        if row.again == "restart" and row.title in open_ids:
            _restart(row, open_ids[row.title], event.happened_at, by=by, at=at)
        elif row.again == "restart" or row.title not in known:
            put_pack_step(
                country=country, row=row, case_record_id=case.record_id, owner_id=_owner(case, row), starts_at=event.happened_at,
                by=by, at=at,
            )  # fmt: skip


def _owner(case: CaseRow, row: PackStep) -> UUID:
    """The agency of the case whose sector owes the step and which may write there; otherwise the leading one."""
    writers = [each.agency for each in access_of(case.record_id) if each.level in {Level.WRITE, Level.LEAD}]
    return next((each.id for each in writers if each.sector == row.sector), case.lead.id)


def _restart(row: PackStep, step_id: UUID, starts_at: datetime, *, by: Actor, at: datetime) -> None:
    step = locked_step(step_id=step_id)
    step.started_at = starts_at
    step.due_at = add_time(starts_at, row.limit, calendar()) if row.limit else None
    _move(step, by=by, at=at)


def _move(step: Step, *, by: Actor, at: datetime) -> None:
    step.save(update_fields=["started_at", "due_at"])
    if step.due_at is not None:
        move_deadline(subject_id=step.pk, kind=DeadlineKind.STEP, due_at=step.due_at, by=by, at=at)
    content = {"step": step.pk, "due_at": step.due_at.isoformat() if step.due_at else None}
    write("step.moved", about=step.record_id, by=by, at=at, content=content)
    write_line(
        kind="step_moved", record_id=step.record_id, case_record_id=step.case_record_id, by=by, at=at,
        params={"agency": str(step.owner_id), "step": step.title},
    )  # fmt: skip


@transaction.atomic
def exclude_time(
    *, step_id: UUID, code: str, begins_at: datetime, ends_at: datetime, by: Actor, at: datetime
) -> Step:
    """Leave a time out of a step's limit, where the country's pack allows it (a journey); its clock moves.

    Raises NotAllowed, NotFound, StepDone, and InvalidInput for a code that the step's row does not have, an end before
    the beginning, or a time that has not passed.
    """
    require(by, "step.do")
    step = locked_step(step_id=step_id)
    row = pack().step(step.title)
    if row is None or row.limit is None or code not in row.exclude:
        raise InvalidInput("code", "unknown_code")
    if ends_at <= begins_at:
        raise InvalidInput("ends_at", "before_begin")
    if ends_at > at:
        raise InvalidInput("ends_at", "in_the_future")
    ExcludedTime(
        record_id=step.record_id, step=step, code=code, begins_at=begins_at, ends_at=ends_at, recorded_at=at,
        recorded_by_id=by.id,
    ).save(force_insert=True)  # fmt: skip
    times = list(ExcludedTime.objects.filter(step=step).order_by("pk").values_list("begins_at", "ends_at"))
    step.due_at = stand_still(step.started_at, add_time(step.started_at, row.limit, calendar()), times)
    write(
        "step.time_excluded", about=step.record_id, by=by, at=at,
        content={"step": step.pk, "code": code, "begins_at": begins_at.isoformat(), "ends_at": ends_at.isoformat()},
    )  # fmt: skip
    _move(step, by=by, at=at)
    return step
