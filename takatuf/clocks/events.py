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
