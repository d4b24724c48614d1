"""Quarters and periods."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from takatuf.insight.rules import Quarter, last_quarters, quarters_of


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)))
def test_every_day_lies_in_its_quarter_and_quarters_join(day: date) -> None:
    quarter = Quarter.of(day)

    assert quarter.first_day <= day <= quarter.last_day
    assert quarter.next.first_day == quarter.last_day + timedelta(days=1)
    assert quarter.next.before == quarter


def test_the_last_four_quarters_are_over() -> None:
    assert [str(quarter) for quarter in last_quarters(date(2026, 11, 23))] == [
        "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3",
    ]  # fmt: skip


def test_the_label_of_a_row_names_its_quarters() -> None:
    assert quarters_of("2026-Q3") == (Quarter(2026, 3),)
    assert [str(quarter) for quarter in quarters_of("2025-Q4/2026-Q2")] == ["2025-Q4", "2026-Q1", "2026-Q2"]


def test_the_running_quarter_comes_only_when_asked_for() -> None:
    assert str(last_quarters(date(2026, 11, 23), running=True)[-1]) == "2026-Q4"
