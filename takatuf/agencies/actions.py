"""Opening records, and asking whether a worker may."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import connection, transaction

from takatuf.agencies.memory import forget, remembered
from takatuf.agencies.models import Disclosure, RecordKind, Worker
from takatuf.agencies.rules import Role, may
from takatuf.kernel.actors import Actor, ActorKind
from takatuf.kernel.bulk import Bulk, OptionalUuids, Texts, Uuids, uuid7_bytes
from takatuf.kernel.errors import NotAllowed
from takatuf.ledger.actions import write
from takatuf.vault.actions import create_data_keys


def open_records(
    *, ids: Sequence[UUID], kind: RecordKind, lead: UUID | None, at: datetime
) -> dict[UUID, bytes]:
    """Open a record with its data key for each id, led by the agency `lead`; returns the data keys.

    A worker opens records for the own agency only; the database refuses the rest.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT house.open_records(%s::uuid[], %s::text[], %s::uuid[], %s)",
            [list(ids), [kind.value] * len(ids), [lead] * len(ids), at],
        )
    return create_data_keys(ids)


def open_records_in_bulk(
    bulk: Bulk,
    *,
    ids: Sequence[bytes],
    kinds: Sequence[RecordKind],
    leads: Sequence[bytes | None],
    at: datetime,
) -> None:
    """Open many records, each of its kind and led by its agency; their data keys are stored by `store_data_keys`."""
    columns = [
        Uuids(ids),
        Texts([kind.value for kind in kinds]),
        OptionalUuids(leads),
        at,
        Uuids(uuid7_bytes(len(ids))),
    ]
    bulk.execute("SELECT house.open_records(%s::uuid[], %s::text[], %s::uuid[], %s, %s::uuid[])", columns)


def open_record(*, id: UUID, kind: RecordKind, lead: UUID | None, at: datetime) -> bytes:
    """Open one record; returns its data key."""
    return open_records(ids=[id], kind=kind, lead=lead, at=at)[id]


def require(by: Actor, permission: str) -> Worker | None:
    """The worker who acts, when the role carries the permission; None for a job of the system.

    Raises NotAllowed otherwise. Which rows the actor may touch is the database's to say, not this function's.
    """
    if by.kind is ActorKind.SYSTEM:
        return None
    if by.kind is not ActorKind.WORKER:
        raise NotAllowed(f"A {by.kind} may not do {permission}.")
    worker = remembered(
        ("worker", by.id), Worker.objects.filter(pk=by.id, is_active=True).select_related("agency").first
    )
    if worker is None or not may(Role(worker.role), permission):
        raise NotAllowed(f"This role may not do {permission}.")
    return worker


def disclose(*, record_ids: Sequence[UUID], what: str, by: Actor, at: datetime) -> None:
    """Put on record that somebody looked: one row for each record opened, one for a list page.

    Written by `open_*` and list queries, in their own transaction. Jobs of the system and reporters leave no row.
    """
    if by.kind is not ActorKind.WORKER or by.agency is None:
        return
    Disclosure.objects.bulk_create(
        [
            Disclosure(record_id=id, worker_id=by.id, agency_id=by.agency, what=what, at=at)
            for id in record_ids
        ]
    )


@transaction.atomic
def choose_calendar(*, hijri_first: bool, by: Actor, at: datetime) -> None:
    """Write which day stands first on the acting worker's own pages; nobody writes it for another. Raises NotAllowed."""
    _choose("calendar", chosen=hijri_first, by=by)
    first = "hijri" if hijri_first else "country"
    write("calendar.chosen", about=None, by=by, at=at, extra={"worker": str(by.id), "first": first})


@transaction.atomic
def choose_digits(*, arabic: bool, by: Actor, at: datetime) -> None:
    """Write which digits stand on the acting worker's own pages in Arabic; nobody writes it for another. Raises NotAllowed."""
    _choose("digits", chosen=arabic, by=by)
    digits = "arabic-indic" if arabic else "european"
    write("digits.chosen", about=None, by=by, at=at, extra={"worker": str(by.id), "digits": digits})


def _choose(what: Literal["calendar", "digits"], *, chosen: bool, by: Actor) -> None:
    """Write a choice into the acting worker's own row; the database's function reaches no other. Raises NotAllowed."""
    if by.kind is not ActorKind.WORKER:
        raise NotAllowed(f"Only staff choose the {what} of their pages.")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT house.choose_{what}(%s)", [chosen])  # noqa: S608 - one of our two functions
    forget(("worker", by.id))


@transaction.atomic
def note_nothing_there(*, page: str, subjects: Sequence[str], by: Actor, at: datetime) -> None:
    """Put on the ledger that a worker asked for things that are not there, or not for them; never which of the two.

    `page` is the name of the address, `subjects` are the ids in it, as they were asked for.
    """
    write("page.refused", about=None, by=by, at=at, extra={"page": page, "subjects": " ".join(subjects)})
