"""When somebody is told: by hand-computed moments, and whatever the hours are."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from takatuf.clocks.notices.rules import digest_is_due, is_quiet, set_hour_passed, urgent_is_told
from tests.clocks.duty import riyadh

ZONE = ZoneInfo("Asia/Riyadh")
HOURS = [time(8), time(13)]
NIGHT = {"begins": time(21), "ends": time(7)}


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [(time(20, 59), False), (time(21), True), (time(0), True), (time(6, 59), True), (time(7), False)],
)
def test_quiet_hours_run_over_midnight(moment: time, quiet: bool) -> None:
    assert is_quiet(moment, **NIGHT) is quiet


def test_without_quiet_hours_no_moment_is_quiet() -> None:
    assert not is_quiet(time(3), begins=None, ends=None)


@pytest.mark.parametrize(
    ("since", "at", "due"),
    [
        (riyadh(26, 8), riyadh(26, 12, 59), False),
        (riyadh(26, 8), riyadh(26, 13), True),
        (riyadh(26, 13), riyadh(27, 7, 59), False),
        (riyadh(26, 13), riyadh(27, 8), True),
        (riyadh(20, 13), riyadh(26, 7), True),  # the worker was stopped for days: told once it is back
    ],
)
def test_a_digest_is_due_at_its_hours(since: datetime, at: datetime, due: bool) -> None:
    assert set_hour_passed(HOURS, since=since, at=at, zone=ZONE) is due


def test_a_digest_waits_for_the_end_of_quiet_hours_and_not_for_who_is_on_duty() -> None:
    early = {"since": riyadh(26, 13), "at": riyadh(27, 5, 30), "zone": ZONE, **NIGHT}

    assert not digest_is_due([time(5)], on_duty=False, **early)
    assert digest_is_due([time(5)], on_duty=True, **early)
    assert digest_is_due([time(5)], on_duty=False, **{**early, "at": riyadh(27, 7)})


def test_an_urgent_call_is_told_besides_outside_quiet_hours_to_who_is_not_rung() -> None:
    assert urgent_is_told(riyadh(26, 12), zone=ZONE, on_duty=False, **NIGHT)
    assert not urgent_is_told(riyadh(26, 23), zone=ZONE, on_duty=False, **NIGHT)
    assert not urgent_is_told(riyadh(26, 12), zone=ZONE, on_duty=True, **NIGHT)


_MOMENTS = some.integers(0, 7 * 24 * 60).map(lambda minutes: riyadh(20, 0) + timedelta(minutes=minutes))


@given(_MOMENTS, _MOMENTS, _MOMENTS, some.lists(some.times(), min_size=1, max_size=2))
def test_no_hour_is_told_twice_and_none_is_lost(
    one: datetime, two: datetime, three: datetime, hours: list[time]
) -> None:
    first, second, third = sorted((one, two, three))
    hours = [hour.replace(tzinfo=None) for hour in hours]

    def passed(since: datetime, at: datetime) -> bool:
        return set_hour_passed(hours, since=since, at=at, zone=ZONE)

    assert passed(first, third) == (passed(first, second) or passed(second, third))
