"""What casework tells the rooms above, and what they may say against closing a case."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from takatuf.casework.rules import Objection


@dataclass(frozen=True, slots=True)
class CaseStarted:
    """A case was opened from a report."""

    case_id: UUID
    record_id: UUID
    report_id: UUID
    report_record_id: UUID
    agency_id: UUID
    level: int
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseTakenOver:
    """An open case came from another system; its limits run from now."""

    case_id: UUID
    record_id: UUID
    agency_id: UUID
    level: int
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseClosed:
    """A case was closed, with two persons' names under it."""

    case_id: UUID
    record_id: UUID
    lead_id: UUID
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseReopened:
    """A closed case is worked on again; what its closure started has to stop."""

    case_id: UUID
    record_id: UUID
    lead_id: UUID
    level: int
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class FollowUpRecorded:
    """Somebody asked after a child whose case is closed; `step` is the step of a joint work track that this does, if any."""

    case_id: UUID
    record_id: UUID
    step: str
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseLinkUndone:
    """Two cases do not belong together after all; what rests on the link has to be looked at again."""

    link_id: UUID
    record_id: UUID
    other_record_id: UUID
    by: UUID
    at: datetime


# An event cannot refuse. Rooms above are asked before a case closes; only config adds to this list.
closure_objections: list[Callable[[UUID], list[Objection]]] = []
