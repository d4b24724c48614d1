"""Writing the exhibits of a case out, one file an exhibit, and what it knows of accounts and addresses."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import disclose, require
from takatuf.casework.queries import case_head, people_of, report_records_of
from takatuf.casework.queries.waiting import case_id_by_code
from takatuf.evidence.case_uco import exhibit_files, graph_json
from takatuf.evidence.queries import open_exhibits
from takatuf.exchange.case.identifiers import Known, identifiers_graph
from takatuf.intake.queries import heads_by_record
from takatuf.kernel.actors import Actor
from takatuf.ledger.actions import write
from takatuf.people.queries import identifiers_of


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file as it leaves."""

    name: str
    data: bytes


IDENTIFIERS = "identifiers.case.jsonld"


@transaction.atomic
def export_exhibits(*, case_code: str, with_names: bool, by: Actor, at: datetime) -> list[ExportedFile]:
    """The exhibits of a case with their chains as CASE/UCO, and the export on record with the hash of every file.

    Without `with_names` no person, place, reason, account or address leaves: agencies, hashes, times and the neutral
    description do. With it `identifiers.case.jsonld` holds the identifiers of the case's reports and persons. Raises NotAllowed, and NotFound for a case that this actor does not reach.
    """
    require(by, "exhibit.write")
    head = case_head(case_id_by_code(case_code, by=by), by=by)
    rows = open_exhibits(head.record_id, by=by, at=at)
    files = exhibit_files(rows, case_code=case_code, withhold=not with_names)
    if with_names and (known := _known(head.id, by=by, at=at)):
        files[IDENTIFIERS] = graph_json(identifiers_graph(known))
    content = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    write(
        "exhibits.exported", about=head.record_id, by=by, at=at, content={"with_names": with_names, **content}
    )
    return [ExportedFile(name, data) for name, data in files.items()]


def _known(case_id: UUID, *, by: Actor, at: datetime) -> list[Known]:
    """The identifiers of the case's reports and of its persons, as far as the actor reaches them; each record is disclosed."""
    reports = report_records_of(case_id, by=by)
    heads = heads_by_record(reports, by=by)
    places = {record_id: f"report {heads[record_id].code}" for record_id in reports if record_id in heads}
    for row in people_of(case_id, by=by, at=at):
        if row.person is not None:
            status = f" ({row.suspect_status})" if row.suspect_status else ""
            places[row.person.record_id] = f"{row.role}{status}"
    found = [
        (record_id, Known(one, place))
        for record_id, place in places.items()
        for one in identifiers_of(record_id, by=by)
    ]
    looked_at = list(dict.fromkeys(record_id for record_id, _known in found))
    if looked_at:
        disclose(record_ids=looked_at, what="export_exhibits", by=by, at=at)
    return [known for _record_id, known in found]
