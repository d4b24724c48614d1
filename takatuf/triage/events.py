"""What triage tells the rooms above."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from takatuf.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class ReportTriaged:
    """A decision about a report is in force; one that waits for a second person is not told."""

    report_id: UUID
    record_id: UUID
    decision_id: UUID
    level: int
    outcome: str
    by: Actor
    at: datetime
