"""What may stand on a ladder: no small number, and reach never beside the word effect. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from takatuf.insight.rules import rounded, suppress

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
    reports: int
    calls: int


def safe_number(count: int) -> int | None:
    """The number rounded to 5; a true zero stands, and what is under 10 is hidden."""
    if count == 0:
        return 0
    return None if count < MINIMUM else rounded(count, BASE)


def safe_ladder(raw: Raw) -> dict[str, Any]:
    """The ladder as it may be shown, as plain JSON values; a hidden number is null.

    The two answers to a question, and reports beside calls, are hidden together where one would give the other away.
    """
    help_table = suppress([[raw.reports, raw.calls]], minimum=MINIMUM, base=BASE)
    return {
        "reach": {"people": safe_number(raw.people_reached), "copies": safe_number(raw.copies)},
        "dose": {
            "came": safe_number(raw.came), "places": safe_number(raw.places_taken),
            "sessions_each": round(raw.places_taken / raw.came, 1) if raw.came >= MINIMUM else None,
        },
        "knowledge": _questions(raw.questions, "knowledge"),
        "intention": _questions(raw.questions, "intention"),
        "help": {"reports": help_table.cells[0][0], "calls": help_table.cells[0][1], "all": help_table.total},
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
