"""Changing a version of the rule into the next one: points, limits, clocks, shares, a factor more or one switched off."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedFactor:
    """A factor that a version adds: one fact that a report may say, its points, its sentence and its source."""

    code: str
    signal: str
    points: int
    origin: str
    because_ar: str
    because_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a version changes. Whatever is not named stays."""

    points: Mapping[str, int] = field(default_factory=dict)
    off: frozenset[str] | None = None
    at_least: Mapping[int, int] = field(default_factory=dict)
    review_minutes: Mapping[int, int] = field(default_factory=dict)
    sampling: Mapping[str, int] = field(default_factory=dict)
    care: Mapping[str, int] = field(default_factory=dict)
    added: AddedFactor | None = None


def edited(values: Mapping[str, Any], edit: Edit, *, version: str) -> dict[str, Any]:
    """The values of the next version. It checks nothing: `guard.objections` does."""
    new: dict[str, Any] = deepcopy(dict(values))
    new["version"], new["since"] = version, ""
    for entry in new["factors"]:
        if entry["code"] in edit.points:
            _set_points(entry, edit.points[entry["code"]])
        if edit.off is not None:
            entry["off"] = entry["code"] in edit.off
    for entry in new["levels"]:
        if entry["level"] in edit.at_least:
            entry["at_least"] = edit.at_least[entry["level"]]
        entry["review_minutes"] = edit.review_minutes.get(entry["level"], entry["review_minutes"])
    new["sampling"] |= edit.sampling
    new["care"] |= edit.care
    if edit.added:
        added = edit.added
        new["factors"].append({
            "code": added.code, "when": added.signal, "points": added.points, "origin": added.origin,
            "because": {"ar": added.because_ar, "en": added.because_en},
        })  # fmt: skip
    return new


def _set_points(entry: dict[str, Any], points: int) -> None:
    """A factor that counts keeps its proportion: twice the points of one, at most."""
    if "at_most" in entry and entry["points"]:
        entry["at_most"] = entry["at_most"] * points // entry["points"]
    entry["points"] = points


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions, for showing: which part, what it was, what it is (None: not there)."""

    part: str
    code: str
    before: int | None
    after: int | None


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """What differs between two versions, in the order of the file."""
    old, new = _flat(before), _flat(after)
    return tuple(
        Change(part, code, old.get((part, code)), new.get((part, code)))
        for part, code in dict.fromkeys([*old, *new])
        if old.get((part, code)) != new.get((part, code))
    )


def _flat(values: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    """Every number that may change; a factor that is switched off has none."""
    flat: dict[tuple[str, str], int] = {
        ("points", entry["code"]): entry["points"] for entry in values["factors"] if not entry.get("off")
    }
    for entry in values["levels"]:
        flat["review_minutes", str(entry["level"])] = entry["review_minutes"]
        if "at_least" in entry:
            flat["at_least", str(entry["level"])] = entry["at_least"]
    for part in ("sampling", "care"):
        flat |= {(part, code): value for code, value in values[part].items() if isinstance(value, int)}
    return flat
