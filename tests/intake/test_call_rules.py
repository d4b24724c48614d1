"""When to call back, what a pattern is, how serial numbers are read."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takatuf.intake.calls.rules import (
    next_attempt_at,
    next_safe_time,
    pattern_of,
    read_serial,
    serial_of,
    within_safe_hours,
)

EVENING = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
TIMES = st.times()
MOMENTS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone


def test_hours_that_pass_midnight_are_safe_at_night_and_not_at_noon() -> None:
    assert within_safe_hours(time(23), time(22), time(2))
    assert within_safe_hours(time(1), time(22), time(2))
    assert not within_safe_hours(time(12), time(22), time(2))


@given(MOMENTS, TIMES, TIMES)
def test_the_next_safe_time_is_safe_and_within_a_day(moment: datetime, begins: time, ends: time) -> None:
    found = next_safe_time(moment, begins, ends)

    assert within_safe_hours(found.time(), begins, ends)
    assert moment <= found <= moment + timedelta(days=1)


@given(MOMENTS, st.integers(1, 20), st.booleans(), st.one_of(st.none(), st.tuples(TIMES, TIMES)))
def test_the_next_try_is_later_and_never_outside_the_safe_hours(
    local: datetime, attempts: int, somebody_else: bool, hours: tuple[time, time] | None
) -> None:
    begins, ends = hours or (None, None)

    found = next_attempt_at(
        somebody_else=somebody_else, attempts=attempts, local=local, safe_from=begins, safe_until=ends
    )

    assert found >= local + timedelta(hours=24 if somebody_else else 1)
    assert within_safe_hours(found.time(), begins, ends)


def test_after_nobody_answered_the_waits_grow() -> None:
    waits = [
        next_attempt_at(somebody_else=False, attempts=n, local=EVENING, safe_from=None, safe_until=None)
        - EVENING
        for n in (1, 2, 3, 9)
    ]

    assert waits == [timedelta(hours=1), timedelta(hours=3), timedelta(days=1), timedelta(days=1)]


@pytest.mark.parametrize(
    ("total", "silent", "pattern"),
    [(1, 1, ""), (2, 2, "silent"), (3, 0, ""), (4, 0, "often"), (9, 2, "silent")],
)
def test_two_silent_calls_or_four_calls_are_a_pattern(total: int, silent: int, pattern: str) -> None:
    assert pattern_of(total=total, silent=silent) == pattern


@given(st.integers(2020, 2099), st.integers(1, 999_999))
def test_a_serial_number_is_read_however_it_is_typed(year: int, number: int) -> None:
    serial = serial_of(year, number)

    assert read_serial(serial) == serial
    assert read_serial(f" {serial.lower().replace('-', ' ')} ") == serial
    assert read_serial(f"{year % 100}-{number}") == serial


@pytest.mark.parametrize("text", ["", "P-26", "hello", "P-26-1234567", "2026-11-23"])
def test_what_is_no_serial_number_reads_as_none(text: str) -> None:
    assert read_serial(text) == ""
