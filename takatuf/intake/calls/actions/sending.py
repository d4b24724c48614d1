"""Sending a call: it is frozen as the call-taker, then received as a report by the job that takes reports in."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import DatabaseError, transaction

from takatuf.agencies.scope import system_scope
from takatuf.clocks.actions import meet_deadline
from takatuf.intake.actions import receive_report
from takatuf.intake.calls.actions.back import promise_call_back
from takatuf.intake.calls.actions.calling import CALL_OPEN
from takatuf.intake.calls.contents import Values, back_wish, content_of, notes_of
from takatuf.intake.calls.holding import locked, own_open
from takatuf.intake.calls.models import Call, CallOutcome, CallState, CallTransfer
from takatuf.intake.content import ReportContent
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import Refused
from takatuf.ledger.actions import write

log = structlog.get_logger(__name__)


@transaction.atomic
def send_call(*, call_id: UUID, by: Actor, at: datetime) -> None:
    """Send what was written and read back; from here on it does not change, and its receipt is known.

    A call-back that was agreed is promised in the same step. The report itself is received as soon as this scope has
    ended (`store_sent_call`), because only the job `intake` may add reports; the worker's loop does it where the
    process died in between. Raises CallEnded, CallOfAnother, NotAllowed, NotFound, and InvalidInput at the field.
    """
    call = own_open(call_id, by)
    values, number = notes_of(call), call.unseal("caller_number")
    _content(call, values, number)  # raises before anything is written
    wish = back_wish(values, number=number)
    call.state, call.outcome, call.sent_at = CallState.SENT, CallOutcome.REPORT, at
    call.save(update_fields=["state", "outcome", "sent_at"])
    meet_deadline(subject_id=call.pk, kind=CALL_OPEN, by=by, at=at)
    if wish is not None:
        promise_call_back(call_id=call.pk, wish=wish, by=by, at=at)
    facts = {"call": call.pk, "notes": call.unseal("notes"), "started_at": call.started_at.isoformat()}
    write("call.sent", about=call.record_id, by=by, at=at, content=facts)
    transaction.on_commit(lambda: _store_soon(call.pk))


def _content(call: Call, values: Values, number: str) -> ReportContent:
    in_danger = CallTransfer.objects.filter(call_id=call.pk).exists()
    return content_of(values, number=number, language=call.language, in_danger=in_danger)


def _store_soon(call_id: UUID) -> None:
    """Right after the call-taker's own transaction; what fails here is tried again by the worker's loop."""
    try:
        store_sent_call(call_id=call_id)
    except (Refused, DatabaseError) as error:
        log.error("call.not_stored", call=str(call_id), why=type(error).__name__)  # noqa: TRY400 - a log names nobody


def store_sent_call(*, call_id: UUID) -> UUID:
    """Receive a call that was sent as a report, exactly once; returns the report's id.

    Opens system_scope("intake") itself; never inside another. Received at the moment the call began, so the clock of the
    first review starts there. Raises NotFound, and what `receive_report` raises.
    """
    with system_scope("intake") as by:
        call = locked(call_id)
        if call.report_id is not None:
            return call.report_id
        content = _content(call, notes_of(call), call.unseal("caller_number"))
        received = receive_report(
            content=content, key=call.unseal("key"), lead=call.agency_id, by=by, at=call.started_at
        )
        call.report_id = received.report_id
        call.save(update_fields=["report"])
        return received.report_id


def store_sent_calls() -> int:
    """Receive every call that was sent and is no report yet: a process died in between. Returns how many there were."""
    with system_scope("intake"):
        waiting = list(
            Call.objects.filter(state=CallState.SENT, report__isnull=True).values_list("pk", flat=True)[:100]
        )
    for call_id in waiting:
        _store_soon(call_id)
    return len(waiting)
