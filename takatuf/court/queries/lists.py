"""Submissions in lists: on the desk, and in the reading room of the court."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.queries import AgencyName, agencies
from takatuf.court.models import Submission
from takatuf.court.models.choices import SubmissionKind, SubmissionState
from takatuf.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """A submission in a list."""

    id: UUID
    record_id: UUID
    case_id: UUID
    code: str
    kind: SubmissionKind
    version: int
    state: SubmissionState
    court: AgencyName
    agency: AgencyName
    docket: str
    child_code: str
    author_id: UUID
    approvals: int
    started_at: datetime
    signed_at: datetime | None
    filed_at: datetime | None
    acknowledged_at: datetime | None
    replaced_by: str


def submission_rows(condition: Q) -> list[SubmissionRow]:
    """The submissions that meet the condition, the newest first; the caller puts the look on record."""
    found = list(
        Submission.objects.filter(condition)
        .annotate(given=Count("approvals", filter=Q(approvals__lapsed_at__isnull=True)))
        .order_by("-started_at", "-pk")[:200]
    )
    names = {agency.id: agency for agency in agencies()}
    later = dict(
        Submission.objects.filter(supersedes_id__in=[row.pk for row in found], signed_at__isnull=False)
        .values_list("supersedes_id", "code")
    )  # fmt: skip
    return [
        SubmissionRow(
            id=row.pk,
            record_id=row.record_id,
            case_id=row.case_id,
            code=row.code,
            kind=SubmissionKind(row.kind),
            version=row.version,
            state=SubmissionState(row.state),
            court=names[row.court_id],
            agency=names[row.agency_id],
            docket=row.docket,
            child_code=row.child_code,
            author_id=row.author_id,
            approvals=row.given,
            started_at=row.started_at,
            signed_at=row.signed_at,
            filed_at=row.filed_at,
            acknowledged_at=row.acknowledged_at,
            replaced_by=later.get(row.pk, ""),
        )
        for row in found
    ]


def submissions(*, by: Actor, at: datetime, case_id: UUID | None = None) -> list[SubmissionRow]:
    """The submissions that the actor reaches, the newest first, of one case or of all; the look is on record.

    Raises NotAllowed.
    """
    require(by, "submission.read")
    rows = submission_rows(Q(case_id=case_id) if case_id else Q())
    disclose(record_ids=[row.record_id for row in rows], what="submissions", by=by, at=at)
    return rows


def reading_room(*, by: Actor, at: datetime) -> list[SubmissionRow]:
    """What was filed with the actor's court, the newest first. The record of this look is the court's own.

    Raises NotAllowed.
    """
    require(by, "court.read")
    rows = submission_rows(Q(court_id=by.agency, filed_at__isnull=False))
    disclose(record_ids=[row.record_id for row in rows], what="reading_room", by=by, at=at)
    return rows
