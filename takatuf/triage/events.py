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


@dataclass(frozen=True, slots=True)
class ReportRated:
    """The machine suggested a level for a report: when it came in, or a more urgent one when more was known."""

    report_id: UUID
    record_id: UUID
    agency_id: UUID
    level: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportsRated:
    """Many reports that came in together were rated; every listener to ReportRated has a twin that listens to this."""

    rated: tuple[ReportRated, ...]
