"""Quarters of a year, in the country's own time."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One quarter; `number` is 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter in which a day lies."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        """The quarter after it."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> "Quarter":
        """The quarter before it."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


def quarters_of(label: str) -> tuple[Quarter, ...]:
    """The quarters of a published row, as its label names them: one (2026-Q3), or several (2025-Q4/2026-Q3)."""
    first, _slash, last = label.partition("/")
    found, end = [_read(first)], _read(last or first)
    while found[-1] < end:
        found.append(found[-1].next)
    return tuple(found)


def _read(label: str) -> Quarter:
    year, _dash, number = label.partition("-Q")
    return Quarter(int(year), int(number))


#: Figures of a quarter come out so many days after its end, on a day that everybody knows beforehand; our default.
DAYS_AFTER = 45


def release_day(quarter: Quarter) -> date:
    """The day on which the figures of a quarter come out."""
    return quarter.last_day + timedelta(days=DAYS_AFTER)


def newest_due(today: date) -> Quarter:
    """The newest quarter whose day of release has come."""
    quarter = Quarter.of(today).before
    return quarter if release_day(quarter) <= today else quarter.before


def last_quarters(today: date, *, count: int = 4, running: bool = False) -> tuple[Quarter, ...]:
    """The last `count` quarters whose day of release has come, the oldest first; with `running`, until the present one."""
    quarter = Quarter.of(today) if running else newest_due(today)
    found = [quarter]
    while len(found) < count:
        found.append(found[-1].before)
    return tuple(reversed(found))
