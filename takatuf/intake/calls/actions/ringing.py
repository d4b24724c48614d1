"""Calls that ring: told by the telephone system, taken by one person, forgotten soon."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.intake.calls.actions.calling import LONGEST_NUMBER, start_call
from takatuf.intake.calls.callers import open_number, ringing_token, seal_number
from takatuf.intake.calls.errors import RingingOver
from takatuf.intake.calls.models import RingingCall
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound

KEPT = timedelta(hours=1)
LONGEST_LINE = 20


@transaction.atomic
def note_ringing(*, agency_id: UUID, call: str, number: str, line: str, at: datetime) -> None:
    """A call rings at an agency; told again it rings once. Inside system_scope("intake").

    Nothing about the caller goes to the ledger: who only let it ring has said nothing. Raises InvalidInput.
    """
    if len(number) > LONGEST_NUMBER:
        raise InvalidInput("number", "too_long", limit=LONGEST_NUMBER)
    if len(line) > LONGEST_LINE:
        raise InvalidInput("line", "too_long", limit=LONGEST_LINE)
    row = RingingCall(
        token=ringing_token(agency_id, call), agency_id=agency_id, line=line, number=seal_number(number.strip()), came_at=at
    )  # fmt: skip
    RingingCall.objects.bulk_create([row], ignore_conflicts=True)


@transaction.atomic
def note_rung_off(*, agency_id: UUID, call: str, at: datetime) -> None:
    """A call rings no more: the caller rang off, or it was taken where nobody writes here. Inside system_scope("intake")."""
    RingingCall.objects.filter(token=ringing_token(agency_id, call), over_at__isnull=True).update(over_at=at)


@transaction.atomic
def take_ringing(*, ringing_id: UUID, language: str = "ar", by: Actor, at: datetime) -> UUID:
    """Take a call that rings: a call begins, with the caller's number in its place; returns its id.

    Raises NotAllowed, NotFound, and RingingOver where a colleague took it or the caller rang off.
    """
    require(by, "call.take")
    row = RingingCall.objects.select_for_update().filter(pk=ringing_id).first()
    if row is None:
        raise NotFound("No such call rings.")
    if row.over_at is not None:
        raise RingingOver("This call does not ring any more.")
    row.call_id = start_call(number=open_number(row.number), language=language, by=by, at=at)
    row.over_at = at
    row.save(update_fields=["call", "over_at"])
    return row.call_id


def forget_ringing(*, at: datetime) -> int:
    """Erase the calls that rang more than an hour ago; inside system_scope("clockwork"). Returns how many."""
    return RingingCall.objects.filter(came_at__lt=at - KEPT).delete()[0]
