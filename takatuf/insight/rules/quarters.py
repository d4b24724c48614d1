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


def last_quarters(today: date, *, count: int = 4, running: bool = False) -> tuple[Quarter, ...]:
    """The last `count` quarters that are over, the oldest first; with `running` the present one is the last of them."""
    quarter = Quarter.of(today) if running else Quarter.of(today).before
    found = [quarter]
    while len(found) < count:
        found.append(found[-1].before)
    return tuple(reversed(found))
