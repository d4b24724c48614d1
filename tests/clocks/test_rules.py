"""Limits against hand-computed dates, and their properties."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takatuf.clocks.calendars import calendar
from takatuf.clocks.rules import Calendar, Limit, Unit, add_time, level_at
from takatuf.kernel.errors import NotFound

RIYADH = ZoneInfo("Asia/Riyadh")
SA = Calendar("SA", RIYADH, frozenset({6, 0, 1, 2, 3}), time(8), time(16), frozenset({date(2026, 9, 23)}))
LONDON = Calendar("GB", ZoneInfo("Europe/London"), frozenset(range(5)), time(9), time(17), frozenset())

starts = st.integers(1_704_067_200, 2_051_222_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
limits = st.builds(Limit, st.integers(0, 60), st.sampled_from(Unit))
shared_units = st.sampled_from([unit for unit in Unit if unit is not Unit.MONTHS])


def riyadh(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=RIYADH)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        # 2026-11-26 is a Thursday: clock hours run through the weekend, working time waits for Sunday.
        ("2026-11-26T15:30", 1, Unit.CLOCK_HOURS, "2026-11-26T16:30"),
        ("2026-11-26T15:30", 24, Unit.CLOCK_HOURS, "2026-11-27T15:30"),
        ("2026-11-26T15:30", 4, Unit.WORKING_HOURS, "2026-11-29T11:30"),
        ("2026-11-26T20:00", 4, Unit.WORKING_HOURS, "2026-11-29T12:00"),
        ("2026-11-27T10:00", 0, Unit.WORKING_HOURS, "2026-11-29T08:00"),
        ("2026-11-29T08:00", 8, Unit.WORKING_HOURS, "2026-11-29T16:00"),
        ("2026-11-26T15:30", 1, Unit.WORKING_DAYS, "2026-11-29T16:00"),
        ("2026-11-26T15:30", 5, Unit.WORKING_DAYS, "2026-12-03T16:00"),
        ("2026-11-27T10:00", 1, Unit.WORKING_DAYS, "2026-11-29T16:00"),
        ("2026-11-26T15:30", 0, Unit.WORKING_DAYS, "2026-11-26T16:00"),
        ("2026-11-26T16:30", 0, Unit.WORKING_DAYS, "2026-11-29T16:00"),
        # 2026-09-23, National Day, is a Wednesday.
        ("2026-09-22T12:00", 1, Unit.WORKING_DAYS, "2026-09-24T16:00"),
        ("2026-09-22T15:00", 2, Unit.WORKING_HOURS, "2026-09-24T09:00"),
        ("2026-11-26T15:30", 3, Unit.CALENDAR_DAYS, "2026-11-29T15:30"),
        ("2026-01-31T09:00", 1, Unit.MONTHS, "2026-02-28T09:00"),
        ("2026-11-15T09:00", 3, Unit.MONTHS, "2027-02-15T09:00"),
        ("2026-11-15T09:00", 1, Unit.MONTHS, "2026-12-15T09:00"),
        ("2026-12-15T09:00", 12, Unit.MONTHS, "2027-12-15T09:00"),
    ],
)
def test_a_limit_ends_on_the_day_counted_by_hand(start: str, amount: int, unit: Unit, due: str) -> None:
    assert add_time(riyadh(start), Limit(amount, unit), SA) == riyadh(due)


def test_calendar_days_keep_the_time_of_day_when_clocks_change() -> None:
    start = datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/London"))

    due = add_time(start, Limit(1, Unit.CALENDAR_DAYS), LONDON)

    assert due == datetime(2026, 3, 29, 11, tzinfo=UTC)


def test_the_saudi_calendar_knows_its_week_and_its_holidays() -> None:
    saudi = calendar("SA")

    assert saudi.works_on(date(2026, 11, 29))  # Sunday
    assert not saudi.works_on(date(2026, 11, 27))  # Friday
    assert not saudi.works_on(date(2026, 9, 23))  # National Day
    assert not saudi.works_on(date(2026, 3, 22))  # Eid al-Fitr, a Sunday
    with pytest.raises(NotFound):
        calendar("XX")


@given(starts, limits)
def test_a_limit_never_ends_before_it_starts(start: datetime, limit: Limit) -> None:
    assert add_time(start, limit, SA) >= start


@given(starts, st.integers(0, 40), shared_units)
def test_a_longer_limit_never_ends_sooner(start: datetime, amount: int, unit: Unit) -> None:
    assert add_time(start, Limit(amount + 1, unit), SA) >= add_time(start, Limit(amount, unit), SA)


@given(starts, st.timedeltas(timedelta(0), timedelta(days=10)), st.integers(0, 40), shared_units)
def test_a_later_start_never_ends_sooner(start: datetime, later: timedelta, amount: int, unit: Unit) -> None:
    assert add_time(start + later, Limit(amount, unit), SA) >= add_time(start, Limit(amount, unit), SA)


@given(starts, st.integers(1, 60))
def test_working_days_end_when_an_office_closes(start: datetime, amount: int) -> None:
    due = add_time(start, Limit(amount, Unit.WORKING_DAYS), SA).astimezone(RIYADH)

    assert SA.works_on(due.date())
    assert due.time() == SA.closes
    first = start.astimezone(RIYADH).date()
    days = (first + timedelta(days=n) for n in range(1, (due.date() - first).days + 1))
    assert sum(SA.works_on(day) for day in days) == amount


@given(starts, st.integers(0, 40), st.integers(0, 40))
def test_working_hours_add_up(start: datetime, first: int, second: int) -> None:
    once = add_time(start, Limit(first + second, Unit.WORKING_HOURS), SA)
    halfway = add_time(start, Limit(first, Unit.WORKING_HOURS), SA)

    assert add_time(halfway, Limit(second, Unit.WORKING_HOURS), SA) == once


@given(starts, st.timedeltas(timedelta(0), timedelta(days=90)))
def test_levels_rise_in_order_and_end_at_three(start: datetime, span: timedelta) -> None:
    moments = [level_at(level, started_at=start, due_at=start + span) for level in (1, 2, 3, 4)]

    assert moments[0] == start + span
    assert moments[0] < moments[1] < moments[2]  # type: ignore[operator]
    assert moments[3] is None
