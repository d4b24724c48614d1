"""Who is on duty at a moment, where the rota has gaps, when shifts change, and whom to ring next: pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import yaml


class Place(StrEnum):
    """In which order a person is rung."""

    FIRST = "first"
    SECOND = "second"
    LEAD = "lead"


PLACES = (Place.FIRST, Place.SECOND, Place.LEAD)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the rule file says; `origin` is a code of `clocks.models.LimitOrigin`."""

    origin: str
    accepted_within: timedelta
    next_person_after: timedelta
    signed_within: timedelta
    signed_early: timedelta
    looks_ahead: timedelta


@cache
def limits() -> Limits:
    """The limits of the rule file beside this module."""
    said = yaml.safe_load((Path(__file__).parent / "limits.yaml").read_text(encoding="utf-8"))
    ring, handover = said["ring"], said["handover"]
    return Limits(
        origin=said["origin"],
        accepted_within=timedelta(minutes=ring["accepted_within_minutes"]),
        next_person_after=timedelta(minutes=ring["next_person_after_minutes"]),
        signed_within=timedelta(minutes=handover["signed_within_minutes"]),
        signed_early=timedelta(minutes=handover["signed_early_minutes"]),
        looks_ahead=timedelta(days=said["rota"]["looks_ahead_days"]),
    )


@dataclass(frozen=True, slots=True)
class Weekly:
    """A shift of the weekly pattern, in local time; `ends` not after `starts` means the next day."""

    worker: UUID
    place: Place
    weekday: int
    starts: time
    ends: time
    from_on: date
    until_on: date | None = None

    def span_on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
        """From when until when it runs if it starts on this day; None where it does not."""
        running = self.from_on <= day and (self.until_on is None or day < self.until_on)
        if not running or day.weekday() != self.weekday:
            return None
        last = day if self.ends > self.starts else day + timedelta(days=1)
        starts, ends = datetime.combine(day, self.starts, zone), datetime.combine(last, self.ends, zone)
        return starts.astimezone(UTC), ends.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Change:
    """A dated exception; no worker means that nobody is on duty."""

    worker: UUID | None
    place: Place
    starts_at: datetime
    ends_at: datetime
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """Who is on duty in one place from one moment until another; no worker is a gap."""

    place: Place
    starts_at: datetime
    ends_at: datetime
    worker: UUID | None


@dataclass(frozen=True, slots=True)
class Rota:
    """An agency's weekly pattern and exceptions, in its time zone."""

    shifts: Sequence[Weekly]
    changes: Sequence[Change]
    zone: ZoneInfo

    def on_duty(self, place: Place, at: datetime) -> UUID | None:
        """Who is on duty in this place; the newest exception counts before the pattern, the latest start within it."""
        changes = [one for one in self.changes if one.place is place and one.starts_at <= at < one.ends_at]
        if changes:
            return max(changes, key=lambda one: one.made_at).worker
        today = at.astimezone(self.zone).date()
        running = [
            (span[0], shift.worker.bytes, shift.worker)
            for shift in self.shifts
            if shift.place is place
            for day in (today - timedelta(days=1), today)
            if (span := shift.span_on(day, self.zone)) and span[0] <= at < span[1]
        ]
        return max(running)[2] if running else None

    def turns(self, place: Place, since: datetime, until: datetime) -> list[Turn]:
        """Who is on duty from `since` to `until`, one turn after the other without holes; a gap is a turn of nobody."""
        marks = [mark for mark in self._marks(place, since, until) if since < mark < until]
        edges = [since, *sorted(set(marks)), until]
        found: list[Turn] = []
        for starts_at, ends_at in zip(edges, edges[1:], strict=False):
            worker = self.on_duty(place, starts_at)
            if found and found[-1].worker == worker:
                starts_at = found.pop().starts_at  # noqa: PLW2901 - the same person goes on
            found.append(Turn(place, starts_at, ends_at, worker))
        return found

    def _marks(self, place: Place, since: datetime, until: datetime) -> list[datetime]:
        marks: list[datetime] = []
        for change in self.changes:
            if change.place is place:
                marks += [change.starts_at, change.ends_at]
        day, last = since.astimezone(self.zone).date() - timedelta(days=1), until.astimezone(self.zone).date()
        while day <= last:
            for shift in self.shifts:
                if shift.place is place and (span := shift.span_on(day, self.zone)):
                    marks += span
            day += timedelta(days=1)
        return marks

    def gaps(self, place: Place, since: datetime, until: datetime) -> list[Turn]:
        """When nobody is on duty in this place."""
        return [turn for turn in self.turns(place, since, until) if turn.worker is None]

    def last_change(self, since: datetime, until: datetime) -> datetime | None:
        """The latest moment after `since`, `until` included, at which another person became first on duty."""
        turns = self.turns(Place.FIRST, since, until + timedelta(microseconds=1))
        return turns[-1].starts_at if len(turns) > 1 else None


def places_to_try(tries: int) -> tuple[Place, ...]:
    """Which places are tried now, in order, until one of them has a person: what is left of the round."""
    return PLACES[tries % len(PLACES) :]
