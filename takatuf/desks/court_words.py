"""Words of the court pages: standings, positions, answers, limits, and what a gate found."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from takatuf.agencies.queries import AgencyName, agencies
from takatuf.court.actions import DatePrecision, LimitUnit, Party, Served, Stance, Standing
from takatuf.court.document.view import AgencyAnswer, MeasureState
from takatuf.desks.words import listed
from takatuf.kernel.arabic import european_digits
from takatuf.kernel.errors import InvalidInput
from takatuf.web.words import both_dates

#: A shape beside the word, so that no standing is told by its colour alone.
STANDING_SHAPES = {
    Standing.AGREED: "●",
    Standing.CONTESTED: "▲",
    Standing.UNESTABLISHED: "○",
    Standing.OPINION: "■",
}
STANDING_TONES = {
    Standing.AGREED: "standard",
    Standing.CONTESTED: "urgent",
    Standing.UNESTABLISHED: "info",
    Standing.OPINION: "prompt",
}

_OF_THE_PROSECUTION = {
    Stance.ADMITS: gettext_lazy("the public prosecution upholds it"),
    Stance.DENIES: gettext_lazy("the public prosecution denies it"),
    Stance.NO_KNOWLEDGE: gettext_lazy("the public prosecution says it knows nothing of it"),
    Stance.NOT_ASKED: gettext_lazy("the public prosecution was not asked"),
}
_OF_ANOTHER = {
    Stance.ADMITS: gettext_lazy("%(party)s admits it"),
    Stance.DENIES: gettext_lazy("%(party)s denies it"),
    Stance.NO_KNOWLEDGE: gettext_lazy("%(party)s says they know nothing of it"),
    Stance.NOT_ASKED: gettext_lazy("%(party)s was not asked"),
}
ANSWERS = {
    AgencyAnswer.ANSWERED: gettext_lazy("answered"),
    AgencyAnswer.DECLINED: gettext_lazy("declined"),
    AgencyAnswer.SILENT: gettext_lazy("no answer until the day of the submission"),
    AgencyAnswer.ESCALATED: gettext_lazy("no answer; escalated to those above"),
}
MEASURES = {
    MeasureState.DONE: gettext_lazy("done"),
    MeasureState.UNDER_WAY: gettext_lazy("under way"),
    MeasureState.LATE: gettext_lazy("late"),
    MeasureState.REFUSED: gettext_lazy("refused"),
}


LOOKED = {
    "open_submission": gettext_lazy("read the submission"),
    "open_document": gettext_lazy("downloaded the signed file"),
    "open_preview": gettext_lazy("read the draft as a document"),
    "reading_room": gettext_lazy("saw it in the list"),
    "submissions": gettext_lazy("saw it in the list"),
}


def look_words(what: str) -> str:
    """What somebody did who looked at a submission."""
    return str(LOOKED.get(what, gettext_lazy("looked at it")))


def position_words(party: Party, stance: Stance) -> str:
    """What a party says of a fact, as a sentence without its reason."""
    if party is Party.PROSECUTION:
        return str(_OF_THE_PROSECUTION[stance])
    return str(_OF_ANOTHER[stance]) % {"party": party.label}


def when_words(on: date | None, precision: str) -> str:
    """When something happened, as exactly as it is known."""
    if on is None or precision == DatePrecision.UNKNOWN:
        return str(DatePrecision.UNKNOWN.label)
    if precision == DatePrecision.YEAR:
        return str(on.year)
    if precision == DatePrecision.MONTH:
        return date_format(on, "YEAR_MONTH_FORMAT")
    return both_dates(on)


def numbers_words(numbers: Sequence[int]) -> str:
    """Numbers of facts, with the comma of the language between them."""
    return listed(str(number) for number in numbers)


def facts_words(numbers: Sequence[int]) -> str:
    """ "fact 2", "facts 1, 2, 4"."""
    return ngettext("fact %(numbers)s", "facts %(numbers)s", len(numbers)) % {
        "numbers": numbers_words(numbers)
    }


def numbers_in(text: str) -> tuple[int, ...]:
    """The numbers of facts that a person typed, in any digits and with anything between them, each once."""
    return tuple(dict.fromkeys(int(found) for found in re.findall(r"\d+", european_digits(text))))


def limit_words(amount: int, unit: str) -> str:
    """The time that an order gives."""
    sentences = {
        LimitUnit.CLOCK_HOURS: ngettext("%(count)s hour", "%(count)s hours", amount),
        LimitUnit.WORKING_HOURS: ngettext("%(count)s working hour", "%(count)s working hours", amount),
        LimitUnit.WORKING_DAYS: ngettext("%(count)s working day", "%(count)s working days", amount),
        LimitUnit.CALENDAR_DAYS: ngettext("%(count)s day", "%(count)s days", amount),
        LimitUnit.MONTHS: ngettext("%(count)s month", "%(count)s months", amount),
    }
    return sentences[LimitUnit(unit)] % {"count": amount}


def interviews_words(count: int) -> str:
    """How often the child was heard so far."""
    if count == 0:
        return _("The child was not interviewed.")
    sentence = ngettext(
        "The child was interviewed %(count)s time.", "The child was interviewed %(count)s times.", count
    )
    return sentence % {"count": count}


def step_words(due_at: datetime | None, done_at: datetime | None, at: datetime) -> str:
    """How the step of an order stands."""
    if done_at is not None:
        if due_at is not None and done_at > due_at:
            return pgettext("step of an order", "done, after its limit")
        return pgettext("step of an order", "done")
    late = due_at is not None and due_at < at
    return pgettext("step of an order", "late") if late else pgettext("step of an order", "under way")


def place_words(place: str) -> str:
    """Where a gate found a name, from the gate's own code for the place."""
    if found := re.search(r"page (\d+)$", place):
        return _("page %(number)s") % {"number": found[1]}
    if found := re.fullmatch(r"fact (\d+)", place):
        return _("fact %(number)s") % {"number": found[1]}
    if place == "words":
        return _("the words that you wrote")
    return _("the data attached to the document") if "attachment" in place else _("the document's properties")


def input_words(problem: InvalidInput) -> str:
    """What is wrong with one value that a court form sent; empty where the shared words know better."""
    sentences = {
        "missing": _("Write something here: it is needed."),
        "unknown_fact": _("No fact in this submission has the number %(number)s."),
        "before_ruling": _("The time to appeal ends after the ruling."),
        "needs_one_before": _(
            "Choose the submission that it adds to or corrects; an urgent application stands alone."
        ),
        "too_small": _("The order gives at least one unit of time."),
        "not_begun": _("This hearing has not begun yet."),
        "before_hearing": _("The next day comes after this hearing."),
        "before_the_ruling": _("An appeal comes after the ruling."),
        "over": _("This time is over. Give a later day."),
        "unknown_party": _("Choose among the parties of these proceedings."),
        "not_with_paper": _("A party that is served on paper is no agency here: leave this empty."),
        "before_served": _("This is before it was sent."),
        "in_future": _("This day has not come yet."),
        "applicant": _("The agency that filed takes no position: its facts are its word."),
    }
    return sentences.get(problem.code, "") % problem.params if problem.code in sentences else ""


def courts() -> list[tuple[str, str]]:
    """The courts that a submission may go to."""
    return [(str(row.id), str(row)) for row in agencies() if row.sector == "court"]


def prosecutions() -> list[AgencyName]:
    """The parties that a submission may be served on."""
    return [row for row in agencies() if row.sector == "prosecution"]


def possible_parties() -> list[tuple[str, str]]:
    """The agencies that may be a party with an account: prosecution, law offices, and whoever speaks for a child."""
    sectors = {"prosecution", "counsel", "association", "social"}
    return [("", _("None: it is served on paper"))] + [
        (str(row.id), str(row)) for row in agencies() if row.sector in sectors
    ]


def served_words(what: Served, number: int) -> str:
    """What was served, by its number."""
    sentences = {
        Served.SUBMISSION: _("Submission, version %(number)s"),
        Served.QUESTION: _("Question %(number)s of the court"),
        Served.ANSWER: _("Answer to question %(number)s"),
    }
    return sentences[what] % {"number": number}


def agencies_under_orders() -> list[tuple[str, str]]:
    """The agencies that a court may order something."""
    return [(str(row.id), str(row)) for row in agencies() if row.sector not in {"court", "ministry"}]
