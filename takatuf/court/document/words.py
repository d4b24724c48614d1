"""How text and dates are prepared for the page: digits, runs of the other direction, both calendars."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hijridate import Gregorian

from takatuf.court.document.view import DatePrecision, Occurred
from takatuf.kernel.arabic import arabic_indic_digits, without_bidi_controls

COURT_ZONE = ZoneInfo("Asia/Riyadh")

_HIJRI_MONTHS = (
    "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة",
    "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذو الحجة",
)  # fmt: skip
_GREGORIAN_MONTHS = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
    "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip

# A word that holds a Latin letter, or an identifier made of digits (an address, a telephone number, an ISO date,
# anything of seven digits and more), reads from left to right and keeps its European digits: it is compared, not read.
_LATIN_WORD = r"[A-Za-z0-9@#$_/\\<+~][!-~]*"
_HAS_LATIN = rf"(?=[!-~]*[A-Za-z]){_LATIN_WORD}"
_IDENTIFIER = r"\+?\d+(?:[.:-]\d+){2,}|\+\d[\d-]{5,}|\d{7,}"
_LEFT_TO_RIGHT = re.compile(rf"(?:{_HAS_LATIN})(?: (?:{_HAS_LATIN}|{_LATIN_WORD}))*|{_IDENTIFIER}")
_TRAILING = ".,;:!?\"'([{<"
#: So many facts are named by their numbers at most; of more only the count is said.
MOST_NAMED = 40
_BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}


def _tidy_end(run: str) -> str:
    """The run without punctuation that belongs to the Arabic sentence around it."""
    while run and (
        run[-1] in _TRAILING or (run[-1] in _BRACKETS and run.count(_BRACKETS[run[-1]]) < run.count(run[-1]))
    ):
        run = run[:-1]
    return run


class _Printed(dict[int, str]):
    """Code point -> what is printed of it, worked out once for each letter: a document has some hundred thousand."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if "\ufb50" <= letter <= "\ufdff" or "\ufe70" <= letter <= "\ufefc":
            letter = unicodedata.normalize("NFKC", letter)
        self[code] = "".join(part for part in letter if unicodedata.category(part) != "Mn")
        return self[code]


_PRINTED = _Printed()


def printable(text: str) -> str:
    """The text as it is printed: composed letters, no direction marks, no vowel signs.

    Vowel signs are left out because a mark above a letter makes PDF readers split or double the word, so that a
    search for it fails (measured: 15 of 88 common words with poppler). The attached facts keep the text as written.
    Presentation forms become plain letters, so that the letter gate compares like with like.
    """
    return unicodedata.normalize("NFC", without_bidi_controls(text)).translate(_PRINTED)


def runs(text: str) -> list[dict[str, str]]:
    """The text in runs for the template: {"t": words, "d": "rtl" or "ltr"}; digits Arabic-Indic outside ltr runs."""
    plain, found, position = printable(text), [], 0
    for match in _LEFT_TO_RIGHT.finditer(plain):
        run = _tidy_end(match.group())
        if not run:
            continue
        if match.start() > position:
            found.append({"t": arabic_indic_digits(plain[position : match.start()]), "d": "rtl"})
        found.append({"t": run, "d": "ltr"})
        position = match.start() + len(run)
    if position < len(plain):
        found.append({"t": arabic_indic_digits(plain[position:]), "d": "rtl"})
    return found


def both_calendars(day: date, precision: DatePrecision = DatePrecision.DAY) -> str:
    """A date in the Umm al-Qura and the Gregorian calendar, months as words, digits Arabic-Indic.

    With less precision only what is known is said. Dates outside 1924-08-01 to 2077-11-16, for which no Umm al-Qura
    table exists, are given in the Gregorian calendar alone.
    """
    month = _GREGORIAN_MONTHS[day.month - 1]
    if precision is DatePrecision.YEAR:
        return arabic_indic_digits(
            _with_hijri(date(day.year, 1, 1), date(day.year, 12, 31), f"عام {day.year}م")
        )
    if precision is DatePrecision.MONTH:
        last = date(day.year, day.month, monthrange(day.year, day.month)[1])
        return arabic_indic_digits(_with_hijri(day.replace(day=1), last, f"{month} {day.year}م"))
    gregorian = f"{day.day} {month} {day.year}م"
    try:
        hijri = Gregorian.fromdate(day).to_hijri()
    except OverflowError:
        return arabic_indic_digits(gregorian)
    return arabic_indic_digits(
        f"{hijri.day} {_HIJRI_MONTHS[hijri.month - 1]} {hijri.year}هـ الموافق {gregorian}"
    )


def _with_hijri(first: date, last: date, gregorian: str) -> str:
    """A month or a year with the Hijri months or years over which it runs; without them where no table reaches."""
    try:
        begins, ends = (Gregorian.fromdate(day).to_hijri() for day in (first, last))
    except OverflowError:
        return gregorian
    if (last - first).days > 31:
        return f"{begins.year}–{ends.year}هـ الموافق {gregorian}"
    months = [(begins.year, begins.month)]
    while months[-1] != (ends.year, ends.month):
        year, month = months[-1]
        months.append((year + month // 12, month % 12 + 1))
    named = [
        f"{_HIJRI_MONTHS[month - 1]} {year}هـ" if year != ends.year else _HIJRI_MONTHS[month - 1]
        for year, month in months
    ]
    return f"{' و'.join(named)} {ends.year}هـ الموافق {gregorian}"


def moment(at: datetime) -> str:
    """A moment as the court's own day and hour (Riyadh), in both calendars."""
    local = at.astimezone(COURT_ZONE)
    return f"{both_calendars(local.date())}، الساعة {arabic_indic_digits(local.strftime('%H:%M'))}"


def occurred_words(occurred: Occurred) -> str:
    """When a fact happened, in words; a span names both ends."""
    if occurred.on is None or occurred.precision is DatePrecision.UNKNOWN:
        return "تاريخ غير معلوم"
    first = both_calendars(occurred.on, occurred.precision)
    if occurred.until is None or occurred.until == occurred.on:
        return first
    return f"من {first} إلى {both_calendars(occurred.until, occurred.precision)}"


def interviews_words(number: int) -> str:
    """How many interviews the child has had, in the six forms of an Arabic number; zero in words."""
    ending = "حتى تاريخ هذه المذكرة."
    if number == 0:
        return f"لم تجر مع الطفل أي مقابلة {ending}"
    if number == 1:
        return f"مقابلة واحدة {ending}"
    if number == 2:
        return f"مقابلتان اثنتان {ending}"
    noun = "مقابلات" if 3 <= number % 100 <= 10 else "مقابلة"
    return arabic_indic_digits(f"{number} {noun} {ending}")


def took_words(asked: datetime, answered: datetime) -> str:
    """How long an answer took, in hours up to two days and in days beyond; in the six forms of an Arabic number."""
    hours = max(int((answered - asked).total_seconds() // 3600), 0)
    if hours < 1:
        return "أقل من ساعة"
    if hours < 48:
        return _counted(hours, ("ساعة واحدة", "ساعتان", "ساعات", "ساعة"))
    return _counted(hours // 24, ("يوم واحد", "يومان", "أيام", "يوما"))


def facts_words(numbers: Sequence[int], *, governed: bool = False) -> str:
    """Facts by their numbers with the noun in its number, or how many where there are very many; empty for none.

    `governed`: after a preposition, where the dual changes.
    """
    if not numbers:
        return ""
    if len(numbers) > MOST_NAMED:
        return arabic_indic_digits(f"عددها {len(numbers)}، وهي المعلمة بذلك في باب الوقائع")
    listed = " و".join(map(str, numbers)) if len(numbers) == 2 else "، ".join(map(str, numbers))
    return arabic_indic_digits(f"{fact_noun(len(numbers), governed=governed)} {listed}")


def fact_noun(count: int, *, governed: bool = False) -> str:
    """The word for so many facts: one, two, more."""
    if count == 1:
        return "الواقعة"
    if count == 2:
        return "الواقعتين" if governed else "الواقعتان"
    return "الوقائع"


def _counted(number: int, words: tuple[str, str, str, str]) -> str:
    one, two, few, many = words
    if number <= 2:
        return one if number == 1 else two
    return arabic_indic_digits(f"{number} {few if 3 <= number % 100 <= 10 else many}")
