"""Holding records, listing what is due, approving by two, and erasing."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connections, transaction
from django.utils.timezone import localdate

from takatuf.agencies.actions import require
from takatuf.agencies.scope import system_scope, system_token
from takatuf.clocks.queries import agency_of
from takatuf.keeping.erasing import clear_records
from takatuf.keeping.finding import KEEPER, belongs_to, ended_at, what_is_due, what_stops
from takatuf.keeping.models import Erasure, Hold, Why
from takatuf.keeping.queries import stops_now, times
from takatuf.keeping.rules import Kind, Stop, due_on
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound, Refused
from takatuf.ledger.actions import write

JOB = "keeping"
LONGEST = 2_000
MOST_LISTED = 200  # of each kind in one night: two persons read every line of it


class HeldAlready(Refused):
    """The agency holds this record already."""


class ListedAlready(Refused):
    """This record is on the list already, or was erased."""


class StillStopped(Refused):
    """Something stands against the erasure; `stops` says what."""

    def __init__(self, stops: Iterable[str]) -> None:
        self.stops = tuple(stops)
        super().__init__(f"Not erased: {', '.join(self.stops)}.")


class SecondPersonNeeded(Refused):
    """Who approved already does not approve again; another person does."""


class ErasureDecided(Refused):
    """Two persons approved it, somebody kept the record, or it is erased."""


@transaction.atomic
def hold_record(*, record_id: UUID, code: str, reason: str, by: Actor, at: datetime) -> Hold:
    """Say that a record must be kept, for the own agency; nothing of it is erased until that is lifted.

    Every agency that reaches the record may. Raises NotAllowed, InvalidInput without a reason, HeldAlready.
    """
    require(by, "record.hold")
    _need_reason(reason)
    agency_id = agency_of(by)
    if Hold.objects.filter(record_id=record_id, agency_id=agency_id, lifted_at__isnull=True).exists():
        raise HeldAlready("Your agency holds this record already.")
    row = Hold(record_id=record_id, code=code, agency_id=agency_id, set_by_id=by.id, set_at=at)
    row.seal(reason=reason.strip())
    row.save(force_insert=True)
    write("record.held", about=record_id, by=by, at=at, content={"hold": row.pk})
    return row


@transaction.atomic
def lift_hold(*, hold_id: UUID, reason: str, by: Actor, at: datetime) -> Hold:
    """Lift a hold of the own agency, with a reason. Raises NotAllowed, NotFound, InvalidInput."""
    require(by, "record.hold")
    _need_reason(reason)
    row = (
        Hold.objects.filter(pk=hold_id, agency_id=agency_of(by), lifted_at__isnull=True)
        .select_for_update()
        .first()
    )
    if row is None:
        raise NotFound("No such hold.")
    row.lifted_by_id, row.lifted_at = by.id, at
    row.seal(lift_reason=reason.strip())
    row.save(update_fields=["lifted_by", "lifted_at", "lift_reason"])
    write("record.hold_lifted", about=row.record_id, by=by, at=at, content={"hold": row.pk})
    return row


@transaction.atomic
def ask_erasure(*, record_id: UUID, kind: Kind, code: str, reason: str, by: Actor, at: datetime) -> Erasure:
    """Ask that a record which the own agency leads be erased before its time, because somebody has a right to it.

    Who asks is the first of the two persons. Raises NotAllowed, InvalidInput without a reason, ListedAlready.
    """
    require(by, "record.erase")
    _need_reason(reason)
    if Erasure.objects.filter(record_id=record_id, kept_at__isnull=True).exists():
        raise ListedAlready("This record is on the list already.")
    row = Erasure(
        record_id=record_id, agency_id=agency_of(by), kind=kind.value, code=code, why=Why.ASKED, times_version=times().version,
        listed_at=at, first_by_id=by.id, first_at=at,
    )  # fmt: skip
    row.seal(reason=reason.strip())
    row.save(force_insert=True)
    write("erasure.asked", about=record_id, by=by, at=at, content={"erasure": row.pk})
    return row


@transaction.atomic
def approve_erasure(*, erasure_id: UUID, by: Actor, at: datetime) -> Erasure:
    """Approve an erasure by name. With the second person's approval it is done when the days of waiting are over.

    Raises NotAllowed, NotFound, ErasureDecided, SecondPersonNeeded, StillStopped while something stands against it.
    """
    require(by, "record.erase")
    row = _open(erasure_id)
    if row.first_by_id == by.id:
        raise SecondPersonNeeded("Two persons approve an erasure.")
    stops = stops_now(row)
    if stops:
        raise StillStopped(stops)
    if row.first_by_id is None:
        row.first_by_id, row.first_at = by.id, at
    else:
        row.second_by_id, row.second_at = by.id, at
    row.save(update_fields=["first_by", "first_at", "second_by", "second_at"])
    write("erasure.approved", about=row.record_id, by=by, at=at, content={"erasure": row.pk})
    return row


@transaction.atomic
def keep_record(*, erasure_id: UUID, by: Actor, at: datetime) -> Erasure:
    """Keep a listed record after all, also after both approvals: until it is erased, one person is enough.

    It is listed again after the days of the file. Raises NotAllowed, NotFound, ErasureDecided.
    """
    require(by, "record.erase")
    row = _open(erasure_id, approved=True)
    row.kept_by_id, row.kept_at = by.id, at
    row.kept_until = localdate(at) + timedelta(days=times().kept_again_days)
    row.save(update_fields=["kept_by", "kept_at", "kept_until"])
    write("erasure.kept", about=row.record_id, by=by, at=at, content={"erasure": row.pk})
    return row


def _open(erasure_id: UUID, *, approved: bool = False) -> Erasure:
    row = Erasure.objects.filter(pk=erasure_id).select_for_update().first()
    if row is None:
        raise NotFound("No such erasure.")
    if row.done_at is not None or row.kept_at is not None or (row.second_at is not None and not approved):
        raise ErasureDecided("This is decided.")
    return row


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput("reason", "empty")
    if len(reason) > LONGEST:
        raise InvalidInput("reason", "too_long")


def list_due(*, at: datetime) -> int:
    """Put what has become due on the list, and look again at what stands against each line; returns how many are new.

    For the worker, once a night. The machine lists; it never approves.
    """
    known = times()
    found = [ended for kind in Kind for ended in what_is_due(kind, by=known, at=at, most=MOST_LISTED)]
    with system_scope(JOB) as by:
        Erasure.objects.bulk_create(
            Erasure(
                record_id=one.record_id, agency_id=one.agency_id, kind=one.kind.value, code=one.code, why=Why.DUE,
                times_version=known.version, ended_at=one.ended_at, due_on=one.due_on, listed_at=at,
            )
            for one in found
        )  # fmt: skip
        if found:
            write(
                "erasures.listed",
                about=None,
                by=by,
                at=at,
                extra={"times": str(known.version), "count": str(len(found))},
            )
    for row in (
        Erasure.objects.using(KEEPER).filter(done_at__isnull=True, kept_at__isnull=True).order_by("pk")
    ):
        with transaction.atomic(using=KEEPER):
            _look_again(row, belongs_to(row.record_id), at)
    return len(found)


def _look_again(row: Erasure, parts: list[UUID], at: datetime) -> list[str]:
    """Note on the row what stands against it now; returns it."""
    stops = [stop.value for stop in what_stops(row.record_id, parts)]
    known = ended_at(Kind(row.kind), row.record_id, at=at)
    ended = known[0] if known else None
    if known and known[1] != row.agency_id:
        stops.append(Stop.ELSEWHERE.value)
    if row.why == Why.DUE:
        years = times().times[Kind(row.kind)].years
        if ended is None or localdate(at) < max(row.due_on or localdate(at), due_on(localdate(ended), years)):
            stops.append(Stop.EARLY.value)
    row.stops, row.looked_at, row.ended_at = stops, at, ended or row.ended_at
    row.save(using=KEEPER, update_fields=["stops", "looked_at", "ended_at"])
    return stops


def carry_out(*, at: datetime) -> int:
    """Erase what two persons approved, once the days of waiting are over; returns how many records with all of theirs.

    For the worker. What stands against one of them stops it, and its line says so.
    """
    approved = (
        Erasure.objects.using(KEEPER)
        .filter(second_at__lte=at - timedelta(days=times().waits_days), done_at__isnull=True, kept_at__isnull=True)
        .order_by("second_at").values_list("pk", flat=True)
    )  # fmt: skip
    return sum(_erase(id, at) for id in list(approved))


def _erase(erasure_id: UUID, at: datetime) -> bool:
    """One record with all that belongs to it: keys, tokens and access go, and the ledger says so, all at once or not at all."""
    token = system_token(JOB)
    with system_scope(JOB) as by, transaction.atomic(using=KEEPER):
        with connections[KEEPER].cursor() as cursor:
            cursor.execute("SELECT house.enter(%s)", [token.value])
        row = Erasure.objects.using(KEEPER).select_for_update().get(pk=erasure_id)
        if row.done_at is not None or row.kept_at is not None:
            return False
        _wait_for(row.record_id)
        parts = belongs_to(row.record_id)
        if _look_again(row, parts, at):
            return False
        # The line first: it is tied to the record by the key that goes next, and afterwards leads to nobody.
        write(
            "record.erased", about=row.record_id, by=by, at=at, using=KEEPER,
            content={"erasure": row.pk, "times": row.times_version, "records": len(parts)},
        )  # fmt: skip
        clear_records(parts, at=at)
        row.done_at, row.records = at, len(parts)
        row.save(using=KEEPER, update_fields=["done_at", "records"])
    return True


def _wait_for(root: UUID) -> None:
    """Whoever holds or reopens the record at this moment comes first; who comes later finds it erased."""
    with connections[KEEPER].cursor() as cursor:
        cursor.execute("SELECT 1 FROM casework_case WHERE record_id = %s FOR UPDATE", [root])
        cursor.execute("SELECT 1 FROM intake_report WHERE record_id = %s FOR UPDATE", [root])
        for part in belongs_to(root):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(part)])


def erase_again(*, record_ids: Iterable[UUID], at: datetime) -> int:
    """Erase what was erased before and came back with an older copy; returns how many keys there were.

    On the keeper's connection, in one transaction; the erased list of a newer copy says which. One line of the ledger.
    """
    with transaction.atomic(using=KEEPER):
        count = clear_records(list(record_ids), at=at)
    if count:
        with system_scope(JOB) as by:
            write("records.erased_again", about=None, by=by, at=at, extra={"count": str(count)})
    return count
