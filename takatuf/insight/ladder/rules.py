"""What may stand on a ladder: no small number, and reach never beside the word effect. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from takatuf.insight.rules import CannotProtect, Interval, rounded, suppress, window

MINIMUM, BASE = 10, 5
#: The rungs, from the foot up. The first two say how much was done; only the others can say that something changed.
RUNGS = ("reach", "dose", "knowledge", "intention", "help", "later")
EFFORT = ("reach", "dose")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question at one moment: how many answers were given, and how many were the one that counts."""

    lesson: str
    question: str
    kind: str
    moment: str
    answers: int
    counted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """What was counted of one campaign; never shown as it is."""

    people_reached: int
    copies: int
    came: int
    places_taken: int
    questions: Sequence[Asked]


def safe_number(count: int) -> int | None:
    """The number rounded to 5; a true zero stands, and what is under 10 is hidden."""
    if count == 0:
        return 0
    return None if count < MINIMUM else rounded(count, BASE)


@dataclass(frozen=True, slots=True)
class Help:
    """Reports and calls that carry a campaign's code; as they may be shown, a hidden number is None."""

    reports: int | None
    calls: int | None
    all: int | None


def safe_help(campaigns: Sequence[tuple[int, int]], everything: tuple[int, int]) -> list[Help]:
    """What may be shown of each campaign's (reports, calls), hidden over all campaigns and the published figures together.

    `everything` is how many reports and calls there were at all. A reader is taken to know each as narrowly as the published
    figures could print it; so all codes together cannot give away how few carried one of them. How many carried none stands
    nowhere in print.
    """
    without = [whole - sum(one[place] for one in campaigns) for place, whole in enumerate(everything)]
    rows = len(campaigns)
    anything = Interval(0, None)
    given = {(rows, column): anything for column in range(3)} | {(rows + 1, 2): _published(sum(everything))}
    # Where one of the two is small, a release hides it and another number with it.
    small = any(0 < whole < MINIMUM for whole in everything)
    given |= {
        (rows + 1, column): anything if small else _published(whole)
        for column, whole in enumerate(everything)
    }
    try:
        safe = suppress([*campaigns, without], minimum=MINIMUM, base=BASE, given=given)
    except CannotProtect:
        return [Help(None, None, None) for _one in campaigns]
    return [
        Help(reports, calls, total)
        for (reports, calls), total in zip(safe.cells[:rows], safe.row_totals[:rows], strict=True)
    ]


def _published(whole: int) -> Interval:
    """What a reader could know of a count from the published figures."""
    if 0 < whole < MINIMUM:
        return Interval(0, None)
    return window(rounded(whole, BASE), minimum=MINIMUM, base=BASE)


def safe_ladder(raw: Raw, seeking: Help) -> dict[str, Any]:
    """The ladder as it may be shown, as plain JSON values; a hidden number is null.

    The two answers to a question are hidden together where one would give the other away; `seeking` is hidden already.
    """
    return {
        "reach": {"people": safe_number(raw.people_reached), "copies": safe_number(raw.copies)},
        "dose": {
            "came": safe_number(raw.came), "places": safe_number(raw.places_taken),
            "sessions_each": round(raw.places_taken / raw.came, 1) if raw.came >= MINIMUM else None,
        },
        "knowledge": _questions(raw.questions, "knowledge"),
        "intention": _questions(raw.questions, "intention"),
        "help": {"reports": seeking.reports, "calls": seeking.calls, "all": seeking.all},
        "later": _questions(raw.questions, "behaviour"),
    }  # fmt: skip


def _questions(asked: Sequence[Asked], kind: str) -> list[dict[str, Any]]:
    of: dict[tuple[str, str], dict[str, Asked]] = {}
    for one in asked:
        if one.kind == kind:
            of.setdefault((one.lesson, one.question), {})[one.moment] = one
    return [_question(lesson, question, moments) for (lesson, question), moments in sorted(of.items())]


def _question(lesson: str, question: str, moments: Mapping[str, Asked]) -> dict[str, Any]:
    order = sorted(moments)
    table = suppress(
        [[moments[each].counted, moments[each].answers - moments[each].counted] for each in order], minimum=MINIMUM, base=BASE
    )  # fmt: skip
    return {
        "lesson": lesson, "question": question,
        "moments": {
            each: {"counted": table.cells[place][0], "answers": table.row_totals[place]} for place, each in enumerate(order)
        },
    }  # fmt: skip
