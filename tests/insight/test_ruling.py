"""The rules that propose recommendations: each speaks at its threshold, and never where a number is hidden."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from takatuf.insight.dictionary import dictionary
from takatuf.insight.recommendations.ruling import (
    Beside,
    CampaignGrowth,
    findings,
    not_asked,
    rules,
    unasked_rules,
)
from takatuf.insight.rules import band_of, growth, share

ON = date(2026, 11, 23)


def _table(code: str, lines: list[dict[str, int | None]]) -> dict[str, Any]:
    columns = list(dictionary().tables[code].columns)
    cells = [[line.get(column, 0) for column in columns] for line in lines]
    return {
        "table": code, "withheld": False, "columns": columns, "rows": [f"2026-Q{place + 1}" for place in range(len(lines))],
        "cells": cells, "row_totals": [sum(value or 0 for value in line) for line in cells],
    }  # fmt: skip


def _spoken(
    *tables: dict[str, Any], assessed_on: date | None = ON, forum_on: date | None = ON, campaigns: Sequence[CampaignGrowth] = ()
) -> set[int]:  # fmt: skip
    beside = Beside(assessed_on=assessed_on, forum_on=forum_on, campaigns=campaigns)
    found = findings({table["table"]: table for table in tables}, beside=beside, on=ON)
    return {one.rule.number for one in found} - {20}


@pytest.mark.parametrize(
    ("code", "line", "number"),
    [
        ("reports_by_reporter", {"child": 10, "parent": 490}, 6),
        ("referrals_by_outcome", {"accepted": 90, "declined": 10}, 4),
        ("urgent_in_time", {"night_in_time": 90, "night_late": 10}, 3),
        ("first_share", {"day": 40, "three_days": 60}, 2),
        ("removal_time", {"benchmark": 40, "later": 60}, 9),
        ("follow_ups", {"90_done": 50, "90_not": 50}, 13),
        ("submissions_returned", {"returned": 50, "not_returned": 50}, 10),
        ("report_to_ruling", {"year": 40, "later": 60}, 11),
        ("harm_again", {"again": 10, "not_again": 90}, 14),
        ("feedback_given", {"answered": 50, "not_answered": 50}, 15),
        ("child_views", {"heard": 50, "not_heard": 50}, 21),
        ("care_asked", {"limit": 15}, 19),
        ("care_for_children", {"care": 20, "no_care": 80}, 22),
        ("first_door", {"stayed": 80, "passed_on": 20}, 1),
        ("linked_cases", {"one_agency": 20, "later": 10}, 5),
    ],
)
def test_a_rule_speaks_beyond_its_threshold_and_is_silent_where_a_number_is_hidden(
    code: str, line: dict[str, int | None], number: int
) -> None:
    hidden = {column: None if column in line else 0 for column in line}

    assert _spoken(_table(code, [line])) == {number}
    assert _spoken(_table(code, [hidden])) == set()
    assert _spoken({**_table(code, [line]), "withheld": True}) == set()


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("reports_by_reporter", {"child": 60, "parent": 440}),
        ("referrals_by_outcome", {"accepted": 195, "declined": 10}),
        ("first_share", {"day": 60, "three_days": 40}),
        ("follow_ups", {"90_done": 190, "90_not": 10}),
        ("care_asked", {"talk": 15}),
        ("care_for_children", {"care": 15, "no_care": 85}),
        ("first_door", {"stayed": 90, "passed_on": 10}),
        ("linked_cases", {"one_agency": 20, "within_day": 40}),
    ],
)
def test_a_rule_is_silent_within_its_threshold(code: str, line: dict[str, int | None]) -> None:
    assert _spoken(_table(code, [line])) == set()


@pytest.mark.parametrize(
    ("calls", "reports", "spoken"),
    [
        ({"test": 60, "abusive": 30, "silent": 5}, {"hotline": 10, "public_web": 900}, {17}),
        (
            {"test": 60, "abusive": 30, "silent": 5},
            {"hotline": 40},
            set(),
        ),  # those that became reports are calls too
        (
            {"test": 20, "silent": 40, "repeated": 40},
            {"hotline": 10},
            set(),
        ),  # who says nothing may need help
        ({"test": 60, "abusive": None}, {"hotline": 10}, set()),
        ({"test": 60, "abusive": 30}, {"hotline": None}, set()),
    ],
)
def test_jokes_are_counted_among_all_calls_and_never_the_silent_ones(
    calls: dict[str, int | None], reports: dict[str, int | None], spoken: set[int]
) -> None:
    doors = {**_table("reports_by_channel", [reports])}

    assert _spoken(_table("calls_without_report", [calls]), doors) == spoken
    assert _spoken(_table("calls_without_report", [calls]), {**doors, "rows": ["2025-Q4/2026-Q3"]}) == set()


def test_the_growth_of_extortion_is_read_between_half_years() -> None:
    grown = [{"extortion": count, "labour": 100} for count in (20, 20, 40, 40)]

    assert _spoken(_table("reports_by_kind", grown)) == {8}
    assert _spoken(_table("reports_by_kind", grown[:3])) == set()
    assert _spoken(_table("reports_by_kind", [{"extortion": None, "labour": 100}, *grown[1:]])) == set()


def test_a_self_assessment_older_than_a_year_is_asked_for_again() -> None:
    assert _spoken(assessed_on=None) == {24}
    assert _spoken(assessed_on=date(2025, 1, 1)) == {24}
    assert _spoken(assessed_on=date(2026, 6, 1)) == set()


def test_a_forum_is_asked_for_again_after_two_years() -> None:
    assert _spoken(forum_on=None) == {23}
    assert _spoken(forum_on=date(2024, 11, 1)) == {23}
    assert _spoken(forum_on=date(2025, 11, 1)) == set()
    assert _spoken(forum_on=date(2027, 2, 1)) == set()  # one is called already


@pytest.mark.parametrize(
    ("reach", "sought", "spoken"),
    [
        ((200, 400), (20, 20), {7}),  # reach doubled, nobody more sought help
        ((0, 400), (0, 0), {7}),
        ((200, 400), (20, 25), set()),  # help grew by a quarter
        ((200, 250), (20, 20), set()),  # reach grew by a quarter
        ((200, 400), (0, 10), set()),
        ((None, 400), (20, 20), set()),
        ((200, 400), (20, None), set()),
    ],
)
def test_reach_that_grew_while_help_seeking_did_not_asks_for_other_teaching(
    reach: tuple[int | None, int | None], sought: tuple[int | None, int | None], spoken: set[int]
) -> None:
    one = CampaignGrowth(
        reach_before=reach[0], reach_after=reach[1], help_before=sought[0], help_after=sought[1]
    )

    assert _spoken(campaigns=[one]) == spoken


CHILDREN = {"SA-01": 600, "SA-02": 300, "SA-14": 100}


@pytest.mark.parametrize(
    ("line", "below"),
    [
        ({"SA-01": 80, "SA-02": 14, "SA-14": 6, "not_said": 900}, ("SA-02",)),  # 30 in a hundred children, 14 in a hundred reports
        ({"SA-01": 100, "SA-02": 40, "SA-14": 0, "not_said": 10}, ("SA-14",)),  # a true zero
        ({"SA-01": 100, "SA-02": 15, "SA-14": None, "not_said": 0}, ("SA-02",)),  # a hidden one is not named
        ({"SA-01": 60, "SA-02": 30, "SA-14": 10, "not_said": 10}, ()),
        ({"SA-01": 95, "SA-02": 5, "not_said": None}, ()),  # then nobody knows how many name a region
    ],
)  # fmt: skip
def test_a_region_with_far_fewer_reports_than_its_children_is_named(line: dict[str, int | None], below: tuple[str, ...]) -> None:  # fmt: skip
    table = _table("reports_by_region", [line])
    if line.get("SA-14", 0) is None:
        table["row_totals"] = [125]

    found = findings(
        {"reports_by_region": table}, beside=Beside(assessed_on=ON, forum_on=ON, children=CHILDREN), on=ON
    )

    assert [one.regions for one in found if one.rule.number == 18] == ([below] if below else [])


def test_regions_are_not_compared_before_the_country_says_where_its_children_live() -> None:
    assert _spoken(_table("reports_by_region", [{"SA-01": 100, "SA-02": 10, "not_said": 0}])) == set()
    assert len(unasked_rules(knows_children=False)) == len(unasked_rules(knows_children=True)) + 1


def test_the_24_rules_of_the_list_are_asked_or_say_what_is_missing() -> None:
    asked = {rule.number for rule in rules()}
    missing = {one["number"] for one in not_asked()}

    assert asked | missing == set(range(1, 25))
    assert asked & missing == set()
    for rule in rules():
        if "table" in rule.trigger:
            columns = set(dictionary().tables[rule.trigger["table"]].columns)
            named = {*rule.trigger.get("of", ()), *rule.trigger.get("among", ())} | (
                {rule.trigger["band"]} if "band" in rule.trigger else set()
            )
            assert named <= columns
        if beside := rule.trigger.get("beside"):
            assert set(beside["of"]) <= set(dictionary().tables[beside["table"]].columns)


def test_readings_say_nothing_of_hidden_numbers() -> None:
    assert share(None, 10) is None
    assert share(3, None) is None
    assert share(3, 0) is None
    assert share(15, 10) == 100  # rounded parts may exceed a rounded whole
    assert band_of([10, None], 50) is None
    assert band_of([0, 0], 50) is None
    assert (band_of([60, 30, 10], 50), band_of([60, 30, 10], 90), band_of([50, 0, 50], 90)) == (0, 1, 2)
    assert growth(0, 10) is None
    assert growth(20, 30) == 50
