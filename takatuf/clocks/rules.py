"""Limits and how they run out: pure functions of a start, a limit and a calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

HIGHEST_LEVEL = 3


class Unit(StrEnum):
    """In what a limit is counted."""

    CLOCK_HOURS = "clock_hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many units; zero means at once, or before the office closes where days are counted."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("A limit is never negative.")


@dataclass(frozen=True, slots=True)
class Calendar:
    """A country's working week: weekdays (Monday is 0), office hours and holidays, all in its own time zone."""

    code: str
    zone: ZoneInfo
    weekdays: frozenset[int]
    opens: time
    closes: time
    holidays: frozenset[date]

    def __post_init__(self) -> None:
        if not self.weekdays or self.opens >= self.closes:
            raise ValueError("A calendar needs a working day, and opens before it closes.")

    def works_on(self, day: date) -> bool:
        """Whether the offices are open on this day."""
        return day.weekday() in self.weekdays and day not in self.holidays


def _working_days(first: date, calendar: Calendar) -> Iterator[date]:
    """The working days from `first` on, itself included."""
    day = first
    while True:
        if calendar.works_on(day):
            yield day
        day += timedelta(days=1)


def _moment(day: date, at: time, calendar: Calendar) -> datetime:
    return datetime.combine(day, at, tzinfo=calendar.zone).astimezone(UTC)


def _add_working_days(start: datetime, amount: int, calendar: Calendar) -> datetime:
    """Closing time of the last day; the day of the start does not count."""
    first = start.astimezone(calendar.zone).date()
    if amount == 0:
        closing = (_moment(day, calendar.closes, calendar) for day in _working_days(first, calendar))
        return next(moment for moment in closing if moment >= start)
    days = _working_days(first + timedelta(days=1), calendar)
    last = first
    for _ in range(amount):
        last = next(days)
    return _moment(last, calendar.closes, calendar)


def _add_working_hours(start: datetime, amount: int, calendar: Calendar) -> datetime:
    left = timedelta(hours=amount)
    for day in _working_days(start.astimezone(calendar.zone).date(), calendar):
        begins = max(_moment(day, calendar.opens, calendar), start)
        ends = _moment(day, calendar.closes, calendar)
        if begins < ends or (begins == ends and left == timedelta(0)):
            if begins + left <= ends:
                return begins + left
            left -= ends - begins
    raise AssertionError("A calendar always has another working day.")


def _add_months(start: datetime, amount: int, calendar: Calendar) -> datetime:
    local = start.astimezone(calendar.zone)
    years, month = divmod(local.month - 1 + amount, 12)
    following = date(local.year + years + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last_day = (following - timedelta(days=1)).day
    return local.replace(year=local.year + years, month=month + 1, day=min(local.day, last_day)).astimezone(
        UTC
    )


def add_time(start: datetime, limit: Limit, calendar: Calendar) -> datetime:
    """When a limit that starts now runs out; aware, in UTC.

    Clock hours run at night and on holidays. Working hours run while the offices are open. Working days end when the
    office closes on the last of them; the day of the start is not counted. Calendar days and months end at the same
    time of day, the stricter reading; a month without that day ends on its last day.
    """
    if start.tzinfo is None:
        raise ValueError("A limit starts at an aware time.")
    match limit.unit:
        case Unit.CLOCK_HOURS:
            return start.astimezone(UTC) + timedelta(hours=limit.amount)
        case Unit.WORKING_HOURS:
            return _add_working_hours(start, limit.amount, calendar).astimezone(UTC)
        case Unit.WORKING_DAYS:
            return _add_working_days(start, limit.amount, calendar)
        case Unit.CALENDAR_DAYS:
            return (start.astimezone(calendar.zone) + timedelta(days=limit.amount)).astimezone(UTC)
        case Unit.MONTHS:
            return _add_months(start, limit.amount, calendar)


def level_at(level: int, *, started_at: datetime, due_at: datetime) -> datetime | None:
    """When a missed deadline rises to this level (1, 2, 3); None above the highest.

    Level 1 comes when the time is up, level 2 after half the time again, level 3 after the whole time again; a limit
    shorter than an hour counts as an hour, so that a late start does not raise all levels in one minute.
    """
    if not 1 <= level <= HIGHEST_LEVEL:
        return None
    span = max(due_at - started_at, timedelta(hours=1))
    return due_at + span * (level - 1) / 2
