"""When a record is due, and what stops its erasure; pure."""

from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What ends by itself and is erased with all that belongs to it."""

    CASE = "case"
    REPORT = "report"
    CALL = "call"


class Stop(StrEnum):
    """Why a record is not erased now; the first of them is what a page says first."""

    HELD = "held"
    OPEN = "open"
    COURT = "court"
    CLOCK = "clock"
    LINKED = "linked"
    LOCKED = "locked"
    ELSEWHERE = "elsewhere"
    EARLY = "early"


def due_on(ended_on: date, years: int) -> date:
    """The first day on which a record that ended then may be erased; 29 February counts as 1 March."""
    try:
        return ended_on.replace(year=ended_on.year + years)
    except ValueError:
        return date(ended_on.year + years, 3, 1)


def ended_before(today: date, years: int) -> date:
    """What ended on this day or before it is due today. The other side of `due_on`."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return date(today.year - years, 2, 28)
