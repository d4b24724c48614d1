"""Small words that several desk pages share."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from takatuf.web.parts import LEVELS, Urgency
from takatuf.web.words import number_word, unit_for, words_for_awaiting

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def urgency_of(level: int) -> Urgency:
    """The urgency of a level 1-5; the fifth is information."""
    return LEVELS[level - 1] if level <= len(LEVELS) else "info"


def joined(*parts: str) -> str:
    """The parts that are there, in one line."""
    return " — ".join(part for part in parts if part)


def apart(text: str) -> str:
    """A text of either direction that keeps its own order inside a line of the other: for lists and labels without markup."""
    return f"\u2068{text}\u2069"


def code_apart(code: str) -> str:
    """A number or code that reads left to right whatever stands around it; Unicode's isolates, for text without markup."""
    return f"\u2066{code}\u2069"


def listed(words: Iterable[str]) -> str:
    """Words with the comma of the language between them."""
    return pgettext("between the words of a list", ", ").join(words)


def lead_sentence(dues: list[datetime | None], at: datetime) -> str:
    """The first sentence of a desk: how much awaits, and how soon the first is due or how many are late."""
    said = words_for_awaiting(len(dues))
    limits = [due for due in dues if due is not None]
    if not limits:
        return said
    late = sum(due < at for due in limits)
    if late:
        return _("%(awaiting)s, %(late)s") % {"awaiting": said, "late": _late_words(late, len(dues))}
    return _("%(awaiting)s, %(first)s") % {
        "awaiting": said,
        "first": _first_words(min(limits) - at, len(dues)),
    }


def _late_words(late: int, count: int) -> str:
    if count == 1:
        return _("and it is late")
    if late == count:
        return pgettext("two things", "both of them late") if count == 2 else _("all of them late")
    if count == 2:
        return pgettext("of two things", "one of them is late")
    return ngettext("%(number)s of them is late", "%(number)s of them are late", late) % {
        "number": number_word(late)
    }


def _first_words(left: timedelta, count: int) -> str:
    """Within how long the only one, or the first, is due."""
    if left < timedelta(minutes=1):
        within = _("within a minute")
    else:
        unit = unit_for(left)
        within = _within(unit, left // unit)
    if count == 1:
        return within
    return ngettext("the first %(within)s", "the first %(within)s", count) % {"within": within}


def _within(unit: timedelta, count: int) -> str:
    if unit == DAY:
        sentence = ngettext("within %(count)s day", "within %(count)s days", count)
    elif unit == HOUR:
        sentence = ngettext("within %(count)s hour", "within %(count)s hours", count)
    else:
        sentence = ngettext("within %(count)s minute", "within %(count)s minutes", count)
    return sentence % {"count": count}
