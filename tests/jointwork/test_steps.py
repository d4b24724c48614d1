"""Steps of tracks, the lead of a case, and who sees what."""

from datetime import timedelta

import pytest
from django.db import connections

from takatuf.agencies.models import Level, Sector
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.casework.models import Case
from takatuf.casework.queries import open_case
from takatuf.clocks.actions import check_deadlines
from takatuf.clocks.models import LimitOrigin
from takatuf.clocks.queries import open_deadlines
from takatuf.clocks.rules import Limit, Unit
from takatuf.jointwork.actions import StepDone, add_partner, add_step, do_step, withdraw_record
from takatuf.jointwork.models import Step, TrackKind
from takatuf.jointwork.objections import open_joint_work
from takatuf.jointwork.queries import awaiting, notices, open_steps, steps_of
from takatuf.kernel.errors import NotAllowed, NotFound
from takatuf.kernel.ids import uuid7
from tests.casework.closed import close
from tests.casework.situations import AT, DAY, Country, finished_case, make_country, started_case
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house", "wired")
TWO_DAYS = Limit(2, Unit.WORKING_DAYS)


@pytest.fixture
def country() -> Country:
    return make_country()


def order_step(country: Country, case: Case, **changes: object) -> Step:
    """A step of a court's order: the judge does not reach the case."""
    judge = make_worker(make_agency(sector=Sector.COURT), Role.JUDGE)
    given = {
        "case_record_id": case.record_id, "track": TrackKind.COURT, "owner_id": country.police.id, "title": "court_order",
        "limit": TWO_DAYS, "origin": LimitOrigin.LAW, "detail": "منع المتهم من التواصل مع الطفل",
        "source_order_id": uuid7(), "blocks_closure": True, "share_with": [country.social.id],
    }  # fmt: skip
    with acting(judge) as by:
        return add_step(**{**given, **changes}, by=by, at=AT)  # type: ignore[arg-type]


def test_a_case_opens_the_tracks_of_its_country(country: Country) -> None:
    case = started_case(country, social_leads=False)

    with acting(country.triage) as by:
        steps = {step.title: step for step in steps_of(case.pk, by=by)}

    assert {"sa_safety_plan", "sa_content_notice", "sa_social_study", "sa_reporter_feedback"} <= steps.keys()
    assert steps["sa_social_study"].origin == LimitOrigin.OUR_DEFAULT
    assert not steps["sa_social_study"].checked
    assert steps["sa_social_study"].due_at is not None


def test_the_leading_agency_takes_over_what_was_held_for_it(country: Country) -> None:
    case = started_case(country)

    with acting(country.caseworker) as by:
        owners = {step.title: step.owner.id for step in steps_of(case.pk, by=by)}
        owed = {row.kind for row in open_deadlines(by=by)}
        view = open_case(case.pk, by=by, at=AT)
    assert owners["sa_social_study"] == country.social.id
    assert owners["sa_reporter_feedback"] == country.hotline.id
    assert owed == {"step"}
    assert view.head.lead == country.social
    assert [(row.agency.id, row.part) for row in view.agencies] == [
        (country.social.id, "lead"), (country.hotline.id, "partner"),
    ]  # fmt: skip


def test_an_order_of_the_court_comes_back_as_a_step_with_a_clock(country: Country) -> None:
    case = started_case(country)

    step = order_step(country, case)

    assert step.record_id != case.record_id
    with acting(country.duty) as by:
        (row,) = open_steps(by=by)
        (item,) = awaiting(by=by, at=AT)
        assert [line.kind for line in notices(by=by)] == ["step_added"]
        with pytest.raises(NotFound):
            open_case(case.pk, by=by, at=AT)
    with acting(country.caseworker) as by:
        known = {found.id: found for found in steps_of(case.pk, by=by)}
        lines = [line.kind for line in open_case(case.pk, by=by, at=AT).chronology]
    assert (row.detail, row.from_order) == ("منع المتهم من التواصل مع الطفل", True)
    assert item.kind == "step"
    assert known[step.pk].owner == country.police
    assert "step_added" in lines


def test_a_step_is_done_once_and_by_its_owner(country: Country) -> None:
    case = started_case(country)
    step = order_step(country, case)
    with acting(country.caseworker) as by, pytest.raises(NotAllowed):
        do_step(step_id=step.pk, by=by, at=AT)

    with acting(country.duty) as by:
        do_step(step_id=step.pk, by=by, at=AT + DAY)
        with pytest.raises(StepDone):
            do_step(step_id=step.pk, by=by, at=AT + DAY)
        assert open_deadlines(by=by) == []


def test_a_late_step_is_told_to_its_owner_and_in_the_chronology(country: Country) -> None:
    case = started_case(country)
    order_step(country, case)

    with system_scope("clockwork"):
        check_deadlines(at=AT + 2 * DAY + timedelta(hours=6))

    with acting(country.caseworker) as by:
        lines = [line for line in open_case(case.pk, by=by, at=AT).chronology if line.kind == "step_late"]
    with acting(country.duty) as by:
        told = [line.kind for line in notices(by=by)]
    assert country.police in {line.agency for line in lines}
    assert told[0] == "step_late"


def test_an_order_that_is_not_carried_out_keeps_the_case_open(country: Country) -> None:
    case = started_case(country)
    step = order_step(country, case)

    with acting(country.caseworker):
        before = {item.code for item in open_joint_work(case.pk)}
    with acting(country.duty) as by:
        do_step(step_id=step.pk, by=by, at=AT + DAY)
    with acting(country.caseworker):
        after = {item.code for item in open_joint_work(case.pk)}

    assert before == {"step_open", "step_unnamed"}
    assert after == {"step_unnamed"}


def test_closing_starts_the_follow_up(country: Country) -> None:
    case = finished_case(country)
    close(country, case, at=AT + 40 * DAY)
    with acting(country.supervisor) as by:
        steps = [step for step in steps_of(case.pk, by=by) if step.track == TrackKind.FOLLOW_UP]

    assert [step.due_at for step in steps] == [AT + timedelta(days=40 + days) for days in (30, 90, 180)]
    assert {step.owner.id for step in steps} == {country.social.id}


def test_a_partner_reads_the_case_until_it_is_withdrawn(country: Country) -> None:
    case = started_case(country)
    prosecution = make_agency(sector=Sector.PROSECUTION)
    prosecutor = make_worker(prosecution, Role.PROSECUTOR)
    with acting(country.supervisor) as by:
        add_partner(case_id=case.pk, agency_id=prosecution.id, level=Level.READ, by=by, at=AT)

    with acting(prosecutor) as by:
        seen = open_case(case.pk, by=by, at=AT)
    with acting(country.supervisor) as by:
        withdraw_record(record_id=case.record_id, agency_id=prosecution.id, by=by, at=AT)

    assert seen.head.code == case.code
    with acting(prosecutor) as by, pytest.raises(NotFound):
        open_case(case.pk, by=by, at=AT)


def test_every_grant_stands_in_the_ledger(country: Country) -> None:
    case = started_case(country)

    with connections["keeper"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger_ledgerentry WHERE kind = 'access.granted' AND record_id = %s",
            [case.record_id],
        )
        assert cursor.fetchone()[0] == 1
