"""Assessments, plans, visits and reviews."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.casework.actions.lines import told
from takatuf.casework.actions.stages import advance
from takatuf.casework.bound_work import assessment_content, visit_content
from takatuf.casework.guards import Approval, guards
from takatuf.casework.models import (
    Assessment,
    AssessmentKind,
    Plan,
    PlanAction,
    Review,
    ReviewDecision,
    SafeNow,
    Visit,
)
from takatuf.casework.rules import CaseIsClosed, CaseStep, Stage
from takatuf.casework.shared import SecondPersonNeeded, given, locked_case, needed
from takatuf.clocks.queries import agency_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound, Refused


class AlreadyDone(Refused):
    """The plan was approved, or the action done, before."""


@transaction.atomic
def record_assessment(
    *,
    case_id: UUID,
    kind: AssessmentKind,
    facts: str,
    opinion: str,
    child_view: str = "",
    caregiver_view: str = "",
    by: Actor,
    at: datetime,
) -> Assessment:
    """Record what was found, and apart from it what the assessor thinks.

    Raises NotAllowed, NotFound, InvalidInput without facts or opinion, CaseIsClosed.
    """
    require(by, "case.assess")
    case = locked_case(case_id)
    row = Assessment(
        record_id=case.record_id, kind=kind, agency_id=agency_of(by), assessed_by_id=by.id, at=at
    )
    row.approval_needed = kind == AssessmentKind.RISK and guards().wants_approval(Approval.RISK_ASSESSMENT)
    row.seal(facts=needed("facts", facts), opinion=needed("opinion", opinion))
    row.seal(**given(child_view=child_view, caregiver_view=caregiver_view))
    advance(case=case, step=CaseStep.ASSESS, by=by, at=at)
    row.save(force_insert=True)
    told(case=case, entry="assessment.recorded", line="assessment_recorded", by=by, at=at, params={"assessment": kind},
        content=assessment_content(row),
    )  # fmt: skip
    return row


@transaction.atomic
def approve_assessment(*, case_id: UUID, assessment_id: UUID, by: Actor, at: datetime) -> Assessment:
    """Approve an assessment that the rule file wants approved, as a supervisor who did not write it.

    Raises NotAllowed, NotFound, SecondPersonNeeded, AlreadyDone, CaseIsClosed.
    """
    require(by, "assessment.approve")
    case = locked_case(case_id)
    if case.stage == Stage.CLOSED:
        raise CaseIsClosed("The case is closed.")
    row = (
        Assessment.objects.filter(pk=assessment_id, record_id=case.record_id, approval_needed=True)
        .select_for_update()
        .first()
    )
    if row is None:
        raise NotFound("No assessment that waits for approval.")
    if row.approved_at is not None:
        raise AlreadyDone("This assessment was approved before.")
    if row.assessed_by_id == by.id:
        raise SecondPersonNeeded("Nobody approves their own assessment.")
    row.approved_by_id, row.approved_at = by.id, at
    row.save(update_fields=["approved_by", "approved_at"])
    told(case=case, entry="assessment.approved", line="assessment_approved", by=by, at=at, params={"assessment": row.kind},
        content={"assessment": row.pk},
    )  # fmt: skip
    return row


@dataclass(frozen=True, slots=True)
class ActionPlanned:
    """One action of a plan: what, which agency, by when."""

    action: str
    agency_id: UUID
    due_at: datetime


@transaction.atomic
def make_plan(*, case_id: UUID, goal: str, actions: Sequence[ActionPlanned], by: Actor, at: datetime) -> Plan:
    """Write a plan; it counts once a supervisor approves it.

    Raises NotAllowed, NotFound, StepSkipped before an assessment, InvalidInput without goal or actions, CaseIsClosed.
    """
    require(by, "case.plan")
    case = locked_case(case_id)
    advance(case=case, step=CaseStep.MAKE_PLAN, by=by, at=at)
    if not actions:
        raise InvalidInput("actions", "empty")
    plan = Plan(record_id=case.record_id, made_by_id=by.id, made_at=at)
    plan.seal(goal=needed("goal", goal))
    plan.save(force_insert=True)
    rows = []
    for place, planned in enumerate(actions):
        row = PlanAction(
            record_id=case.record_id, plan=plan, agency_id=planned.agency_id, due_at=planned.due_at
        )
        row.seal(action=needed(f"actions.{place}.action", planned.action))
        rows.append(row)
    PlanAction.objects.bulk_create(rows)
    content = {f"action_{place}": planned.action for place, planned in enumerate(actions)}
    told(
        case=case,
        entry="plan.made",
        line="plan_made",
        by=by,
        at=at,
        content={"plan": plan.pk, "goal": goal, **content},
    )
    return plan


@transaction.atomic
def approve_plan(*, case_id: UUID, plan_id: UUID, by: Actor, at: datetime) -> Plan:
    """Approve a plan as a supervisor who did not write it.

    Raises NotAllowed, NotFound, SecondPersonNeeded, AlreadyDone, CaseIsClosed.
    """
    require(by, "plan.approve")
    case = locked_case(case_id)
    plan = Plan.objects.filter(pk=plan_id, record_id=case.record_id).select_for_update().first()
    if plan is None:
        raise NotFound("No such plan.")
    if plan.approved_at is not None:
        raise AlreadyDone("This plan was approved before.")
    if plan.made_by_id == by.id:
        raise SecondPersonNeeded("Nobody approves their own plan.")
    advance(case=case, step=CaseStep.APPROVE_PLAN, by=by, at=at)
    plan.approved_by_id, plan.approved_at = by.id, at
    plan.save(update_fields=["approved_by", "approved_at"])
    told(case=case, entry="plan.approved", line="plan_approved", by=by, at=at, content={"plan": plan.pk})
    return plan


@transaction.atomic
def do_plan_action(*, case_id: UUID, action_id: UUID, by: Actor, at: datetime) -> PlanAction:
    """Mark an action of an approved plan as done.

    Raises NotAllowed, NotFound, AlreadyDone, StepSkipped before a plan is approved, CaseIsClosed.
    """
    require(by, "step.do")
    case = locked_case(case_id)
    row = PlanAction.objects.filter(pk=action_id, record_id=case.record_id).select_for_update().first()
    if row is None:
        raise NotFound("No such action.")
    if row.done_at is not None:
        raise AlreadyDone("This action was done before.")
    advance(case=case, step=CaseStep.DO_ACTION, by=by, at=at)
    row.done_at, row.done_by_id = at, by.id
    row.save(update_fields=["done_at", "done_by"])
    told(
        case=case, entry="plan.action_done", line="plan_action_done", by=by, at=at, content={"action": row.pk}
    )
    return row


@transaction.atomic
def record_visit(
    *,
    case_id: UUID,
    child_seen: bool,
    child_seen_alone: bool,
    safe_now: SafeNow,
    child_view: str = "",
    note: str = "",
    not_alone_reason: str = "",
    by: Actor,
    at: datetime,
) -> Visit:
    """Record a visit: whether the child was seen, seen alone, what the child said, whether the child is safe now.

    Raises NotAllowed, NotFound, CaseIsClosed, InvalidInput for a child seen alone but not seen, and for a child who was
    not seen alone without saying why.
    """
    require(by, "case.visit")
    case = locked_case(case_id)
    if child_seen_alone and not child_seen:
        raise InvalidInput("child_seen_alone", "seen_alone_is_seen")
    if not child_seen_alone:
        needed("not_alone_reason", not_alone_reason)
    advance(case=case, step=CaseStep.VISIT, by=by, at=at)
    row = Visit(
        record_id=case.record_id, child_seen=child_seen, child_seen_alone=child_seen_alone, safe_now=safe_now,
        agency_id=agency_of(by), visited_by_id=by.id, at=at,
    )  # fmt: skip
    row.seal(**given(child_view=child_view, note=note, not_alone_reason=not_alone_reason))
    row.save(force_insert=True)
    seen = "child_seen_alone" if child_seen_alone else "child_seen" if child_seen else "child_not_seen"
    told(case=case, entry="visit.recorded", line=seen, by=by, at=at, params={"safe_now": safe_now},
        content=visit_content(row),
    )  # fmt: skip
    return row


@transaction.atomic
def record_review(
    *, case_id: UUID, decision: ReviewDecision, note: str = "", by: Actor, at: datetime
) -> Review:
    """Record that the whole case was looked at, and how it goes on.

    Raises NotAllowed, NotFound, StepSkipped before anything was done, CaseIsClosed.
    """
    require(by, "case.review")
    case = locked_case(case_id)
    advance(case=case, step=CaseStep.REVIEW, by=by, at=at)
    row = Review(record_id=case.record_id, decision=decision, reviewed_by_id=by.id, at=at)
    row.seal(**given(note=note))
    row.save(force_insert=True)
    told(case=case, entry="case.reviewed", line="case_reviewed", by=by, at=at, params={"decision": decision},
        content={"review": row.pk, "decision": decision, "note": note},
    )  # fmt: skip
    return row
