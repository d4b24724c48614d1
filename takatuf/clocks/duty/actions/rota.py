"""Writing the rota: weekly shifts and dated exceptions. Nothing is deleted; shifts end, exceptions are withdrawn."""

from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.agencies.models import Worker
from takatuf.clocks.duty.models import DutyChange, DutyShift
from takatuf.clocks.duty.queries import may_be_on_duty
from takatuf.clocks.duty.rules import Place
from takatuf.clocks.queries import agency_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write

_IN_THE_ROTA = frozenset({Place.FIRST.value, Place.SECOND.value})


def _planner(by: Actor) -> Worker | None:
    return require(by, "duty.plan")


def _checked(worker_id: UUID | None, place: str, agency_id: UUID) -> None:
    if place not in _IN_THE_ROTA:
        raise InvalidInput("place", "unknown_code")
    if worker_id is not None and worker_id not in {one.id for one in may_be_on_duty(agency_id)}:
        raise InvalidInput("worker", "unknown_code")


@transaction.atomic
def add_shift(
    *,
    worker_id: UUID,
    place: str,
    weekdays: list[int],
    starts: time,
    ends: time,
    from_on: date,
    by: Actor,
    at: datetime,
) -> list[DutyShift]:
    """Add a weekly shift of a worker of the own agency on each of these weekdays (Monday is 0), in local time.

    It ends on the next day where `ends` is not after `starts`. Raises NotAllowed and InvalidInput.
    """
    _planner(by)
    own = agency_of(by)
    _checked(worker_id, place, own)
    if not weekdays or not set(weekdays) <= set(range(7)):
        raise InvalidInput("weekdays", "unknown_code")
    shifts = [
        DutyShift(
            id=uuid7(), agency_id=own, worker_id=worker_id, place=place, weekday=day, starts=starts, ends=ends, from_on=from_on,
            set_by_id=by.id, set_at=at,
        )
        for day in sorted(set(weekdays))
    ]  # fmt: skip
    DutyShift.objects.bulk_create(shifts)
    for shift in shifts:
        write("duty.shift_added", about=None, by=by, at=at, extra={"shift": str(shift.pk)})
    return shifts


@transaction.atomic
def end_shift(*, shift_id: UUID, until_on: date, by: Actor, at: datetime) -> None:
    """End a weekly shift: it does not start on `until_on` or later. Raises NotAllowed and NotFound."""
    _planner(by)
    shift = DutyShift.objects.filter(pk=shift_id, agency_id=agency_of(by), until_on__isnull=True).first()
    if shift is None:
        raise NotFound("No such shift.")
    shift.until_on = max(until_on, shift.from_on)
    shift.save(update_fields=["until_on"])
    write("duty.shift_ended", about=None, by=by, at=at, extra={"shift": str(shift.pk)})


@transaction.atomic
def add_change(
    *, worker_id: UUID | None, place: str, starts_at: datetime, ends_at: datetime, by: Actor, at: datetime
) -> DutyChange:
    """Put somebody else on duty for a time, or nobody. Raises NotAllowed and InvalidInput."""
    _planner(by)
    own = agency_of(by)
    _checked(worker_id, place, own)
    if ends_at <= starts_at:
        raise InvalidInput("ends_at", "ends_before_it_starts")
    change = DutyChange(
        agency_id=own, worker_id=worker_id, place=place, starts_at=starts_at, ends_at=ends_at, made_by_id=by.id, made_at=at
    )  # fmt: skip
    change.save(force_insert=True)
    write("duty.change_added", about=None, by=by, at=at, extra={"change": str(change.pk)})
    return change


@transaction.atomic
def withdraw_change(*, change_id: UUID, by: Actor, at: datetime) -> None:
    """Take an exception back; the pattern counts again. Raises NotAllowed and NotFound."""
    _planner(by)
    rows = DutyChange.objects.filter(pk=change_id, agency_id=agency_of(by), withdrawn_at__isnull=True)
    if not rows.update(withdrawn_at=at):
        raise NotFound("No such exception.")
    write("duty.change_withdrawn", about=None, by=by, at=at, extra={"change": str(change_id)})
