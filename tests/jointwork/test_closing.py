"""Closing over open steps: each has its word, its name and its owner, or the case stays open."""

import pytest
from django.db import IntegrityError, transaction

from takatuf.casework.actions import CannotClose, close_case, decline_closure, propose_closure
from takatuf.casework.models import Case, ClosureReason
from takatuf.casework.queries import open_case
from takatuf.clocks.models import Deadline, DeadlineKind, LimitOrigin
from takatuf.clocks.rules import Limit, Unit
from takatuf.jointwork.actions import AtClosure, LeftOpen, StepDone, add_step, do_step, propose_to_close
from takatuf.jointwork.models import Step, TrackKind
from takatuf.jointwork.objections import open_joint_work
from takatuf.jointwork.queries import StepRow, notices, steps_of
from takatuf.kernel.errors import InvalidInput, NotAllowed
from tests.casework.closed import LATE, close, propose
from tests.casework.situations import AT, Country, finished_case, make_country, started_case
from tests.factories import acting

pytestmark = pytest.mark.usefixtures("house", "wired")
WEEK = Limit(7, Unit.CALENDAR_DAYS)
WHY = "انتقلت الأسرة، وتابعتها جهة أخرى."


@pytest.fixture
def country() -> Country:
    return make_country()


@pytest.fixture
def case(country: Country) -> Case:
    return finished_case(country)


def opened(country: Country, case: Case) -> list[StepRow]:
    with acting(country.caseworker) as by:
        return [row for row in steps_of(case.pk, by=by) if row.done_at is None]


def police_step(country: Country, case: Case, **changes: object) -> Step:
    given = {
        "case_record_id": case.record_id, "track": TrackKind.INVESTIGATION, "owner_id": country.police.id, "title": "school_support",
        "limit": WEEK, "origin": LimitOrigin.LOCAL_POLICY,
    }  # fmt: skip
    with acting(country.caseworker) as by:
        return add_step(**{**given, **changes}, by=by, at=AT)  # type: ignore[arg-type]


def say(country: Country, case: Case, left: list[LeftOpen]) -> None:
    with acting(country.caseworker) as by:
        propose_to_close(
            case_id=case.pk, reason=ClosureReason.GOALS_REACHED, outcome="ما تحقق", left=left, by=by, at=LATE
        )


def test_a_case_is_not_closed_while_nobody_has_said_what_becomes_of_a_step(
    country: Country, case: Case
) -> None:
    steps = opened(country, case)
    all_but_one = [LeftOpen(row.id, AtClosure.GOES_ON) for row in steps[1:]]

    with pytest.raises(CannotClose) as refused:
        say(country, case, all_but_one)

    assert [(item.code, item.params["step"]) for item in refused.value.objections] == [
        ("step_unnamed", steps[0].title)
    ]
    assert {row.at_closure for row in opened(country, case)} == {""}


def test_what_is_not_needed_ends_when_the_case_is_closed_and_what_goes_on_keeps_its_clock(
    country: Country, case: Case
) -> None:
    step = police_step(country, case)
    goes_on = [LeftOpen(row.id, AtClosure.GOES_ON) for row in opened(country, case) if row.id != step.pk]
    say(country, case, [*goes_on, LeftOpen(step.pk, AtClosure.NOT_NEEDED, WHY)])
    proposed = {row.id: row for row in opened(country, case)}[step.pk]
    with acting(country.supervisor) as by:
        close_case(case_id=case.pk, by=by, at=LATE)
        after = {row.id: row for row in steps_of(case.pk, by=by)}
        lines = [line.kind for line in open_case(case.pk, by=by, at=LATE).chronology]
        kept = Deadline.objects.filter(
            kind=DeadlineKind.STEP, met_at__isnull=True, subject_id__in=[one.step_id for one in goes_on]
        )
        has_limit = [one.step_id for one in goes_on if after[one.step_id].due_at]
        assert kept.count() == len(has_limit) > 0

    with acting(country.duty) as by:
        told = [row.kind for row in notices(by=by)]
        owed = Deadline.objects.filter(subject_id=step.pk, met_at__isnull=True).count()
    assert (proposed.at_closure_by, proposed.at_closure_why, proposed.stopped) == (
        country.caseworker,
        WHY,
        False,
    )
    assert (after[step.pk].stopped, after[step.pk].done_at) == (True, LATE)
    assert all(after[one.step_id].done_at is None for one in goes_on)
    assert (lines.count("step_not_needed"), lines.count("step_goes_on")) == (1, len(goes_on))
    assert "step_not_needed" in told
    assert owed == 0


def test_what_is_not_needed_has_a_reason_and_what_must_be_done_first_cannot_be_left(
    country: Country, case: Case
) -> None:
    first = police_step(country, case, blocks_closure=True)
    some = opened(country, case)[0]

    with pytest.raises(InvalidInput, match="why"):
        say(country, case, [LeftOpen(some.id, AtClosure.NOT_NEEDED, "  ")])
    with pytest.raises(InvalidInput, match="step"):
        say(country, case, [LeftOpen(first.pk, AtClosure.NOT_NEEDED, WHY)])
    with pytest.raises(CannotClose) as refused:
        propose(country, case)

    assert [item.code for item in refused.value.objections] == ["step_open"]


def test_a_step_that_began_after_the_proposal_holds_the_closure(country: Country, case: Case) -> None:
    propose(country, case)
    step = police_step(country, case)

    with acting(country.supervisor) as by, pytest.raises(CannotClose) as refused:
        close_case(case_id=case.pk, by=by, at=LATE)
    with acting(country.duty) as by:
        do_step(step_id=step.pk, by=by, at=LATE)
    with acting(country.supervisor) as by:
        close_case(case_id=case.pk, by=by, at=LATE)

    assert [item.params["step"] for item in refused.value.objections] == [step.title]


def test_a_new_proposal_says_everything_anew(country: Country, case: Case) -> None:
    propose(country, case)
    with acting(country.supervisor) as by:
        decline_closure(case_id=case.pk, by=by, at=LATE)

    with pytest.raises(CannotClose) as refused:
        say(country, case, [])

    steps = opened(country, case)
    assert sorted(str(item.params["step"]) for item in refused.value.objections) == sorted(
        row.title for row in steps
    )


def test_steps_of_another_case_and_ended_ones_are_refused(country: Country, case: Case) -> None:
    other = started_case(country)
    foreign, ended = opened(country, other)[0], police_step(country, case)
    with acting(country.duty) as by:
        do_step(step_id=ended.pk, by=by, at=AT)

    with pytest.raises(InvalidInput, match="step"):
        say(country, case, [LeftOpen(foreign.id, AtClosure.GOES_ON)])
    with pytest.raises(StepDone):
        say(country, case, [LeftOpen(ended.pk, AtClosure.GOES_ON)])
    with acting(country.duty) as by, pytest.raises(NotAllowed):
        propose_to_close(
            case_id=case.pk, reason=ClosureReason.MOVED_ON, outcome="ما تحقق", left=[], by=by, at=LATE
        )


def test_the_room_below_alone_closes_nothing_over_open_steps(country: Country, case: Case) -> None:
    with acting(country.caseworker) as by, pytest.raises(CannotClose):
        propose_closure(case_id=case.pk, reason=ClosureReason.MOVED_ON, outcome="ما تحقق", by=by, at=LATE)


def test_the_follow_up_of_a_closure_is_not_asked_about_before_it_began(country: Country, case: Case) -> None:
    close(country, case)

    follow_up = [row for row in opened(country, case) if row.track == TrackKind.FOLLOW_UP]

    assert len(follow_up) == 3
    assert {row.at_closure for row in follow_up} == {""}
    with acting(country.caseworker):
        assert {item.code for item in open_joint_work(case.pk)} == {"step_unnamed"}


@pytest.mark.parametrize(
    "changes",
    [
        {"at_closure": "goes_on"},
        {"at_closure": "not_needed", "named": True},
        {"at_closure": "", "named": True},
        {"at_closure": "perhaps", "named": True},
    ],
)
def test_the_database_wants_a_name_and_a_reason(country: Country, changes: dict[str, object]) -> None:
    step = opened(country, started_case(country))[0]
    values = {"at_closure": changes["at_closure"]}
    if changes.get("named"):
        values |= {"at_closure_by_id": country.caseworker.id, "at_closure_at": LATE}

    with acting(country.caseworker), pytest.raises(IntegrityError, match="at_closure"), transaction.atomic():
        Step.objects.filter(pk=step.id).update(**values)
