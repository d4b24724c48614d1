"""What intake tells the rooms above."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from takatuf.intake.content import ReportContent
from takatuf.intake.pressure.arrival import Arrival
from takatuf.kernel.bulk import Bulk
from takatuf.vault.batch import RecordKey


@dataclass(frozen=True, slots=True)
class ReportReceived:
    """A report came in. It carries what it says, because the job that takes reports in may not read them back."""

    report_id: UUID
    record_id: UUID
    mailbox_record_id: UUID
    agency_id: UUID
    at: datetime
    content: ReportContent = field(repr=False)
    arrival: Arrival | None = None


@dataclass(frozen=True, slots=True)
class ReceivedInBulk:
    """One of many reports that came in together."""

    report_id: bytes
    record: RecordKey = field(repr=False)
    agency_id: UUID
    content: ReportContent = field(repr=False)
    arrival: Arrival | None = None


@dataclass(frozen=True, slots=True)
class ReportsReceived:
    """Many reports came in together, in one transaction: a listener does for all of them what it does for one.

    Every listener to ReportReceived has a twin that listens to this.
    """

    reports: tuple[ReceivedInBulk, ...]
    bulk: Bulk = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """A reporter wrote; the clock for its review runs already."""

    message_id: UUID
    mailbox_id: UUID
    record_id: UUID
    agency_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class ContactOpenedInDanger:
    """One person opened a reporter's contact because a life is in danger: a second is to be alerted at once (practice 12)."""

    opening_id: UUID
    report_id: UUID
    record_id: UUID
    agency_id: UUID
    opened_by: UUID
    at: datetime
