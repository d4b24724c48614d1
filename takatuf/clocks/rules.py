"""Limits and how they run out: pure functions of a start, a limit and a calendar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
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
    """So many units; zero means at once, or before the office closes where days are counted.

    With a `cutoff`, a local time of day, the day of the start is day one when the limit starts before it (Victoria:
    13:00), and the limit ends with its last day. Only days can have one.
    """

    amount: int
    unit: Unit
    cutoff: time | None = None

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("A limit is never negative.")
        if self.cutoff is not None and (self.amount == 0 or self.unit not in _DAYS):
            raise ValueError("Only a limit of one or more days has a cut-off.")

    def around_the_clock(self) -> "Limit":
        """The same limit where nobody may wait for an office to open: hours and days of the clock."""
        return Limit(self.amount, _RUNNING.get(self.unit, self.unit), self.cutoff)


_DAYS = frozenset({Unit.WORKING_DAYS, Unit.CALENDAR_DAYS})
_RUNNING = {Unit.WORKING_HOURS: Unit.CLOCK_HOURS, Unit.WORKING_DAYS: Unit.CALENDAR_DAYS}

Interval = tuple[datetime, datetime]
"""From a moment until another, both aware."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A country's working week: weekdays (Monday is 0), office hours and holidays, all in its own time zone."""

    code: str
    zone: ZoneInfo
    weekdays: frozenset[int]
    opens: time
    closes: time
    holidays: frozenset[date] = field(repr=False)
    short_days: frozenset[date] = field(default=frozenset(), repr=False)
    short_opens: time = time(10)
    short_closes: time = time(15)

    def __post_init__(self) -> None:
        if not self.weekdays or self.opens >= self.closes or self.short_opens >= self.short_closes:
            raise ValueError("A calendar needs a working day, and opens before it closes.")

    def hours_on(self, day: date) -> tuple[time, time]:
        """When the offices open and close on a working day; on short days (Ramadan) they keep other hours."""
        return (self.short_opens, self.short_closes) if day in self.short_days else (self.opens, self.closes)

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


def _first_day(start: datetime, cutoff: time | None, calendar: Calendar) -> date:
    """The first day that counts: the one after the start, or the day itself before the cut-off."""
    local = start.astimezone(calendar.zone)
    counts = cutoff is not None and local.time() < cutoff
    return local.date() if counts else local.date() + timedelta(days=1)


def _add_days(start: datetime, limit: Limit, calendar: Calendar) -> datetime:
    if limit.cutoff is None:
        return (start.astimezone(calendar.zone) + timedelta(days=limit.amount)).astimezone(UTC)
    return _moment(
        _first_day(start, limit.cutoff, calendar) + timedelta(days=limit.amount), time.min, calendar
    )


def _add_working_days(start: datetime, limit: Limit, calendar: Calendar) -> datetime:
    """Closing time of the last day; the day of the start does not count, unless a cut-off says so."""
    amount, first = limit.amount, start.astimezone(calendar.zone).date()
    if amount == 0:
        closing = (
            _moment(day, calendar.hours_on(day)[1], calendar) for day in _working_days(first, calendar)
        )
        return next(moment for moment in closing if moment >= start)
    days = _working_days(_first_day(start, limit.cutoff, calendar), calendar)
    last = first
    for _ in range(amount):
        last = next(days)
    return _moment(last, calendar.hours_on(last)[1], calendar)


def _add_working_hours(start: datetime, amount: int, calendar: Calendar) -> datetime:
    left = timedelta(hours=amount)
    for day in _working_days(start.astimezone(calendar.zone).date(), calendar):
        opens, closes = calendar.hours_on(day)
        begins = max(_moment(day, opens, calendar), start)
        ends = _moment(day, closes, calendar)
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
    time of day, the stricter reading; a month without that day ends on its last day. With a cut-off days are counted
    whole (see Limit).
    """
    if start.tzinfo is None:
        raise ValueError("A limit starts at an aware time.")
    match limit.unit:
        case Unit.CLOCK_HOURS:
            return start.astimezone(UTC) + timedelta(hours=limit.amount)
        case Unit.WORKING_HOURS:
            return _add_working_hours(start, limit.amount, calendar).astimezone(UTC)
        case Unit.WORKING_DAYS:
            return _add_working_days(start, limit, calendar)
        case Unit.CALENDAR_DAYS:
            return _add_days(start, limit, calendar)
        case Unit.MONTHS:
            return _add_months(start, limit.amount, calendar)


def stand_still(start: datetime, due_at: datetime, excluded: Sequence[Interval]) -> datetime:
    """The end of a limit in clock hours that does not run during the excluded times, for example a journey.

    Overlapping times count once; what lies before the start or after the end, as moved so far, moves nothing.
    """
    for begins, ends in _apart(excluded):
        if ends > start and begins < due_at:
            due_at += ends - max(begins, start)
    return due_at


def _apart(intervals: Sequence[Interval]) -> list[Interval]:
    """The same times in order, without overlap. Raises ValueError for one that ends before it begins."""
    apart: list[Interval] = []
    for begins, ends in sorted(intervals):
        if ends < begins:
            raise ValueError("A time ends after it begins.")
        if apart and begins <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(apart[-1][1], ends))
        else:
            apart.append((begins, ends))
    return apart


def level_at(level: int, *, started_at: datetime, due_at: datetime) -> datetime | None:
    """When a missed deadline rises to this level (1, 2, 3); None above the highest.

    Level 1 comes when the time is up, level 2 after half the time again, level 3 after the whole time again; a limit
    shorter than an hour counts as an hour, so that a late start does not raise all levels in one minute.
    """
    if not 1 <= level <= HIGHEST_LEVEL:
        return None
    span = max(due_at - started_at, timedelta(hours=1))
    return due_at + span * (level - 1) / 2


def reminder_at(*, started_at: datetime, due_at: datetime) -> datetime | None:
    """When the agency that owes is reminded: once three quarters of the time are gone (our default).

    None for a limit under an hour: who rings the person on duty does not write as well.
    """
    span = due_at - started_at
    return started_at + span * 3 / 4 if span >= timedelta(hours=1) else None
