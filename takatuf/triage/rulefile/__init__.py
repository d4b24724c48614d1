"""The versioned files of the scorecard, read into frozen values and checked while they are read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from takatuf.intake.content import Signals

LATEST = "1"
_LANGUAGES = ("ar", "en")

Words = tuple[tuple[str, str], ...]


class Level(IntEnum):
    """Urgency; 1 is the most urgent. The names for people are in the rule file."""

    IMMEDIATE = 1
    URGENT = 2
    PRIORITY = 3
    STANDARD = 4
    INFORMATION = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One gate, factor or hold, with the source of its weight and its sentence in each language."""

    code: str
    origin: str
    because: Words
    any: tuple[str, ...] = ()
    under: tuple[tuple[str, int], ...] = ()
    each: str = ""
    unknown: str = ""
    not_true: str = ""
    points: int = 0
    at_most: int = 0
    level: Level = Level.INFORMATION
    off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRule:
    """A level's name, the points from which it applies, and the minutes until the first human review."""

    level: Level
    name: Words
    at_least: int
    review_minutes: int
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """Which endings without action another person looks at again."""

    share_percent: int
    first_ones: int
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """How many hard reports a person reads before a break is offered, and how many one shift should hold."""

    break_after: int
    most_per_shift: int
    shift_hours: int
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFile:
    """One version of the scorecard. `factors` are those that count; `switched_off` keeps the sentences of the others."""

    version: str
    gates: tuple[Rule, ...]
    factors: tuple[Rule, ...]
    switched_off: tuple[Rule, ...]
    sampling: Sampling
    care: Care
    holds: tuple[Rule, ...]
    levels: tuple[LevelRule, ...]
    stands: Words
    two_people_to_lower_from: tuple[Level, ...]

    def level_for(self, points: int) -> Level:
        """The most urgent level that these points reach without a gate."""
        by_points = (rule for rule in self.levels if rule.level is not Level.IMMEDIATE)
        return min(rule.level for rule in by_points if points >= rule.at_least)

    def level(self, level: Level) -> LevelRule:
        return next(rule for rule in self.levels if rule.level == level)

    def because(self, code: str) -> Words:
        """The sentence of a rule, by its code. Raises KeyError for a code that this version does not have."""
        if code == "level_stands":
            return self.stands
        for rule in (*self.gates, *self.factors, *self.switched_off, *self.holds):
            if rule.code == code:
                return rule.because
        raise KeyError(code)


@cache
def file_values(version: str = LATEST) -> Mapping[str, Any]:
    """The plain values of a version that came as a file. Raises FileNotFoundError, or ValueError naming what is wrong."""
    text = files(__name__).joinpath(f"{version}.yaml").read_text(encoding="utf-8")
    values: dict[str, Any] = yaml.safe_load(text)
    if values["version"] != version:
        raise ValueError(f"The file {version}.yaml says that it is version {values['version']}.")
    values["since"] = str(values["since"])
    return values


@cache
def load_rules(version: str = LATEST) -> RuleFile:
    """Read one version that came as a file. Raises FileNotFoundError or ValueError naming what is wrong."""
    return read_rules(file_values(version))


def read_rules(values: Mapping[str, Any]) -> RuleFile:
    """A version from its plain values, checked. Raises ValueError or KeyError naming what is wrong."""
    factors = [_rule(entry) for entry in values["factors"]]
    return RuleFile(
        version=values["version"],
        gates=tuple(_rule(entry) for entry in values["gates"]),
        factors=tuple(rule for rule in factors if not rule.off),
        switched_off=tuple(rule for rule in factors if rule.off),
        holds=tuple(_rule(entry) for entry in values["holds"]),
        levels=tuple(_level(entry) for entry in values["levels"]),
        stands=_words(values["level_stands"], "level_stands"),
        two_people_to_lower_from=tuple(Level(level) for level in values["two_people_to_lower_from"]),
        sampling=Sampling(**values["sampling"]),
        care=Care(**values["care"]),
    )


def _rule(entry: Mapping[str, Any]) -> Rule:
    signals = [*entry.get("any", ()), *([entry["when"]] if "when" in entry else ())]
    under = tuple(entry.get("under", {}).items())
    read = [entry.get(name, "") for name in ("each", "unknown", "not_true")]
    _only_signals(entry["code"], [*signals, *(name for name, _ in under), *filter(None, read)])
    return Rule(
        code=entry["code"],
        origin=entry["origin"],
        because=_words(entry["because"], entry["code"]),
        any=tuple(signals),
        under=under,
        each=read[0],
        unknown=read[1],
        not_true=read[2],
        points=entry.get("points", 0),
        at_most=entry.get("at_most", entry.get("points", 0)),
        level=Level(entry.get("level", Level.INFORMATION)),
        off=entry.get("off", False),
    )


def _only_signals(code: str, names: Iterable[str]) -> None:
    known = {each.name for each in fields(Signals)}
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise ValueError(f"Rule {code} reads what a report does not say: {', '.join(unknown) or 'nothing'}.")


def _level(entry: Mapping[str, Any]) -> LevelRule:
    return LevelRule(
        level=Level(entry["level"]),
        name=_words(entry["name"], f"level {entry['level']}"),
        at_least=entry.get("at_least", 0),
        review_minutes=entry["review_minutes"],
        origin=entry["origin"],
    )


def _words(texts: Mapping[str, str], code: str) -> Words:
    missing = [language for language in _LANGUAGES if not texts.get(language)]
    if missing:
        raise ValueError(f"Rule {code} has no sentence in: {', '.join(missing)}.")
    return tuple(texts.items())
