"""When two reports tell of the same matter, and when one of them stands alone all the same; pure."""

from collections.abc import Collection
from dataclasses import dataclass

from rapidfuzz import fuzz

from takatuf.intake.content import ReportContent
from takatuf.kernel.arabic import fold

# Our defaults. Shorter words are said by many: "help me" makes no two reports the same.
SHORTEST = 30
NEARLY_THE_SAME = 90.0


@dataclass(frozen=True, slots=True)
class Told:
    """What is compared of a report: its words in one written form, and what it says of the child and the region."""

    words: str
    ages: frozenset[int]
    names: frozenset[str]
    region: str
    burst: str = ""


def told(content: ReportContent, *, burst: str = "") -> Told:
    """What is compared of a report."""
    children = [person for person in content.people if person.role == "child"]
    ages = {person.age for person in children if person.age} | {content.signals.child_age} - {None}
    names = {fold(name) for person in children for name in person.names if name.strip()}
    return Told(
        words=fold(content.narrative), ages=frozenset(age for age in ages if age is not None), names=frozenset(names),
        region=fold(content.place.region), burst=burst,
    )  # fmt: skip


def same_by(one: Told, other: Told, *, kinds: Collection[str]) -> str:
    """By what two reports tell of the same matter; empty where they do not. `kinds` are the identifiers that they share.

    An account or a number alone is not enough (practice.md 20): the same link or nearly the same words must come with it.
    """
    account, link = bool(set(kinds) - {"url"}), "url" in kinds
    if account and link:
        return "account_and_link"
    long_enough = min(len(one.words), len(other.words)) >= SHORTEST
    if long_enough and one.words == other.words:
        return "text"
    nearly = long_enough and fuzz.ratio(one.words, other.words) >= NEARLY_THE_SAME
    if nearly and (account or link):
        return "account_and_text"
    if nearly and one.burst and one.burst == other.burst:
        return "burst"
    return ""


def alone(one: Told, first: Told) -> str:
    """Why a report stands in a line of its own beside the first of its bundle: another child, or another region.

    What one of them does not say is no difference, and no sameness either: the age and the name are only compared where both say them.
    """
    if one.names and first.names and not one.names & first.names:
        return "child"
    if one.ages and first.ages and not one.ages & first.ages:
        return "child"
    if one.region and first.region and one.region != first.region:
        return "region"
    return ""
