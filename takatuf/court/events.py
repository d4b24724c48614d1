"""What happens in the court room that other rooms may hear of."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SubmissionFiled:
    """A signed submission reached its court."""

    submission_id: UUID
    record_id: UUID
    case_id: UUID
    case_record_id: UUID
    court_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class RulingRecorded:
    """The court ruled on a submission."""

    ruling_id: UUID
    submission_id: UUID
    record_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderVaried:
    """A court changed an order; the step that carries it out has another limit."""

    order_id: UUID
    record_id: UUID
    step_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderMade:
    """A ruling tells an agency to do something in a time; a step of joint work carries it out."""

    order_id: UUID
    record_id: UUID
    case_id: UUID
    case_record_id: UUID
    agency_id: UUID
    step_id: UUID
    kind: str
    limit_amount: int
    limit_unit: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BuildingAsked:
    """Somebody waits for a document; the worker builds it, after so many seconds."""

    building_id: UUID
    after_seconds: int
