"""Counted words: how long is left, how many things wait, a day in both calendars."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from typing import Literal

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from hijridate import Gregorian

Gender = Literal["m", "f"]

#: Whether the reader of this page chose the Hijri day first.
_hijri_first: ContextVar[bool] = ContextVar("takatuf_hijri_first", default=False)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

#: Three to ten (one and two are in the noun's own form), by the gender of what is counted.
_ARABIC_NUMBERS: dict[str, tuple[str, ...]] = {
    "m": ("ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"),
    "f": ("ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع", "عشر"),
}
_ENGLISH_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _left_sentence(unit: timedelta, count: int) -> str:
    if unit == MINUTE:
        return ngettext("%(count)s minute left", "%(count)s minutes left", count)
    if unit == HOUR:
        return ngettext("%(count)s hour left", "%(count)s hours left", count)
    return ngettext("%(count)s day left", "%(count)s days left", count)


def _late_sentence(unit: timedelta, count: int) -> str:
    if unit == MINUTE:
        return ngettext("%(count)s minute late", "%(count)s minutes late", count)
    if unit == HOUR:
        return ngettext("%(count)s hour late", "%(count)s hours late", count)
    return ngettext("%(count)s day late", "%(count)s days late", count)


def words_for_units(count: int, unit: timedelta, *, late: bool, language: str | None = None) -> str:
    """So many minutes, hours or days left or late; none at all reads "due now", never a lone zero."""
    with translation.override(language or translation.get_language()):
        if count == 0:
            return gettext("Due now")
        sentence: Callable[[timedelta, int], str] = _late_sentence if late else _left_sentence
        return sentence(unit, count) % {"count": count}


def unit_for(length: timedelta) -> timedelta:
    """The unit in which a length is said.

    The bigger unit serves from two of it on; one of it only where it is exact, so that "1 hour left" never hides
    another fifty minutes.
    """
    for unit, smaller in ((DAY, HOUR), (HOUR, MINUTE)):
        if length >= 2 * unit or unit <= length < unit + smaller:
            return unit
    return MINUTE


def words_for_time_left(delta: timedelta, language: str | None = None) -> str:
    """How long is left (`delta` above zero) or how late it is (below), in whole units.

    Rounded down both ways: it never promises time that is not there, and never calls a thing later than it is.
    """
    length = abs(delta)
    if length < MINUTE:
        with translation.override(language or translation.get_language()):
            if not delta:
                return gettext("Due now")
            return gettext("Just now late") if delta < timedelta() else gettext("Less than a minute left")
    unit = unit_for(length)
    return words_for_units(length // unit, unit, late=delta < timedelta(), language=language)


def number_word(count: int, gender: Gender = "m", language: str | None = None) -> str:
    """A small number as a word, 3 to 10 in Arabic and 1 to 10 in English; every other one, and of other languages, in digits."""
    spoken = (language or translation.get_language() or "ar")[:2]
    numbers, first = {"ar": (_ARABIC_NUMBERS[gender], 3), "en": (_ENGLISH_NUMBERS, 1)}.get(spoken, ((), 1))
    return numbers[count - first] if first <= count <= 10 else str(count)


def words_for_count(
    count: int, *, singular: str, plural: str, gender: Gender = "m", language: str | None = None
) -> str:
    """A counted sentence: `singular` and `plural` are message ids with `%(number)s`, six forms in Arabic's file.

    `gender` is that of the Arabic noun. The first letter is made large where the language has large letters.
    """
    with translation.override(language or translation.get_language()):
        number = number_word(count, gender)
        # The pair is a constant of the caller, whose own message file holds it.
        sentence = ngettext(singular, plural, count) % {"number": number}  # noqa: INT002
        return sentence[:1].upper() + sentence[1:]


def words_for_awaiting(count: int, language: str | None = None) -> str:
    """The first sentence of a desk: how much waits for this person."""
    with translation.override(language or translation.get_language()):
        if count == 0:
            return gettext("Nothing awaits you now")
    return words_for_count(
        count, singular="%(number)s thing awaits you", plural="%(number)s things await you", language=language
    )


def hijri_words(day: date, language: str | None = None) -> str:
    """The day in the Umm al-Qura calendar, named as Hijri; empty where that calendar's table ends."""
    try:
        hijri = Gregorian.fromdate(day).to_hijri()
    except OverflowError:
        return ""
    with translation.override(language or translation.get_language()):
        month = hijri.month_name("ar" if (translation.get_language() or "ar").startswith("ar") else "en")
        return gettext("%(day)s %(month)s %(year)s AH") % {
            "day": hijri.day,
            "month": month,
            "year": hijri.year,
        }


@contextmanager
def days_in_order(*, hijri_first: bool) -> Iterator[None]:
    """Within this, days are written as one reader chose; without it, as the country writes them."""
    reset = _hijri_first.set(hijri_first)
    try:
        yield
    finally:
        _hijri_first.reset(reset)


def both_dates(day: date, language: str | None = None) -> str:
    """The Gregorian day that is stored, and the Umm al-Qura day beside it; the other way round for who chose that."""
    with translation.override(language or translation.get_language()):
        local = timezone.localtime(day).date() if isinstance(day, datetime) else day
        gregorian = date_format(local, "DATE_FORMAT")
        hijri = hijri_words(local) if keeps_both() else ""
        if not hijri:
            return gregorian
        sentence = (
            gettext("%(hijri)s, %(gregorian)s CE")
            if _hijri_first.get()
            else gettext("%(gregorian)s CE, %(hijri)s")
        )
        return sentence % {"gregorian": gregorian, "hijri": hijri}


def keeps_both() -> bool:
    """Whether Hijri days stand beside Gregorian ones: the country writes both (TAKATUF_CALENDARS), or the reader chose so."""
    return _hijri_first.get() or bool(settings.TAKATUF_CALENDARS == "both")


def day_words(day: date, language: str | None = None) -> str:
    """A day for lines of a page: Gregorian, with the Umm al-Qura day in brackets where both are kept, or as the reader chose."""
    with translation.override(language or translation.get_language()):
        gregorian = date_format(day, "DATE_FORMAT")
        hijri = hijri_words(day) if keeps_both() else ""
        if not hijri:
            return gregorian
        first, second = (hijri, gregorian) if _hijri_first.get() else (gregorian, hijri)
        return gettext("%(gregorian)s (%(hijri)s)") % {"gregorian": first, "hijri": second}


def _short_day(day: date) -> str:
    """A day in the one calendar that stands first, for labels of a drawing."""
    return (hijri_words(day) if _hijri_first.get() else "") or date_format(day, "DATE_FORMAT")


def words_for_moment(
    moment: datetime, now: datetime, language: str | None = None, *, in_short: bool = False
) -> str:
    """Today and yesterday by their name, other days by their date; always with the time of day in Riyadh.

    The date stands in both calendars where the country keeps both; `in_short`, for labels of a drawing, in one.
    """
    with translation.override(language or translation.get_language()):
        local, today = timezone.localtime(moment), timezone.localtime(now).date()
        day = _short_day(local.date()) if in_short else day_words(local.date())
        values = {"time": date_format(local, "TIME_FORMAT"), "day": day}
        if local.date() == today:
            return gettext("today %(time)s") % values
        if local.date() == today - DAY:
            return gettext("yesterday %(time)s") % values
        if local.date() == today + DAY:
            return gettext("tomorrow %(time)s") % values
        return gettext("%(day)s, %(time)s") % values
