"""The kinds of deadlines, for the rooms above."""

from datetime import datetime

from takatuf.clocks.models import DeadlineKind
from takatuf.clocks.rules import reminder_at

__all__ = ["REMINDED", "DeadlineKind", "reminder_for"]

#: Of these the agency that owes is reminded before the time is up: other people wait for them.
REMINDED = frozenset(
    {
        DeadlineKind.REFERRAL_ANSWER,
        DeadlineKind.REFERRAL_OUTCOME,
        DeadlineKind.REFERRAL_RETURNED,
        DeadlineKind.REFERRAL_QUESTION,
        DeadlineKind.STEP,
    }
)


def reminder_for(kind: str, *, started_at: datetime, due_at: datetime) -> datetime | None:
    """When the agency that owes this kind is reminded; None for kinds and limits without a reminder."""
    return reminder_at(started_at=started_at, due_at=due_at) if kind in REMINDED else None
