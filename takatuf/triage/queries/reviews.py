"""The endings that wait for a second look, and how often the second person agreed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.queries import WorkerName, workers_by_id
from takatuf.clocks.queries import agency_of
from takatuf.intake.queries import ReportHead, report_heads
from takatuf.kernel.actors import Actor
from takatuf.triage.models import Outcome, ReviewCause, ReviewItem, ReviewState, WhyClosed
from takatuf.triage.queries.words import level_name

COUNTED_OVER = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One decision that another person looks at again."""

    id: UUID
    head: ReportHead
    cause: str
    cause_label: str
    level: int
    level_name: str
    outcome: str
    outcome_label: str
    why_closed: str
    reason: str
    decided_by: WorkerName | None
    decided_at: datetime
    drawn_at: datetime
    found_level: int | None
    ends_here: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the second looks of the last 90 days ended, for the agency as a whole and never by person."""

    looked_at: int
    agreed: int
    reopened: int
    waiting: int


def reviews_waiting(*, by: Actor, at: datetime, most: int = 50) -> list[ReviewRow]:
    """The decisions of others that wait for a second look, the oldest first; the look is on record. Raises NotAllowed."""
    require(by, "report.review")
    items = list(
        ReviewItem.objects.filter(agency_id=agency_of(by), state=ReviewState.OPEN)
        .exclude(decided_by_id=by.id)
        .select_related("decision")
        .order_by("drawn_at", "pk")[:most]
    )
    heads = report_heads([item.report_id for item in items], by=by)
    names = workers_by_id({item.decided_by_id for item in items})
    rows = [_row(item, heads[item.report_id], names) for item in items if item.report_id in heads]
    disclose(record_ids=[row.head.record_id for row in rows], what="reviews_waiting", by=by, at=at)
    return rows


def _row(item: ReviewItem, head: ReportHead, names: dict[UUID, WorkerName]) -> ReviewRow:
    decision = item.decision
    return ReviewRow(
        id=item.pk, head=head, cause=item.cause, cause_label=str(ReviewCause(item.cause).label), level=decision.level,
        level_name=level_name(decision.level), outcome=decision.outcome, outcome_label=str(Outcome(decision.outcome).label),
        why_closed=str(WhyClosed(decision.why_closed).label) if decision.why_closed else "",
        reason=decision.unseal("reason"), decided_by=names.get(item.decided_by_id), decided_at=decision.decided_at,
        drawn_at=item.drawn_at, found_level=item.found_level,
        ends_here=decision.outcome in {Outcome.CLOSE, Outcome.INFORMATION},
    )  # fmt: skip


def reviews_count(*, by: Actor) -> int:
    """How many decisions of others wait for a second look. Raises NotAllowed."""
    require(by, "report.review")
    waiting = ReviewItem.objects.filter(agency_id=agency_of(by), state=ReviewState.OPEN)
    return waiting.exclude(decided_by_id=by.id).count()


def agreement(*, by: Actor, at: datetime) -> Agreement:
    """How often the second person agreed, in the last 90 days. Raises NotAllowed."""
    require(by, "report.review")
    drawn = Q(cause__in=[ReviewCause.DRAWN, ReviewCause.FIRST_ONES])
    recent = ReviewItem.objects.filter(drawn, agency_id=agency_of(by), drawn_at__gt=at - COUNTED_OVER)
    counts = recent.aggregate(
        agreed=Count("pk", filter=Q(state=ReviewState.AGREED)), reopened=Count("pk", filter=Q(state=ReviewState.REOPENED)),
        waiting=Count("pk", filter=Q(state=ReviewState.OPEN)), all=Count("pk"),
    )  # fmt: skip
    return Agreement(
        counts["all"] - counts["waiting"], counts["agreed"], counts["reopened"], counts["waiting"]
    )
