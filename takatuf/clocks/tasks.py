"""The clockwork: what the worker does every minute."""

from datetime import datetime

from takatuf.agencies.scope import system_scope
from takatuf.clocks.checking import check_batch
from takatuf.clocks.duty.actions import open_due_handovers, ring_who_is_due
from takatuf.clocks.notices.actions import put_digests_in_outbox
from takatuf.clocks.reminding.actions import remind_batch
from takatuf.kernel.clock import now


def run_clockwork(*, at: datetime | None = None) -> int:
    """Check the deadlines in batches, each in a transaction of its own; returns how many levels rose.

    Sweeps from the most overdue on, and again until a sweep raises nothing: what a worker held that was killed meanwhile
    is raised by the next sweep. Then it reminds of what is nearly due.
    """
    at, total = at or now(), 0
    while raised := _sweep(at):
        total += raised
    while _remind(at):
        pass
    return total


def _remind(at: datetime) -> int:
    with system_scope("clockwork"):
        return remind_batch(at=at)


def _sweep(at: datetime) -> int:
    total, place = 0, None
    while True:
        with system_scope("clockwork"):
            checked = check_batch(at=at, after=place)
        total += checked.raised
        if checked.last is None:
            return total
        place = checked.last


def run_ringing() -> int:
    """Open the handovers of shifts that changed, then ring whoever is due; returns how many attempts were made."""
    at = now()
    with system_scope("clockwork"):
        open_due_handovers(at=at)
    with system_scope("ringing"):
        return ring_who_is_due(at=at)


def run_digests() -> int:
    """Put one message for many events into the outbox of whoever wants it now; returns how many."""
    with system_scope("digests"):
        return put_digests_in_outbox(at=now())
