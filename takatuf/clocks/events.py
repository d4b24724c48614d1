"""What the clocks tell the rooms above."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DeadlineMissed:
    """A deadline ran out, or stayed unmet until its next level; told once for each level."""

    deadline_id: UUID
    record_id: UUID
    subject_id: UUID
    kind: str
    agency_id: UUID
    level: int
    due_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class DeadlinesMissed:
    """Many of them at once, for listeners that write them together; each is told as DeadlineMissed too.

    A listener hears a kind of deadline by one of the two, never by both.
    """

    missed: tuple[DeadlineMissed, ...]


@dataclass(frozen=True, slots=True)
class DeadlineNear:
    """Three quarters of the time are gone, and what is owed is not done; told once."""

    record_id: UUID
    subject_id: UUID
    kind: str
    agency_id: UUID
    due_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class DeadlinesNear:
    """Many of them at once."""

    near: tuple[DeadlineNear, ...]
