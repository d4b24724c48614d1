"""Enrolling and ending a witness, and watching that none of them falls silent."""

from datetime import datetime

from django.db import connection, transaction

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import RecordKind
from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import system_actor
from takatuf.clocks.actions import meet_deadline, move_deadline, notify, start_deadline
from takatuf.clocks.events import DeadlineMissed
from takatuf.clocks.kinds import DeadlineKind
from takatuf.clocks.queries import open_deadlines_by_subject
from takatuf.kernel.actors import Actor
from takatuf.kernel.ids import uuid7
from takatuf.ledger import actions as ledger
from takatuf.ledger.models import LedgerWitness
from takatuf.ledger.queries import SILENT_AFTER, witness_rows

KIND = DeadlineKind.WITNESS_SILENT
WATCHING_LOCK = (
    0x7461_6B61_7769_74  # advisory lock: the worker's round and its second pair of eyes come at once
)


@transaction.atomic
def enrol_witness(*, vkey: str, agency: str, watched_by: str, by: Actor, at: datetime) -> LedgerWitness:
    """Take the cosignatures of a witness that `agency` runs; the agency `watched_by` is told when it falls silent.

    Inside system_scope("witnesses"). Both are codes of agencies; a house is no witness of itself. Raises WitnessRefused
    and NotFound.
    """
    runs, watches = agency_by_code(agency), agency_by_code(watched_by)
    if runs.id == watches.id:
        raise ledger.WitnessRefused("A witness runs at another agency than the one that keeps the ledger.")
    id = uuid7()
    witness = ledger.enrol_witness(id=id, vkey=vkey, agency=agency, watched_by=watches.id, by=by, at=at)
    open_record(id=id, kind=RecordKind.WITNESS, lead=watches.id, at=at)
    return witness


@transaction.atomic
def end_witness(*, name: str, by: Actor, at: datetime) -> LedgerWitness:
    """Take no more cosignatures of it. Inside system_scope("witnesses"); its clock stops with the next `watch_witnesses`."""
    return ledger.end_witness(name=name, by=by, at=at)


@transaction.atomic
def watch_witnesses(*, by: Actor, at: datetime) -> None:
    """Hold the clock of each witness to its newest cosignature; inside system_scope("clockwork").

    Each is due SILENT_AFTER its last one. A witness that was silent and speaks again begins anew. Where another worker
    is at it just now, nothing is left to do.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [WATCHING_LOCK])
        if cursor.fetchone() != (True,):
            return
    rows = witness_rows()
    clocks = open_deadlines_by_subject([row.id for row in rows], kind=KIND, by=by)
    for row in rows:
        open_clock = clocks.get(row.id)
        due_at = row.heard_at + SILENT_AFTER
        if row.ended_at is not None:
            if open_clock is not None:
                meet_deadline(subject_id=row.id, kind=KIND, by=by, at=at)
            continue
        if open_clock is not None and open_clock.due_at >= due_at:
            continue
        if open_clock is not None and not open_clock.missed_level:
            move_deadline(subject_id=row.id, kind=KIND, due_at=due_at, by=by, at=at)
            continue
        if open_clock is not None:
            meet_deadline(subject_id=row.id, kind=KIND, by=by, at=at)
        start_deadline(
            record_id=row.id, subject_id=row.id, kind=KIND, agency_id=row.watched_by, due_at=max(due_at, at), by=by, at=at
        )  # fmt: skip


def tell_of_silence(event: DeadlineMissed) -> None:
    """Tell who keeps the ledger that a witness has been silent, and again at each level."""
    if event.kind != KIND:
        return
    names = {row.id: row for row in witness_rows()}
    row, by = names[event.subject_id], system_actor("clockwork")
    params: dict[str, str | int] = {
        "witness": row.name,
        "agency": str(agency_by_code(row.agency).id),
        "level": event.level,
    }
    notify(
        agency_id=event.agency_id, record_id=event.record_id, kind="witness_silent", params=params, by=by, at=event.at
    )  # fmt: skip
