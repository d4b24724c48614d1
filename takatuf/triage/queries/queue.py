"""The one queue: the report that must be read next, and why."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import ngettext

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.queries import WorkerName, workers_by_id
from takatuf.clocks.queries import agency_of
from takatuf.intake.queries import ReportHead, report_heads
from takatuf.kernel.actors import Actor
from takatuf.people.queries import earlier_counts
from takatuf.triage.models import BundleMember, DecisionState, HandOver, Rating, TriageDecision
from takatuf.triage.queries.words import level_name, why

# Beyond this a number beside a page says no more; counting on would slow every page.
COUNTED = 1000
_QUEUE = ("level", "review_due_at", "turn", "pk")


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One report that awaits its first review, or a second person. It carries words, never a score.

    `others` is how many more reports of the same matter this line stands for; each of them has a clock of its own.
    """

    report_id: UUID
    record_id: UUID
    code: str
    level: int
    level_name: str
    what: tuple[str, ...]
    why: tuple[str, ...]
    earlier: str
    channel: str
    reporter: str
    region: str
    received_at: datetime
    due_at: datetime
    burst: bool
    proposed_by: WorkerName | None
    others: int = 0
    same_matter: str = ""
    handed_over: bool = False
    handed_over_by_me: bool = False
    place: str = ""

    @property
    def awaits_second_person(self) -> bool:
        return self.proposed_by is not None

    def late_at(self, at: datetime) -> bool:
        """Whether the first review is overdue."""
        return at > self.due_at


@dataclass(frozen=True, slots=True)
class QueueCount:
    """How many reports await a first review, and how many the second look of another person than who proposed.

    Counted up to COUNTED: a number at that limit means "that many or more".
    """

    first_reviews: int
    second_looks: int
    total: int


def reports_awaiting_triage(*, by: Actor, at: datetime, most: int = 200, after: str = "") -> list[QueueRow]:
    """The reports of the own agency that await a first review or a second person, by urgency and then by the clock.

    At the same moment a child's own report comes first. Reports of the same matter stand in the line of the most urgent
    of them. `after` is the `place` of the last row of the page before. The look is put on record. Raises NotAllowed.
    """
    require(by, "report.triage")
    ratings = list(_after(_awaiting(by), after).order_by(*_QUEUE)[:most])
    report_ids = [rating.report_id for rating in ratings]
    heads = report_heads(report_ids, by=by)
    earlier = earlier_counts([rating.record_id for rating in ratings], by=by)
    proposers, others = _proposers(report_ids), _others(report_ids)
    left = _left(report_ids)
    rows = [
        _row(
            rating, heads[rating.report_id], earlier=earlier.get(rating.record_id, 0),
            proposed_by=proposers.get(rating.report_id), others=others.get(rating.report_id, 0),
            left_by=left.get(rating.report_id, set()), me=by.id,
        )
        for rating in ratings
    ]  # fmt: skip
    disclose(record_ids=[row.record_id for row in rows], what="reports_awaiting_triage", by=by, at=at)
    return rows


def queue_count(*, by: Actor) -> QueueCount:
    """How much the triage desk holds, for the numbers beside a page; it opens nothing, so no look is put on record.

    Raises NotAllowed.
    """
    require(by, "report.triage")
    waiting = _awaiting(by).order_by(*_QUEUE).values("report_id")[:COUNTED]
    total = len(waiting)
    proposed = TriageDecision.objects.filter(state=DecisionState.PROPOSED, rating__agency_id=agency_of(by))
    counts = proposed.aggregate(all=Count("pk"), others=Count("pk", filter=~Q(decided_by_id=by.id)))
    return QueueCount(
        first_reviews=max(total - counts["all"], 0), second_looks=counts["others"], total=total
    )  # fmt: skip


def _awaiting(by: Actor) -> QuerySet[Rating]:
    """The newest rating of each report on which no decision is in force; one for each bundle."""
    if by.agency is None:
        return Rating.objects.none()
    return Rating.objects.filter(agency_id=by.agency, awaiting=True, folded=False)


def _place(rating: Rating) -> str:
    return f"{rating.level}~{rating.review_due_at.isoformat()}~{rating.turn}~{rating.pk}"


def _after(rows: QuerySet[Rating], place: str) -> QuerySet[Rating]:
    """The rows behind a place of the queue; a place that makes no sense is the beginning."""
    try:
        level, due, turn, id = place.split("~")
        values = [int(level), datetime.fromisoformat(due), int(turn), UUID(id)]
    except ValueError:
        return rows
    return rows.extra(  # noqa: S610 - Django has no comparison of rows; the values travel as parameters
        where=["(triage_rating.level, triage_rating.review_due_at, triage_rating.turn, triage_rating.id) > (%s, %s, %s, %s)"],
        params=values,
    )  # fmt: skip


def _proposers(report_ids: list[UUID]) -> dict[UUID, WorkerName]:
    """Who proposed the decision that waits for a second person, by report."""
    waiting = TriageDecision.objects.filter(report_id__in=report_ids, state=DecisionState.PROPOSED)
    by_report = dict(waiting.values_list("report_id", "decided_by_id"))
    names = workers_by_id(set(by_report.values()))
    return {report_id: names[worker_id] for report_id, worker_id in by_report.items()}


def _others(report_ids: list[UUID]) -> dict[UUID, int]:
    """For each report that leads a bundle, how many other reports of it wait in its line."""
    leads = dict(
        BundleMember.objects.filter(report_id__in=report_ids, apart_at__isnull=True, alone="").values_list("bundle", "report_id")
    )  # fmt: skip
    if not leads:
        return {}
    folded = Rating.objects.filter(awaiting=True, folded=True).values("report_id")
    counted = (
        BundleMember.objects.filter(bundle__in=list(leads), apart_at__isnull=True, report_id__in=folded)
        .values("bundle")
        .annotate(count=Count("pk"))
        .order_by()
    )
    return {leads[row["bundle"]]: row["count"] for row in counted}


def _left(report_ids: list[UUID]) -> dict[UUID, set[UUID]]:
    """Who left a report to a colleague, by report."""
    left: dict[UUID, set[UUID]] = {}
    for report, worker in HandOver.objects.filter(
        report_id__in=report_ids, ended_at__isnull=True
    ).values_list("report_id", "worker_id"):
        left.setdefault(report, set()).add(worker)
    return left


def _row(
    rating: Rating,
    head: ReportHead,
    *,
    earlier: int,
    proposed_by: WorkerName | None,
    others: int,
    left_by: set[UUID],
    me: UUID,
) -> QueueRow:
    return QueueRow(
        report_id=head.id, record_id=head.record_id, code=head.code, level=rating.level,
        level_name=level_name(rating.level), what=head.kind_labels, why=why(rating), earlier=_earlier(earlier),
        channel=head.channel_label, reporter=head.reporter_label, region=head.region, received_at=head.received_at,
        due_at=rating.review_due_at, burst=head.burst, proposed_by=proposed_by, others=others,
        same_matter=_same_matter(others), handed_over=bool(left_by), handed_over_by_me=me in left_by, place=_place(rating),
    )  # fmt: skip


def _earlier(count: int) -> str:
    """How many other records name the same account; empty where none does."""
    if count == 0:
        return ""
    return ngettext(
        "%(count)d other record names the same account, number or address.",
        "%(count)d other records name the same account, number or address.",
        count,
    ) % {"count": count}


def _same_matter(count: int) -> str:
    """How many reports stand behind this line; empty where none does."""
    if count == 0:
        return ""
    return ngettext(
        "%(count)d more report tells of the same matter; it waits in this line.",
        "%(count)d more reports tell of the same matter; they wait in this line.",
        count,
    ) % {"count": count}
