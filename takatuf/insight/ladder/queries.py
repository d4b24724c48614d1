"""The latest ladder of a campaign, in the reader's language; every number in it may be shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language

from takatuf.agencies.actions import require
from takatuf.awareness.lessons import lesson
from takatuf.insight.ladder.models import Ladder
from takatuf.insight.rules import share
from takatuf.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class MomentView:
    """How many gave the answer that counts, of how many; None: hidden."""

    counted: int | None
    answers: int | None

    @property
    def percent(self) -> int | None:
        """How many of a hundred, from the numbers that are shown; None where one is hidden."""
        return share(self.counted, self.answers)


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question, with what was answered before, after, or six months later; a moment that was not asked is None."""

    text: str
    answer: str
    before: MomentView | None
    after: MomentView | None
    later: MomentView | None


@dataclass(frozen=True, slots=True)
class LadderView:
    """A campaign's ladder on one day; None is a hidden number."""

    counted_on: date
    people: int | None
    copies: int | None
    came: int | None
    places: int | None
    sessions_each: float | None
    knowledge: tuple[QuestionView, ...]
    intention: tuple[QuestionView, ...]
    reports: int | None
    calls: int | None
    all_help: int | None
    later: tuple[QuestionView, ...]


def ladder_of(campaign_id: UUID, *, by: Actor) -> LadderView | None:
    """The latest ladder of a campaign; None before the first night. Raises NotAllowed."""
    require(by, "campaign.read")
    row = Ladder.objects.filter(campaign_id=campaign_id).order_by("-counted_on").first()
    return None if row is None else _view(row)


def rungs_apart(*, days: int) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Of each campaign the rungs as they stood at least so many days before its latest ladder, and the latest.

    Campaigns that are younger are left out. Only what may be shown is in them, so everybody may ask.
    """
    latest: dict[UUID, Ladder] = {}
    found: dict[UUID, tuple[Mapping[str, Any], Mapping[str, Any]]] = {}
    for row in Ladder.objects.order_by("-counted_on"):
        newest = latest.setdefault(row.campaign_id, row)
        if row.campaign_id not in found and newest.counted_on - row.counted_on >= timedelta(days=days):
            found[row.campaign_id] = (row.rungs, newest.rungs)
    return list(found.values())


def _view(row: Ladder) -> LadderView:
    rungs = row.rungs
    return LadderView(
        counted_on=row.counted_on, people=rungs["reach"]["people"], copies=rungs["reach"]["copies"], came=rungs["dose"]["came"],
        places=rungs["dose"]["places"], sessions_each=rungs["dose"]["sessions_each"], knowledge=_questions(rungs["knowledge"]),
        intention=_questions(rungs["intention"]), reports=rungs["help"]["reports"], calls=rungs["help"]["calls"],
        all_help=rungs["help"]["all"], later=_questions(rungs["later"]),
    )  # fmt: skip


def _questions(rows: list[Mapping[str, Any]]) -> tuple[QuestionView, ...]:
    return tuple(_question(row) for row in rows)


def _question(row: Mapping[str, Any]) -> QuestionView:
    language = get_language() or settings.LANGUAGE_CODE
    found = lesson(row["lesson"])
    question = next(one for one in found.questions if one.code == row["question"])
    counts = next(option for option in question.options if option.counts)
    moments = {name: MomentView(each["counted"], each["answers"]) for name, each in row["moments"].items()}
    return QuestionView(
        found.said(question.text, language), found.said(counts.label, language), moments.get("before"), moments.get("after"),
        moments.get("later"),
    )  # fmt: skip
