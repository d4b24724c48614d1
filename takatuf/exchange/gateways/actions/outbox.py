"""The notices of the duty rota on their way out: each is tried a few times, and says what became of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from takatuf.agencies.numbers import open_contact
from takatuf.agencies.scope import system_scope
from takatuf.clocks.duty.models import DutyNotice, NoticeState
from takatuf.clocks.duty.queries import text_of
from takatuf.exchange.gateways.sending import Outgoing, Sender, SendResult, SendState
from takatuf.kernel.clock import now
from takatuf.ledger.actions import write

# When a notice is tried, counted from the moment at which it was queued. A ring goes on to the next person meanwhile.
TRIED_AFTER = tuple(timedelta(seconds=seconds) for seconds in (0, 15, 45, 120, 300, 900))
MOST_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class _Try:
    notice_id: UUID
    number: int
    message: Outgoing


def send_notices(*, sender: Sender, at: datetime) -> int:
    """Send what is due in the outbox; returns how many notices were tried. Opens scopes of its own, never inside another.

    Nothing is locked while a gateway is waited for. A notice counts as tried before the call, and keeps its id over all
    tries: a process that dies in between sends it again, and the gateway sees that it is the same.
    """
    tries = _claim(at)
    for one in tries:
        _note(one, sender.send(one.message, at=now()))
    return len(tries)


def _claim(at: datetime) -> list[_Try]:
    """Up to so many notices that are due, each for one process only."""
    due = Q()
    for number, after in enumerate(TRIED_AFTER):
        due |= Q(attempts=number, queued_at__lte=at - after)
    with system_scope("gateways"):
        waiting = DutyNotice.objects.filter(due, state=NoticeState.QUEUED, by_hand_at__isnull=True)
        rows = list(waiting.select_for_update(skip_locked=True).order_by("queued_at", "pk")[:MOST_AT_ONCE])
        for row in rows:
            row.attempts += 1
            row.save(update_fields=["attempts"])
        return [_Try(row.pk, row.attempts, _outgoing(row)) for row in rows]


def _outgoing(row: DutyNotice) -> Outgoing:
    return Outgoing(
        id=f"notice_{row.pk.hex}", channel=row.channel, to=open_contact(row.recipient), text=text_of(row),
        language=row.language,
    )  # fmt: skip


def _note(one: _Try, result: SendResult) -> None:
    """Write down how a try ended; one that is to be repeated stays in the outbox and says why."""
    state = {
        SendState.SENT: NoticeState.SENT, SendState.REFUSED: NoticeState.FAILED,
        SendState.NO_GATEWAY: NoticeState.NOT_SENT_NO_GATEWAY,
        SendState.AGAIN: NoticeState.QUEUED if one.number < len(TRIED_AFTER) else NoticeState.FAILED,
    }[result.state]  # fmt: skip
    at = now()
    with system_scope("gateways") as by:
        changed = DutyNotice.objects.filter(pk=one.notice_id, state=NoticeState.QUEUED).update(
            state=state, why=result.why, sent_at=at if state == NoticeState.SENT else None
        )
        if changed and state != NoticeState.QUEUED:
            extra = {"notice": str(one.notice_id), "state": state.value, "tries": str(one.number)}
            write(
                "notice.sent" if state == NoticeState.SENT else "notice.not_sent",
                about=None,
                by=by,
                at=at,
                extra=extra,
            )
