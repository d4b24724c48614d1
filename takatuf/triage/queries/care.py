"""What one person has read in this shift, for that person alone; and who is due relief or a talk."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from takatuf.agencies.actions import require
from takatuf.agencies.queries import WorkerName, workers_by_id
from takatuf.clocks.queries import agency_of
from takatuf.kernel.actors import Actor
from takatuf.triage.models import CareKind, CareRequest, Exposure, HandOver
from takatuf.triage.queries.rulebook import rules_in_force

URGENT = 2


@dataclass(frozen=True, slots=True)
class OwnShift:
    """How many hard reports this person has opened in the last hours of a shift. Nobody else sees it."""

    reports: frozenset[UUID]
    opened: int
    break_after: int
    most: int
    asked_to_talk: bool

    def shows(self, report_id: UUID) -> bool:
        """Whether the words of this report are open for this person now."""
        return report_id in self.reports

    @property
    def break_due(self) -> bool:
        """After each so many a break is offered, calmly; nothing is shut."""
        return self.opened > 0 and self.opened % self.break_after == 0

    @property
    def enough(self) -> bool:
        """As many as one shift should hold."""
        return self.opened >= self.most


def own_shift(*, by: Actor, at: datetime) -> OwnShift:
    """What the actor has read in this shift; the database shows each worker the own rows only."""
    care = rules_in_force().care
    since = at - timedelta(hours=care.shift_hours)
    reports = list(Exposure.objects.filter(worker_id=by.id, at__gt=since).values_list("report_id", flat=True))
    talk = CareRequest.objects.filter(worker_id=by.id, kind=CareKind.TALK, answered_at__isnull=True).exists()
    return OwnShift(frozenset(reports), len(set(reports)), care.break_after, care.most_per_shift, talk)


def is_hard(*, level: int, reporter_kind: str) -> bool:
    """Whether the words of a report are folded first: Level 1 or 2, or a child's own words."""
    return level <= URGENT or reporter_kind == "child"


def left_by_me(report_id: UUID, *, by: Actor) -> bool:
    """Whether the actor has left this report to a colleague."""
    return HandOver.objects.filter(report_id=report_id, worker_id=by.id, ended_at__isnull=True).exists()


@dataclass(frozen=True, slots=True)
class CareRow:
    """A colleague who is due relief or a talk."""

    id: UUID
    worker: WorkerName
    kind: str
    kind_label: str
    at: datetime


def care_requests(*, by: Actor) -> list[CareRow]:
    """Who is due relief or a talk, by name in no order of merit. Raises NotAllowed."""
    require(by, "staff.care")
    rows = list(
        CareRequest.objects.filter(agency_id=agency_of(by), answered_at__isnull=True).order_by("at", "pk")
    )
    names = workers_by_id({row.worker_id for row in rows})
    return [
        CareRow(row.pk, names[row.worker_id], row.kind, str(CareKind(row.kind).label), row.at)
        for row in rows
        if row.worker_id in names
    ]
