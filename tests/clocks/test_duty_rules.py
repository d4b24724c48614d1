"""Who is on duty, where nobody is, and when shifts change: without a database."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from takatuf.clocks.duty.rules import Change, Place, Rota, Weekly, limits, places_to_try

RIYADH = ZoneInfo("Asia/Riyadh")
NIGHT, DAY, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
START = date(2026, 11, 1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=RIYADH)


def weekly(
    worker: UUID, starts: int, ends: int, *, place: Place = Place.FIRST, days: range = range(7)
) -> list[Weekly]:
    return [Weekly(worker, place, day, time(starts), time(ends), START) for day in days]


def whole_week(*changes: Change) -> Rota:
    return Rota([*weekly(NIGHT, 23, 7), *weekly(DAY, 7, 23)], changes, RIYADH)


def test_a_night_shift_goes_on_after_midnight_and_ends_at_seven_sharp() -> None:
    rota = whole_week()

    assert rota.on_duty(Place.FIRST, at(26, 23, 40)) == NIGHT
    assert rota.on_duty(Place.FIRST, at(27, 6, 59)) == NIGHT
    assert rota.on_duty(Place.FIRST, at(27, 7)) == DAY
    assert rota.on_duty(Place.SECOND, at(27, 7)) is None


def test_a_swap_counts_before_the_pattern_and_the_newest_swap_before_older_ones() -> None:
    swap = Change(OTHER, Place.FIRST, at(26, 23), at(27, 7), made_at=at(20, 9))
    away = Change(None, Place.FIRST, at(27, 2), at(27, 4), made_at=at(21, 9))
    rota = whole_week(swap, away)

    assert rota.on_duty(Place.FIRST, at(26, 23, 40)) == OTHER
    assert rota.on_duty(Place.FIRST, at(27, 3)) is None
    assert rota.on_duty(Place.FIRST, at(27, 5)) == OTHER


def test_a_friday_that_nobody_covers_is_a_gap_from_its_first_minute_to_its_last() -> None:
    sunday_to_thursday = [6, 0, 1, 2, 3]
    rota = Rota(
        [Weekly(DAY, Place.FIRST, day, time(0), time(0), START) for day in sunday_to_thursday], [], RIYADH
    )

    gaps = rota.gaps(Place.FIRST, at(26, 12), at(29, 12))

    assert [(gap.starts_at, gap.ends_at) for gap in gaps] == [(at(27, 0), at(29, 0))]


def test_an_ended_shift_leaves_a_gap() -> None:
    rota = Rota(
        [Weekly(DAY, Place.FIRST, day, time(0), time(0), START, date(2026, 11, 10)) for day in range(7)],
        [],
        RIYADH,
    )

    assert rota.on_duty(Place.FIRST, at(9, 23)) == DAY
    assert rota.on_duty(Place.FIRST, at(10, 0)) is None


def test_the_last_change_of_shift_is_found_also_when_the_job_comes_late() -> None:
    rota = whole_week()

    assert rota.last_change(at(26, 8), at(27, 7)) == at(27, 7)
    assert rota.last_change(at(26, 8), at(27, 9, 30)) == at(27, 7)
    assert rota.last_change(at(26, 8), at(26, 9)) is None


@given(st.integers(0, 14 * 24 * 60), st.integers(1, 3 * 24 * 60))
def test_turns_follow_each_other_without_holes_and_say_what_on_duty_says(start: int, length: int) -> None:
    rota = whole_week(Change(None, Place.FIRST, at(12, 3), at(12, 21, 30), made_at=at(2, 9)))
    since = at(5, 0) + timedelta(minutes=start)
    until = since + timedelta(minutes=length)

    turns = rota.turns(Place.FIRST, since, until)

    assert (turns[0].starts_at, turns[-1].ends_at) == (since, until)
    assert all(one.ends_at == other.starts_at for one, other in zip(turns, turns[1:], strict=False))
    assert all(one.worker != other.worker for one, other in zip(turns, turns[1:], strict=False))
    for turn in turns:
        assert rota.on_duty(Place.FIRST, turn.starts_at) == turn.worker
        assert rota.on_duty(Place.FIRST, turn.ends_at - timedelta(seconds=1)) == turn.worker


@given(st.integers(0, 10_000))
def test_a_round_always_comes_back_to_the_first_and_always_reaches_the_leader(tries: int) -> None:
    places = places_to_try(tries)

    assert places[-1] is Place.LEAD
    assert places_to_try(tries + len(places))[0] is Place.FIRST


def test_the_three_are_rung_within_the_time_in_which_somebody_should_have_accepted() -> None:
    said = limits()

    assert said.origin == "our_default"
    assert 2 * said.next_person_after < said.accepted_within
