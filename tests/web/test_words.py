"""How long is left, how many things wait, which day it is: in words, in both languages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from takatuf.web.words import (
    DAY,
    HOUR,
    MINUTE,
    both_dates,
    days_in_order,
    hijri_words,
    number_word,
    unit_for,
    words_for_awaiting,
    words_for_moment,
    words_for_time_left,
    words_for_units,
)
from tests.web.messages import PACKAGE

pytestmark = pytest.mark.skipif(
    not (PACKAGE / "web/locale/ar/LC_MESSAGES/django.mo").exists(),
    reason="The message files are not compiled: run tools/compile_messages.py.",
)
COUNTS = (0, 1, 2, 3, 10, 11, 99, 100, 103)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("unit", "late", "sentences"),
    [
        (MINUTE, False, ("حان وقته الآن", "بقيت دقيقة", "بقيت دقيقتان", "بقي 3 دقائق", "بقي 10 دقائق", "بقي 11 دقيقة",
                         "بقي 99 دقيقة", "بقي 100 دقيقة", "بقي 103 دقائق")),
        (HOUR, False, ("حان وقته الآن", "بقيت ساعة", "بقيت ساعتان", "بقي 3 ساعات", "بقي 10 ساعات", "بقي 11 ساعة",
                       "بقي 99 ساعة", "بقي 100 ساعة", "بقي 103 ساعات")),
        (DAY, False, ("حان وقته الآن", "بقي يوم", "بقي يومان", "بقي 3 أيام", "بقي 10 أيام", "بقي 11 يوماً",
                      "بقي 99 يوماً", "بقي 100 يوم", "بقي 103 أيام")),
        (MINUTE, True, ("حان وقته الآن", "متأخر دقيقة", "متأخر دقيقتين", "متأخر 3 دقائق", "متأخر 10 دقائق",
                        "متأخر 11 دقيقة", "متأخر 99 دقيقة", "متأخر 100 دقيقة", "متأخر 103 دقائق")),
        (HOUR, True, ("حان وقته الآن", "متأخر ساعة", "متأخر ساعتين", "متأخر 3 ساعات", "متأخر 10 ساعات",
                      "متأخر 11 ساعة", "متأخر 99 ساعة", "متأخر 100 ساعة", "متأخر 103 ساعات")),
        (DAY, True, ("حان وقته الآن", "متأخر يوماً", "متأخر يومين", "متأخر 3 أيام", "متأخر 10 أيام", "متأخر 11 يوماً",
                     "متأخر 99 يوماً", "متأخر 100 يوم", "متأخر 103 أيام")),
    ],
)  # fmt: skip
def test_arabic_has_six_forms_of_each_unit(unit: timedelta, late: bool, sentences: tuple[str, ...]) -> None:
    said = tuple(words_for_units(count, unit, late=late, language="ar") for count in COUNTS)

    assert said == sentences


@pytest.mark.parametrize(
    ("delta", "arabic", "english"),
    [
        (timedelta(), "حان وقته الآن", "Due now"),
        (timedelta(seconds=59), "بقي أقل من دقيقة", "Less than a minute left"),
        (timedelta(seconds=-59), "تأخّر للتوّ", "Just now late"),
        (timedelta(minutes=9, seconds=59), "بقي 9 دقائق", "9 minutes left"),
        (timedelta(minutes=60), "بقيت ساعة", "1 hour left"),
        (timedelta(minutes=110), "بقي 110 دقائق", "110 minutes left"),
        (timedelta(hours=3, minutes=59), "بقي 3 ساعات", "3 hours left"),
        (-timedelta(hours=3, minutes=59), "متأخر 3 ساعات", "3 hours late"),
        (timedelta(hours=24), "بقي يوم", "1 day left"),
        (timedelta(hours=36), "بقي 36 ساعة", "36 hours left"),
        (timedelta(days=3, hours=23), "بقي 3 أيام", "3 days left"),
        (timedelta(days=30), "بقي 30 يوماً", "30 days left"),
    ],
)
def test_time_left_is_said_in_the_unit_that_hides_least(delta: timedelta, arabic: str, english: str) -> None:
    assert words_for_time_left(delta, "ar") == arabic
    assert words_for_time_left(delta, "en") == english


@given(st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=900)))
def test_rounding_never_hides_half_of_what_is_left(length: timedelta) -> None:
    unit = unit_for(length)

    said = length // unit * unit

    assert said <= length
    assert length - said < length / 2


@pytest.mark.parametrize(
    ("count", "arabic", "english"),
    [
        (0, "لا شيء بانتظارك الآن", "Nothing awaits you now"),
        (1, "أمر واحد بانتظارك", "One thing awaits you"),
        (2, "أمران بانتظارك", "Two things await you"),
        (3, "ثلاثة أمور بانتظارك", "Three things await you"),
        (7, "سبعة أمور بانتظارك", "Seven things await you"),
        (10, "عشرة أمور بانتظارك", "Ten things await you"),
        (11, "11 أمراً بانتظارك", "11 things await you"),
        (100, "100 أمر بانتظارك", "100 things await you"),
        (103, "103 أمور بانتظارك", "103 things await you"),
    ],
)
def test_what_awaits_is_counted_in_words(count: int, arabic: str, english: str) -> None:
    assert words_for_awaiting(count, "ar") == arabic
    assert words_for_awaiting(count, "en") == english


def test_arabic_numbers_take_the_other_gender() -> None:
    assert [number_word(count, "m", "ar") for count in (3, 8, 10)] == ["ثلاثة", "ثمانية", "عشرة"]
    assert [number_word(count, "f", "ar") for count in (3, 8, 10)] == ["ثلاث", "ثماني", "عشر"]


def test_a_day_is_said_in_both_calendars() -> None:
    assert both_dates(date(2026, 11, 23), "ar") == "23 نوفمبر 2026 م، الموافق 13 جمادى الآخرة 1448 هـ"
    assert both_dates(date(2026, 11, 23), "en") == "23 November 2026 CE, 13 Jumada al-Akhirah 1448 AH"


def test_a_day_beyond_the_umm_al_qura_table_is_said_in_one_calendar() -> None:
    assert both_dates(date(2099, 1, 1), "en") == "1 January 2099"


def test_a_moment_belongs_to_the_day_in_riyadh() -> None:
    before_midnight_in_riyadh = datetime(2026, 11, 23, 20, 59, tzinfo=UTC)
    after_midnight_in_riyadh = datetime(2026, 11, 23, 21, 1, tzinfo=UTC)

    assert words_for_moment(before_midnight_in_riyadh, NOW, "ar") == "أمس 23:59"
    assert words_for_moment(after_midnight_in_riyadh, NOW, "ar") == "اليوم 00:01"
    assert words_for_moment(NOW + DAY, NOW, "en") == "tomorrow 12:00"
    assert words_for_moment(NOW - 9 * DAY, NOW, "ar") == "15 نوفمبر 2026 (5 جمادى الآخرة 1448 هـ)، 12:00"
    assert words_for_moment(NOW - 9 * DAY, NOW, "ar", in_short=True) == "15 نوفمبر 2026، 12:00"


def test_a_country_of_one_calendar_writes_one_day() -> None:
    with override_settings(TAKATUF_CALENDARS="gregorian"):
        assert words_for_moment(NOW - 9 * DAY, NOW, "en") == "15 November 2026, 12:00"
        assert both_dates(date(2026, 11, 23), "en") == "23 November 2026"


def test_who_chose_the_hijri_day_first_reads_it_first_and_nobody_else_does() -> None:
    with days_in_order(hijri_first=True):
        assert both_dates(date(2026, 11, 23), "ar") == "13 جمادى الآخرة 1448 هـ، الموافق 23 نوفمبر 2026 م"
        assert both_dates(date(2026, 11, 23), "en") == "13 Jumada al-Akhirah 1448 AH, 23 November 2026 CE"
        assert (
            words_for_moment(NOW - 9 * DAY, NOW, "en")
            == "5 Jumada al-Akhirah 1448 AH (15 November 2026), 12:00"
        )
        assert (
            words_for_moment(NOW - 9 * DAY, NOW, "en", in_short=True) == "5 Jumada al-Akhirah 1448 AH, 12:00"
        )
        with override_settings(TAKATUF_CALENDARS="gregorian"):
            assert both_dates(date(2026, 11, 23), "en").startswith("13 Jumada")
        assert both_dates(date(2099, 1, 1), "en") == "1 January 2099"
    assert both_dates(date(2026, 11, 23), "en").startswith("23 November")


# Published in the Umm al-Qura calendar of the kingdom; the month's first day, so that a calendar that is off by one shows.
PUBLISHED = [
    (date(2025, 3, 1), "1 Ramadan 1446 AH"), (date(2025, 3, 30), "1 Shawwal 1446 AH"), (date(2025, 6, 6), "10 Dhu al-Hijjah 1446 AH"),
    (date(2025, 6, 26), "1 Muharram 1447 AH"), (date(2026, 2, 18), "1 Ramadan 1447 AH"), (date(2026, 3, 20), "1 Shawwal 1447 AH"),
]  # fmt: skip


@pytest.mark.parametrize(("day", "words"), PUBLISHED)
def test_hijri_days_are_those_that_were_published(day: date, words: str) -> None:
    assert hijri_words(day, "en") == words
