"""The other reports of the same matter."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from takatuf.intake.queries import ReportHead, report_heads
from takatuf.kernel.actors import Actor
from takatuf.triage.models import Alone, BundleMember, Rating, SameBy, TriageDecision
from takatuf.triage.models import DecisionState as State

# A page shows this many of a bundle's reports; the rest are counted.
SHOWN = 50


@dataclass(frozen=True, slots=True)
class MemberView:
    """One report of a bundle: why it is in it, why it stands alone if it does, and whether it still waits."""

    report_id: UUID
    head: ReportHead
    same_by: str
    alone: str
    level: int
    waits: bool
    folded: bool


@dataclass(frozen=True, slots=True)
class BundleView:
    """A bundle as one of its reports sees it. `together` are the reports that a decision for all would reach."""

    id: UUID
    members: tuple[MemberView, ...]
    count: int
    together: int
    since: datetime
    mine: MemberView | None


def bundle_of(report_id: UUID, *, by: Actor) -> BundleView | None:
    """The bundle of a report, the most urgent first; None where it has none or was taken out."""
    member = BundleMember.objects.filter(report_id=report_id, apart_at__isnull=True).first()
    if member is None:
        return None
    rows = BundleMember.objects.filter(bundle=member.bundle, apart_at__isnull=True)
    count = rows.count()
    if count < 2:
        return None
    shown = list(rows.order_by("joined_at", "pk")[:SHOWN])
    if all(row.report_id != report_id for row in shown):
        shown.append(member)
    views = sorted(
        _members(shown, by), key=lambda view: (not view.waits, view.folded, view.level, view.head.received_at)
    )
    return BundleView(
        id=member.bundle, members=tuple(views), count=count, together=len(worked_together(report_id)),
        since=min(row.joined_at for row in shown), mine=next((view for view in views if view.report_id == report_id), None),
    )  # fmt: skip


def _members(rows: list[BundleMember], by: Actor) -> list[MemberView]:
    report_ids = [row.report_id for row in rows]
    heads = report_heads(report_ids, by=by)
    newest = {
        rating.report_id: rating
        for rating in Rating.objects.filter(report_id__in=report_ids).order_by("report_id", "at", "pk")
    }
    return [
        MemberView(
            report_id=row.report_id, head=heads[row.report_id], same_by=str(SameBy(row.same_by).label),
            alone=_alone(row, rating), level=rating.level, waits=rating.awaiting, folded=rating.folded,
        )
        for row in rows
        if row.report_id in heads and (rating := newest.get(row.report_id))
    ]  # fmt: skip


def _alone(row: BundleMember, rating: Rating) -> str:
    if rating.gates:
        return "gate"
    return str(Alone(row.alone).label) if row.alone else ""


def worked_together(report_id: UUID) -> list[UUID]:
    """The reports that a decision about the bundle of this report reaches: undecided, no gate, not standing alone.

    In the order of the queue, this report first whatever it is. Only this report where it has no bundle or stands alone.
    """
    member = BundleMember.objects.filter(report_id=report_id, apart_at__isnull=True, alone="").first()
    gated = Rating.objects.filter(report_id=report_id, awaiting=True).exclude(gates=[]).exists()
    if member is None or gated:
        return [report_id]
    together = BundleMember.objects.filter(bundle=member.bundle, apart_at__isnull=True, alone="").values(
        "report_id"
    )
    proposed = TriageDecision.objects.filter(report_id__in=together, state=State.PROPOSED).values("report_id")
    waiting = Rating.objects.filter(report_id__in=together, awaiting=True, gates=[]).exclude(
        report_id__in=proposed
    )
    others = waiting.exclude(report_id=report_id).order_by("level", "review_due_at", "turn", "pk")
    return [report_id, *others.values_list("report_id", flat=True)]
