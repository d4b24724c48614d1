"""Opening a handover when the shift changes, and signing it on both sides."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import DatabaseError, connection, transaction

from takatuf.agencies.actions import open_record, require
from takatuf.agencies.models import RecordKind
from takatuf.agencies.scope import system_actor
from takatuf.clocks.actions import meet_deadline, notify, start_deadline
from takatuf.clocks.duty.actions.ringing import ring
from takatuf.clocks.duty.models import DutyShift, Handover, RingMatter, RingReason
from takatuf.clocks.duty.queries import SignedItem, last_signed_at, rota_of
from takatuf.clocks.duty.rules import limits
from takatuf.clocks.events import DeadlineMissed
from takatuf.clocks.models import DeadlineKind
from takatuf.clocks.queries import agency_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound, Refused
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write

LOOKS_BACK = timedelta(hours=24)  # a change of shift that the job slept through is still handed over
_LOCK = 0x48414E44
log = structlog.get_logger(__name__)

RINGS_FROM_LEVEL = 2  # level 1 tells the desk; then a person is rung


class AlreadySigned(Refused):
    """Somebody has signed on this side already."""


class NotSignedYet(NotFound):
    """No handover waits for the incoming shift."""


class SameSigner(Refused):
    """Who hands over cannot take over."""


def open_due_handovers(*, at: datetime) -> int:
    """Open a handover in each agency whose shift changed; runs inside a `clockwork` scope. Returns how many it opened.

    An agency where it fails is logged and tried again at the next turn: it must not silence the others.
    """
    opened = 0
    for agency_id in DutyShift.objects.order_by("agency_id").values_list("agency_id", flat=True).distinct():
        try:
            with transaction.atomic():
                opened += _open_due(agency_id, at)
        except (Refused, DatabaseError) as error:
            log.error("handover.not_opened", agency=str(agency_id), why=type(error).__name__)  # noqa: TRY400 - a traceback quotes values
    return opened


def _open_due(agency_id: UUID, at: datetime) -> bool:
    change_at = rota_of(agency_id, since=at - LOOKS_BACK).last_change(at - LOOKS_BACK, at)
    signed_at = last_signed_at(agency_id)
    if change_at is None or (signed_at is not None and signed_at >= change_at - limits().signed_early):
        return False
    _one_at_a_time(agency_id)
    if _unsigned(agency_id) is not None:
        return False
    _opened(agency_id, change_at, system_actor("clockwork"), at)
    return True


def _unsigned(agency_id: UUID) -> Handover | None:
    return Handover.objects.filter(agency_id=agency_id, incoming_at__isnull=True).first()


def _one_at_a_time(agency_id: UUID) -> None:
    """Until this transaction ends, nobody else opens or signs a handover of this agency."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, %s)",
            [_LOCK, int.from_bytes(agency_id.bytes[-4:], "big", signed=True)],
        )


def _opened(agency_id: UUID, change_at: datetime, by: Actor, at: datetime) -> Handover:
    row = Handover(record_id=uuid7(), agency_id=agency_id, change_at=change_at, opened_at=at)
    open_record(id=row.record_id, kind=RecordKind.HANDOVER, lead=agency_id, at=at)
    row.save(force_insert=True)
    start_deadline(
        record_id=row.record_id, subject_id=row.pk, kind=DeadlineKind.HANDOVER, agency_id=agency_id,
        due_at=max(at, change_at + limits().signed_within), by=by, at=at, origin=limits().origin,
    )  # fmt: skip
    content = {"handover": row.pk, "change_at": change_at.isoformat()}
    write("handover.opened", about=row.record_id, by=by, at=at, content=content)
    return row


@transaction.atomic
def sign_outgoing(*, items: Sequence[SignedItem], by: Actor, at: datetime) -> Handover:
    """Sign the list of what is open, as the outgoing shift, with what was agreed about each urgent line.

    Opens the handover where none is due yet: a shift may hand over early. Raises NotAllowed and AlreadySigned.
    """
    require(by, "handover.sign")
    own = agency_of(by)
    _one_at_a_time(own)
    row = _unsigned(own) or _opened(own, at, by, at)
    if row.outgoing_at is not None:
        raise AlreadySigned("The outgoing shift has signed already.")
    row.outgoing_by_id, row.outgoing_at = by.id, at
    _sealed(row, "outgoing_list", items)
    row.save(update_fields=["outgoing_by", "outgoing_at", "outgoing_list"])
    _signed_line(row, "handover.outgoing_signed", "outgoing_list", by, at)
    return row


@transaction.atomic
def sign_incoming(*, items: Sequence[SignedItem], by: Actor, at: datetime) -> Handover:
    """Take over, as another person: `items` is the list as this person saw it, with what came in since the first signature.

    Every urgent matter until now is signed for. Raises NotAllowed, NotSignedYet, SameSigner, and AlreadySigned where a
    colleague was quicker.
    """
    require(by, "handover.sign")
    own = agency_of(by)
    _one_at_a_time(own)
    row = _unsigned(own)
    if row is None or row.outgoing_at is None:
        raise _too_late(own, at) or NotSignedYet("No handover waits for the incoming shift.")
    if row.outgoing_by_id == by.id:
        raise SameSigner("Who hands over cannot take over.")
    row.incoming_by_id, row.incoming_at = by.id, at
    _sealed(row, "incoming_list", items)
    row.save(update_fields=["incoming_by", "incoming_at", "incoming_list"])
    RingMatter.objects.filter(agency_id=own, signed_at__isnull=True, added_at__lte=at).update(signed_at=at)
    meet_deadline(subject_id=row.pk, kind=DeadlineKind.HANDOVER, by=by, at=at)
    _signed_line(row, "handover.incoming_signed", "incoming_list", by, at)
    return row


def _too_late(agency_id: UUID, at: datetime) -> Refused | None:
    """A colleague who signed minutes ago is the reason why nothing waits."""
    signed_at = last_signed_at(agency_id)
    recent = signed_at is not None and at - signed_at < timedelta(minutes=10)
    return AlreadySigned("A colleague has just taken over.") if recent else None


def _sealed(row: Handover, column: str, items: Sequence[SignedItem]) -> None:
    row.seal(**{column: json.dumps([asdict(one) for one in items], ensure_ascii=False)})


def _signed_line(row: Handover, kind: str, column: str, by: Actor, at: datetime) -> None:
    content = {"handover": row.pk, "list": row.unseal(column)}
    write(kind, about=row.record_id, by=by, at=at, content=content)


def escalate_handover(event: DeadlineMissed) -> None:
    """Listener to DeadlineMissed: tell the desk that nobody signs, then ring until somebody does."""
    if event.kind != DeadlineKind.HANDOVER:
        return
    by = system_actor("clockwork")
    notify(
        agency_id=event.agency_id, record_id=event.record_id, kind="handover_unsigned", params={"level": event.level}, by=by,
        at=event.at,
    )  # fmt: skip
    if event.level >= RINGS_FROM_LEVEL:
        ring(
            agency_id=event.agency_id,
            record_ids=[event.record_id],
            why=RingReason.HANDOVER,
            by=by,
            at=event.at,
        )
