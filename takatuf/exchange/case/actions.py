"""Writing the exhibits of a case out, one file an exhibit."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.casework.queries import case_head
from takatuf.casework.queries.waiting import case_id_by_code
from takatuf.evidence.case_uco import exhibit_files
from takatuf.evidence.queries import open_exhibits
from takatuf.kernel.actors import Actor
from takatuf.ledger.actions import write


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file as it leaves."""

    name: str
    data: bytes


@transaction.atomic
def export_exhibits(*, case_code: str, with_names: bool, by: Actor, at: datetime) -> list[ExportedFile]:
    """The exhibits of a case with their chains as CASE/UCO, and the export on record with the hash of every file.

    Without `with_names` no person, place or reason leaves: agencies, hashes, times and the neutral description do. Raises
    NotAllowed, and NotFound for a case that this actor does not reach.
    """
    require(by, "exhibit.write")
    head = case_head(case_id_by_code(case_code, by=by), by=by)
    rows = open_exhibits(head.record_id, by=by, at=at)
    files = exhibit_files(rows, case_code=case_code, withhold=not with_names)
    content = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    write(
        "exhibits.exported", about=head.record_id, by=by, at=at, content={"with_names": with_names, **content}
    )
    return [ExportedFile(name, data) for name, data in files.items()]
