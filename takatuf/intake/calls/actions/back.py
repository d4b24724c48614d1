"""Promised call-backs: promising, recording attempts, stopping with a reason."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.clocks.actions import meet_deadline, move_deadline, start_deadline
from takatuf.intake.calls.contents import BackWish, notes_of, text_of
from takatuf.intake.calls.errors import CallBackEnded, CallBackPromised
from takatuf.intake.calls.holding import locked
from takatuf.intake.calls.models import AttemptResult, Call, CallAttempt, CallBack, CallBackEnd
from takatuf.intake.calls.rules import CUT_OFF_AFTER, next_attempt_at
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.ledger.actions import write

CALL_BACK = "call_back"


@transaction.atomic
def promise_call_back(*, call_id: UUID, wish: BackWish, by: Actor, at: datetime) -> UUID:
    """Put a call-back into the queue, with its clock; returns its id.

    Raises CallBackPromised, NotAllowed, NotFound, and InvalidInput for a time that has passed.
    """
    require(by, "call.take")
    call = locked(call_id)
    if CallBack.objects.filter(call_id=call.pk, ended_at__isnull=True).exists():
        raise CallBackPromised("A call-back is promised already.")
    due_at = max(wish.due_at, at)  # agreed for a minute ago: it is due now
    back = CallBack(
        record_id=call.record_id, call_id=call.pk, agency_id=call.agency_id, leave_message=wish.leave_message,
        safe_from=wish.safe_from, safe_until=wish.safe_until, promised_at=at, promised_by_id=by.id, due_at=due_at,
    )  # fmt: skip
    back.seal(number=wish.number)
    if wish.who_answers:
        back.seal(who_answers=wish.who_answers)
    back.save(force_insert=True)
    start_deadline(
        record_id=call.record_id, subject_id=back.pk, kind=CALL_BACK, agency_id=call.agency_id, due_at=due_at, by=by, at=at
    )  # fmt: skip
    facts = {
        "call_back": back.pk,
        "due_at": due_at.isoformat(),
        "number": wish.number,
        "who_answers": wish.who_answers,
    }
    write("call_back.promised", about=call.record_id, by=by, at=at, content=facts)
    return back.pk


@transaction.atomic
def call_was_cut_off(*, call_id: UUID, by: Actor, at: datetime) -> UUID:
    """The line was cut: call back in a few minutes, as the caller allowed; returns the call-back's id.

    Raises what `promise_call_back` raises, and InvalidInput where the caller said no or there is no number.
    """
    require(by, "call.take")
    call = locked(call_id)
    values = notes_of(call)
    number = text_of(values, "contact-phone") or call.unseal("caller_number")
    if text_of(values, "may_call") == "never":
        raise InvalidInput("may_call", "said_no")
    if not number:
        raise InvalidInput("contact-phone", "number_needed")
    wish = BackWish(
        number=number, due_at=at + CUT_OFF_AFTER, who_answers=text_of(values, "contact-careful"), leave_message=False,
        safe_from=None, safe_until=None,
    )  # fmt: skip
    return promise_call_back(call_id=call_id, wish=wish, by=by, at=at)


def _open(call_back_id: UUID, by: Actor) -> tuple[Call, CallBack]:
    """The call first, then its call-back: everybody locks in this order."""
    require(by, "call.take")
    known = CallBack.objects.filter(pk=call_back_id).first()
    if known is None:
        raise NotFound("No such call-back.")
    call = locked(known.call_id)
    back = CallBack.objects.select_for_update().get(pk=call_back_id)
    if back.ended_at is not None:
        raise CallBackEnded("This call-back was kept or stopped already.")
    return call, back


@transaction.atomic
def record_attempt(*, call_back_id: UUID, result: str, by: Actor, at: datetime) -> None:
    """Record in one touch what happened when we called back; where it was in vain the next try has its time.

    Raises CallBackEnded, NotAllowed, NotFound, and InvalidInput for a result that is none.
    """
    _, back = _open(call_back_id, by)
    if result not in AttemptResult.values:
        raise InvalidInput("result", "unknown_code")
    CallAttempt(
        record_id=back.record_id, call_back_id=back.pk, result=result, at=at, made_by_id=by.id
    ).save(force_insert=True)  # fmt: skip
    if result == AttemptResult.REACHED:
        _end(back, CallBackEnd.REACHED, by, at)
    else:
        attempts = CallAttempt.objects.filter(call_back_id=back.pk).count()
        back.due_at = next_attempt_at(
            somebody_else=result == AttemptResult.WRONG_PERSON, attempts=attempts,
            local=at.astimezone(ZoneInfo(settings.TIME_ZONE)), safe_from=back.safe_from, safe_until=back.safe_until,
        )  # fmt: skip
        back.save(update_fields=["due_at"])
        move_deadline(subject_id=back.pk, kind=CALL_BACK, due_at=back.due_at, by=by, at=at)
    facts = {"call_back": back.pk, "result": result, "next": back.due_at.isoformat()}
    write("call_back.tried", about=back.record_id, by=by, at=at, content=facts)


@transaction.atomic
def stop_calling_back(*, call_back_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Give a promised call-back up, with a reason. Raises CallBackEnded, NotAllowed, NotFound, InvalidInput."""
    _, back = _open(call_back_id, by)
    if not reason.strip():
        raise InvalidInput("reason", "required")
    back.seal(stop_reason=reason.strip()[:2000])
    _end(back, CallBackEnd.STOPPED, by, at)
    facts = {"call_back": back.pk, "reason": reason.strip()[:2000]}
    write("call_back.stopped", about=back.record_id, by=by, at=at, content=facts)


def _end(back: CallBack, how: CallBackEnd, by: Actor, at: datetime) -> None:
    back.ended_at, back.ended_as = at, how
    back.save(update_fields=["ended_at", "ended_as", "stop_reason"])
    meet_deadline(subject_id=back.pk, kind=CALL_BACK, by=by, at=at)
