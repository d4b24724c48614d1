"""What happens to the exhibits of a case, told in its chronology; listeners of evidence."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from takatuf.casework.actions.lines import write_line
from takatuf.casework.models import Case
from takatuf.evidence.events import CustodyRecorded, ExhibitAdded
from takatuf.kernel.actors import Actor

Params = Mapping[str, str | int]


def tell_of_exhibit(event: ExhibitAdded) -> None:
    """Write that an exhibit was registered. Only a case has a chronology; an exhibit of another record has none."""
    params: Params = {"exhibit": event.number, "exhibit_kind": event.kind}
    _tell("exhibit_added", event.record_id, params, by=event.by, at=event.at)


def tell_of_custody(event: CustodyRecorded) -> None:
    """Write what happened to an exhibit, as `tell_of_exhibit` does."""
    params: Params = {"exhibit": event.number, "custody": event.kind}
    _tell("exhibit_step", event.record_id, params, by=event.by, at=event.at)


def _tell(kind: str, record_id: UUID, params: Params, *, by: Actor, at: datetime) -> None:
    if Case.objects.filter(record_id=record_id).exists():
        write_line(kind=kind, record_id=record_id, case_record_id=record_id, by=by, at=at, params=params)
