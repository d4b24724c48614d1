"""Changing an assessment or a visit; what stood there before is kept, with who wrote it."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from takatuf.casework.models import Assessment, EarlierText, Visit
from takatuf.kernel.actors import Actor
from takatuf.kernel.edits import EditConflict

Texts = Mapping[str, str]
ASSESSMENT_TEXTS = ("facts", "opinion", "child_view", "caregiver_view")
VISIT_TEXTS = ("not_alone_reason", "child_view", "note")


def assessment_texts(row: Assessment, *, key: bytes | None = None) -> dict[str, str]:
    """The editable fields of an assessment as texts, for comparing two edits."""
    return {name: row.unseal(name, key=key) for name in ASSESSMENT_TEXTS}


def visit_texts(row: Visit, *, key: bytes | None = None) -> dict[str, str]:
    """The editable fields of a visit as texts; `child_seen` is alone, not_alone or no."""
    seen = "alone" if row.child_seen_alone else "not_alone" if row.child_seen else "no"
    texts = {name: row.unseal(name, key=key) for name in VISIT_TEXTS}
    return {"child_seen": seen, "safe_now": row.safe_now, **texts}


def check_version(row: Assessment | Visit, version: int, texts: Texts) -> None:
    """Raise EditConflict when somebody changed the row after this version was seen."""
    if row.version != version:
        raise EditConflict(
            version=row.version, current=texts, changed_by=row.changed_by_id, changed_at=row.changed_at
        )  # fmt: skip


def earlier_text(row: Assessment | Visit, texts: Texts, *, wrote: UUID) -> EarlierText:
    """The version that is about to be replaced, ready to be stored; `wrote` is who recorded the first one."""
    kept = EarlierText(
        record_id=row.record_id, subject_id=row.pk, version=row.version, written_by_id=row.changed_by_id or wrote,
        written_at=row.changed_at or row.at,
    )  # fmt: skip
    kept.seal(fields=json.dumps(dict(texts), ensure_ascii=False))
    return kept


def count_change(row: Assessment | Visit, *, by: Actor, at: datetime) -> None:
    """The next version, with a name and a time."""
    row.version, row.changed_at, row.changed_by_id = row.version + 1, at, by.id
