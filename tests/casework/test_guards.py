"""The rule files of case work: data that only asks for more, and what they refuse in a case."""

from typing import Any

import pytest
from django.conf import LazySettings as SettingsWrapper

from takatuf.casework.actions import (
    ActionPlanned,
    CannotClose,
    SafeNow,
    SecondPersonNeeded,
    approve_assessment,
    approve_plan,
    approve_waiver,
    make_plan,
    propose_closure,
    record_assessment,
    record_visit,
    waive_social_side,
)
from takatuf.casework.guards import Fact, GuardFault, guard_codes, guards, read_guards
from takatuf.casework.models import AssessmentKind, ClosureReason, Visit
from takatuf.casework.queries import open_case
from takatuf.casework.rules import CaseStep, StepSkipped
from takatuf.casework.words import MISSING, OBJECTIONS
from takatuf.clocks.rules import Unit
from takatuf.jointwork.packs import pack, pack_codes
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.casework.situations import AT, DAY, Country, assess, make_country, plan, started_case
from tests.factories import acting, make_agency, make_worker

WHOLE: dict[str, Any] = {
    "id": "XX", "version": 1, "origin": "our_default", "checked": False, "approvals": ["plan", "closure"], "needs": {},
    "follow_ups": [{"days": 30, "step": "common_follow_up_30"}],
    "safety_decision_hours": {1: 24, 2: 24, 3: 72, 4: 168}, "reopening_answer_hours": 24,
}  # fmt: skip


@pytest.fixture
def country(house: None) -> Country:
    return make_country()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"approvals": ["closure"]}, "takes the second person away"),
        ({"approvals": ["plan", "closure", "coffee"]}, "names what nobody knows"),
        ({"needs": {"fly": []}}, "names what nobody knows"),
        ({"needs": {"close": ["luck"]}}, "names what nobody knows"),
        ({"follow_ups": [{"days": 90, "step": "a"}, {"days": 30, "step": "b"}]}, "not after the one before"),
        ({"safety_decision_hours": {1: 24}}, "gives no hours to a level"),
        ({"safety_decision_hours": {1: 48, 2: 24, 3: 72, 4: 168}}, "gives a less urgent level fewer hours"),
        ({"reopening_answer_hours": 0}, "gives no hours to answer"),
        ({"include": "../common"}, "there is no file"),
    ],
)
def test_a_file_that_cannot_be_is_refused_and_says_why(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(GuardFault, match=said):
        read_guards("xx.yaml", {**WHOLE, **changed})


def test_a_file_that_lacks_a_part_is_refused() -> None:
    with pytest.raises(GuardFault, match="lacks 'version'"):
        read_guards("xx.yaml", {name: value for name, value in WHOLE.items() if name != "version"})


@pytest.mark.parametrize("code", pack_codes())
def test_every_follow_up_of_the_rules_is_a_step_of_the_pack_with_that_limit(code: str) -> None:
    steps = [pack(code).step(rule.step) for rule in guards(code).follow_ups]

    found = [(row.start, row.limit.amount, row.limit.unit) for row in steps if row and row.limit]
    assert found == [("case_closed", days, Unit.CALENDAR_DAYS) for days in (30, 90, 180)]


def test_a_country_without_a_file_of_its_own_has_the_guards_of_all() -> None:
    assert "MY" not in guard_codes()
    assert guards("MY").name == "common-1"
    assert guards("GB-ENG").name == "GB-ENG-1"


def test_everything_that_a_file_may_ask_for_has_words() -> None:
    wordless = {fact.value for fact in Fact} - set(MISSING)
    unspoken = {
        fact.value for fact in Fact
        if f"step_missing_{fact}" not in OBJECTIONS and f"social_{fact}" not in OBJECTIONS
        and fact is not Fact.ACTION_OR_VISIT
    }  # fmt: skip

    assert wordless == set()
    assert unspoken == set()


def _risk(country: Country, case_id: Any) -> Any:
    with acting(country.caseworker) as by:
        return record_assessment(
            case_id=case_id, kind=AssessmentKind.RISK, facts="ما لوحظ", opinion="ما يُرى", by=by, at=AT + DAY
        ).pk


def test_a_risk_assessment_waits_for_a_supervisor_and_holds_the_plan(country: Country) -> None:
    case = started_case(country)
    assess(country, case)
    risk = _risk(country, case.pk)
    made = plan(country, case, approved=False)

    with acting(country.supervisor) as by, pytest.raises(StepSkipped) as refused:
        approve_plan(case_id=case.pk, plan_id=made, by=by, at=AT + 3 * DAY)
    with acting(country.caseworker) as by, pytest.raises(NotAllowed):
        approve_assessment(case_id=case.pk, assessment_id=risk, by=by, at=AT + 3 * DAY)
    with acting(country.supervisor) as by:
        approve_assessment(case_id=case.pk, assessment_id=risk, by=by, at=AT + 3 * DAY)
        approve_plan(case_id=case.pk, plan_id=made, by=by, at=AT + 3 * DAY)
        row = open_case(case.pk, by=by, at=AT + 3 * DAY).assessments[1]

    assert refused.value.missing == ("risk_approval",)
    assert (row.approval_needed, row.approved_by) == (True, country.supervisor)


def test_nobody_approves_their_own_risk_assessment(country: Country) -> None:
    case = started_case(country)
    with acting(country.supervisor) as by:
        row = record_assessment(
            case_id=case.pk, kind=AssessmentKind.RISK, facts="ما لوحظ", opinion="ما يُرى", by=by, at=AT
        )

        with pytest.raises(SecondPersonNeeded):
            approve_assessment(case_id=case.pk, assessment_id=row.pk, by=by, at=AT)


def test_an_assessment_that_needs_no_approval_is_not_approved(country: Country) -> None:
    case = started_case(country)
    assess(country, case)

    with acting(country.supervisor) as by:
        row = open_case(case.pk, by=by, at=AT + DAY).assessments[0]
        with pytest.raises(NotFound):
            approve_assessment(case_id=case.pk, assessment_id=row.id, by=by, at=AT + DAY)


def test_a_stricter_country_asks_for_the_child_to_be_seen_before_a_plan(
    country: Country, settings: SettingsWrapper
) -> None:
    settings.TAKATUF_COUNTRY = "GB-ENG"
    case = started_case(country)
    assess(country, case)

    with acting(country.caseworker) as by:
        todo = ActionPlanned("جلسة دعم", country.social.id, AT + 20 * DAY)
        with pytest.raises(StepSkipped) as refused:
            make_plan(case_id=case.pk, goal="هدف", actions=[todo], by=by, at=AT + 2 * DAY)
        record_visit(
            case_id=case.pk,
            child_seen=True,
            child_seen_alone=True,
            safe_now=SafeNow.YES,
            by=by,
            at=AT + 2 * DAY,
        )
        make_plan(case_id=case.pk, goal="هدف", actions=[todo], by=by, at=AT + 2 * DAY)

    assert (refused.value.step, refused.value.missing) == (CaseStep.MAKE_PLAN, ("child_seen",))


def test_where_the_rule_file_wants_it_a_waiver_counts_after_a_second_supervisor(
    country: Country, settings: SettingsWrapper
) -> None:
    settings.TAKATUF_COUNTRY = "GB-ENG"
    second = make_worker(country.social, country.supervisor.role)
    case = started_case(country, level=4)
    with acting(country.supervisor) as by:
        waive_social_side(case_id=case.pk, reason="سبب", by=by, at=AT)
        with pytest.raises(SecondPersonNeeded):
            approve_waiver(case_id=case.pk, by=by, at=AT)
    with acting(country.caseworker) as by, pytest.raises(CannotClose) as refused:
        propose_closure(case_id=case.pk, reason=ClosureReason.MOVED_ON, outcome="ما تحقق", by=by, at=AT + DAY)

    with acting(second) as by:
        approve_waiver(case_id=case.pk, by=by, at=AT + DAY)
    with acting(country.caseworker) as by, pytest.raises(CannotClose) as now_only:
        propose_closure(case_id=case.pk, reason=ClosureReason.MOVED_ON, outcome="ما تحقق", by=by, at=AT + DAY)

    assert "social_assessment" in {one.code for one in refused.value.objections}
    assert not [one for one in now_only.value.objections if one.code.startswith(("social_", "step_missing_"))]


@pytest.mark.parametrize("seen", [True, False])
def test_a_child_not_seen_alone_has_a_written_reason(country: Country, seen: bool) -> None:
    case = started_case(country)

    with acting(country.caseworker) as by:
        with pytest.raises(InvalidInput) as refused:
            record_visit(
                case_id=case.pk,
                child_seen=seen,
                child_seen_alone=False,
                safe_now=SafeNow.UNKNOWN,
                by=by,
                at=AT,
            )
        record_visit(
            case_id=case.pk, child_seen=seen, child_seen_alone=False, safe_now=SafeNow.UNKNOWN, by=by, at=AT,
            not_alone_reason="رفضت الأسرة",
        )  # fmt: skip
        row = open_case(case.pk, by=by, at=AT).visits[0]
        sealed = Visit.objects.get(pk=row.id).not_alone_reason

    assert (refused.value.path, row.not_alone_reason) == ("not_alone_reason", "رفضت الأسرة")
    assert sealed is not None
    assert "رفضت".encode() not in bytes(sealed)


def test_another_agency_approves_nothing(country: Country) -> None:
    case = started_case(country)
    risk = _risk(country, case.pk)
    stranger = make_worker(make_agency(), country.supervisor.role)

    with acting(stranger) as by:
        with pytest.raises(NotFound):
            approve_assessment(case_id=case.pk, assessment_id=risk, by=by, at=AT)
        with pytest.raises(NotFound):
            approve_waiver(case_id=case.pk, by=by, at=AT)
