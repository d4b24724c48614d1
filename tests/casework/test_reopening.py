"""After closure: follow-ups, reopening by two persons, and rounds that keep their history."""

from datetime import datetime
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction

from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.casework.actions import (
    FollowUpDone,
    Listened,
    ReopeningNotProposed,
    ReopeningProposed,
    ReopeningReason,
    SafeNow,
    SecondPersonNeeded,
    Wellbeing,
    add_report,
    approve_reopening,
    decline_reopening,
    propose_reopening,
    record_follow_up,
    waive_social_side,
)
from takatuf.casework.figures import children_listened_to
from takatuf.casework.models import Case, Reopening, StageChoices
from takatuf.casework.queries import after_closing, case_head, open_case
from takatuf.casework.rules import CaseIsOpen
from takatuf.clocks.actions import check_deadlines
from takatuf.clocks.models import Deadline, DeadlineKind
from takatuf.clocks.queries import unread_notices
from takatuf.jointwork.queries import notices, steps_of
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.casework.closed import HOUR, LATE, close, closed_case
from tests.casework.situations import DAY, Country, finished_case, make_country, receive, started_case
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
TABLES = ("stagechange", "followup", "reopening")


@pytest.fixture
def country(monkeypatch: pytest.MonkeyPatch) -> Country:
    """Nothing but casework itself speaks against closing."""
    monkeypatch.setattr("takatuf.casework.actions.closing.closure_objections", [])
    return make_country()


def _propose(country: Country, case: Case, *, at: datetime = LATE + DAY) -> Reopening:
    with acting(country.caseworker) as by:
        return propose_reopening(
            case_id=case.pk, reason=ReopeningReason.CLOSED_IN_ERROR, why="أُغلقت خطأ", by=by, at=at
        )


def _follow(
    country: Country, case: Case, *, days: int | None = 30, well: Wellbeing = Wellbeing.WELL, at: datetime = LATE + 30 * DAY
) -> UUID:  # fmt: skip
    with acting(country.caseworker) as by:
        return record_follow_up(
            case_id=case.pk, after_days=days, child_seen=True, child_seen_alone=True, safe_now=SafeNow.YES, wellbeing=well,
            found="ما وُجد", by=by, at=at,
        ).pk  # fmt: skip


def _steps(country: Country, case: Case) -> dict[str, tuple[bool, bool]]:
    with acting(country.caseworker) as by:
        rows = [row for row in steps_of(case.pk, by=by) if "_follow_up_" in row.title]
    return {f"{row.title} {place}": (row.done_at is not None, row.stopped) for place, row in enumerate(rows)}


def test_a_closed_case_is_reopened_by_two_persons_and_begins_anew(country: Country) -> None:
    case = finished_case(country)
    close(country, case)
    _propose(country, case)

    with acting(country.supervisor) as by:
        approve_reopening(case_id=case.pk, by=by, at=LATE + 2 * DAY)
        view = open_case(case.pk, by=by, at=LATE + 2 * DAY)
        after = after_closing(case.pk, by=by)

    assert (view.head.stage, view.head.closed_at) == (StageChoices.IDENTIFIED, None)
    assert not any(item.done for item in view.social_side)
    assert len(view.assessments) == 1
    assert after.round == 2
    assert [row.to_label for row in after.stages][-2:] == ["مغلقة", "رُصدت"]
    assert after.reopenings[0].approved_by == country.supervisor


def test_nobody_approves_or_declines_their_own_reopening(country: Country) -> None:
    case = closed_case(country)
    with acting(country.supervisor) as by:
        propose_reopening(
            case_id=case.pk, reason=ReopeningReason.COURT, why="قرار المحكمة", by=by, at=LATE + DAY
        )

        with pytest.raises(SecondPersonNeeded):
            approve_reopening(case_id=case.pk, by=by, at=LATE + DAY)
        with pytest.raises(SecondPersonNeeded):
            decline_reopening(case_id=case.pk, reason="لا", by=by, at=LATE + DAY)
    with acting(country.caseworker) as by, pytest.raises(NotAllowed):
        approve_reopening(case_id=case.pk, by=by, at=LATE + DAY)


def test_an_open_case_is_neither_reopened_nor_followed_up(country: Country) -> None:
    case = started_case(country)

    with acting(country.caseworker) as by:
        with pytest.raises(CaseIsOpen):
            propose_reopening(case_id=case.pk, reason=ReopeningReason.COURT, why="قرار", by=by, at=LATE)
        with pytest.raises(CaseIsOpen):
            record_follow_up(
                case_id=case.pk, after_days=30, child_seen=True, child_seen_alone=True, safe_now=SafeNow.YES,
                wellbeing=Wellbeing.WELL, found="ما وُجد", by=by, at=LATE,
            )  # fmt: skip


def test_a_reopening_is_proposed_once_and_again_after_it_was_declined(country: Country) -> None:
    case = closed_case(country)
    with acting(country.supervisor) as by, pytest.raises(ReopeningNotProposed):
        approve_reopening(case_id=case.pk, by=by, at=LATE)
    _propose(country, case)
    with pytest.raises(ReopeningProposed):
        _propose(country, case)

    with acting(country.supervisor) as by:
        with pytest.raises(InvalidInput):
            decline_reopening(case_id=case.pk, reason=" ", by=by, at=LATE + DAY)
        decline_reopening(case_id=case.pk, reason="الخطة قائمة لدى جهة أخرى", by=by, at=LATE + DAY)
        assert case_head(case.pk, by=by).stage == StageChoices.CLOSED
    _propose(country, case, at=LATE + 3 * DAY)

    with acting(country.supervisor) as by:
        rows = after_closing(case.pk, by=by).reopenings
    assert [(row.waits, row.decline_reason) for row in rows] == [
        (False, "الخطة قائمة لدى جهة أخرى"),
        (True, ""),
    ]


def test_a_new_report_on_a_closed_case_is_told_and_can_be_the_reason(country: Country) -> None:
    case = closed_case(country)
    report = receive(country)
    with acting(country.caseworker) as by, pytest.raises(InvalidInput) as refused:
        propose_reopening(
            case_id=case.pk, reason=ReopeningReason.NEW_REPORT, why="بلاغ", report_id=report, by=by, at=LATE
        )
    with acting(country.triage) as by:
        add_report(case_id=case.pk, report_id=report, by=by, at=LATE + HOUR)

    with acting(country.caseworker) as by:
        with pytest.raises(InvalidInput):
            propose_reopening(
                case_id=case.pk, reason=ReopeningReason.NEW_REPORT, why="بلاغ", by=by, at=LATE + 2 * HOUR
            )
        row = propose_reopening(
            case_id=case.pk, reason=ReopeningReason.NEW_REPORT, why="بلاغ", report_id=report, by=by, at=LATE + 2 * HOUR
        )  # fmt: skip
        told = {notice.kind for notice in unread_notices(by=by)}
        said = [line.text for line in notices(by=by) if line.kind == "report_on_closed_case"]

    assert refused.value.path == "report_id"
    assert row.report_code.startswith("R-26-")
    assert "report_on_closed_case" in told
    assert row.report_code in said[0]


def test_follow_up_steps_stop_with_reopening_and_start_again_with_the_next_closure(country: Country) -> None:
    case = closed_case(country)
    before = _steps(country, case)
    _propose(country, case)
    with acting(country.supervisor) as by:
        approve_reopening(case_id=case.pk, by=by, at=LATE + 2 * DAY)
    stopped = _steps(country, case)
    with acting(country.supervisor) as by:
        waive_social_side(case_id=case.pk, reason="سبب آخر", by=by, at=LATE + 3 * DAY)
    close(country, case, at=LATE + 3 * DAY)

    after = _steps(country, case)
    assert list(before.values()) == [(False, False)] * 3
    assert list(stopped.values()) == [(True, True)] * 3
    assert sorted(after.values()) == [(False, False)] * 3 + [(True, True)] * 3


def test_a_follow_up_is_recorded_once_and_does_its_step(country: Country) -> None:
    case = closed_case(country)

    _follow(country, case)
    with pytest.raises(FollowUpDone):
        _follow(country, case)
    with pytest.raises(InvalidInput):
        _follow(country, case, days=31)
    _follow(country, case, days=None)

    with acting(country.caseworker) as by:
        after = after_closing(case.pk, by=by)
    assert [row.after_days for row in after.follow_ups] == [30, None]
    assert after.owed_days == (90, 180)
    assert sorted(_steps(country, case).values()) == [(False, False), (False, False), (True, False)]


def test_a_follow_up_says_why_the_child_was_not_seen_alone(country: Country) -> None:
    case = closed_case(country)

    with acting(country.caseworker) as by, pytest.raises(InvalidInput) as refused:
        record_follow_up(
            case_id=case.pk, after_days=30, child_seen=True, child_seen_alone=False, safe_now=SafeNow.YES,
            wellbeing=Wellbeing.WELL, found="ما وُجد", by=by, at=LATE + 30 * DAY,
        )  # fmt: skip

    assert refused.value.path == "not_alone_reason"


def test_what_a_child_says_about_being_listened_to_is_counted_for_the_country(country: Country) -> None:
    case = closed_case(country)
    how = {
        "case_id": case.pk, "safe_now": SafeNow.YES, "wellbeing": Wellbeing.WELL, "found": "ما وُجد", "listened": Listened.PARTLY,
    }  # fmt: skip
    with acting(country.caseworker) as by:
        with pytest.raises(InvalidInput) as refused:
            record_follow_up(
                **how, after_days=30, child_seen=False, child_seen_alone=False, not_alone_reason="لم يكن في البيت", by=by, at=LATE + 30 * DAY,
            )  # fmt: skip
        record_follow_up(
            **how, after_days=30, child_seen=True, child_seen_alone=True, by=by, at=LATE + 30 * DAY
        )
        (row,) = after_closing(case.pk, by=by).follow_ups

    assert refused.value.path == "listened"
    assert row.listened_label
    counted = children_listened_to(since=LATE, until=LATE + 60 * DAY)
    assert {code: count for (_year, _quarter, code), count in counted.items()} == {"partly": 1}


def test_a_child_found_not_well_is_proposed_for_reopening_and_the_answer_has_a_clock(
    country: Country,
) -> None:
    case = closed_case(country)

    _follow(country, case, well=Wellbeing.NOT_WELL)
    _follow(country, case, days=90, well=Wellbeing.NOT_WELL, at=LATE + 31 * DAY)  # the proposal waits already

    with system_scope("clockwork"):
        check_deadlines(at=LATE + 31 * DAY + HOUR)
    with acting(country.supervisor) as by:
        after = after_closing(case.pk, by=by)
        late = [row for row in notices(by=by) if row.kind == "casework_late"]
        lines = [line.kind for line in open_case(case.pk, by=by, at=LATE).chronology]
        approve_reopening(case_id=case.pk, by=by, at=LATE + 32 * DAY)
        clock = Deadline.objects.get(kind=DeadlineKind.REOPENING_ANSWER)

    assert after.waiting is not None
    assert after.waiting.proposed_by == country.caseworker
    assert (len(late), lines[0]) == (1, "casework_late")
    assert clock.met_at == LATE + 32 * DAY


def test_two_supervisors_answer_one_reopening_and_one_of_them_does(country: Country) -> None:
    case = closed_case(country)
    _propose(country, case)
    other = make_worker(country.social, Role.SUPERVISOR)
    said: list[str] = []
    start = Barrier(2)

    def answer(who: object) -> None:
        try:
            with acting(who) as by:  # type: ignore[arg-type]
                start.wait()
                approve_reopening(case_id=case.pk, by=by, at=LATE + 2 * DAY)
            said.append("reopened")
        except ReopeningNotProposed:
            said.append("too late")
        finally:
            connections.close_all()

    threads = [Thread(target=answer, args=(who,)) for who in (country.supervisor, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == ["reopened", "too late"]
    with acting(country.supervisor) as by:
        assert after_closing(case.pk, by=by).round == 2


def test_another_agency_sees_and_does_nothing_of_it(country: Country) -> None:
    case = closed_case(country)
    _follow(country, case, well=Wellbeing.NOT_WELL)
    stranger = make_worker(make_agency(), Role.SUPERVISOR)

    with acting(stranger) as by:
        with pytest.raises(NotFound):
            after_closing(case.pk, by=by)
        with pytest.raises(NotFound):
            approve_reopening(case_id=case.pk, by=by, at=LATE)
        with pytest.raises(NotFound):
            propose_reopening(case_id=case.pk, reason=ReopeningReason.COURT, why="سبب", by=by, at=LATE)
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"SELECT count(*) FROM casework_{table}")
                assert cursor.fetchone() == (0,), table
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                cursor.execute(
                    "INSERT INTO casework_stagechange (id, record_id, round, from_stage, to_stage, changed_by_id, at)"
                    " VALUES (%s, %s, 1, 'closed', 'review', %s, now())",
                    [uuid4(), case.record_id, by.id],
                )


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE casework_case SET round = 2", "casework_case_reopened_says_when"),
        ("UPDATE casework_stagechange SET to_stage = from_stage", "casework_stagechange_changes"),
        ("UPDATE casework_followup SET child_seen = false", "casework_followup_alone_is_seen"),
        ("UPDATE casework_followup SET child_seen_alone = false", "casework_followup_says_why"),
        (
            "UPDATE casework_followup SET child_seen = false, child_seen_alone = false, not_alone_reason = 'x', listened = 'yes'",
            "casework_followup_listened_is_seen",
        ),
        (
            "UPDATE casework_reopening SET approved_by_id = proposed_by_id, approved_at = now()",
            "casework_reopening_two_persons",
        ),
        ("UPDATE casework_reopening SET declined_at = now()", "casework_reopening_one_answer"),
        ("UPDATE jointwork_step SET stopped = true", "jointwork_step_stopped_has_ended"),
    ],
)
def test_the_database_refuses_nonsense(country: Country, statement: str, constraint: str) -> None:
    case = closed_case(country)
    _follow(country, case, well=Wellbeing.NOT_WELL)

    with connections["keeper"].cursor() as cursor, pytest.raises(DatabaseError, match=constraint):
        cursor.execute(statement)
