"""Writing lines of the joint chronology, and the ledger's entry beside them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from takatuf.casework.models import Case, ChronologyLine
from takatuf.kernel.actors import Actor
from takatuf.ledger.actions import write


def write_line(
    *,
    kind: str,
    record_id: UUID,
    case_record_id: UUID,
    by: Actor,
    at: datetime,
    params: Mapping[str, str | int] | None = None,
    source: str = "",
    agency_id: UUID | None = None,
) -> None:
    """Write one line; part of the action that it tells of. `params` hold codes, ids and numbers only."""
    ChronologyLine(
        record_id=record_id,
        case_record_id=case_record_id,
        at=at,
        agency_id=agency_id or by.agency,
        written_by=str(by),
        kind=kind,
        params=dict(params or {}),
        source=source,
    ).save(force_insert=True)


def told(
    *,
    case: Case,
    entry: str,
    line: str,
    by: Actor,
    at: datetime,
    content: Mapping[str, str | int | bool | UUID | None],
    params: Mapping[str, str | int] | None = None,
    source: str = "",
) -> None:
    """The ledger's entry and the chronology's line of one action on a case."""
    write(entry, about=case.record_id, by=by, at=at, content=content)
    write_line(
        kind=line,
        record_id=case.record_id,
        case_record_id=case.record_id,
        by=by,
        at=at,
        params=params,
        source=source,
    )
