"""Holidays that people write, and the hours of Ramadan: new limits follow them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import Role
from takatuf.clocks import calendars
from takatuf.clocks.holidays.actions import NothingChanges, change_holiday
from takatuf.clocks.holidays.models import HolidayChange
from takatuf.clocks.holidays.queries import calendar, days_ahead
from takatuf.clocks.rules import Limit, Unit, add_time
from takatuf.kernel.errors import InvalidInput, NotAllowed
from tests.factories import acting, make_agency, make_worker

RIYADH = ZoneInfo("Asia/Riyadh")
AT = datetime(2026, 11, 2, 9, 0, tzinfo=RIYADH)  # a Monday
WEDNESDAY = date(2026, 11, 4)
TWO_DAYS = Limit(2, Unit.WORKING_DAYS)


def riyadh(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=RIYADH).astimezone(UTC)


@pytest.fixture
def leader(house: None) -> WorkerName:
    return make_worker(make_agency("centre"), Role.SHIFT_LEADER)


def change(
    who: WorkerName, day: date = WEDNESDAY, *, is_closed: bool = True, reason: str = "إعلان مخترع"
) -> None:
    with acting(who) as by:
        change_holiday(day=day, is_closed=is_closed, reason=reason, by=by, at=AT)


def test_a_new_limit_steps_over_a_holiday_that_a_person_added(leader: WorkerName) -> None:
    before = add_time(AT, TWO_DAYS, calendar("SA"))

    change(leader)

    assert before == riyadh(2026, 11, 4, 16)
    assert add_time(AT, TWO_DAYS, calendar("SA")) == riyadh(2026, 11, 5, 16)
    assert add_time(AT, TWO_DAYS, calendars.calendar("SA")) == before, "the file stays as it is"
    assert WEDNESDAY not in calendar("FR").holidays


def test_the_latest_change_of_a_day_counts_and_the_older_stay_to_be_read(leader: WorkerName) -> None:
    change(leader)
    change(leader, is_closed=False)

    assert add_time(AT, TWO_DAYS, calendar("SA")) == riyadh(2026, 11, 4, 16)
    with acting(leader):
        assert HolidayChange.objects.count() == 2
    row = days_ahead(since=WEDNESDAY, until=WEDNESDAY)[0]
    assert (row.is_closed, row.changed_by, row.reason) == (False, leader, "إعلان مخترع")


def test_a_national_day_can_be_opened(leader: WorkerName) -> None:
    day = next(
        day for day in sorted(calendars.calendar("SA").holidays) if day > AT.date() and day.weekday() == 0
    )

    change(leader, day, is_closed=False)

    assert calendar("SA").works_on(day)


@pytest.mark.parametrize(
    ("day", "reason", "path"),
    [(WEDNESDAY, " ", "reason"), (date(2026, 11, 1), "x", "day"), (date(2033, 1, 1), "x", "day"), (WEDNESDAY, "x" * 301, "reason")],
)  # fmt: skip
def test_nonsense_is_refused_at_its_field(leader: WorkerName, day: date, reason: str, path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        change(leader, day, reason=reason)

    assert refused.value.path == path


def test_a_day_that_is_so_already_and_a_role_that_may_not(leader: WorkerName) -> None:
    change(leader)

    with pytest.raises(NothingChanges):
        change(leader)
    with pytest.raises(NotAllowed):
        change(make_worker(make_agency(), Role.CASEWORKER))


def test_the_database_refuses_a_change_under_another_name_and_one_without_a_reason(
    leader: WorkerName,
) -> None:
    other = make_worker(make_agency("other"), Role.SHIFT_LEADER)
    sql = (
        "INSERT INTO clocks_holidaychange (id, calendar, day, is_closed, reason, changed_by_id, changed_at)"
        " VALUES (gen_random_uuid(), 'SA', '2026-11-04', true, %s, %s, now())"
    )

    with acting(other), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            cursor.execute(sql, ["x", leader.id])
    with transaction.atomic(using="admin"), connections["admin"].cursor() as cursor:
        cursor.execute("ALTER TABLE clocks_holidaychange NO FORCE ROW LEVEL SECURITY")
        with pytest.raises(IntegrityError, match="clocks_holidaychange_reason"):
            cursor.execute(sql, ["", leader.id])
        transaction.set_rollback(True, using="admin")


def test_in_ramadan_the_offices_keep_five_hours() -> None:
    days = calendars.calendar("SA")
    first = date(2026, 2, 18)  # 1 Ramadan 1447 by the Umm al-Qura calendar
    eve = datetime(2026, 2, 16, 15, 0, tzinfo=RIYADH)  # a Monday in Shaaban

    assert first in days.short_days
    assert first - timedelta(days=1) not in days.short_days
    # One hour is left on the Monday, eight on the Tuesday; the tenth is the first of Wednesday, from ten o'clock.
    assert add_time(eve, Limit(10, Unit.WORKING_HOURS), days) == riyadh(2026, 2, 18, 11)
    assert add_time(eve, TWO_DAYS, days) == riyadh(2026, 2, 18, 15)


def test_the_saudi_week_rests_on_friday_and_saturday() -> None:
    thursday = datetime(2026, 11, 5, 15, 0, tzinfo=RIYADH)  # one hour before the offices close

    assert add_time(thursday, Limit(2, Unit.WORKING_HOURS), calendars.calendar("SA")) == riyadh(
        2026, 11, 8, 9
    )
    assert add_time(thursday, Limit(1, Unit.WORKING_DAYS), calendars.calendar("SA")) == riyadh(
        2026, 11, 8, 16
    )
