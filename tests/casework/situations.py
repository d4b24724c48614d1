"""Situations of casework: a country of agencies, a report, and cases at each stage."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from takatuf.agencies.models import Sector
from takatuf.agencies.queries import AgencyName, WorkerName
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.casework.actions import (
    ActionPlanned,
    ChildFacts,
    approve_plan,
    make_plan,
    record_assessment,
    record_review,
    record_visit,
    start_case,
)
from takatuf.casework.models import AssessmentKind, Case, ReviewDecision, SafeNow
from takatuf.intake.actions import receive_report
from takatuf.intake.content import Channel, IdentifierClaim, Kind, ReportContent, ReporterKind
from takatuf.jointwork.actions import appoint_lead
from tests.factories import acting, make_agency, make_worker

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # a Tuesday
DAY = timedelta(days=1)
_keys = count(1)


@dataclass(frozen=True)
class Country:
    """The agencies and people of a test."""

    hotline: AgencyName
    triage: WorkerName
    social: AgencyName
    caseworker: WorkerName
    supervisor: WorkerName
    police: AgencyName
    duty: WorkerName


def make_country() -> Country:
    hotline = make_agency(sector=Sector.HOTLINE)
    social = make_agency(sector=Sector.SOCIAL)
    police = make_agency(sector=Sector.POLICE)
    return Country(
        hotline=hotline,
        triage=make_worker(hotline, Role.TRIAGE_OFFICER),
        social=social,
        caseworker=make_worker(social, Role.CASEWORKER),
        supervisor=make_worker(social, Role.SUPERVISOR),
        police=police,
        duty=make_worker(police, Role.DUTY_OFFICER),
    )


def receive(country: Country) -> UUID:
    content = ReportContent(
        channel=Channel.PUBLIC_WEB,
        reporter_kind=ReporterKind.BYSTANDER,
        kinds=(Kind.GROOMING,),
        narrative="كلام محايد",
        identifiers=(
            IdentifierClaim(kind="account", value="some_name", platform="a platform", whose="subject"),
            IdentifierClaim(kind="phone", value="+966501234567", whose="subject"),
        ),
    )
    with system_scope("intake") as by:
        key = f"a-key-made-by-the-form-{next(_keys):04d}"
        return receive_report(content=content, key=key, lead=country.hotline.id, by=by, at=AT).report_id


def started_case(country: Country, *, level: int = 2, social_leads: bool = True) -> Case:
    """A case of the hotline, by default handed to social protection."""
    report = receive(country)
    with acting(country.triage) as by:
        child = ChildFacts(name="اسم مخترع", age=12, sex="unknown", notes="")
        case = start_case(report_id=report, level=level, child=child, by=by, at=AT)
        if social_leads:
            appoint_lead(case_id=case.pk, agency_id=country.social.id, by=by, at=AT)
    return case


def assess(country: Country, case: Case, *, child_view: str = "أريد أن أبقى في مدرستي") -> None:
    with acting(country.caseworker) as by:
        record_assessment(
            case_id=case.pk, kind=AssessmentKind.INITIAL, facts="ما لوحظ", opinion="ما يُرى", child_view=child_view,
            by=by, at=AT + DAY,
        )  # fmt: skip


def plan(country: Country, case: Case, *, approved: bool = True) -> UUID:
    with acting(country.caseworker) as by:
        todo = ActionPlanned("جلسة دعم", country.social.id, AT + 20 * DAY)
        made = make_plan(case_id=case.pk, goal="هدف الخطة", actions=[todo], by=by, at=AT + 2 * DAY)
    if approved:
        with acting(country.supervisor) as by:
            approve_plan(case_id=case.pk, plan_id=made.pk, by=by, at=AT + 3 * DAY)
    return made.pk


def visit(country: Country, case: Case, *, at: datetime = AT + 4 * DAY) -> None:
    with acting(country.caseworker) as by:
        record_visit(
            case_id=case.pk, child_seen=True, child_seen_alone=True, safe_now=SafeNow.YES, child_view="أنا بخير",
            by=by, at=at,
        )  # fmt: skip


def review(country: Country, case: Case) -> None:
    with acting(country.caseworker) as by:
        record_review(case_id=case.pk, decision=ReviewDecision.CLOSE, by=by, at=AT + 30 * DAY)


def finished_case(country: Country) -> Case:
    """A case whose social side is complete and that was reviewed."""
    case = started_case(country)
    assess(country, case)
    plan(country, case)
    visit(country, case)
    review(country, case)
    return case
