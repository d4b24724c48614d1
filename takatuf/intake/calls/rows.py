"""What the queries of the call-taker's desk give back: frozen values."""

from dataclasses import dataclass, field
from datetime import datetime, time
from uuid import UUID

from takatuf.agencies.queries import AgencyName, WorkerName
from takatuf.intake.calls.contents import Values


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call in a list: nothing that was said, and no number."""

    id: UUID
    record_id: UUID
    taken_by: WorkerName | None
    state: str
    outcome: str
    outcome_label: str
    started_at: datetime
    ended_at: datetime | None
    report_id: UUID | None
    report_code: str
    in_danger: bool
    serial: str


@dataclass(frozen=True, slots=True)
class RingingRow:
    """A call that rings now: who calls, on which telephone, and what calls of this number came to so far."""

    id: UUID
    number: str = field(repr=False)
    line: str
    came_at: datetime
    earlier: int
    silent: int


@dataclass(frozen=True, slots=True)
class TransferRow:
    """An agency that was asked to take a call over, and who of it did."""

    agency: AgencyName
    asked_at: datetime
    accepted_at: datetime | None
    accepted_name: str


@dataclass(frozen=True, slots=True)
class CallView:
    """One call, opened: what stands in its fields, who was asked to take over, what was promised."""

    row: CallRow
    number: str = field(repr=False)
    values: Values = field(repr=False)
    saved_at: datetime | None
    transfers: tuple[TransferRow, ...]
    call_back_due_at: datetime | None
    debrief_asked: bool

    @property
    def taken_over(self) -> bool:
        """Whether somebody accepted the call."""
        return any(row.accepted_at for row in self.transfers)


@dataclass(frozen=True, slots=True)
class EarlierCall:
    """Another call from the same number: when, how it ended, and the report that it became."""

    at: datetime
    outcome: str
    outcome_label: str
    taken_by: WorkerName | None
    report_code: str
    report_says: str


@dataclass(frozen=True, slots=True)
class CallerHistory:
    """Who else called from this number: facts about a telephone, which several people may use."""

    known: bool
    total: int = 0
    this_week: int = 0
    silent_this_week: int = 0
    pattern: str = ""
    lines: tuple[EarlierCall, ...] = ()
    named_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallBackRow:
    """A call-back that is owed: without the number, for lists that several people read."""

    id: UUID
    call_id: UUID
    record_id: UUID
    due_at: datetime
    attempts: int
    last_result: str
    last_at: datetime | None
    promised_by: WorkerName | None
    ask_leader: bool
    report_code: str


@dataclass(frozen=True, slots=True)
class CallBackView:
    """A call-back with the number and the rules for whoever calls now."""

    row: CallBackRow
    number: str = field(repr=False)
    who_answers: str = field(repr=False)
    leave_message: bool
    safe_from: time | None
    safe_until: time | None
    safe_now: bool
    tongue: str = ""  # the option's code where somebody must interpret


@dataclass(frozen=True, slots=True)
class PatternRow:
    """One number that called again and again within a week."""

    pattern: str
    total: int
    silent: int
    last_at: datetime
    last_call_id: UUID
    number_end: str


@dataclass(frozen=True, slots=True)
class DebriefRow:
    """A call-taker who asked for a talk."""

    id: UUID
    worker: WorkerName | None
    asked_at: datetime
    call_started_at: datetime


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A printed form and where it is."""

    serial: str
    state: str
    state_label: str
    printed_at: datetime
    printed_by: WorkerName | None
