"""A call that is held until a transaction ends, so that two people never write it at once."""

from uuid import UUID

from takatuf.agencies.actions import require
from takatuf.intake.calls.errors import CallEnded, CallOfAnother
from takatuf.intake.calls.models import Call, CallState
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound


def locked(call_id: UUID) -> Call:
    """The call, held until this transaction ends. Raises NotFound, also for those who may not know."""
    call = Call.objects.select_for_update().filter(pk=call_id).first()
    if call is None:
        raise NotFound("No such call.")
    return call


def own_open(call_id: UUID, by: Actor) -> Call:
    """An open call that this worker writes, held until the transaction ends. Raises CallEnded, CallOfAnother, NotFound."""
    require(by, "call.take")
    call = locked(call_id)
    if call.state != CallState.OPEN:
        raise CallEnded("The call has ended.")
    if call.taken_by_id != by.id:
        raise CallOfAnother("Somebody else writes this call.")
    return call
