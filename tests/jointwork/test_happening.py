"""Events of a country pack in a case: the limits that they start, end and move."""

from datetime import timedelta
from typing import Any

import pytest

from takatuf.agencies.scope import system_scope
from takatuf.casework.models import Case
from takatuf.casework.queries import open_case
from takatuf.clocks.actions import check_deadlines
from takatuf.clocks.models import Deadline
from takatuf.jointwork.actions import exclude_time, record_event
from takatuf.jointwork.models import Step
from takatuf.jointwork.queries import steps_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.casework.situations import AT, DAY, Country, make_country, started_case
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house", "wired")
HOUR = timedelta(hours=1)


@pytest.fixture
def country() -> Country:
    return make_country()


def happened(case: Case, code: str, by: Actor, *, days: int = 0, ago: timedelta = timedelta(0)) -> None:
    at = AT + days * DAY
    record_event(case_id=case.pk, code=code, happened_at=at - ago, by=by, at=at)


def the_step(case: Case, title: str) -> Step:
    return Step.objects.using("keeper").get(case_record_id=case.record_id, title=title)


def test_an_event_starts_its_limit_from_the_moment_at_which_it_happened(country: Country) -> None:
    case = started_case(country)

    with acting(country.caseworker) as by:
        happened(case, "shelter_entered", by, days=1, ago=5 * HOUR)
        steps = {row.title: row for row in steps_of(case.pk, by=by)}
        lines = [line.text for line in open_case(case.pk, by=by, at=AT).chronology]

    shelter = steps["sa_shelter"]
    assert shelter.started_at == AT + DAY - 5 * HOUR
    assert shelter.due_at == shelter.started_at + 3 * DAY
    assert shelter.owner.id == country.social.id
    assert any("دخل الطفل دار الإيواء" in line for line in lines)


def test_an_event_ends_the_step_that_waits_for_it(country: Country, settings: Any) -> None:
    settings.TAKATUF_COUNTRY = "CA-ON"
    case = started_case(country)

    with acting(country.caseworker) as by:
        happened(case, "child_first_met", by)

    titles = ["ca_on_respond_12_hours", "ca_on_respond_48_hours", "ca_on_respond_7_days"]
    met = Step.objects.using("keeper").filter(case_record_id=case.record_id, title__in=titles).get()
    assert met.done_at == AT
    assert met.done_by_id == country.caseworker.id
    assert not Deadline.objects.using("keeper").filter(subject_id=met.pk, met_at__isnull=True).exists()
    assert the_step(case, "ca_on_safety_assessment").due_at == AT + 5 * DAY


def test_the_last_of_several_starts_counts(country: Country, settings: Any) -> None:
    settings.TAKATUF_COUNTRY = "GB-ENG"
    case = started_case(country)

    with acting(country.caseworker) as by:
        happened(case, "strategy_discussion_held", by)
    first = the_step(case, "gb_eng_initial_conference").due_at
    with acting(country.caseworker) as by:
        happened(case, "strategy_discussion_held", by, days=7)

    again = the_step(case, "gb_eng_initial_conference")
    assert again.started_at == AT + 7 * DAY
    assert first is not None
    assert again.due_at == first + 7 * DAY
    clock = Deadline.objects.using("keeper").get(subject_id=again.pk)
    assert clock.due_at == again.due_at


def test_a_review_is_owed_again_after_each_review(country: Country, settings: Any) -> None:
    settings.TAKATUF_COUNTRY = "GB-ENG"
    case = started_case(country)

    with acting(country.caseworker) as by:
        happened(case, "review_conference_held", by)
        happened(case, "review_conference_held", by, days=170)

    assert the_step(case, "gb_eng_next_review").started_at == AT + 170 * DAY


def test_a_journey_does_not_count(country: Country, settings: Any) -> None:
    settings.TAKATUF_COUNTRY = "MY"
    case = started_case(country)
    with acting(country.caseworker) as by:
        happened(case, "child_taken", by)
    step = the_step(case, "my_child_to_court")

    with acting(country.caseworker) as by:
        for begins, ends in ((2, 6), (4, 9)):
            exclude_time(
                step_id=step.pk, code="journey", begins_at=AT + begins * HOUR, ends_at=AT + ends * HOUR, by=by, at=AT + DAY
            )  # fmt: skip
    with system_scope("clockwork"):
        check_deadlines(at=AT + 30 * HOUR)

    assert the_step(case, "my_child_to_court").due_at == AT + 31 * HOUR
    assert Deadline.objects.using("keeper").get(subject_id=step.pk).missed_level == 0


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"code": "rest"}, "code"),
        ({"ends_at": AT + HOUR}, "ends_at"),
        ({"ends_at": AT + 100 * DAY}, "ends_at"),
    ],
)
def test_a_time_that_cannot_be_left_out_is_refused(
    country: Country, settings: Any, changes: dict[str, object], path: str
) -> None:
    settings.TAKATUF_COUNTRY = "MY"
    case = started_case(country)
    with acting(country.caseworker) as by:
        happened(case, "child_taken", by)
    given = {"code": "journey", "begins_at": AT + HOUR, "ends_at": AT + 2 * HOUR} | changes

    with pytest.raises(InvalidInput) as refused, acting(country.caseworker) as by:
        exclude_time(step_id=the_step(case, "my_child_to_court").pk, by=by, at=AT + DAY, **given)  # type: ignore[arg-type]

    assert refused.value.path == path


def test_what_the_pack_does_not_know_or_has_not_happened_is_refused(country: Country) -> None:
    case = started_case(country)

    with pytest.raises(InvalidInput, match="code"), acting(country.caseworker) as by:
        happened(case, "moon_landing", by)
    with pytest.raises(InvalidInput, match="happened_at"), acting(country.caseworker) as by:
        happened(case, "shelter_entered", by, ago=-HOUR)


def test_an_agency_outside_the_case_records_nothing(country: Country) -> None:
    case = started_case(country)
    stranger = make_worker(make_agency(sector="social"), "caseworker")  # type: ignore[arg-type]

    with pytest.raises((NotFound, NotAllowed)), acting(stranger) as by:
        happened(case, "shelter_entered", by)

    assert not Step.objects.using("keeper").filter(title="sa_shelter").exists()
