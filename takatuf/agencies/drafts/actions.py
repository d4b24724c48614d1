"""Keeping, putting away and erasing what was typed. No ledger line: nothing was done yet, and it must be erasable."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from takatuf.agencies.drafts.sealing import Values, seal_values
from takatuf.agencies.models import WorkDraft
from takatuf.kernel.actors import Actor, ActorKind
from takatuf.kernel.errors import InvalidInput, NotAllowed
from takatuf.kernel.ids import uuid7

#: The job that keeps for somebody whose sign-in has ended, and erases what is old.
JOB = "workdrafts"
KEPT_FOR = timedelta(days=30)
MOST_CHARACTERS = 200_000
MOST_DRAFTS = 200  # of one worker: who leaves more behind loses the oldest
LONGEST_ADDRESS = 300


@transaction.atomic
def keep_draft(*, worker_id: UUID, page: str, form: str, values: Values, by: Actor, at: datetime) -> UUID:
    """Keep what a worker typed into one form, in the place of what was kept of it before; returns the draft's id.

    `page` is the address on which the form stands, `form` the one to which it is sent, both without the language.
    A worker keeps the own words only; the job `workdrafts` keeps for whom a signed note names. Raises NotAllowed,
    InvalidInput for what is far too long.
    """
    if by.kind is ActorKind.WORKER and by.id != worker_id:
        raise NotAllowed("Nobody keeps another person's words.")
    length = sum(len(value) for said in values.values() for value in said)
    if length > MOST_CHARACTERS or max(len(page), len(form)) > LONGEST_ADDRESS:
        raise InvalidInput("values", "too_long")
    rows = WorkDraft.objects.filter(worker_id=worker_id, form=form)
    known = rows.select_for_update().values_list("pk", flat=True).first()
    row = known or uuid7()
    sealed = seal_values(values, worker_id=worker_id, row=row)
    if known:
        rows.filter(pk=known).update(page=page, words=sealed, saved_at=at)
        return row
    # Two windows with the same form may keep it for the first time at once: one row comes of it.
    WorkDraft.objects.bulk_create(
        [WorkDraft(id=row, worker_id=worker_id, page=page, form=form, words=sealed, saved_at=at)],
        ignore_conflicts=True,
    )
    _erase_oldest(worker_id)
    return row


def _erase_oldest(worker_id: UUID) -> None:
    rows = WorkDraft.objects.filter(worker_id=worker_id)
    beyond = rows.order_by("-saved_at", "-pk").values_list("pk", flat=True)[MOST_DRAFTS:]
    rows.filter(pk__in=list(beyond)).delete()


def erase_draft(*, form: str, by: Actor) -> int:
    """Erase what the actor typed into a form: it was sent, or is no longer wanted. Returns how many there were."""
    return WorkDraft.objects.filter(worker_id=by.id, form=form).delete()[0]


def erase_old_drafts(*, at: datetime) -> int:
    """Erase what nobody came back to for 30 days; inside `system_scope("workdrafts")`. Returns how many."""
    return WorkDraft.objects.filter(saved_at__lt=at - KEPT_FOR).delete()[0]
