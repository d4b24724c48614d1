"""The clockwork: what the worker does every minute."""

from takatuf.agencies.scope import system_scope
from takatuf.clocks.actions import check_deadlines
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
