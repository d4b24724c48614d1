"""What came after closure: follow-ups, reopenings, and how the case came from stage to stage."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from takatuf.agencies.queries import WorkerName, workers_by_id
from takatuf.casework.guards import guards
from takatuf.casework.models import (
    Case,
    CaseReport,
    ConcernChange,
    FollowUp,
    Listened,
    Reopening,
    StageChange,
    StageChoices,
)
from takatuf.casework.queries.lists import CaseRow, case_head
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A follow-up, opened."""

    id: UUID
    after_days: int | None
    child_seen: bool
    child_seen_alone: bool
    not_alone_reason: str
    child_view: str
    safe_now_label: str
    wellbeing: str
    wellbeing_label: str
    listened_label: str
    found: str
    by: WorkerName | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ReopeningRow:
    """A proposal to reopen the case, and what became of it."""

    reason_label: str
    why: str
    report_code: str
    proposed_by: WorkerName | None
    proposed_at: datetime
    approved_by: WorkerName | None
    approved_at: datetime | None
    declined_by: WorkerName | None
    declined_at: datetime | None
    decline_reason: str

    @property
    def waits(self) -> bool:
        return self.approved_at is None and self.declined_at is None


@dataclass(frozen=True, slots=True)
class StageRow:
    """The case came to a stage."""

    round: int
    from_label: str
    to_label: str
    by: WorkerName | None
    at: datetime


@dataclass(frozen=True, slots=True)
class AfterClosing:
    """What a case went through; `owed_days` are the follow-ups of the rule file that this closure still owes."""

    round: int
    follow_ups: tuple[FollowUpRow, ...]
    reopenings: tuple[ReopeningRow, ...]
    stages: tuple[StageRow, ...]
    owed_days: tuple[int, ...]

    @property
    def waiting(self) -> ReopeningRow | None:
        return next((row for row in self.reopenings if row.waits), None)


def after_closing(case_id: UUID, *, by: Actor) -> AfterClosing:
    """Follow-ups, reopenings and stages of a case, the oldest first. The caller has opened the case. Raises NotFound."""
    del by  # the scope of the actor is in the database
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        raise NotFound("No such case.")
    follow_ups = list(FollowUp.objects.filter(record_id=case.record_id).order_by("at"))
    reopenings = list(Reopening.objects.filter(record_id=case.record_id).order_by("proposed_at"))
    stages = list(StageChange.objects.filter(record_id=case.record_id).order_by("at", "pk"))
    staff = _names(
        *(row.made_by_id for row in follow_ups), *(row.changed_by_id for row in stages),
        *(id for row in reopenings for id in (row.proposed_by_id, row.approved_by_id, row.declined_by_id)),
    )  # fmt: skip
    made = {row.after_days for row in follow_ups if row.round == case.round}
    return AfterClosing(
        round=case.round,
        follow_ups=tuple(_follow_up(row, staff) for row in follow_ups),
        reopenings=tuple(_reopening(row, staff) for row in reopenings),
        stages=tuple(
            StageRow(
                row.round, str(StageChoices(row.from_stage).label), str(StageChoices(row.to_stage).label),
                staff.get(row.changed_by_id), row.at,
            )
            for row in stages
        ),
        owed_days=tuple(rule.days for rule in guards().follow_ups if rule.days not in made)
        if case.closed_at
        else (),
    )  # fmt: skip


def _names(*ids: UUID | None) -> dict[UUID | None, WorkerName]:
    known = workers_by_id({id for id in ids if id is not None})
    return {id: known[id] for id in ids if id in known}


def _follow_up(row: FollowUp, staff: dict[UUID | None, WorkerName]) -> FollowUpRow:
    return FollowUpRow(
        id=row.pk, after_days=row.after_days, child_seen=row.child_seen, child_seen_alone=row.child_seen_alone,
        not_alone_reason=row.unseal("not_alone_reason"), child_view=row.unseal("child_view"),
        safe_now_label=row.get_safe_now_display(), wellbeing=row.wellbeing, wellbeing_label=row.get_wellbeing_display(),
        listened_label="" if row.listened == Listened.NOT_ASKED else row.get_listened_display(),
        found=row.unseal("found"), by=staff.get(row.made_by_id), at=row.at,
    )  # fmt: skip


def _reopening(row: Reopening, staff: dict[UUID | None, WorkerName]) -> ReopeningRow:
    return ReopeningRow(
        reason_label=row.get_reason_display(), why=row.unseal("why"), report_code=row.report_code,
        proposed_by=staff.get(row.proposed_by_id), proposed_at=row.proposed_at, approved_by=staff.get(row.approved_by_id),
        approved_at=row.approved_at, declined_by=staff.get(row.declined_by_id), declined_at=row.declined_at,
        decline_reason=row.unseal("decline_reason"),
    )  # fmt: skip


def reports_of(case_id: UUID, *, by: Actor, head: CaseRow | None = None) -> list[tuple[UUID, str]]:
    """The reports that a case rests on, by id and code, the newest first; for naming the one that causes a reopening."""
    head = head or case_head(case_id, by=by)
    rows = CaseReport.objects.filter(record_id=head.record_id).order_by("-linked_at")
    return list(rows.values_list("report_id", "report_code"))


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """How sure a concern is was judged."""

    to_label: str
    reason: str
    by: WorkerName | None
    at: datetime


def judgements_of(case_id: UUID, *, by: Actor, head: CaseRow | None = None) -> dict[UUID, list[JudgementRow]]:
    """By concern, how it was judged, the last first. The caller has opened the case, and may hand its head on. Raises NotFound."""
    head = head or case_head(case_id, by=by)
    rows = list(ConcernChange.objects.filter(record_id=head.record_id).order_by("-at", "-pk"))
    staff = _names(*(row.changed_by_id for row in rows))
    found: dict[UUID, list[JudgementRow]] = {}
    for row in rows:
        found.setdefault(row.concern_id, []).append(
            JudgementRow(
                row.get_to_status_display(), row.unseal("reason"), staff.get(row.changed_by_id), row.at
            )
        )
    return found
