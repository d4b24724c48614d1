"""Reminding whoever owes something before the time is up: in batches, as what is overdue is raised."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from django.db import DatabaseError, transaction

from takatuf.agencies.scope import system_actor
from takatuf.clocks.events import DeadlineNear, DeadlinesNear
from takatuf.clocks.models import Deadline
from takatuf.kernel.errors import Refused
from takatuf.kernel.events import publish
from takatuf.ledger.actions import Entry, write_entries

AT_ONCE = 500

log = structlog.get_logger(__name__)


@transaction.atomic
def remind_batch(*, at: datetime, most: int = AT_ONCE) -> int:
    """Tell the listeners once of each open deadline whose time for a reminder has come; returns how many were taken.

    Runs inside a `clockwork` scope, and skips what another worker holds. What ran out meanwhile is raised, not reminded
    of. A reminder whose listener fails is logged and not tried again: the end of the time is told in any case.
    """
    due = Deadline.objects.filter(remind_at__lte=at).select_for_update(skip_locked=True)
    batch = list(due.order_by("remind_at", "pk")[:most])
    Deadline.objects.filter(pk__in=[row.pk for row in batch]).update(remind_at=None)
    near = [
        DeadlineNear(row.record_id, row.subject_id, row.kind, row.agency_id, row.due_at, at)
        for row in batch
        if row.due_at > at
    ]
    _tell(near, at)
    return len(batch)


def _tell(near: Sequence[DeadlineNear], at: datetime) -> None:
    """Tell these together; when a listener fails, each half alone, until the one that fails stands alone."""
    if not near:
        return
    try:
        with transaction.atomic():
            entries = [
                Entry("deadline.reminded", one.record_id, {"subject": one.subject_id, "kind": one.kind})
                for one in near
            ]
            write_entries(entries, by=system_actor("clockwork"), at=at)
            publish(DeadlinesNear(tuple(near)))
    except (Refused, DatabaseError) as error:
        if len(near) > 1:
            middle = len(near) // 2
            _tell(near[:middle], at)
            _tell(near[middle:], at)
        else:
            log.error("clock.reminder_failed", kind=near[0].kind, why=type(error).__name__)  # noqa: TRY400 - a traceback quotes values
