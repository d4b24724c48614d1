"""Charts and sentences: drawn from published numbers, right to left in Arabic, with a mark where a series breaks."""

import re
import sys
from dataclasses import replace
from typing import Any

import pytest
from django.utils.translation import override

from takatuf.insight import charts
from takatuf.insight.dictionary import SeriesBreak, Words, dictionary
from takatuf.insight.saying import sentence_of_trend
from takatuf.insight.series import series_of

TABLE: dict[str, Any] = {
    "table": "feedback_given", "family": "reports", "columns": ["answered", "not_answered", "no_mailbox"], "withheld": False,
    "rows": ["2026-Q1", "2026-Q2"], "row_totals": [100, 40], "column_totals": [120, None, 0], "total": 140,
}  # fmt: skip


def _places(svg: str, *words: str) -> list[float]:
    """How far from the left each word stands."""
    found = []
    for word in words:
        (place,) = re.findall(rf'transform="translate\(([-0-9.]+),[^>]*>{word}<', svg)
        found.append(float(place))
    return found


def test_a_hidden_number_is_a_word_and_arabic_bars_grow_from_the_right() -> None:
    drawn = charts.draw_charts({"tables": [TABLE]})

    arabic, english = (drawn[language]["feedback_given"] for language in ("ar", "en"))
    assert ">مخفي<" in arabic
    assert ">hidden<" in english
    assert ">كُتب إليهم<" in arabic
    number, hidden = _places(arabic, "120", "مخفي")
    assert number < hidden
    number, hidden = _places(english, "120", "hidden")
    assert number > hidden


def test_time_runs_in_reading_order_and_a_break_is_marked_before_its_quarter() -> None:
    known = replace(dictionary(), breaks=(SeriesBreak("feedback_given", "2026-Q2", Words("أ", "b")),))

    for language, before in (("ar", False), ("en", True)):
        with override(language):
            spec = charts._trend(series_of([{"tables": [TABLE]}], "reports"), "reports", known)
            assert spec is not None
            svg = charts._draw(spec)
        first, last = _places(svg, "2026/1", "2026/2")
        assert (first < last) is before
        assert svg.count("stroke-dasharray") == 1


def test_totals_are_brought_together_from_releases_that_follow_each_other() -> None:
    one = {"tables": [{**TABLE, "rows": ["2026-Q3"], "row_totals": [50]}]}
    together = {"tables": [{**TABLE, "rows": ["2025-Q1/2025-Q4"], "row_totals": [30]}]}
    withheld = {"tables": [{**TABLE, "rows": [], "row_totals": []}]}

    assert series_of([together, {"tables": [TABLE]}, withheld, one], "reports") == [
        ("2026-Q1", 100), ("2026-Q2", 40), ("2026-Q3", 50),
    ]  # fmt: skip
    assert series_of([one], "reports") == []
    assert series_of([one, one], "cases") == []


def test_a_table_in_which_nothing_is_shown_has_no_chart() -> None:
    empty = {**TABLE, "total": 0, "column_totals": [0, 0, 0], "row_totals": [0, 0]}
    withheld = {**TABLE, "withheld": True, "rows": [], "row_totals": [], "column_totals": []}

    assert charts.draw_charts({"tables": [empty]}) == {"ar": {}, "en": {}}
    assert charts.draw_charts({"tables": [withheld]}) == {"ar": {}, "en": {}}


def test_without_the_extra_there_are_tables_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)

    assert not charts.charts_are_there()
    assert charts.draw_charts({"tables": [TABLE]}) == {}


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (100, 150, "About 50% more in b than in a."), (100, 40, "About 60% fewer in b than in a."),
        (100, 100, "About as many in b as in a."), (None, 40, "From a to b, quarter by quarter."),
        (0, 40, "From a to b, quarter by quarter."),
    ],
)  # fmt: skip
def test_the_sentence_of_a_trend_says_published_totals_only(
    first: int | None, last: int | None, said: str
) -> None:
    with override("en"):
        assert sentence_of_trend([("a", first), ("b", last)]) == said
