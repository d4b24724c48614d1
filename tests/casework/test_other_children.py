"""A safety decision for every child with the same exposure, and concerns that are judged by name."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections

from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.casework.actions import (
    AlreadyNamed,
    AlreadySo,
    CannotClose,
    ConcernStatus,
    SafetyChoice,
    add_concern,
    add_person,
    decide_safety,
    judge_concern,
    name_exposed_child,
    propose_closure,
)
from takatuf.casework.models import Case, ClosureReason, ExposedChild, PersonRole
from takatuf.casework.queries import exposed_children_of, judgements_of, nameable_children, open_case
from takatuf.casework.rules import CaseIsClosed
from takatuf.clocks.actions import check_deadlines
from takatuf.clocks.models import Deadline, DeadlineKind
from takatuf.intake.content import Kind
from takatuf.jointwork.actions import appoint_lead
from takatuf.jointwork.queries import notices
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.people.actions import register_person
from tests.casework.closed import HOUR, LATE, close, closed_case
from tests.casework.situations import AT, DAY, Country, finished_case, make_country, started_case
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
WHO = "ابن الجيران، نحو عشر سنوات"


@pytest.fixture
def country(monkeypatch: pytest.MonkeyPatch) -> Country:
    monkeypatch.setattr("takatuf.casework.actions.closing.closure_objections", [])
    return make_country()


def _named(country: Country, case: Case) -> ExposedChild:
    with acting(country.caseworker) as by:
        return name_exposed_child(case_id=case.pk, description=WHO, by=by, at=AT)


@pytest.mark.parametrize(("level", "hours"), [(1, 24), (2, 24), (3, 72), (4, 168)])
def test_the_clock_of_the_decision_runs_at_night_and_on_holidays(
    country: Country, level: int, hours: int
) -> None:
    case = started_case(country, level=level)

    row = _named(country, case)

    with acting(country.caseworker):
        clock = Deadline.objects.get(subject_id=row.pk, kind=DeadlineKind.SAFETY_DECISION)
    assert clock.due_at == row.due_at == AT + timedelta(hours=hours)
    assert clock.agency_id == country.social.id


def test_a_case_is_not_closed_while_a_child_waits_for_a_decision(country: Country) -> None:
    case = finished_case(country)
    row = _named(country, case)
    with acting(country.caseworker) as by, pytest.raises(CannotClose) as refused:
        propose_closure(
            case_id=case.pk, reason=ClosureReason.GOALS_REACHED, outcome="ما تحقق", by=by, at=LATE
        )

    with acting(country.caseworker) as by:
        decide_safety(
            case_id=case.pk, child_id=row.pk, decision=SafetyChoice.NOT_REACHABLE, reason="انتقلت الأسرة", by=by, at=LATE
        )  # fmt: skip
        clock = Deadline.objects.get(subject_id=row.pk)
    close(country, case)

    assert [(one.code, one.params) for one in refused.value.objections] == [
        ("safety_decision_open", {"count": 1})
    ]
    assert clock.met_at == LATE


def test_the_last_decision_counts_and_all_are_kept(country: Country) -> None:
    case = started_case(country)
    row = _named(country, case)
    with acting(country.caseworker) as by:
        with pytest.raises(InvalidInput):
            decide_safety(
                case_id=case.pk, child_id=row.pk, decision=SafetyChoice.SAFE, reason=" ", by=by, at=AT
            )
        for place, choice in enumerate((SafetyChoice.NOT_REACHABLE, SafetyChoice.SAFE)):
            decide_safety(
                case_id=case.pk, child_id=row.pk, decision=choice, reason="سبب", by=by, at=AT + place * HOUR
            )

        seen = exposed_children_of(case.pk, by=by, at=AT + DAY)[0]

    assert [one.decision for one in seen.decisions] == ["safe", "not_reachable"]
    assert (seen.description, seen.person) == (WHO, None)


def test_a_case_of_their_own_is_named_and_reached(country: Country) -> None:
    case, own = started_case(country), started_case(country)
    hidden = started_case(country, social_leads=False)
    row = _named(country, case)

    with acting(country.caseworker) as by:
        for code in ("", hidden.code, case.code):
            with pytest.raises(InvalidInput) as refused:
                decide_safety(
                    case_id=case.pk, child_id=row.pk, decision=SafetyChoice.OWN_CASE, reason="سبب", own_case_code=code,
                    by=by, at=AT,
                )  # fmt: skip
            assert refused.value.path == "own_case_code"
        decide_safety(
            case_id=case.pk, child_id=row.pk, decision=SafetyChoice.OWN_CASE, reason="سبب", own_case_code=own.code, by=by,
            at=AT,
        )  # fmt: skip
        seen = exposed_children_of(case.pk, by=by, at=AT)[0].decisions[0]

    assert (seen.own_case_id, seen.own_case_code) == (own.pk, own.code)


def test_the_decision_is_owed_by_whoever_leads_the_case(country: Country) -> None:
    case = started_case(country, social_leads=False)
    other = make_worker(country.hotline, Role.TRIAGE_OFFICER)
    colleague = make_worker(country.hotline, Role.CASEWORKER)
    with acting(colleague) as by:
        row = name_exposed_child(case_id=case.pk, description=WHO, by=by, at=AT)

    with acting(other) as by:
        appoint_lead(case_id=case.pk, agency_id=country.social.id, by=by, at=AT + HOUR)

    with acting(country.caseworker):
        clock = Deadline.objects.get(subject_id=row.pk)
    assert (clock.agency_id, clock.due_at) == (country.social.id, row.due_at)


def test_a_sibling_who_is_registered_is_named_once_and_a_suspect_never(country: Country) -> None:
    case = started_case(country)
    with acting(country.caseworker) as by:
        sibling = register_person(name="اسم مخترع", age=8, lead=country.social.id, by=by, at=AT)
        suspect = register_person(name="اسم آخر", lead=country.social.id, by=by, at=AT)
        add_person(case_id=case.pk, person_id=sibling.id, role=PersonRole.SIBLING, by=by, at=AT)
        add_person(case_id=case.pk, person_id=suspect.id, role=PersonRole.SUSPECT, by=by, at=AT)
        offered = [row.id for row, _role in nameable_children(case.pk, by=by, at=AT)]

        name_exposed_child(case_id=case.pk, person_id=sibling.id, by=by, at=AT)
        with pytest.raises(AlreadyNamed):
            name_exposed_child(case_id=case.pk, person_id=sibling.id, by=by, at=AT)
        with pytest.raises(InvalidInput):
            name_exposed_child(case_id=case.pk, person_id=suspect.id, by=by, at=AT)
        with pytest.raises(InvalidInput):
            name_exposed_child(case_id=case.pk, by=by, at=AT)
        assert nameable_children(case.pk, by=by, at=AT) == []

    assert offered == [sibling.id]


def test_a_decision_that_stays_out_is_told_to_the_agency_that_owes_it(country: Country) -> None:
    case = started_case(country, level=1)
    _named(country, case)

    with system_scope("clockwork"):
        check_deadlines(at=AT + 25 * HOUR)

    with acting(country.supervisor) as by:
        said = [row.text for row in notices(by=by) if row.kind == "casework_late"]
        lines = [
            row.text for row in open_case(case.pk, by=by, at=AT).chronology if row.kind == "casework_late"
        ]
    assert len(said) == len(lines) == 1
    assert case.code in said[0]


def test_nothing_is_named_or_judged_in_a_closed_case(country: Country) -> None:
    case = closed_case(country)

    with acting(country.caseworker) as by:
        concern = open_case(case.pk, by=by, at=LATE).concerns[0]
        with pytest.raises(CaseIsClosed):
            name_exposed_child(case_id=case.pk, description=WHO, by=by, at=LATE)
        with pytest.raises(CaseIsClosed):
            judge_concern(
                case_id=case.pk, concern_id=concern.id, status=ConcernStatus.SUBSTANTIATED, reason="سبب", by=by, at=LATE
            )  # fmt: skip


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.GROOMING])
def test_every_kind_of_exploitation_can_be_a_concern(country: Country, kind: Kind) -> None:
    case = started_case(country)

    with acting(country.caseworker) as by:
        add_concern(case_id=case.pk, kind=kind, by=by, at=AT)
        with pytest.raises(AlreadySo):
            add_concern(case_id=case.pk, kind=kind, by=by, at=AT)
        kinds = [row.kind for row in open_case(case.pk, by=by, at=AT).concerns]

    assert set(kinds) == {"grooming", kind}


def test_a_concern_is_judged_by_name_with_a_reason_and_anew(country: Country) -> None:
    case = started_case(country)
    with acting(country.caseworker) as by:
        concern = open_case(case.pk, by=by, at=AT).concerns[0]
        with pytest.raises(InvalidInput):
            judge_concern(
                case_id=case.pk,
                concern_id=concern.id,
                status=ConcernStatus.SUBSTANTIATED,
                reason="",
                by=by,
                at=AT,
            )
        judge_concern(
            case_id=case.pk, concern_id=concern.id, status=ConcernStatus.SUBSTANTIATED, reason="أكدته الشرطة", by=by, at=AT
        )  # fmt: skip
        with pytest.raises(AlreadySo):
            judge_concern(
                case_id=case.pk, concern_id=concern.id, status=ConcernStatus.SUBSTANTIATED, reason="مرة", by=by, at=AT
            )  # fmt: skip
        judge_concern(
            case_id=case.pk, concern_id=concern.id, status=ConcernStatus.NOT_SUBSTANTIATED, reason="تبيّن خلافه", by=by,
            at=AT + DAY,
        )  # fmt: skip
        rows = judgements_of(case.pk, by=by)[concern.id]

    assert [(row.reason, row.by) for row in rows] == [
        ("تبيّن خلافه", country.caseworker), ("أكدته الشرطة", country.caseworker),
    ]  # fmt: skip


def test_another_agency_sees_and_does_nothing_of_it(country: Country) -> None:
    case = started_case(country)
    row = _named(country, case)
    stranger = make_worker(make_agency(), Role.SUPERVISOR)

    with acting(stranger) as by:
        for act in (
            lambda: exposed_children_of(case.pk, by=by, at=AT),
            lambda: judgements_of(case.pk, by=by),
            lambda: name_exposed_child(case_id=case.pk, description=WHO, by=by, at=AT),
            lambda: decide_safety(
                case_id=case.pk, child_id=row.pk, decision=SafetyChoice.SAFE, reason="سبب", by=by, at=AT
            ),
            lambda: add_concern(case_id=case.pk, kind="labour", by=by, at=AT),
            lambda: judge_concern(
                case_id=case.pk, concern_id=uuid4(), status=ConcernStatus.ALLEGED, reason="سبب", by=by, at=AT
            ),
        ):
            with pytest.raises(NotFound):
                act()
        with connection.cursor() as cursor:
            for table in ("exposedchild", "safetydecision", "concernchange"):
                cursor.execute(f"SELECT count(*) FROM casework_{table}")
                assert cursor.fetchone() == (0,), table


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE casework_exposedchild SET description = NULL", "casework_exposedchild_one_of_two"),
        (
            "UPDATE casework_safetydecision SET own_case_record_id = gen_random_uuid()",
            "casework_safetydecision_names_case",
        ),
        ("UPDATE casework_concernchange SET to_status = from_status", "casework_concernchange_changes"),
    ],
)
def test_the_database_refuses_nonsense(country: Country, statement: str, constraint: str) -> None:
    case = started_case(country)
    row = _named(country, case)
    with acting(country.caseworker) as by:
        decide_safety(
            case_id=case.pk, child_id=row.pk, decision=SafetyChoice.SAFE, reason="سبب", by=by, at=AT
        )
        concern = open_case(case.pk, by=by, at=AT).concerns[0]
        judge_concern(
            case_id=case.pk,
            concern_id=concern.id,
            status=ConcernStatus.SUBSTANTIATED,
            reason="سبب",
            by=by,
            at=AT,
        )

    with connections["keeper"].cursor() as cursor, pytest.raises(DatabaseError, match=constraint):
        cursor.execute(statement)
