"""Cases from a report to closure: guarded steps, two persons, and nobody else's eyes."""

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import translation

from takatuf.agencies.models import Disclosure
from takatuf.agencies.rules import Role
from takatuf.casework import events as casework_events
from takatuf.casework.actions import (
    ActionPlanned,
    CannotClose,
    ChildFacts,
    ClosureNotProposed,
    SecondPersonNeeded,
    add_person,
    approve_plan,
    close_case,
    decline_closure,
    do_plan_action,
    make_plan,
    propose_closure,
    record_review,
    record_visit,
    set_suspect_status,
    start_case,
    waive_social_side,
)
from takatuf.casework.models import (
    Case,
    ClosureReason,
    PersonRole,
    ReviewDecision,
    SafeNow,
    StageChoices,
    SuspectStatus,
)
from takatuf.casework.queries import case_head, cases, open_case, social_side_of
from takatuf.casework.rules import CaseIsClosed, Objection, StepSkipped
from takatuf.casework.words import objection_sentence
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.people.actions import register_person
from tests.casework.closed import propose
from tests.casework.situations import (
    AT,
    DAY,
    Country,
    assess,
    finished_case,
    make_country,
    plan,
    receive,
    started_case,
    visit,
)
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
LATE = AT + 40 * DAY
TABLES = (
    "case", "casereport", "caserole", "caseagency", "concern", "assessment", "plan", "planaction", "visit", "review",
    "socialwaiver", "closure", "chronologyline",
)  # fmt: skip


@pytest.fixture
def country() -> Country:
    return make_country()


@pytest.fixture
def no_other_room(monkeypatch: pytest.MonkeyPatch) -> list[Objection]:
    """What other rooms say against closing is said by the test alone."""
    said: list[Objection] = []
    monkeypatch.setattr(casework_events, "closure_objections", [])
    casework_events.closure_objections.append(lambda case_id: said)
    monkeypatch.setattr(
        "takatuf.casework.actions.closing.closure_objections", casework_events.closure_objections
    )
    return said


def test_a_case_starts_from_a_report_and_is_led_by_the_starter(country: Country) -> None:
    case = started_case(country, social_leads=False)

    with acting(country.triage) as by:
        view = open_case(case.pk, by=by, at=AT)
        looks = set(Disclosure.objects.filter(record_id=case.record_id).values_list("what", flat=True))
    assert view.head.code.startswith("C-26-")
    assert view.head.stage == StageChoices.IDENTIFIED
    assert view.head.lead == country.hotline
    assert len(view.report_codes) == 1
    assert [row.role for row in view.people] == [PersonRole.CHILD]
    assert view.people[0].person is not None
    assert view.people[0].person.age == 12
    assert [row.kind for row in view.concerns] == ["grooming"]
    assert "open_case" in looks


def test_a_case_is_not_started_at_a_level_that_does_not_exist(country: Country) -> None:
    report = receive(country)

    with acting(country.triage) as by, pytest.raises(InvalidInput) as refused:
        start_case(report_id=report, level=5, child=ChildFacts(), by=by, at=AT)

    assert refused.value.path == "level"


def test_a_caseworker_does_not_start_cases(country: Country) -> None:
    report = receive(country)

    with acting(country.caseworker) as by, pytest.raises(NotAllowed):
        start_case(report_id=report, level=2, child=ChildFacts(), by=by, at=AT)


def test_the_chronology_reads_in_the_readers_language_and_names_agency_and_source(country: Country) -> None:
    case = started_case(country)
    assess(country, case)

    with acting(country.caseworker) as by, translation.override("en"):
        lines = open_case(case.pk, by=by, at=AT).chronology

    assert lines[0].text == "Recorded: Initial assessment."
    assert lines[0].agency == country.social
    started = next(line for line in lines if line.kind == "case_started")
    assert started.text.startswith("The case was opened from report R-26-")
    assert started.source.startswith("R-26-")


def test_a_plan_needs_an_assessment_first(country: Country) -> None:
    case = started_case(country)

    with pytest.raises(StepSkipped) as refused:
        plan(country, case)

    assert refused.value.missing == ("assessment",)


def test_a_plan_is_approved_by_another_person(country: Country) -> None:
    case = started_case(country)
    assess(country, case)
    with acting(country.supervisor) as by:
        todo = ActionPlanned("جلسة دعم", country.social.id, AT + 20 * DAY)
        made = make_plan(case_id=case.pk, goal="هدف", actions=[todo], by=by, at=AT)

        with pytest.raises(SecondPersonNeeded):
            approve_plan(case_id=case.pk, plan_id=made.pk, by=by, at=AT)

    with acting(country.caseworker) as by, pytest.raises(NotAllowed):
        approve_plan(case_id=case.pk, plan_id=made.pk, by=by, at=AT)


def test_the_database_refuses_an_author_who_approves(country: Country) -> None:
    case = started_case(country)
    assess(country, case)
    plan(country, case, approved=False)

    with (
        acting(country.supervisor),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE casework_plan SET approved_by_id = made_by_id, approved_at = now()")


def test_an_action_of_the_plan_is_done(country: Country) -> None:
    case = started_case(country)
    assess(country, case)
    plan(country, case)

    with acting(country.caseworker) as by:
        action = open_case(case.pk, by=by, at=AT).plans[0].actions[0]
        do_plan_action(case_id=case.pk, action_id=action.id, by=by, at=AT + 5 * DAY)
        head = case_head(case.pk, by=by)

    assert action.action == "جلسة دعم"
    assert head.stage == StageChoices.IN_ACTION


def test_a_child_seen_alone_was_seen(country: Country) -> None:
    case = started_case(country)

    with acting(country.caseworker) as by, pytest.raises(InvalidInput) as refused:
        record_visit(
            case_id=case.pk, child_seen=False, child_seen_alone=True, safe_now=SafeNow.UNKNOWN, by=by, at=AT
        )

    assert refused.value.path == "child_seen_alone"


def test_fact_opinion_and_views_are_kept_apart_and_sealed(country: Country) -> None:
    case = started_case(country)
    assess(country, case)

    with acting(country.caseworker) as by:
        row = open_case(case.pk, by=by, at=AT).assessments[0]
    with connections["keeper"].cursor() as cursor:
        cursor.execute("SELECT facts, opinion, child_view, caregiver_view FROM casework_assessment")
        stored = cursor.fetchone()

    assert (row.facts, row.opinion, row.child_view, row.caregiver_view) == (
        "ما لوحظ",
        "ما يُرى",
        "أريد أن أبقى في مدرستي",
        "",
    )
    assert "لوحظ".encode() not in bytes(stored[0])
    assert stored[3] is None


def test_a_suspect_is_alleged_until_somebody_says_otherwise(country: Country) -> None:
    case = started_case(country)
    with acting(country.caseworker) as by:
        person = register_person(name="اسم آخر", lead=country.social.id, by=by, at=AT)
        role = add_person(case_id=case.pk, person_id=person.id, role=PersonRole.SUSPECT, by=by, at=AT)
        first = role.suspect_status

        set_suspect_status(case_id=case.pk, role_id=role.pk, status=SuspectStatus.CLEARED, by=by, at=AT)
        people = open_case(case.pk, by=by, at=AT).people

    assert first == SuspectStatus.ALLEGED
    assert {row.suspect_status for row in people if row.role == PersonRole.SUSPECT} == {SuspectStatus.CLEARED}


@pytest.mark.usefixtures("no_other_room")
def test_closing_is_refused_and_says_everything_that_is_missing(country: Country) -> None:
    case = started_case(country)
    assess(country, case, child_view="")

    with acting(country.supervisor) as by, pytest.raises(CannotClose) as refused:
        propose_closure(
            case_id=case.pk, reason=ClosureReason.GOALS_REACHED, outcome="ما تحقق", by=by, at=LATE
        )

    codes = [objection.code for objection in refused.value.objections]
    assert codes == [
        "social_approved_plan",
        "social_child_view",
        "social_follow_up_visit",
        "step_missing_review",
    ]
    with translation.override("en"):
        assert objection_sentence(refused.value.objections[1]) == "The child's view is not recorded."


@pytest.mark.usefixtures("no_other_room")
def test_a_complete_case_is_closed_by_two_persons(country: Country) -> None:
    case = finished_case(country)
    with acting(country.supervisor) as by, pytest.raises(ClosureNotProposed):
        close_case(case_id=case.pk, by=by, at=LATE)

    with acting(country.caseworker) as by:
        propose_closure(
            case_id=case.pk, reason=ClosureReason.GOALS_REACHED, outcome="ما تحقق", by=by, at=LATE
        )
    with acting(country.supervisor) as by:
        close_case(case_id=case.pk, by=by, at=LATE)
        view = open_case(case.pk, by=by, at=LATE)

    assert view.head.stage == StageChoices.CLOSED
    assert view.head.closed_at == LATE
    assert all(item.done for item in view.social_side)
    assert view.closures[0].approved_by == country.supervisor


@pytest.mark.usefixtures("no_other_room")
def test_nobody_approves_their_own_closure(country: Country) -> None:
    case = finished_case(country)

    with acting(country.supervisor) as by:
        propose_closure(
            case_id=case.pk, reason=ClosureReason.GOALS_REACHED, outcome="ما تحقق", by=by, at=LATE
        )
        with pytest.raises(SecondPersonNeeded):
            close_case(case_id=case.pk, by=by, at=LATE)


@pytest.mark.usefixtures("no_other_room")
def test_a_declined_closure_can_be_proposed_again(country: Country) -> None:
    case = finished_case(country)
    with acting(country.caseworker) as by:
        propose_closure(
            case_id=case.pk, reason=ClosureReason.GOALS_REACHED, outcome="ما تحقق", by=by, at=LATE
        )
    with acting(country.supervisor) as by:
        decline_closure(case_id=case.pk, by=by, at=LATE)

    with acting(country.caseworker) as by:
        propose_closure(case_id=case.pk, reason=ClosureReason.MOVED_ON, outcome="ما تحقق", by=by, at=LATE)
        assert len(open_case(case.pk, by=by, at=LATE).closures) == 2


@pytest.mark.usefixtures("no_other_room")
def test_a_named_supervisor_waives_the_social_side_with_a_reason(country: Country) -> None:
    case = started_case(country)
    with acting(country.caseworker) as by, pytest.raises(NotAllowed):
        waive_social_side(case_id=case.pk, reason="سبب", by=by, at=AT)
    with acting(country.supervisor) as by:
        with pytest.raises(InvalidInput):
            waive_social_side(case_id=case.pk, reason=" ", by=by, at=AT)
        waive_social_side(case_id=case.pk, reason="انتقلت الأسرة إلى بلد آخر", by=by, at=AT)

    with acting(country.caseworker) as by:
        propose_closure(case_id=case.pk, reason=ClosureReason.MOVED_ON, outcome="ما تحقق", by=by, at=LATE)
    with acting(country.supervisor) as by:
        close_case(case_id=case.pk, by=by, at=LATE)
        view = open_case(case.pk, by=by, at=LATE)

    assert view.waiver is not None
    assert (view.waiver.by, view.waiver.reason) == (country.supervisor, "انتقلت الأسرة إلى بلد آخر")


def test_other_rooms_may_object(country: Country, no_other_room: list[Objection]) -> None:
    case = finished_case(country)
    no_other_room.append(Objection("from_above"))

    with acting(country.caseworker) as by, pytest.raises(CannotClose) as refused:
        propose_closure(
            case_id=case.pk, reason=ClosureReason.GOALS_REACHED, outcome="ما تحقق", by=by, at=LATE
        )

    assert refused.value.objections == [Objection("from_above")]


@pytest.mark.usefixtures("no_other_room")
def test_nothing_is_added_to_a_closed_case(country: Country) -> None:
    case = finished_case(country)
    with acting(country.caseworker) as by:
        propose_closure(
            case_id=case.pk, reason=ClosureReason.GOALS_REACHED, outcome="ما تحقق", by=by, at=LATE
        )
    with acting(country.supervisor) as by:
        close_case(case_id=case.pk, by=by, at=LATE)

    with pytest.raises(CaseIsClosed):
        assess(country, case)
    with acting(country.caseworker) as by, pytest.raises(CaseIsClosed):
        record_review(case_id=case.pk, decision=ReviewDecision.CONTINUE, by=by, at=LATE)


def test_a_visit_before_the_plan_is_no_follow_up(country: Country) -> None:
    case = started_case(country)
    assess(country, case)
    visit(country, case, at=AT + DAY)
    plan(country, case)

    with acting(country.caseworker) as by:
        items = {item.code: item.done for item in social_side_of(case.pk, by=by)}

    assert items == {"assessment": True, "approved_plan": True, "child_view": True, "follow_up_visit": False}


def test_a_hostile_agency_sees_nothing_and_changes_nothing(country: Country) -> None:
    case = finished_case(country)
    propose(country, case)
    hostile = make_worker(make_agency(), Role.SUPERVISOR)

    with acting(hostile) as by:
        assert cases(by=by, at=AT) == []
        with pytest.raises(NotFound):
            open_case(case.pk, by=by, at=AT)
        with pytest.raises(NotFound):
            close_case(case_id=case.pk, by=by, at=AT)
        assert Case.objects.count() == 0
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"SELECT count(*) FROM casework_{table}")
                assert (table, cursor.fetchone()[0]) == (table, 0)
            cursor.execute("UPDATE casework_case SET level = 4")
            assert cursor.rowcount == 0
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute("DELETE FROM casework_case")


def test_a_list_of_cases_is_a_look_at_each(country: Country) -> None:
    case = started_case(country)

    with acting(country.caseworker) as by:
        rows = cases(by=by, at=AT)
        looks = Disclosure.objects.filter(what="cases").values_list("record_id", flat=True)
        assert list(looks) == [case.record_id]

    assert [row.code for row in rows] == [case.code]
