"""The ladder of effect: counted at night, no small number in it, and reach stands apart from what changed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.awareness import actions
from takatuf.insight.ladder.actions import count_ladders
from takatuf.insight.ladder.models import Ladder
from takatuf.insight.ladder.queries import ladder_of, rungs_apart
from takatuf.insight.ladder.rules import Asked, Help, Raw, safe_help, safe_ladder, safe_number
from takatuf.intake.actions import receive_report
from takatuf.intake.content import Channel, ReportContent, ReporterKind
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotAllowed
from takatuf.kernel.ids import uuid7
from tests.awareness.situations import make_campaign, make_gathering, make_officer
from tests.factories import acting, make_agency, make_worker
from tests.insight.attacking import MINIMUM, Attack


def _numbers(value: object) -> list[float]:
    if isinstance(value, dict):
        return [number for part in value.values() for number in _numbers(part)]
    if isinstance(value, list):
        return [number for part in value for number in _numbers(part)]
    return [value] if isinstance(value, int) else []


@pytest.mark.usefixtures("house")
def test_two_ladders_far_enough_apart_are_compared_and_younger_campaigns_left_out() -> None:
    old, young, today = uuid7(), uuid7(), now().date()
    rungs = [safe_ladder(Raw(people_reached=people, copies=0, came=0, places_taken=0, questions=()), Help(0, 0, 0)) for people in (100, 200, 400)]  # fmt: skip
    with system_scope("counting"):
        for campaign, days, place in (
            (old, 100, 0),
            (old, 95, 1),
            (old, 0, 2),
            (young, 80, 0),
            (young, 0, 2),
        ):
            Ladder(
                campaign_id=campaign,
                counted_on=today - timedelta(days=days),
                rungs=rungs[place],
                counted_at=now(),
            ).save(force_insert=True)
        found = rungs_apart(days=90)

    assert [(before["reach"]["people"], after["reach"]["people"]) for before, after in found] == [(200, 400)]


@given(
    *(st.integers(0, 60) for _ in range(4)),
    st.lists(st.tuples(st.sampled_from(["before", "after", "later"]), st.integers(0, 40), st.integers(0, 40)), max_size=3),
)  # fmt: skip
def test_no_ladder_shows_a_number_under_ten(
    people: int, copies: int, came: int, places: int, answers: list[tuple[str, int, int]]
) -> None:
    asked = [Asked("l", "q", "knowledge", moment, right + other, right) for moment, right, other in answers]

    shown = safe_ladder(
        Raw(people_reached=people, copies=copies, came=came, places_taken=places, questions=asked),
        Help(None, 0, None),
    )

    assert [number for number in _numbers(shown) if 0 < number < 10] == []


_COUNT = st.one_of(st.integers(0, 9), st.integers(0, 60))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(_COUNT, _COUNT), min_size=1, max_size=4), st.tuples(_COUNT, _COUNT))
def test_who_sought_help_with_a_code_is_not_found_from_all_codes_and_the_published_figures(
    campaigns: list[tuple[int, int]], without: tuple[int, int]
) -> None:
    everything = [without[place] + sum(one[place] for one in campaigns) for place in (0, 1)]

    shown = safe_help(campaigns, (everything[0], everything[1]))

    assert len(shown) == len(campaigns)
    rows = len(campaigns)
    attack = Attack({"codes": (rows + 1, 2)})
    for row, one in enumerate(shown):
        told = (one.reports, one.calls, one.all)
        nothing = all(value is None for value in told)
        for cells, value in zip(([0], [1], [0, 1]), told, strict=True):
            attack.printed([("codes", row, cell) for cell in cells], value, unknown_low=0 if nothing else 1)
    # What the published figures may print of all: a small number is hidden there, and another one with it.
    printed = {(0, 1): sum(everything)}
    if not any(0 < whole < MINIMUM for whole in everything):
        printed |= {(0,): everything[0], (1,): everything[1]}
    for columns, whole in printed.items():
        if whole == 0 or whole >= MINIMUM:
            line = [("codes", row, column) for row in range(rows + 1) for column in columns]
            attack.printed(line, (whole + 2) // 5 * 5, unknown_low=0)
    for row, one in enumerate(campaigns):
        for cells, value in zip(([0], [1], [0, 1]), (*one, sum(one)), strict=True):
            if 0 < value < MINIMUM:
                low, high = attack.range_of([("codes", row, cell) for cell in cells])
                assert low <= value <= high
                assert high >= MINIMUM
                assert high - low + 1 >= MINIMUM


def test_few_calls_of_one_code_do_not_show_beside_another_code_and_all_calls() -> None:
    """Seventeen calls in all, thirteen with one code: the other's four would be seen, so the thirteen are hidden too."""
    first, second = safe_help([(40, 13), (40, 4)], (500, 17))

    assert second.calls is None
    assert first.calls is None
    assert safe_help([(40, 13), (40, 4)], (500, 300))[0].calls == 15


def test_a_safe_number_is_rounded_and_a_true_zero_stands() -> None:
    assert [safe_number(count) for count in (0, 1, 9, 10, 12, 13)] == [0, None, None, 10, 10, 15]


def _tells(code: str, lead: object, channel: Channel = Channel.PUBLIC_WEB) -> None:
    content = ReportContent(
        channel=channel, reporter_kind=ReporterKind.CHILD, narrative="كلام محايد", campaign=code
    )
    with system_scope("intake") as by:
        receive_report(content=content, key=f"tests-of-the-ladder-{uuid7()}", lead=lead, by=by, at=now())  # type: ignore[arg-type]


@pytest.mark.usefixtures("house")
def test_reports_with_the_code_stand_on_the_ladder_after_the_night_and_no_earlier() -> None:
    officer, centre = make_officer(), make_agency("centre")
    campaign = make_campaign(officer)
    visit = make_gathering(officer, campaign)
    for _ in range(12):
        _tells(campaign.code, centre.id)
    for _ in range(3):
        _tells(campaign.code, centre.id, Channel.HOTLINE)
    _tells("", centre.id)
    with acting(officer) as by:
        actions.add_paper_answers(
            gathering_id=visit.pk,
            moment="after",
            counts={("pay", "no"): 28, ("pay", "yes"): 12},
            by=by,
            at=now(),
        )

    with system_scope("counting") as by:
        first = count_ladders(by=by, at=now())
        again = count_ladders(by=by, at=now())
    with acting(officer) as by:
        tonight = ladder_of(campaign.pk, by=by)
    with system_scope("counting") as by:
        count_ladders(by=by, at=now() + timedelta(days=1))
    with acting(officer) as by:
        tomorrow = ladder_of(campaign.pk, by=by)

    assert (first, again) == (1, 0)
    assert tonight is not None
    assert tomorrow is not None
    assert tonight.all_help == 0
    assert tomorrow.all_help == 15 or tomorrow.all_help is None
    assert tomorrow.calls is None
    assert None in (tomorrow.reports, tomorrow.all_help)
    assert tomorrow.knowledge[0].after is not None
    assert (tomorrow.knowledge[0].after.counted, tomorrow.knowledge[0].after.answers) == (30, 40)


@pytest.mark.usefixtures("house")
def test_a_ladder_is_read_by_who_works_at_awareness_and_written_by_the_night_alone() -> None:
    officer = make_officer()
    campaign = make_campaign(officer)
    with system_scope("counting") as by:
        count_ladders(by=by, at=now())
    row = Ladder.objects.get()

    with acting(make_worker(make_agency(), Role.CASEWORKER)) as by, pytest.raises(NotAllowed):
        ladder_of(campaign.pk, by=by)
    with acting(officer):
        with pytest.raises(DatabaseError), transaction.atomic():
            Ladder(campaign_id=uuid7(), counted_on=now().date(), rungs={}, counted_at=now()).save(
                force_insert=True
            )
        with pytest.raises(DatabaseError), transaction.atomic():
            Ladder.objects.filter(pk=row.pk).update(rungs={})
    with system_scope("counting"), pytest.raises(IntegrityError), transaction.atomic():
        Ladder(campaign_id=campaign.pk, counted_on=row.counted_on, rungs={}, counted_at=now()).save(
            force_insert=True
        )
