"""Handing a call in danger over while staying on the line, and the debrief after it."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.clocks.actions import NoClock, meet_deadline, start_deadline
from takatuf.intake.calls.errors import DebriefAsked, TransferAnswered
from takatuf.intake.calls.holding import locked
from takatuf.intake.calls.models import CallTransfer, Debrief
from takatuf.intake.calls.rules import TRANSFER_WITHIN
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.ledger.actions import write

CALL_TRANSFER = "call_transfer"
LONGEST_NAME = 200


@transaction.atomic
def ask_to_take_over(*, call_id: UUID, agency_id: UUID, by: Actor, at: datetime) -> UUID:
    """Record that an agency is being asked to take the call over; its clock runs, the call-taker stays on the line.

    Asked again it is the same request. Raises TransferAnswered, NotAllowed and NotFound.
    """
    require(by, "call.take")
    call = locked(call_id)
    before = CallTransfer.objects.filter(call_id=call.pk, agency_id=agency_id).first()
    if before is not None:
        if before.accepted_at is not None:
            raise TransferAnswered("This agency took the call over already.")
        return before.pk
    transfer = CallTransfer(
        record_id=call.record_id, call_id=call.pk, agency_id=agency_id, asked_at=at, asked_by_id=by.id
    )
    transfer.save(force_insert=True)
    start_deadline(
        record_id=call.record_id, subject_id=transfer.pk, kind=CALL_TRANSFER, agency_id=call.agency_id,
        due_at=at + TRANSFER_WITHIN, by=by, at=at,
    )  # fmt: skip
    facts = {"transfer": transfer.pk, "agency": agency_id}
    write("call.transfer_asked", about=call.record_id, by=by, at=at, content=facts)
    return transfer.pk


@transaction.atomic
def record_taken_over(*, call_id: UUID, agency_id: UUID, name: str, by: Actor, at: datetime) -> None:
    """Record who took the call over, as said on the telephone: one form, also where nobody recorded the request.

    The clocks of the other requests for this call stop: it has somebody. Raises TransferAnswered, NotAllowed, NotFound,
    and InvalidInput without a name.
    """
    name = name.strip()
    if not name:
        raise InvalidInput("name", "required")
    if len(name) > LONGEST_NAME:
        raise InvalidInput("name", "too_long", limit=LONGEST_NAME)
    transfer_id = ask_to_take_over(call_id=call_id, agency_id=agency_id, by=by, at=at)
    waiting = list(
        CallTransfer.objects.filter(call_id=call_id, accepted_at__isnull=True).values_list("pk", flat=True)
    )
    transfer = CallTransfer.objects.get(pk=transfer_id)
    transfer.accepted_at = at
    transfer.seal(accepted_name=name)
    transfer.save(update_fields=["accepted_at", "accepted_name"])
    for subject in waiting:
        with suppress(NoClock):  # it stopped when the first agency took the call over
            meet_deadline(subject_id=subject, kind=CALL_TRANSFER, by=by, at=at)
    facts = {"transfer": transfer.pk, "agency": agency_id, "name": name}
    write("call.transfer_accepted", about=transfer.record_id, by=by, at=at, content=facts)


@transaction.atomic
def ask_debrief(*, call_id: UUID, by: Actor, at: datetime) -> UUID:
    """Ask for a talk after a heavy call; the shift leader sees who asks. Raises DebriefAsked, NotAllowed, NotFound."""
    require(by, "call.take")
    call = locked(call_id)
    if Debrief.objects.filter(call_id=call.pk, worker_id=by.id, held_at__isnull=True).exists():
        raise DebriefAsked("A debrief was asked for already.")
    debrief = Debrief(record_id=call.record_id, call_id=call.pk, worker_id=by.id, asked_at=at)
    debrief.save(force_insert=True)
    write("debrief.asked", about=call.record_id, by=by, at=at, content={"debrief": debrief.pk})
    return debrief.pk


@transaction.atomic
def record_debrief(*, debrief_id: UUID, by: Actor, at: datetime) -> None:
    """Say that the talk took place; nothing of it is written down. Raises NotAllowed and NotFound."""
    require(by, "call.lead")
    debrief = Debrief.objects.select_for_update().filter(pk=debrief_id, held_at__isnull=True).first()
    if debrief is None:
        raise NotFound("No such debrief waits.")
    debrief.held_at, debrief.held_by_id = at, by.id
    debrief.save(update_fields=["held_at", "held_by"])
    write("debrief.held", about=debrief.record_id, by=by, at=at, content={"debrief": debrief.pk})
