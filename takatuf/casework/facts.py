"""What is there in the present round of a case: what guards and the social side ask for."""

from collections.abc import Callable

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from takatuf.casework.guards import Fact
from takatuf.casework.models import Assessment, AssessmentKind, Case, Plan, PlanAction, Review, Visit
from takatuf.casework.rules import SocialFacts


def _assessed(case: Case, *kinds: AssessmentKind) -> Q:
    rows = Assessment.objects.filter(_since(case, "at"), record_id=case.record_id)
    rows = rows.filter(Q(approval_needed=False) | Q(approved_at__isnull=False))
    return Q(Exists(rows.filter(kind__in=kinds) if kinds else rows))


def _since(case: Case, column: str) -> Q:
    """Only what was done since the case was opened the last time: what counted before a closure is found anew."""
    return Q() if case.reopened_at is None else Q(**{f"{column}__gte": case.reopened_at})


def _child_view(case: Case) -> Q:
    found = Q(_since(case, "at"), record_id=case.record_id, child_view__isnull=False)
    return Q(Exists(Assessment.objects.filter(found))) | Q(Exists(Visit.objects.filter(found)))


def _visited(case: Case, **how: bool) -> Q:
    return Q(Exists(Visit.objects.filter(_since(case, "at"), record_id=case.record_id, **how)))


def _plan_approved(case: Case) -> Q:
    found = Q(_since(case, "made_at"), record_id=case.record_id, approved_at__isnull=False)
    return Q(Exists(Plan.objects.filter(found)))


def _action_done(case: Case) -> Q:
    found = Q(_since(case, "done_at"), record_id=case.record_id, done_at__isnull=False)
    return Q(Exists(PlanAction.objects.filter(found)))


def _none_waits(case: Case) -> Q:
    waiting = Assessment.objects.filter(_since(case, "at"), record_id=case.record_id, approval_needed=True)
    return ~Q(Exists(waiting.filter(approved_at__isnull=True)))


def _reviewed(case: Case) -> Q:
    return Q(Exists(Review.objects.filter(_since(case, "at"), record_id=case.record_id)))


def _seen_after_plan(case: Case) -> Q:
    approved = Plan.objects.filter(
        _since(case, "made_at"), record_id=OuterRef("record_id"), approved_at__lte=OuterRef("at")
    )
    seen = Visit.objects.filter(_since(case, "at"), record_id=case.record_id, child_seen=True)
    return Q(Exists(seen.filter(Exists(approved))))


_FACTS: dict[Fact, Callable[[Case], Q]] = {
    Fact.ASSESSMENT: _assessed,
    Fact.COMPREHENSIVE_ASSESSMENT: lambda case: _assessed(case, AssessmentKind.COMPREHENSIVE),
    Fact.RISK_ASSESSMENT: lambda case: _assessed(case, AssessmentKind.RISK),
    Fact.RISK_APPROVAL: _none_waits,
    Fact.CHILD_VIEW: _child_view,
    Fact.CHILD_SEEN: lambda case: _visited(case, child_seen=True),
    Fact.CHILD_SEEN_ALONE: lambda case: _visited(case, child_seen_alone=True),
    Fact.APPROVED_PLAN: _plan_approved,
    Fact.ACTION_OR_VISIT: lambda case: _action_done(case) | _visited(case),
    Fact.REVIEW: _reviewed,
}


def _what_is_there(case: Case, **asked: Q) -> dict[str, bool]:
    """The answers to several questions about one case, in one question to the database."""
    columns = {name: ExpressionWrapper(condition, BooleanField()) for name, condition in asked.items()}
    found = Case.objects.filter(pk=case.pk).values_list(*columns.values()).get()
    return dict(zip(asked, found, strict=True))


def facts_of_round(case: Case) -> frozenset[Fact]:
    """The facts of the present round; a part of an action, which checked who asks."""
    found = _what_is_there(case, **{f"fact_{fact.value}": ask(case) for fact, ask in _FACTS.items()})
    return frozenset(fact for fact in _FACTS if found[f"fact_{fact.value}"])


def social_facts(case: Case) -> SocialFacts:
    """What was done for the child in the present round."""
    found = _what_is_there(
        case, assessed=_assessed(case), planned=_plan_approved(case), viewed=_child_view(case), seen=_seen_after_plan(case)
    )  # fmt: skip
    return SocialFacts(
        assessed=found["assessed"],
        plan_approved=found["planned"],
        child_view_recorded=found["viewed"],
        seen_after_plan=found["seen"],
    )
