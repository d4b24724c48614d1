"""The scorecard: gates, points, holds, and the promises that no change of weights may break."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takatuf.intake.content import Signals
from takatuf.triage.rules import (
    Level,
    level_name,
    load_rules,
    needs_two_people,
    order_key,
    rate,
    rate_again,
    review_limit,
    sentence,
    sentences,
)

KNOWN = Signals(child_age=16, child_reachable=True, danger_now=False)
NUMBERS = ("child_age", "previous_reports_linked")
FACTS = tuple(each.name for each in fields(Signals) if each.name not in NUMBERS)
DANGERS = tuple(name for name in FACTS if name != "child_reachable")


def signals() -> st.SearchStrategy[Signals]:
    known = st.sampled_from([None, True, False])
    return st.builds(
        Signals,
        **dict.fromkeys(FACTS, known),
        child_age=st.none() | st.integers(0, 17),
        previous_reports_linked=st.integers(0, 5),
    )


@pytest.mark.parametrize(
    ("name", "gate"),
    [
        ("danger_now", "A1"),
        ("life_threatened", "A1"),
        ("happening_live_or_within_72h", "A2"),
        ("meeting_arranged", "A3"),
        ("self_harm", "A4"),
        ("sadistic_coercion", "A4"),
        ("suspect_lives_or_cares_and_recent", "A5"),
        ("child_missing", "A6"),
        ("child_under_2_or_cannot_speak", "A7"),
        ("partner_flagged_immediate", "A8"),
        ("threatened_or_extorted_now", "A9"),
        ("extortion_ongoing", "A9"),
    ],
)
def test_each_gate_alone_gives_level_1(name: str, gate: str) -> None:
    rating = rate(replace(KNOWN, **{name: True}))

    assert rating.level is Level.IMMEDIATE
    assert gate in rating.gates
    assert sentences(rating, "ar")[0].startswith("لأن")


def test_a_child_under_two_is_a_gate_by_age_alone() -> None:
    assert rate(replace(KNOWN, child_age=1)).gates == ("A7",)


def test_contact_access_and_a_young_child_are_level_2_within_4_clock_hours() -> None:
    rating = rate(Signals(contact_in_person=True, suspect_access=True, child_age=12))

    assert rating.points == 9
    assert rating.level is Level.URGENT
    assert review_limit(rating.level) == timedelta(hours=4)


@pytest.mark.parametrize(
    ("more", "points", "level"),
    [
        ({}, 2, Level.STANDARD),
        ({"child_reachable": None}, 0, Level.PRIORITY),
        ({"violence_at_home": True, "picture_spread": True}, 5, Level.PRIORITY),
        ({"contact_in_person": True, "suspect_access": True}, 9, Level.URGENT),
        ({"previous_reports_linked": 7}, 6, Level.PRIORITY),
    ],
)
def test_points_decide_the_level(more: dict[str, bool | int | None], points: int, level: Level) -> None:
    rating = rate(replace(KNOWN, **more))

    assert (rating.points, rating.level) == (points, level)


def test_nothing_known_is_level_3_with_three_reasons() -> None:
    rating = rate(Signals())

    assert rating.level is Level.PRIORITY
    assert [reason.code for reason in rating.reasons] == [
        "age_unknown",
        "whereabouts_unknown",
        "danger_unknown",
    ]


def test_level_5_is_reached_by_points_alone() -> None:
    assert load_rules().level_for(0) is Level.INFORMATION
    assert load_rules().level_for(1) is Level.INFORMATION


def test_review_limits_are_clock_time_at_every_level() -> None:
    limits = [review_limit(level) for level in Level]

    hour = timedelta(hours=1)
    assert limits == [timedelta(minutes=15), 4 * hour, 24 * hour, 72 * hour, timedelta(days=30)]


def test_level_3_is_named_as_practice_says() -> None:
    assert level_name(Level.PRIORITY, "ar") == "ذو أولوية"


def test_lowering_from_1_or_2_needs_two_people_and_raising_one() -> None:
    assert needs_two_people(Level.IMMEDIATE, Level.URGENT)
    assert needs_two_people(Level.URGENT, Level.INFORMATION)
    assert not needs_two_people(Level.PRIORITY, Level.STANDARD)
    assert not needs_two_people(Level.PRIORITY, Level.IMMEDIATE)
    assert not needs_two_people(Level.URGENT, Level.URGENT)


def test_queue_is_ordered_by_urgency_then_clock_then_the_childs_own_report() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    adult = order_key(Level.URGENT, noon, reported_by_child=False)
    child = order_key(Level.URGENT, noon, reported_by_child=True)
    later = order_key(Level.IMMEDIATE, noon + timedelta(hours=1), reported_by_child=False)

    assert sorted([adult, child, later]) == [later, child, adult]


@given(signals(), st.sampled_from(DANGERS))
def test_learning_of_a_danger_never_lowers_urgency(before: Signals, name: str) -> None:
    after = replace(before, **{name: True})

    assert not (getattr(before, name) is None and name == "danger_now") or rate(after).level == 1
    assert rate(after).level <= rate(before).level


@given(signals(), st.integers(0, 5))
def test_another_linked_report_never_lowers_urgency(before: Signals, more: int) -> None:
    after = replace(before, previous_reports_linked=before.previous_reports_linked + more)

    assert rate(after).level <= rate(before).level


@given(signals(), st.integers(0, 17))
def test_a_younger_child_never_lowers_urgency(before: Signals, age: int) -> None:
    older, younger = (
        replace(before, child_age=max(age, before.child_age or 0)),
        replace(before, child_age=age),
    )

    assert rate(younger).level <= rate(older).level


@given(signals(), signals())
def test_a_new_rating_by_the_machine_never_lowers_the_level_that_stands(
    before: Signals, after: Signals
) -> None:
    stands = rate(before).level

    rating = rate_again(after, before=stands)

    assert rating.level <= stands
    assert rating.level <= rate(after).level


@given(signals(), st.sampled_from([None, False]))
def test_knowing_where_the_child_is_never_lowers_the_level_that_stands(
    before: Signals, reachable: bool | None
) -> None:
    unknown = replace(before, child_reachable=reachable)
    stands = rate(unknown).level

    assert rate_again(replace(unknown, child_reachable=True), before=stands).level <= stands


@given(signals())
def test_unknown_age_or_whereabouts_or_danger_holds_at_level_3(before: Signals) -> None:
    for name in ("child_age", "child_reachable", "danger_now"):
        assert rate(replace(before, **{name: None})).level <= Level.PRIORITY


@given(signals())
def test_every_reason_has_a_sentence_in_both_languages(before: Signals) -> None:
    rating = rate_again(before, before=Level.INFORMATION)

    assert all(line.startswith("لأن") for line in sentences(rating, "ar"))
    assert all(line.startswith("because") for line in sentences(rating, "en"))
    assert rating.reasons or rating.level is Level.INFORMATION
    assert rating.points == sum(reason.weight for reason in rating.reasons)


def test_a_standing_level_says_that_only_a_person_lowers_it() -> None:
    rating = rate_again(KNOWN, before=Level.URGENT)

    assert rating.level is Level.URGENT
    assert "شخص" in sentence(rating.reasons[-1], "ar")


def test_no_rule_reads_a_trait_of_a_person_and_each_names_its_origin() -> None:
    rules = load_rules()
    forbidden = ("nationality", "religion", "gender", "sex", "ethnic", "reporter", "language")

    for each in fields(Signals):
        assert not any(word in each.name for word in forbidden)
    for rule in (*rules.gates, *rules.factors, *rules.holds):
        assert rule.origin
    assert all(level.origin for level in rules.levels)
