"""The guard rails: what no version of the rule may change, and the limits within which the rest may."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from takatuf.intake.content import Signals
from takatuf.triage.rulefile import Level, file_values, read_rules
from takatuf.triage.rules import rate

HIGHEST_POINTS = 9
HIGHEST_COUNTED = 12
LEAST_SHARE = 5
# The first human review at Levels 1 and 2 may become shorter than the origin says, never longer.
LONGEST_REVIEW = {1: 15, 2: 240, 3: 1440, 4: 10_080, 5: 43_200}
# practice.md 1: face to face, with access, under 13 is Level 2; no version may rate it less urgent.
TOUCHSTONES = ((Signals(contact_in_person=True, suspect_access=True, child_age=9), Level.URGENT),)
# What must stand word for word as in the origin: gates, unknowns, and two persons to lower from Level 1 or 2.
_FIXED = ("gates", "holds", "two_people_to_lower_from", "level_stands")


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a version cannot be proposed: a code, the part of the rule, and the limit that it passes."""

    code: str
    part: str
    limit: int = 0


def objections(values: Mapping[str, Any]) -> list[Objection]:
    """Everything in these values that a guard rail forbids; empty where the version may be proposed."""
    found = [*_fixed(values), *_points(values), *_levels(values), *_samples(values)]
    return found or list(_touchstones(values))


def _fixed(values: Mapping[str, Any]) -> Iterator[Objection]:
    origin = file_values()
    for name in _FIXED:
        if values.get(name) != origin[name]:
            yield Objection("fixed", name)
    kept = {entry["code"] for entry in values["factors"]}
    for entry in origin["factors"]:
        if entry["code"] not in kept:
            yield Objection("removed", entry["code"])


def _points(values: Mapping[str, Any]) -> Iterator[Objection]:
    seen: set[str] = set()
    for entry in values["factors"]:
        code, points = entry["code"], entry["points"]
        if code in seen or code in {gate["code"] for gate in values["gates"]}:
            yield Objection("twice", code)
        seen.add(code)
        if not 1 <= points <= HIGHEST_POINTS:
            yield Objection("points", code, HIGHEST_POINTS)
        if not points <= entry.get("at_most", points) <= HIGHEST_COUNTED:
            yield Objection("at_most", code, HIGHEST_COUNTED)


def _levels(values: Mapping[str, Any]) -> Iterator[Objection]:
    levels = {entry["level"]: entry for entry in values["levels"]}
    if set(levels) != {1, 2, 3, 4, 5}:
        yield Objection("fixed", "levels")
        return
    limits = [levels[level].get("at_least", 0) for level in (2, 3, 4, 5)]
    if limits != sorted(limits, reverse=True) or len(set(limits)) < 4 or limits[-1] != 0:
        yield Objection("descending", "levels")
    minutes = [levels[level]["review_minutes"] for level in (1, 2, 3, 4, 5)]
    if minutes != sorted(minutes):
        yield Objection("clocks_in_order", "levels")
    for level, longest in LONGEST_REVIEW.items():
        if not 1 <= levels[level]["review_minutes"] <= longest:
            yield Objection("review_minutes", str(level), longest)


def _samples(values: Mapping[str, Any]) -> Iterator[Objection]:
    sampling, care = values["sampling"], values["care"]
    if not LEAST_SHARE <= sampling["share_percent"] <= 100:
        yield Objection("share_percent", "sampling", LEAST_SHARE)
    if sampling["first_ones"] < 1:
        yield Objection("first_ones", "sampling", 1)
    if not 1 <= care["break_after"] <= care["most_per_shift"]:
        yield Objection("break_after", "care")


def _touchstones(values: Mapping[str, Any]) -> Iterator[Objection]:
    rules = read_rules(values)
    for number, (signals, level) in enumerate(TOUCHSTONES, start=1):
        if rate(signals, rulefile=rules).level > level:
            yield Objection("touchstone", str(number), int(level))
