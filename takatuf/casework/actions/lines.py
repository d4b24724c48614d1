"""Writing lines of the joint chronology, and the ledger's entry beside them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from takatuf.casework.models import Case, ChronologyLine
from takatuf.kernel.actors import Actor
from takatuf.kernel.bulk import Bulk, OptionalUuids, Texts, Uuids, uuid7_bytes
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


@dataclass(frozen=True, slots=True)
class NewLine:
    """What `write_line` takes, for one of many."""

    kind: str
    record_id: UUID
    case_record_id: UUID
    params: Mapping[str, str | int]
    source: str = ""
    agency_id: UUID | None = None


def write_lines(*, lines: Sequence[NewLine], by: Actor, at: datetime) -> None:
    """Write many lines at once, each as `write_line` would."""
    agencies = [line.agency_id or by.agency for line in lines]
    columns = {
        "id": Uuids(uuid7_bytes(len(lines))), "record_id": Uuids([line.record_id.bytes for line in lines]),
        "case_record_id": Uuids([line.case_record_id.bytes for line in lines]), "at": at, "written_by": str(by),
        "agency_id": OptionalUuids([agency.bytes if agency else None for agency in agencies]),
        "kind": Texts([line.kind for line in lines]),
        "params": ("{}::jsonb", Texts([json.dumps(line.params) for line in lines])),
        "source": Texts([line.source for line in lines]),
    }  # fmt: skip
    Bulk().insert("casework_chronologyline", columns)


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
