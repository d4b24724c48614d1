"""The clockwork: what the worker does every minute."""

from takatuf.agencies.scope import system_scope
from takatuf.clocks.actions import check_deadlines
from takatuf.clocks.duty.actions import open_due_handovers, ring_who_is_due
from takatuf.kernel.clock import now


def run_clockwork() -> int:
    """Check the deadlines in batches, each in a transaction of its own; returns how many levels rose."""
    at, total = now(), 0
    while True:
        with system_scope("clockwork"):
            raised = check_deadlines(at=at)
        total += raised
        if raised == 0:
            return total


def run_ringing() -> int:
    """Open the handovers of shifts that changed, then ring whoever is due; returns how many attempts were made."""
    at = now()
    with system_scope("clockwork"):
        open_due_handovers(at=at)
    with system_scope("ringing"):
        return ring_who_is_due(at=at)
