"""Raising what is overdue: in batches, each in its own transaction, so that many clocks that run out at once take seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db import DatabaseError, transaction
from django.db.models import Q

from takatuf.agencies.scope import system_actor
from takatuf.clocks.events import DeadlineMissed, DeadlinesMissed
from takatuf.clocks.models import Deadline
from takatuf.clocks.rules import level_at
from takatuf.kernel.bulk import Bulk, OptionalTimes, Smalls, Uuids
from takatuf.kernel.errors import Refused
from takatuf.kernel.events import publish
from takatuf.ledger.actions import Entry, write_entries

AT_ONCE = 500

log = structlog.get_logger(__name__)

Place = tuple[datetime, UUID]
"""Where a sweep stands: when the next check of the last deadline was due, and which one it was."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of one batch: how many levels rose, and the place of its last deadline; None when nothing was due."""

    raised: int
    last: Place | None


@dataclass(frozen=True, slots=True)
class _Rise:
    """A deadline of the batch, with the level that it reaches now and the time of the next one."""

    deadline: Deadline
    level: int
    next_check_at: datetime | None


@transaction.atomic
def check_deadlines(*, at: datetime, most: int = AT_ONCE) -> int:
    """Raise open deadlines whose next level has come, and tell the listeners once for each level.

    Runs inside a `clockwork` scope. Takes at most `most` deadlines and skips those that another worker holds, so two
    workers share the work and no level is raised twice. Returns how many levels rose. A deadline whose listener fails is
    rolled back alone, logged, and tried again at the next check: it must not silence the others.
    """
    return check_batch(at=at, most=most).raised


@transaction.atomic
def check_batch(*, at: datetime, after: Place | None = None, most: int = AT_ONCE) -> Checked:
    """As `check_deadlines`, for those that come after a place; a sweep goes on past those that failed."""
    due = Deadline.objects.filter(next_check_at__lte=at).select_for_update(skip_locked=True)
    if after is not None:
        due = due.filter(Q(next_check_at__gt=after[0]) | Q(next_check_at=after[0], pk__gt=after[1]))
        due = due.filter(next_check_at__gte=after[0])  # said again, so that the index begins there
    batch = list(due.order_by("next_check_at", "pk")[:most])
    if not batch:
        return Checked(0, None)
    last = (batch[-1].next_check_at or at, batch[-1].pk)
    return Checked(_raise_all([_rise(deadline, at) for deadline in batch], at), last)


def _rise(deadline: Deadline, at: datetime) -> _Rise:
    level, following = deadline.missed_level, deadline.next_check_at
    while following is not None and following <= at:
        level += 1
        following = level_at(level + 1, started_at=deadline.started_at, due_at=deadline.due_at)
    return _Rise(deadline, level, following)


def _raise_all(rises: Sequence[_Rise], at: datetime) -> int:
    """Raise these together; when a listener fails, each half alone, until the one that fails stands alone."""
    try:
        with transaction.atomic():
            return _raise_together(rises, at)
    except (Refused, DatabaseError) as error:
        if len(rises) > 1:
            middle = len(rises) // 2
            return _raise_all(rises[:middle], at) + _raise_all(rises[middle:], at)
        deadline = rises[0].deadline
        log.error(  # noqa: TRY400 - a traceback quotes values, and a log names nobody
            "clock.deadline_failed", deadline=str(deadline.pk), kind=deadline.kind, why=type(error).__name__
        )
        return 0


def _raise_together(rises: Sequence[_Rise], at: datetime) -> int:
    Bulk().execute(
        "UPDATE clocks_deadline SET missed_level = risen.level, next_check_at = risen.next_check_at"
        " FROM unnest(%s::uuid[], %s::smallint[], %s::timestamptz[]) AS risen(id, level, next_check_at)"
        " WHERE clocks_deadline.id = risen.id",
        [
            Uuids([rise.deadline.pk.bytes for rise in rises]), Smalls([rise.level for rise in rises]),
            OptionalTimes([rise.next_check_at for rise in rises]),
        ],
    )  # fmt: skip
    missed = tuple(
        DeadlineMissed(
            deadline_id=rise.deadline.pk, record_id=rise.deadline.record_id, subject_id=rise.deadline.subject_id,
            kind=rise.deadline.kind, agency_id=rise.deadline.agency_id, level=level, due_at=rise.deadline.due_at, at=at,
        )
        for rise in rises
        for level in range(rise.deadline.missed_level + 1, rise.level + 1)
    )  # fmt: skip
    write_entries([_entry(event) for event in missed], by=system_actor("clockwork"), at=at)
    publish(DeadlinesMissed(missed))
    for event in missed:
        publish(event)
    return len(missed)


def _entry(event: DeadlineMissed) -> Entry:
    content = {
        "deadline": event.deadline_id, "kind": event.kind, "level": event.level, "due_at": event.due_at.isoformat(),
    }  # fmt: skip
    return Entry("deadline.missed", event.record_id, content)
