"""What is there in the present round of a case: what guards and the social side ask for."""

from collections.abc import Callable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from takatuf.casework.guards import Fact
from takatuf.casework.models import Assessment, AssessmentKind, Case, Plan, PlanAction, Review, Visit
from takatuf.casework.rules import SocialFacts


def _assessed(case: Case, *kinds: AssessmentKind) -> bool:
    rows = Assessment.objects.filter(_since(case, "at"), record_id=case.record_id)
    rows = rows.filter(Q(approval_needed=False) | Q(approved_at__isnull=False))
    return (rows.filter(kind__in=kinds) if kinds else rows).exists()


def _since(case: Case, column: str) -> Q:
    """Only what was done since the case was opened the last time: what counted before a closure is found anew."""
    return Q() if case.reopened_at is None else Q(**{f"{column}__gte": case.reopened_at})


def _child_view(case: Case) -> bool:
    found = Q(_since(case, "at"), record_id=case.record_id, child_view__isnull=False)
    return Assessment.objects.filter(found).exists() or Visit.objects.filter(found).exists()


def _visited(case: Case, **how: bool) -> bool:
    return Visit.objects.filter(_since(case, "at"), record_id=case.record_id, **how).exists()


def _plan_approved(case: Case) -> bool:
    return Plan.objects.filter(
        _since(case, "made_at"), record_id=case.record_id, approved_at__isnull=False
    ).exists()


def _action_done(case: Case) -> bool:
    return PlanAction.objects.filter(
        _since(case, "done_at"), record_id=case.record_id, done_at__isnull=False
    ).exists()


def _none_waits(case: Case) -> bool:
    waiting = Assessment.objects.filter(_since(case, "at"), record_id=case.record_id, approval_needed=True)
    return not waiting.filter(approved_at__isnull=True).exists()


_FACTS: dict[Fact, Callable[[Case], bool]] = {
    Fact.ASSESSMENT: _assessed,
    Fact.COMPREHENSIVE_ASSESSMENT: lambda case: _assessed(case, AssessmentKind.COMPREHENSIVE),
    Fact.RISK_ASSESSMENT: lambda case: _assessed(case, AssessmentKind.RISK),
    Fact.RISK_APPROVAL: _none_waits,
    Fact.CHILD_VIEW: _child_view,
    Fact.CHILD_SEEN: lambda case: _visited(case, child_seen=True),
    Fact.CHILD_SEEN_ALONE: lambda case: _visited(case, child_seen_alone=True),
    Fact.APPROVED_PLAN: _plan_approved,
    Fact.ACTION_OR_VISIT: lambda case: _action_done(case) or _visited(case),
    Fact.REVIEW: lambda case: Review.objects.filter(_since(case, "at"), record_id=case.record_id).exists(),
}


def facts_of_round(case: Case) -> frozenset[Fact]:
    """The facts of the present round; a part of an action, which checked who asks."""
    return frozenset(fact for fact, is_there in _FACTS.items() if is_there(case))


def social_facts(case_record_id: UUID) -> SocialFacts:
    """What was done for the child in the present round."""
    case = Case.objects.get(record_id=case_record_id)
    approved = Plan.objects.filter(
        _since(case, "made_at"), record_id=OuterRef("record_id"), approved_at__lte=OuterRef("at")
    )
    seen = Visit.objects.filter(_since(case, "at"), record_id=case_record_id, child_seen=True)
    return SocialFacts(
        assessed=_assessed(case),
        plan_approved=_plan_approved(case),
        child_view_recorded=_child_view(case),
        seen_after_plan=seen.filter(Exists(approved)).exists(),
    )
