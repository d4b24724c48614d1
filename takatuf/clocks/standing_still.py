"""Clocks that stand still while somebody else's turn has come, and go on afterwards where they stopped."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.clocks.kinds import reminder_for
from takatuf.clocks.models import Deadline
from takatuf.clocks.rules import level_at, stand_still
from takatuf.kernel.actors import Actor


@transaction.atomic
def stop_for_a_while(*, subject_id: UUID, kind: str, by: Actor, at: datetime) -> bool:
    """Have an open clock stand still from now on: it raises no level and reminds of nothing until it goes on. Returns whether one is open."""
    del by, at
    found = Deadline.objects.filter(subject_id=subject_id, kind=kind, met_at__isnull=True)
    return bool(found.update(next_check_at=None, remind_at=None))


@transaction.atomic
def go_on(*, subject_id: UUID, kind: str, since: datetime, by: Actor, at: datetime) -> datetime | None:
    """Have an open clock go on after it stood still since then; returns its new end, or None where none is open.

    A clock that had run out before it stood still gets no more time; a level that was raised stays raised.
    """
    del by
    deadline = (
        Deadline.objects.filter(subject_id=subject_id, kind=kind, met_at__isnull=True)
        .select_for_update()
        .first()
    )
    if deadline is None:
        return None
    remind_at = reminder_for(kind, started_at=deadline.started_at, due_at=deadline.due_at)
    # What was to come later comes as much later as the clock stood still; what was given is not given again.
    deadline.remind_at = remind_at + (at - since) if remind_at is not None and remind_at > since else None
    deadline.due_at = stand_still(deadline.started_at, deadline.due_at, [(since, at)])
    deadline.next_check_at = level_at(
        deadline.missed_level + 1, started_at=deadline.started_at, due_at=deadline.due_at
    )
    deadline.save(update_fields=["due_at", "next_check_at", "remind_at"])
    return deadline.due_at
