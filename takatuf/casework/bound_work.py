"""What assessments, visits, reviews and follow-ups say now, as their lines bind it, for `takatuf check`."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from takatuf.casework.editing.records import assessment_texts, visit_texts
from takatuf.casework.models import Assessment, EarlierText, FollowUp, Review, Visit
from takatuf.ledger.binding import Content, Promised, without

#: Kinds of lines each of which belongs to one row of a case, or to one version of it.
WORK_LINES: Mapping[str, str] = dict.fromkeys(
    (
        "assessment.recorded", "assessment.changed", "assessment.approved", "visit.recorded", "visit.changed", "case.reviewed",
        "follow_up.recorded",
    ), "",
)  # fmt: skip
_SEEN = {"alone": "child_seen_alone", "not_alone": "child_seen", "no": "child_not_seen"}

Texts = Mapping[str, str]


def assessment_content(row: Assessment, texts: Texts | None = None) -> Content:
    """What the line of an assessment binds, as it was first written."""
    return {
        "assessment": row.pk, "kind": str(row.kind), **(assessment_texts(row) if texts is None else texts),
        "agency": row.agency_id, "approval_needed": row.approval_needed,
    }  # fmt: skip


def visit_content(row: Visit, texts: Texts | None = None) -> Content:
    """What the line of a visit binds, as it was first written."""
    said = dict(visit_texts(row) if texts is None else texts)
    return {"visit": row.pk, "seen": _SEEN[said.pop("child_seen")], **said, "agency": row.agency_id}


def follow_up_content(row: FollowUp, *, key: bytes | None = None) -> Content:
    """What the line of a follow-up after closing binds."""
    texts = {name: row.unseal(name, key=key) for name in ("found", "child_view", "not_alone_reason")}
    return {
        "follow_up": row.pk, "after_days": row.after_days, "child_seen": row.child_seen, "child_seen_alone": row.child_seen_alone,
        "safe_now": str(row.safe_now), "wellbeing": str(row.wellbeing), "listened": str(row.listened), **texts,
        "round": row.round, "agency": row.agency_id,
    }  # fmt: skip


def promised_work(keys: Mapping[UUID, bytes], *, using: str) -> Iterator[Promised]:
    """What was done for the child under these records of cases, each version of it that was ever written."""
    before: dict[UUID, list[EarlierText]] = defaultdict(list)
    for text in EarlierText.objects.using(using).filter(record_id__in=list(keys)).order_by("version"):
        before[text.subject_id].append(text)
    for row in Assessment.objects.using(using).filter(record_id__in=list(keys)).order_by("pk"):
        yield from _assessment(row, before.pop(row.pk, []), keys[row.record_id])
    for visit in Visit.objects.using(using).filter(record_id__in=list(keys)).order_by("pk"):
        yield from _visit(visit, before.pop(visit.pk, []), keys[visit.record_id])
    for left in before.values():  # of something that is no longer there
        yield from (
            Promised("casework_earliertext", one.pk, one.record_id, "assessment.changed", ()) for one in left
        )
    for review in Review.objects.using(using).filter(record_id__in=list(keys)).order_by("pk"):
        note = review.unseal("note", key=keys[review.record_id])
        content = {"review": review.pk, "decision": str(review.decision), "note": note}
        yield Promised(
            "casework_review", review.pk, review.record_id, "case.reviewed", (content,), at=review.at, by=review.reviewed_by_id
        )  # fmt: skip
    for after in FollowUp.objects.using(using).filter(record_id__in=list(keys)).order_by("pk"):
        whole = follow_up_content(after, key=keys[after.record_id])
        yield Promised(
            "casework_followup", after.pk, after.record_id, "follow_up.recorded", (whole, without(whole, "round", "agency")),
            at=after.at, by=after.made_by_id,
        )  # fmt: skip


def _assessment(row: Assessment, before: list[EarlierText], key: bytes) -> Iterator[Promised]:
    versions = _versions(row, assessment_texts(row, key=key), before, key, wrote=row.assessed_by_id)
    for version, texts, at, by in versions:
        whole = assessment_content(row, texts)
        first = (whole, without(whole, "agency", "approval_needed"))
        changed = {"assessment": row.pk, "version": version, **texts}
        yield Promised(
            "casework_assessment", row.pk, row.record_id, "assessment.recorded" if version == 1 else "assessment.changed",
            first if version == 1 else (changed,), at=at, by=by,
        )  # fmt: skip
    if row.approved_at is not None:
        yield Promised(
            "casework_assessment", row.pk, row.record_id, "assessment.approved", ({"assessment": row.pk},),
            at=row.approved_at, by=row.approved_by_id,
        )  # fmt: skip


def _visit(row: Visit, before: list[EarlierText], key: bytes) -> Iterator[Promised]:
    for version, texts, at, by in _versions(
        row, visit_texts(row, key=key), before, key, wrote=row.visited_by_id
    ):
        whole = visit_content(row, texts)
        changed = {"visit": row.pk, "version": version, **texts}
        yield Promised(
            "casework_visit", row.pk, row.record_id, "visit.recorded" if version == 1 else "visit.changed",
            (whole, without(whole, "agency")) if version == 1 else (changed,), at=at, by=by,
        )  # fmt: skip


def _versions(
    row: Assessment | Visit, now: Texts, before: list[EarlierText], key: bytes, *, wrote: UUID
) -> Iterator[tuple[int, Texts, datetime, UUID]]:
    """Each version with its texts, its moment and its writer: those that were kept, and the one that stands."""
    for text in before:
        said: dict[str, Any] = json.loads(text.unseal("fields", key=key))
        yield text.version, said, text.written_at, text.written_by_id
    yield row.version, now, row.changed_at or row.at, row.changed_by_id or wrote
