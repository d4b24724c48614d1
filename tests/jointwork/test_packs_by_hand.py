"""More dates counted by hand for every pack, each with its reason; and what holds for every calendar whatever the date."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takatuf.clocks.calendars import calendar
from takatuf.clocks.rules import Calendar, Limit, Unit, add_time, stand_still
from takatuf.jointwork.packs import pack
from tests.jointwork.test_packs import BY_HAND, COUNTRIES

#: (country, step, start, end, why), in the local time of the pack's calendar; counted on wall calendars of 2026 to 2029.
REASONED = [
    # Saudi Arabia: Sunday to Thursday, 8 to 16 o'clock; clocks never change.
    ("SA", "sa_content_notice", "2026-09-22 22:00", "2026-09-23 22:00", "clock hours run through National Day"),
    ("SA", "sa_refusal_to_ministry", "2026-11-25 09:00", "2026-11-29 16:00", "Thursday is one, Friday and Saturday are none, Sunday is two"),
    ("SA", "sa_investigation_contact", "2026-11-27 10:00", "2026-11-30 16:00", "from a Friday: Sunday is one, Monday is two"),
    ("SA", "sa_caring_for_the_child_who_harmed", "2026-09-15 10:00", "2026-09-30 16:00", "two weekends and National Day lie between"),
    ("SA", "sa_follow_up_30", "2028-01-31 09:00", "2028-03-01 09:00", "the 29th of February 2028 is a day"),
    ("SA", "sa_follow_up_90", "2026-11-30 09:00", "2027-02-28 09:00", "31 days of December, 31 of January, 28 of February"),
    ("SA", "sa_safety_plan", "2026-03-28 20:00", "2026-03-29 20:00", "Europe's clocks go forward that night, Riyadh's do not"),
    ("SA", "sa_staff_care", "2026-12-30 18:00", "2027-01-02 18:00", "over the end of the year, through Friday"),
    # England: Monday to Friday, 9 to 17.
    ("GB-ENG", "gb_eng_decision", "2026-11-27 18:30", "2026-11-30 17:00", "Friday evening: the next working day is Monday"),
    ("GB-ENG", "gb_eng_information_amber", "2026-10-24 12:00", "2026-10-25 11:00", "clocks go back that night: 24 hours end an hour earlier by the wall"),
    ("GB-ENG", "gb_eng_police_very_high", "2026-10-24 12:00", "2026-10-25 12:00", "a calendar day keeps the time of day"),
    ("GB-ENG", "gb_eng_next_review", "2027-08-29 10:00", "2028-02-29 10:00", "six months end on the leap day"),
    ("GB-ENG", "gb_eng_next_review", "2026-08-30 10:00", "2027-02-28 10:00", "February 2027 has no 30th: its last day"),
    ("GB-ENG", "gb_eng_police_low", "2028-01-31 09:00", "2028-03-01 09:00", "the leap day is one of the thirty"),
    # France: Monday to Friday, 9 to 17.
    ("FR", "fr_prosecutor", "2026-03-29 01:30", "2026-03-29 03:30", "the hour from two to three does not exist that night"),
    ("FR", "fr_prosecutor", "2026-10-25 02:30", "2026-10-25 02:30", "the hour from two to three comes twice that night"),
    ("FR", "common_safety_decision", "2026-03-28 20:00", "2026-03-29 21:00", "24 hours over the night that has 23"),
    ("FR", "fr_evaluation", "2027-11-30 09:00", "2028-02-29 09:00", "February 2028 has no 30th: its last day is the leap day"),
    ("FR", "fr_evaluation", "2026-01-31 08:00", "2026-04-30 08:00", "April has no 31st; summer time has begun, the time of day stays"),
    ("FR", "common_medical_look", "2026-04-30 10:00", "2026-05-06 17:00", "the 1st of May and a weekend, then Monday, Tuesday, Wednesday"),
    ("FR", "common_school_informed", "2026-05-11 09:00", "2026-05-19 17:00", "Ascension is Thursday the 14th"),
    ("FR", "common_caring_for_the_child_who_harmed", "2026-07-03 16:00", "2026-07-20 17:00", "two weekends and the 14th of July"),
    ("FR", "common_reporter_feedback", "2026-12-28 12:00", "2027-01-04 12:00", "calendar days run over the new year"),
    # Ontario: Monday to Friday, 8:30 to 16:30.
    ("CA-ON", "ca_on_record_and_decide", "2026-03-07 20:00", "2026-03-08 21:00", "clocks go forward on the 8th of March"),
    ("CA-ON", "ca_on_respond_7_days", "2026-03-05 10:00", "2026-03-12 10:00", "calendar days keep the time of day over that night"),
    ("CA-ON", "ca_on_conclude", "2028-01-20 09:00", "2028-03-05 09:00", "11 days of January, 29 of February, 5 of March"),
    ("CA-ON", "common_medical_look", "2026-06-29 12:00", "2026-07-03 16:30", "Canada Day is Wednesday"),
    ("CA-ON", "common_school_informed", "2026-10-09 09:00", "2026-10-19 16:30", "Thanksgiving is Monday the 12th"),
    ("CA-ON", "ca_on_safety_assessment", "2026-04-28 13:00", "2026-05-03 13:00", "over the end of April, which has 30 days"),
    # Queensland: Monday to Friday, 9 to 17; clocks never change.
    ("AU-QLD", "au_qld_content_removed", "2026-10-03 20:00", "2026-10-04 20:00", "Melbourne's clocks go forward that night, Brisbane's do not"),
    ("AU-QLD", "au_qld_start_5_days", "2026-04-02 10:00", "2026-04-13 17:00", "Good Friday and Easter Monday"),
    ("AU-QLD", "au_qld_start_10_days", "2026-09-28 11:00", "2026-10-13 17:00", "the King's Birthday is Monday the 5th of October"),
    ("AU-QLD", "au_qld_start_24_hours", "2028-02-28 15:00", "2028-02-29 15:00", "the day after is the leap day"),
    ("AU-QLD", "common_follow_up_30", "2026-01-30 09:00", "2026-03-01 09:00", "one day of January, 28 of February, one of March"),
    ("AU-QLD", "common_medical_look", "2026-01-23 18:00", "2026-01-29 17:00", "Friday evening, then Australia Day on Monday"),
    ("AU-QLD", "au_qld_start_5_days", "2026-11-15 10:00", "2026-11-20 17:00", "from a Sunday: Monday to Friday"),
    # Victoria: Monday to Friday, 9 to 17.
    ("AU-VIC", "au_vic_content_removed", "2026-10-03 20:00", "2026-10-04 21:00", "clocks go forward on the 4th of October"),
    ("AU-VIC", "au_vic_content_removed", "2026-04-04 20:00", "2026-04-05 19:00", "clocks go back on the 5th of April"),
    ("AU-VIC", "au_vic_classify", "2026-10-02 09:00", "2026-10-05 09:00", "calendar days keep the time of day over that night"),
    ("AU-VIC", "au_vic_first_visit_2_days", "2026-10-03 12:00", "2026-10-05 00:00", "before one o'clock: the 3rd and the 4th, though the 4th has 23 hours"),
    ("AU-VIC", "au_vic_first_visit_14_days", "2028-02-20 13:30", "2028-03-06 00:00", "after one o'clock: the 21st is day one, nine days of February, five of March"),
    ("AU-VIC", "common_medical_look", "2026-10-30 10:00", "2026-11-05 17:00", "Melbourne Cup Day is Tuesday"),
    ("AU-VIC", "common_follow_up_180", "2026-01-01 10:00", "2026-06-30 10:00", "summer time ends between; the time of day stays"),
    # Malaysia, federal: Monday to Friday, 8 to 17; clocks never change.
    ("MY", "my_child_to_protector", "2026-12-31 20:00", "2027-01-01 08:00", "hours run over the new year"),
    ("MY", "my_child_to_court", "2028-02-28 16:00", "2028-02-29 16:00", "the day after is the leap day"),
    ("MY", "my_child_to_court", "2026-10-24 20:00", "2026-10-25 20:00", "Europe's clocks go back that night, Kuala Lumpur's do not"),
    ("MY", "my_trial", "2028-02-29 09:00", "2029-02-28 09:00", "2029 has no leap day"),
    ("MY", "common_medical_look", "2026-08-28 09:00", "2026-09-03 17:00", "the weekend, then Independence Day on Monday"),
    ("MY", "common_school_informed", "2026-09-11 12:00", "2026-09-21 17:00", "Malaysia Day is Wednesday the 16th"),
    ("MY", "common_caring_for_the_child_who_harmed", "2026-12-14 10:00", "2026-12-29 17:00", "two weekends and Christmas Day"),
]  # fmt: skip

calendars = st.sampled_from([calendar(code) for code in COUNTRIES])
still = st.sampled_from([calendar(code) for code in ("SA", "AU-QLD", "MY")])  # where clocks never change
moments = st.datetimes(
    datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2030-12-31"), timezones=st.just(UTC)
)


@pytest.mark.parametrize(("country", "title", "start", "end", "why"), REASONED)
def test_a_limit_ends_where_the_reason_says(country: str, title: str, start: str, end: str, why: str) -> None:
    found = pack(country)
    row, days = found.step(title), calendar(found.calendar)
    assert row is not None, title
    assert row.limit is not None, title

    due_at = add_time(datetime.fromisoformat(start).replace(tzinfo=days.zone), row.limit, days)

    assert due_at.astimezone(days.zone).strftime("%Y-%m-%d %H:%M") == end, why


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_pack_is_counted_by_hand_on_eight_dates_or_more(country: str) -> None:
    counted = {row[:3] for row in BY_HAND if row[0] == country} | {
        row[:3] for row in REASONED if row[0] == country
    }

    assert len(counted) >= 8


def open_time(start: datetime, end: datetime, days: Calendar) -> timedelta:
    """How long the offices were open between two moments, counted day by day and without the engine."""
    total, day = timedelta(0), start.astimezone(days.zone).date()
    while day <= end.astimezone(days.zone).date():
        if day.weekday() in days.weekdays and day not in days.holidays:
            opening, closing = days.hours_on(day)  # in Ramadan others than in the rest of the year
            opens = datetime.combine(day, opening, tzinfo=days.zone).astimezone(UTC)
            closes = datetime.combine(day, closing, tzinfo=days.zone).astimezone(UTC)
            total += max(timedelta(0), min(end, closes) - max(start, opens))
        day += timedelta(days=1)
    return total


@given(moments, st.integers(1, 90), calendars)
def test_working_hours_are_spent_while_offices_are_open_and_never_on_a_holiday(
    start: datetime, amount: int, days: Calendar
) -> None:
    due = add_time(start, Limit(amount, Unit.WORKING_HOURS), days)

    assert open_time(start, due, days) == timedelta(hours=amount)
    assert due.astimezone(days.zone).date() not in days.holidays


@given(moments, st.integers(1, 40), calendars)
def test_working_days_leave_out_every_weekend_and_holiday(
    start: datetime, amount: int, days: Calendar
) -> None:
    last = add_time(start, Limit(amount, Unit.WORKING_DAYS), days).astimezone(days.zone).date()

    first = start.astimezone(days.zone).date()
    between = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    assert sum(works(day, days) for day in between) == amount
    assert works(last, days)


def works(day: date, days: Calendar) -> bool:
    return day.weekday() in days.weekdays and day not in days.holidays


@given(
    moments,
    st.integers(1, 40),
    st.integers(1, 40),
    st.sampled_from([Unit.CLOCK_HOURS, Unit.WORKING_HOURS, Unit.WORKING_DAYS]),
    calendars,
)
def test_a_limit_in_two_parts_ends_where_the_whole_ends(
    start: datetime, first: int, second: int, unit: Unit, days: Calendar
) -> None:
    halfway = add_time(start, Limit(first, unit), days)

    assert add_time(halfway, Limit(second, unit), days) == add_time(start, Limit(first + second, unit), days)


@given(moments, st.integers(0, 200), st.integers(0, 200), still)
def test_calendar_days_in_two_parts_end_where_the_whole_ends(
    start: datetime, first: int, second: int, days: Calendar
) -> None:
    halfway = add_time(start, Limit(first, Unit.CALENDAR_DAYS), days)
    whole = add_time(start, Limit(first + second, Unit.CALENDAR_DAYS), days)

    assert add_time(halfway, Limit(second, Unit.CALENDAR_DAYS), days) == whole


@given(moments, st.timedeltas(timedelta(0), timedelta(days=20)), st.integers(0, 40), calendars)
def test_who_starts_later_never_ends_sooner(
    start: datetime, later: timedelta, amount: int, days: Calendar
) -> None:
    for unit in (Unit.CLOCK_HOURS, Unit.WORKING_HOURS, Unit.WORKING_DAYS):
        assert add_time(start, Limit(amount, unit), days) <= add_time(
            start + later, Limit(amount, unit), days
        )
    # Days keep the time of day: within the hour that comes twice in a year, two starts may change places.
    limit = Limit(amount, Unit.CALENDAR_DAYS)
    assert add_time(start, limit, days) <= add_time(start + later, limit, days) + timedelta(hours=1)


@given(moments, st.integers(0, 40), st.sampled_from(Unit), calendars)
def test_no_limit_of_any_calendar_ends_before_it_starts(
    start: datetime, amount: int, unit: Unit, days: Calendar
) -> None:
    assert add_time(start, Limit(amount, unit), days) >= start


intervals = st.tuples(moments, st.timedeltas(timedelta(0), timedelta(days=30))).map(
    lambda found: (found[0], found[0] + found[1])
)


@given(
    moments, st.timedeltas(timedelta(0), timedelta(days=60)), st.lists(intervals, max_size=5),
    st.timedeltas(timedelta(days=-40), timedelta(days=80)), st.timedeltas(timedelta(0), timedelta(days=30)),
)  # fmt: skip
def test_one_more_time_that_does_not_count_never_ends_a_limit_sooner(
    start: datetime,
    span: timedelta,
    excluded: list[tuple[datetime, datetime]],
    offset: timedelta,
    length: timedelta,
) -> None:
    due = start + span
    more = [*excluded, (start + offset, start + offset + length)]

    assert due <= stand_still(start, due, excluded) <= stand_still(start, due, more)
