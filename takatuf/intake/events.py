"""What intake tells the rooms above."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from takatuf.intake.content import ReportContent


@dataclass(frozen=True, slots=True)
class ReportReceived:
    """A report came in. It carries what it says, because the job that takes reports in may not read them back."""

    report_id: UUID
    record_id: UUID
    mailbox_record_id: UUID
    agency_id: UUID
    at: datetime
    content: ReportContent = field(repr=False)


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """A reporter wrote; the clock for its review runs already."""

    message_id: UUID
    mailbox_id: UUID
    record_id: UUID
    agency_id: UUID
    at: datetime
