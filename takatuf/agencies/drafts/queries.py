"""What a worker typed and has not sent: their own only."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from takatuf.agencies.drafts.sealing import open_values
from takatuf.agencies.models import WorkDraft
from takatuf.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class DraftRow:
    """Something was kept: where it stands, to where it is sent, since when. Nothing of what it says."""

    id: UUID
    page: str
    form: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft, opened. Its repr does not show what was typed."""

    row: DraftRow
    values: dict[str, list[str]] = field(repr=False)


def _row(draft: WorkDraft) -> DraftRow:
    return DraftRow(draft.pk, draft.page, draft.form, draft.saved_at)


def drafts_of_page(page: str, *, by: Actor) -> list[DraftRow]:
    """What the actor typed on a page and did not send, the newest first."""
    rows = WorkDraft.objects.filter(worker_id=by.id, page=page).order_by("-saved_at", "-pk")
    return [_row(row) for row in rows.only("id", "page", "form", "saved_at")]


def drafts_of(*, by: Actor) -> list[DraftRow]:
    """Everything that the actor typed and did not send, the newest first."""
    rows = WorkDraft.objects.filter(worker_id=by.id).order_by("-saved_at", "-pk")
    return [_row(row) for row in rows.only("id", "page", "form", "saved_at")]


def open_draft(draft_id: UUID, *, by: Actor) -> DraftView | None:
    """One of the actor's own drafts, opened; None when it was sent, erased or never theirs."""
    row = WorkDraft.objects.filter(pk=draft_id, worker_id=by.id).first()
    if row is None:
        return None
    return DraftView(_row(row), open_values(bytes(row.words), worker_id=row.worker_id, row=row.pk))
