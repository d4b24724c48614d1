"""What evidence tells the rooms above."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from takatuf.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class ExhibitAdded:
    """An exhibit came to a record; `kind` is a code of ExhibitKind."""

    record_id: UUID
    exhibit_id: UUID
    number: int
    kind: str
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class CustodyRecorded:
    """Something happened to an exhibit; `kind` is a code of rules.Custody."""

    record_id: UUID
    exhibit_id: UUID
    number: int
    kind: str
    by: Actor
    at: datetime
