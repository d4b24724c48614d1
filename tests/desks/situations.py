"""Cases in the demonstration country, for the tests of the case pages."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import worker_scope
from takatuf.casework.actions import (
    ActionPlanned,
    AssessmentKind,
    ChildFacts,
    ReviewDecision,
    SafeNow,
    approve_plan,
    make_plan,
    record_assessment,
    record_review,
    record_visit,
    start_case,
)
from takatuf.config.commands.journey.walk import Walk
from takatuf.jointwork.actions import LegalBasis, Purpose, appoint_lead, refer_case
from takatuf.kernel.actors import Actor
from takatuf.kernel.clock import now
from tests.desks.people import send_report, worker_named

CHILD = "طفل باسم مخترع"
UNDER_WAY = timedelta(hours=35)


@dataclass(frozen=True)
class Situation:
    """The ids of a walk that stopped half way."""

    case: UUID
    report: UUID
    police: UUID
    health: UUID


def under_way(folder: Path, *, until: str = "assessment") -> Situation:
    """A case that began 35 hours ago: police has answered, health is silent and escalated, the assessment is recorded."""
    walk = Walk(folder, None, starts_at=now() - UNDER_WAY, quiet=True)
    walk.all_steps(until=until)
    return Situation(walk.ids["case"], walk.ids["report"], walk.ids["police"], walk.ids["health"])


def acting_as(username: str) -> AbstractContextManager[Actor]:
    """The scope of a person of the demonstration country."""
    return worker_scope(worker_named(username).id)


def new_case(*, level: int = 2) -> UUID:
    """A case that social protection leads, one hour old."""
    report = send_report(at=now() - timedelta(hours=2))
    at = now() - timedelta(hours=1)
    with acting_as("noura") as by:
        child = ChildFacts(name=CHILD, age=12)
        case = start_case(report_id=report.report_id, level=level, child=child, by=by, at=at)
        appoint_lead(case_id=case.pk, agency_id=agency_by_code("social").id, by=by, at=at)
    return case.pk


def referred_to_police(case_id: UUID) -> UUID:
    """A referral to the police with the child's age and the accounts."""
    with acting_as("sara") as by:
        referral = refer_case(
            case_id=case_id, to_agency_id=agency_by_code("police").id, purpose=Purpose.INVESTIGATION,
            legal_basis=LegalBasis.LAW_DUTY, packet=["child_age", "accounts", "request"], request="تحديد صاحب الحساب.",
            by=by, at=now(),
        )  # fmt: skip
    return referral.pk


def assessed(case_id: UUID) -> None:
    """An assessment with the child's view."""
    with acting_as("sara") as by:
        record_assessment(
            case_id=case_id, kind=AssessmentKind.INITIAL, facts="ما لوحظ", opinion="ما يُرى", child_view="أريد مدرستي",
            by=by, at=now(),
        )  # fmt: skip


def planned(case_id: UUID, *, approved: bool = True) -> UUID:
    """A plan by sara, approved by huda."""
    with acting_as("sara") as by:
        todo = ActionPlanned("جلسة دعم", agency_by_code("social").id, now() + timedelta(days=7))
        plan = make_plan(case_id=case_id, goal="أن يبقى الطفل آمناً", actions=[todo], by=by, at=now())
    if approved:
        with acting_as("huda") as by:
            approve_plan(case_id=case_id, plan_id=plan.pk, by=by, at=now())
    return plan.pk


def reviewed_case() -> UUID:
    """A case whose social side is complete and that was reviewed."""
    case_id = new_case(level=4)
    assessed(case_id)
    planned(case_id)
    with acting_as("sara") as by:
        record_visit(
            case_id=case_id, child_seen=True, child_seen_alone=True, safe_now=SafeNow.YES, by=by, at=now()
        )
        record_review(case_id=case_id, decision=ReviewDecision.CLOSE, by=by, at=now())
    return case_id
