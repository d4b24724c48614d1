"""The calendar as it counts now, who changed it, and which limits run over a day."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings

from takatuf.agencies.memory import remembered
from takatuf.agencies.queries import WorkerName, workers_by_id
from takatuf.clocks import calendars
from takatuf.clocks.models import Deadline, HolidayChange
from takatuf.clocks.queries import agency_of
from takatuf.clocks.rules import Calendar
from takatuf.kernel.actors import Actor


def calendar(code: str = "") -> Calendar:
    """The calendar of a country with what people changed of its holidays; this is what new limits are counted by.

    Raises NotFound for a country without a calendar.
    """
    found = calendars.calendar(code)
    changed = _latest(found.code)
    if not changed:
        return found
    closed = {row.day for row in changed.values() if row.is_closed}
    opened = {row.day for row in changed.values() if not row.is_closed}
    return replace(found, holidays=(found.holidays | closed) - opened)


def _latest(code: str) -> dict[date, HolidayChange]:
    return remembered(changes_of(code), lambda: _read(code))


def changes_of(code: str) -> tuple[str, str]:
    """The name under which one request remembers the changes of a calendar: every limit of a plan is counted by them."""
    return ("holiday changes", code)


def _read(code: str) -> dict[date, HolidayChange]:
    rows = HolidayChange.objects.filter(calendar=code).order_by("changed_at", "pk")
    return {row.day: row for row in rows}


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day on which the offices are closed, or were to be; `changed_by` where a person said so."""

    day: date
    is_closed: bool
    reason: str
    changed_by: WorkerName | None
    changed_at: datetime | None


def days_ahead(*, since: date, until: date) -> list[DayRow]:
    """The holidays between two days, and the days that people opened, in order."""
    found = calendar()
    changed = {day: row for day, row in _latest(found.code).items() if since <= day <= until}
    staff = workers_by_id({row.changed_by_id for row in changed.values()})
    by_file = calendars.calendar().holidays
    days = {day for day in found.holidays | by_file if since <= day <= until} | changed.keys()
    return [
        DayRow(
            day, day in found.holidays, row.reason if row else "", staff.get(row.changed_by_id) if row else None,
            row.changed_at if row else None,
        )
        for day, row in ((day, changed.get(day)) for day in sorted(days))
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class RunningLimit:
    """A limit that runs over a day."""

    kind: str
    subject_id: UUID
    due_at: datetime


def running_over(day: date, *, by: Actor, most: int = 50) -> list[RunningLimit]:
    """What the actor's agency owes and has begun before a day and ends on or after it: it was counted without the change."""
    zone = calendars.calendar(settings.TAKATUF_COUNTRY).zone
    begins = datetime.combine(day, time(), zone)
    rows = Deadline.objects.filter(
        agency_id=agency_of(by), met_at__isnull=True, started_at__lt=begins + timedelta(days=1), due_at__gte=begins
    ).order_by("due_at", "pk")  # fmt: skip
    return [RunningLimit(row.kind, row.subject_id, row.due_at) for row in rows[:most]]
