"""One case, opened."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.queries import AgencyName, WorkerName, agencies, workers_by_id
from takatuf.casework.chronology import LineRow, lines_of
from takatuf.casework.models import (
    Assessment,
    Case,
    CaseAgency,
    CaseReport,
    CaseRole,
    Closure,
    Concern,
    Plan,
    PlanAction,
    Review,
    SocialWaiver,
    Visit,
)
from takatuf.casework.queries.lists import CaseRow, case_head, case_row
from takatuf.casework.queries.parts import EVERYTHING, NOT_READ, Part
from takatuf.casework.queries.social import social_items
from takatuf.casework.rules import SocialItem
from takatuf.intake.models import KindChoices
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound
from takatuf.people.queries import PersonRow, person_rows

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class RoleRow:
    """What a person is in the case; `person` is None where the reader may not know them."""

    id: UUID
    person_id: UUID
    person: PersonRow | None
    role: str
    role_label: str
    suspect_status: str
    suspect_status_label: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """An agency on the case."""

    agency: AgencyName
    part: str
    part_label: str
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class ConcernRow:
    """A concern and how sure it is."""

    kind: str
    kind_label: str
    status_label: str
    id: UUID
    status: str
    version: int


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """An assessment, opened."""

    id: UUID
    kind_label: str
    facts: str
    opinion: str
    child_view: str
    caregiver_view: str
    by: WorkerName | None
    at: datetime
    approval_needed: bool
    approved_by: WorkerName | None
    approved_at: datetime | None
    changed_by: WorkerName | None
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlanActionRow:
    """An action of a plan, opened."""

    id: UUID
    action: str
    agency: AgencyName
    due_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan, opened."""

    id: UUID
    goal: str
    made_by: WorkerName | None
    made_at: datetime
    approved_by: WorkerName | None
    approved_at: datetime | None
    actions: tuple[PlanActionRow, ...]


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit, opened."""

    id: UUID
    child_seen: bool
    child_seen_alone: bool
    not_alone_reason: str
    child_view: str
    note: str
    safe_now: str
    safe_now_label: str
    by: WorkerName | None
    at: datetime
    changed_by: WorkerName | None
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review, opened."""

    id: UUID
    decision_label: str
    note: str
    by: WorkerName | None
    at: datetime


@dataclass(frozen=True, slots=True)
class WaiverRow:
    """Who waived the social side, and why."""

    reason: str
    by: WorkerName | None
    at: datetime
    waits: bool
    approved_by: WorkerName | None


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """A proposal to close the case, and what became of it."""

    reason_label: str
    outcome: str
    proposed_by: WorkerName | None
    proposed_at: datetime
    approved_by: WorkerName | None
    approved_at: datetime | None
    declined_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case, opened: who and what belongs to it, and the joint chronology of all agencies, the newest line first."""

    head: CaseRow
    report_codes: tuple[str, ...]
    people: tuple[RoleRow, ...]
    agencies: tuple[MemberRow, ...]
    concerns: tuple[ConcernRow, ...]
    assessments: tuple[AssessmentRow, ...]
    plans: tuple[PlanRow, ...]
    visits: tuple[VisitRow, ...]
    reviews: tuple[ReviewRow, ...]
    waiver: WaiverRow | None
    closures: tuple[ClosureRow, ...]
    social_side: tuple[SocialItem, ...]
    chronology: tuple[LineRow, ...]


@dataclass(frozen=True, slots=True)
class _Names:
    agencies: Mapping[UUID, AgencyName]
    workers: Mapping[UUID, WorkerName]

    def worker(self, id: UUID | None) -> WorkerName | None:
        return None if id is None else self.workers.get(id)


def open_case(case_id: UUID, *, by: Actor, at: datetime, parts: Collection[Part] = EVERYTHING) -> CaseView:
    """Open one case; the look is put on record. A part that is not asked for is not read, and raises PartNotRead when shown.

    Raises NotAllowed, and NotFound also for those who may not know.
    """
    require(by, "case.read")
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        raise NotFound("No such case.")
    record_id = case.record_id
    disclose(record_ids=[record_id], what="open_case", by=by, at=at)
    assessments = _asked(
        Part.ASSESSMENTS, parts, Assessment.objects.filter(record_id=record_id).order_by("at")
    )
    plans = list(Plan.objects.filter(record_id=record_id).order_by("made_at"))
    visits = _asked(Part.VISITS, parts, Visit.objects.filter(record_id=record_id).order_by("at"))
    reviews = _asked(Part.REVIEWS, parts, Review.objects.filter(record_id=record_id).order_by("at"))
    closures = list(Closure.objects.filter(record_id=record_id).order_by("proposed_at"))
    waiver = SocialWaiver.objects.filter(record_id=record_id, round=case.round).first()
    staff = {
        *(row.assessed_by_id for row in assessments), *(row.approved_by_id for row in assessments),
        *(row.changed_by_id for row in assessments), *(row.changed_by_id for row in visits), *(row.made_by_id for row in plans),
        *(row.approved_by_id for row in plans), *(row.visited_by_id for row in visits),
        *(row.reviewed_by_id for row in reviews), *(row.proposed_by_id for row in closures),
        *(row.approved_by_id for row in closures), *([waiver.waived_by_id, waiver.approved_by_id] if waiver else []),
    }  # fmt: skip
    names = _Names(
        {agency.id: agency for agency in agencies()}, workers_by_id({id for id in staff if id is not None})
    )
    return CaseView(
        head=case_row(case),
        report_codes=tuple(_report_codes(record_id)) if Part.REPORTS in parts else NOT_READ,
        people=tuple(_people(record_id, by, at)),
        agencies=tuple(_members(record_id, names)) if Part.AGENCIES in parts else NOT_READ,
        concerns=tuple(_concerns(record_id)) if Part.CONCERNS in parts else NOT_READ,
        assessments=tuple(_assessment(row, names) for row in assessments)
        if Part.ASSESSMENTS in parts
        else NOT_READ,
        plans=tuple(_plans(plans, record_id, names)) if plans else (),
        visits=tuple(_visit(row, names) for row in visits) if Part.VISITS in parts else NOT_READ,
        reviews=tuple(_review(row, names) for row in reviews) if Part.REVIEWS in parts else NOT_READ,
        waiver=_waiver(waiver, names) if waiver else None,
        closures=tuple(_closure(row, names) for row in closures),
        social_side=social_items(case),
        chronology=tuple(lines_of(record_id)) if Part.CHRONOLOGY in parts else NOT_READ,
    )


def _asked(part: Part, parts: Collection[Part], rows: Iterable[Row]) -> list[Row]:
    """The rows of a part that was asked for; for the others no question is put."""
    return list(rows) if part in parts else []


def chronology(case_record_id: UUID, *, by: Actor) -> list[LineRow]:
    """The joint chronology of a case, as far as the actor may see it; an agency without access to the case sees the
    lines of its own referrals and steps.
    """
    del by  # the scope of the actor is in the database
    return lines_of(case_record_id)


def report_records_of(case_id: UUID, *, by: Actor, head: CaseRow | None = None) -> list[UUID]:
    """The records of the reports that a case rests on; for sharing them."""
    head = head or case_head(case_id, by=by)
    rows = CaseReport.objects.filter(record_id=head.record_id).order_by("linked_at")
    return list(rows.values_list("report_record_id", flat=True))


def report_codes_of(case_id: UUID, *, by: Actor) -> list[str]:
    """The codes of the reports that a case rests on. Raises NotFound."""
    return _report_codes(case_head(case_id, by=by).record_id)


def people_of(case_id: UUID, *, by: Actor, at: datetime) -> list[RoleRow]:
    """Who is who in a case, without names. Raises NotFound."""
    return _people(case_head(case_id, by=by).record_id, by, at)


def people_shared_elsewhere(case_id: UUID, *, agency_id: UUID, by: Actor) -> set[UUID]:
    """The records of people of this case who also stand in another case that the agency works on, as far as the actor sees it."""
    own = case_head(case_id, by=by).record_id
    cases = CaseAgency.objects.filter(agency_id=agency_id, left_at__isnull=True).exclude(record_id=own)
    people = CaseRole.objects.filter(record_id=own).values("person_id")
    there = CaseRole.objects.filter(record_id__in=cases.values("record_id"), person_id__in=people)
    return set(there.values_list("person__record_id", flat=True))


def concerns_of(case_id: UUID, *, by: Actor) -> list[ConcernRow]:
    """The concerns of a case. Raises NotFound."""
    return _concerns(case_head(case_id, by=by).record_id)


def _report_codes(record_id: UUID) -> list[str]:
    rows = CaseReport.objects.filter(record_id=record_id).order_by("linked_at")
    return list(rows.values_list("report_code", flat=True))


def _people(record_id: UUID, by: Actor, at: datetime) -> list[RoleRow]:
    rows = list(CaseRole.objects.filter(record_id=record_id).order_by("at", "pk"))
    known = person_rows([row.person_id for row in rows], by=by, at=at)
    return [
        RoleRow(
            row.pk, row.person_id, known.get(row.person_id), row.role, row.get_role_display(), row.suspect_status,
            row.get_suspect_status_display(),
        )
        for row in rows
    ]  # fmt: skip


def _members(record_id: UUID, names: _Names) -> list[MemberRow]:
    rows = CaseAgency.objects.filter(record_id=record_id, left_at__isnull=True).order_by("part", "joined_at")
    return [
        MemberRow(names.agencies[row.agency_id], row.part, row.get_part_display(), row.joined_at)
        for row in rows
    ]


def _concerns(record_id: UUID) -> list[ConcernRow]:
    rows = Concern.objects.filter(record_id=record_id).order_by("at", "kind")
    labels = dict(KindChoices.choices)
    return [
        ConcernRow(
            row.kind,
            str(labels.get(row.kind, row.kind)),
            row.get_status_display(),
            row.pk,
            row.status,
            row.version,
        )
        for row in rows
    ]


def _assessment(row: Assessment, names: _Names) -> AssessmentRow:
    return AssessmentRow(
        id=row.pk,
        kind_label=row.get_kind_display(),
        facts=row.unseal("facts"),
        opinion=row.unseal("opinion"),
        child_view=row.unseal("child_view"),
        caregiver_view=row.unseal("caregiver_view"),
        by=names.worker(row.assessed_by_id),
        at=row.at,
        approval_needed=row.approval_needed,
        approved_by=names.worker(row.approved_by_id),
        approved_at=row.approved_at,
        changed_by=names.worker(row.changed_by_id),
        changed_at=row.changed_at,
    )


def _plans(plans: list[Plan], record_id: UUID, names: _Names) -> list[PlanRow]:
    actions: dict[UUID, list[PlanActionRow]] = {}
    for row in PlanAction.objects.filter(record_id=record_id).order_by("due_at"):
        opened = PlanActionRow(
            row.pk, row.unseal("action"), names.agencies[row.agency_id], row.due_at, row.done_at
        )
        actions.setdefault(row.plan_id, []).append(opened)
    return [
        PlanRow(
            id=plan.pk,
            goal=plan.unseal("goal"),
            made_by=names.worker(plan.made_by_id),
            made_at=plan.made_at,
            approved_by=names.worker(plan.approved_by_id),
            approved_at=plan.approved_at,
            actions=tuple(actions.get(plan.pk, [])),
        )
        for plan in plans
    ]


def _visit(row: Visit, names: _Names) -> VisitRow:
    return VisitRow(
        id=row.pk,
        child_seen=row.child_seen,
        child_seen_alone=row.child_seen_alone,
        not_alone_reason=row.unseal("not_alone_reason"),
        child_view=row.unseal("child_view"),
        note=row.unseal("note"),
        safe_now=row.safe_now,
        safe_now_label=row.get_safe_now_display(),
        by=names.worker(row.visited_by_id),
        at=row.at,
        changed_by=names.worker(row.changed_by_id),
        changed_at=row.changed_at,
    )


def _review(row: Review, names: _Names) -> ReviewRow:
    return ReviewRow(
        row.pk, row.get_decision_display(), row.unseal("note"), names.worker(row.reviewed_by_id), row.at
    )


def _waiver(row: SocialWaiver, names: _Names) -> WaiverRow:
    return WaiverRow(
        row.unseal("reason"), names.worker(row.waived_by_id), row.at, row.approval_needed and row.approved_at is None,
        names.worker(row.approved_by_id),
    )  # fmt: skip


def _closure(row: Closure, names: _Names) -> ClosureRow:
    return ClosureRow(
        reason_label=row.get_reason_display(),
        outcome=row.unseal("outcome"),
        proposed_by=names.worker(row.proposed_by_id),
        proposed_at=row.proposed_at,
        approved_by=names.worker(row.approved_by_id),
        approved_at=row.approved_at,
        declined_at=row.declined_at,
    )
