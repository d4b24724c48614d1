"""Adding a holiday, and taking one away."""

from datetime import date, datetime, timedelta

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.agencies.memory import forget
from takatuf.clocks.holidays.models import HolidayChange
from takatuf.clocks.holidays.queries import calendar, changes_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed, Refused
from takatuf.ledger.actions import write

AHEAD = timedelta(days=3 * 366)
LONGEST_REASON = 300


class NothingChanges(Refused):
    """The day is closed, or open, already."""


@transaction.atomic
def change_holiday(*, day: date, is_closed: bool, reason: str, by: Actor, at: datetime) -> HolidayChange:
    """Say that the offices are closed, or open, on a day; limits that start from now on are counted so.

    Limits that run already stay as they were told. Raises NotAllowed, InvalidInput without a reason or for a day that
    has passed or is too far off, NothingChanges.
    """
    if require(by, "calendar.change") is None:
        raise NotAllowed("A person changes the calendar.")
    found = calendar()
    if not reason.strip():
        raise InvalidInput("reason", "empty")
    if len(reason) > LONGEST_REASON:
        raise InvalidInput("reason", "too_long")
    today = at.astimezone(found.zone).date()
    if not today <= day <= today + AHEAD:
        raise InvalidInput("day", "out_of_range")
    if (day in found.holidays) == is_closed:
        raise NothingChanges("This day is so already.")
    row = HolidayChange(
        calendar=found.code, day=day, is_closed=is_closed, reason=reason.strip(), changed_by_id=by.id, changed_at=at
    )  # fmt: skip
    row.save(force_insert=True)
    forget(changes_of(found.code))
    content = {"calendar": found.code, "day": day.isoformat(), "is_closed": is_closed, "reason": row.reason}
    write("calendar.changed", about=None, by=by, at=at, content=content)
    return row
