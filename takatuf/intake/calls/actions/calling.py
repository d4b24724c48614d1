"""Starting a call, writing while listening, taking it over, ending it in one touch."""

import json
import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import open_record, require
from takatuf.agencies.models import RecordKind
from takatuf.clocks.actions import meet_deadline, start_deadline
from takatuf.clocks.queries import agency_of
from takatuf.intake.calls.callers import caller_token
from takatuf.intake.calls.contents import Values, call_flow, field_names
from takatuf.intake.calls.errors import CallEnded
from takatuf.intake.calls.holding import locked, own_open
from takatuf.intake.calls.models import Call, CallOutcome, CallState
from takatuf.intake.calls.rules import FINISHED_WITHIN
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write

CALL_OPEN = "call_open"
LONGEST_NUMBER = 40
LONGEST_NOTES = 200_000  # characters of JSON; a call holds far less
BACK_FIELDS = ("back_due", "back_from", "back_until", "back_message")
ONE_TOUCH = frozenset(CallOutcome.values) - {CallOutcome.REPORT}


@transaction.atomic
def start_call(
    *, by: Actor, at: datetime, number: str = "", language: str = "ar", started_at: datetime | None = None
) -> UUID:
    """Open a call for the own agency; returns its id. `started_at`: when it began, for a form on paper.

    Its clock runs: a call is sent or closed within the hour, or it escalates. Raises NotAllowed, InvalidInput.
    """
    require(by, "call.take")
    began = started_at or at
    if began > at:
        raise InvalidInput("started_at", "not_yet")
    call = Call(
        record_id=uuid7(), agency_id=agency_of(by), taken_by_id=by.id, language=language[:10], started_at=began, entered_at=at
    )  # fmt: skip
    open_record(id=call.record_id, kind=RecordKind.CALL, lead=call.agency_id, at=at)
    call.seal(key=secrets.token_urlsafe(24))
    _put_number(call, number)
    call.save(force_insert=True)
    start_deadline(
        record_id=call.record_id, subject_id=call.pk, kind=CALL_OPEN, agency_id=call.agency_id, due_at=at + FINISHED_WITHIN,
        by=by, at=at,
    )  # fmt: skip
    facts = {"call": call.pk, "started_at": began.isoformat(), "number": number.strip()}
    write("call.started", about=call.record_id, by=by, at=at, content=facts)
    return call.pk


def _put_number(call: Call, number: str) -> None:
    number = number.strip()
    if len(number) > LONGEST_NUMBER:
        raise InvalidInput("number", "too_long", limit=LONGEST_NUMBER)
    if number:
        call.seal(caller_number=number)
        call.caller_token, call.caller_token_version = caller_token(number)
    else:
        call.caller_number = call.caller_token = call.caller_token_version = None


@transaction.atomic
def save_notes(*, call_id: UUID, number: str, values: Values, by: Actor, at: datetime) -> bool:
    """Keep what stands in the fields, as it was typed, in place of what was kept before; the last one to write is right.

    Returns whether the caller's number changed. Saved every second while somebody types, so it leaves no ledger line:
    what was sent does. Raises CallEnded, CallOfAnother, NotAllowed, InvalidInput.
    """
    call = own_open(call_id, by)
    known = _known(values)
    text = json.dumps(known, ensure_ascii=False, sort_keys=True)
    if len(text) > LONGEST_NOTES:
        raise InvalidInput("words", "too_long", limit=LONGEST_NOTES)
    changed = call.unseal("caller_number") != number.strip()
    if changed:
        _put_number(call, number)
    call.seal(notes=text)
    call.saved_at = at
    call.save(
        update_fields=["notes", "saved_at", "caller_number", "caller_token", "caller_token_version"],
    )
    return changed


def _known(values: Values) -> dict[str, str | list[str]]:
    """The fields of the page alone: whatever else a form carries is not kept."""
    names = {name for question in call_flow().questions for name in field_names(question).values()}
    return {name: value for name, value in values.items() if value and name in {*names, *BACK_FIELDS}}


@transaction.atomic
def take_over_call(*, call_id: UUID, by: Actor, at: datetime) -> None:
    """Go on writing a call that a colleague opened; both names stay in the ledger.

    Raises CallEnded, NotAllowed and NotFound.
    """
    require(by, "call.take")
    call = locked(call_id)
    if call.state != CallState.OPEN:
        raise CallEnded("The call has ended.")
    if call.taken_by_id == by.id:
        return
    before, call.taken_by_id = call.taken_by_id, by.id
    call.save(update_fields=["taken_by"])
    write("call.taken_over", about=call.record_id, by=by, at=at, content={"call": call.pk, "from": before})


@transaction.atomic
def close_call(*, call_id: UUID, outcome: str, by: Actor, at: datetime) -> None:
    """End a call without a report, in one touch; what was written stays with it, and so does the number.

    Raises CallEnded, CallOfAnother, NotAllowed, NotFound, and InvalidInput for an ending that is none.
    """
    call = own_open(call_id, by)
    if outcome not in ONE_TOUCH:
        raise InvalidInput("outcome", "unknown_code")
    call.state, call.outcome, call.ended_at = CallState.CLOSED, outcome, at
    call.save(update_fields=["state", "outcome", "ended_at"])
    meet_deadline(subject_id=call.pk, kind=CALL_OPEN, by=by, at=at)
    write("call.closed", about=call.record_id, by=by, at=at, content={"call": call.pk, "outcome": outcome})


@transaction.atomic
def finish_call(*, call_id: UUID, by: Actor, at: datetime) -> None:
    """Say that the receipt was spoken twice and the call is over. Said twice it is said once.

    Raises NotAllowed, NotFound, and CallEnded for a call that was not sent.
    """
    require(by, "call.take")
    call = locked(call_id)
    if call.state != CallState.SENT:
        raise CallEnded("Only a call that was sent is finished so.")
    if call.ended_at is not None:
        return
    call.ended_at = at
    call.save(update_fields=["ended_at"])
    write("call.receipt_spoken", about=call.record_id, by=by, at=at, content={"call": call.pk})
