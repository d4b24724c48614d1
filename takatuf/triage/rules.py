"""The scorecard of urgency: gates first, then points, then what nobody knows; each with its reason in words."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from takatuf.intake.content import Signals
from takatuf.triage.rulefile import LATEST, Level, Rule, RuleFile, load_rules

__all__ = [
    "LATEST",
    "Level",
    "Rating",
    "Reason",
    "ReasonKind",
    "Rule",
    "RuleFile",
    "level_name",
    "load_rules",
    "needs_two_people",
    "order_key",
    "rate",
    "rate_again",
    "review_limit",
    "sentence",
    "sentences",
]


class ReasonKind(StrEnum):
    """What kind of rule spoke."""

    GATE = "gate"
    FACTOR = "factor"
    HOLD = "hold"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that spoke: its code in the rule file, the values for its sentence, and its points (0 for a gate)."""

    code: str
    kind: ReasonKind
    params: tuple[tuple[str, int], ...] = ()
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Rating:
    """A suggested level with all its reasons; a person decides. `points` never leave the triage desk."""

    level: Level
    gates: tuple[str, ...]
    points: int
    reasons: tuple[Reason, ...]
    rule_version: str


def rate(signals: Signals, *, rulefile: RuleFile | None = None) -> Rating:
    """Suggest a level of urgency (1 is the most urgent) for what a report says.

    Any gate gives Level 1. Otherwise points decide, and what nobody knows holds the report at Level 3 or a more
    urgent one. Who reports does not matter: a child's own report is rated like an adult's. Whether there is enough
    to act on does not matter either: it decides the route. Source: field/policy.md 8.2, practice.md 1-2.
    """
    rules = rulefile or load_rules()
    gates = tuple(rule.code for rule in rules.gates if _speaks(rule, signals))
    factors = tuple(_factor(rule, signals) for rule in rules.factors if _speaks(rule, signals))
    holds = tuple(rule for rule in rules.holds if _holds(rule, signals))
    points = sum(reason.weight for reason in factors)
    reasons = (
        *(Reason(code, ReasonKind.GATE) for code in gates),
        *sorted(factors, key=lambda reason: -reason.weight),
        *(Reason(rule.code, ReasonKind.HOLD) for rule in holds),
    )
    level = (
        Level.IMMEDIATE if gates else min(rules.level_for(points), *(rule.level for rule in holds), Level(5))
    )
    return Rating(level=level, gates=gates, points=points, reasons=reasons, rule_version=rules.version)


def rate_again(signals: Signals, *, before: Level, rulefile: RuleFile | None = None) -> Rating:
    """Rate when information or a link arrived: the machine may raise the level that stands, never lower it.

    A lower level is a person's decision (`needs_two_people` says whose).
    """
    rating = rate(signals, rulefile=rulefile)
    if rating.level <= before:
        return rating
    stands = Reason("level_stands", ReasonKind.BEFORE)
    return replace(rating, level=before, reasons=(*rating.reasons, stands))


def review_limit(level: Level, *, rulefile: RuleFile | None = None) -> timedelta:
    """How long the first human review may take, in clock hours on every day of the year (Takatuf default)."""
    return timedelta(minutes=(rulefile or load_rules()).level(level).review_minutes)


def needs_two_people(from_level: Level, to_level: Level, *, rulefile: RuleFile | None = None) -> bool:
    """Whether this change needs two people and a written reason: lowering from Level 1 or 2 does, raising never."""
    return to_level > from_level and from_level in (rulefile or load_rules()).two_people_to_lower_from


def order_key(
    level: Level, review_due_at: datetime, *, reported_by_child: bool
) -> tuple[int, datetime, bool]:
    """Sorts a queue by urgency, then by the clock; at the same moment a child's own report comes first."""
    return (int(level), review_due_at, not reported_by_child)


def level_name(level: Level, language: str, *, rulefile: RuleFile | None = None) -> str:
    """The level's name, for example "ذو أولوية"."""
    return _in(language, (rulefile or load_rules()).level(level).name)


def sentence(reason: Reason, language: str, *, rulefile: RuleFile | None = None) -> str:
    """The reason in words, beginning with "لأن" or "because"."""
    because = (rulefile or load_rules()).because(reason.code)
    return _in(language, because).format(**dict(reason.params))


def sentences(rating: Rating, language: str, *, rulefile: RuleFile | None = None) -> tuple[str, ...]:
    """All reasons of a rating in words, in the rule file's version that made it unless another is given."""
    rules = rulefile or load_rules(rating.rule_version)
    return tuple(sentence(reason, language, rulefile=rules) for reason in rating.reasons)


def _speaks(rule: Rule, signals: Signals) -> bool:
    if any(getattr(signals, name) is True for name in rule.any):
        return True
    if rule.each and getattr(signals, rule.each) > 0:
        return True
    ages = ((getattr(signals, name), limit) for name, limit in rule.under)
    return any(age is not None and age < limit for age, limit in ages)


def _factor(rule: Rule, signals: Signals) -> Reason:
    if not rule.each:
        return Reason(rule.code, ReasonKind.FACTOR, weight=rule.points)
    count = getattr(signals, rule.each)
    weight = min(rule.points * count, rule.at_most)
    return Reason(rule.code, ReasonKind.FACTOR, (("count", count),), weight)


def _holds(rule: Rule, signals: Signals) -> bool:
    if rule.unknown:
        return getattr(signals, rule.unknown) is None
    return getattr(signals, rule.not_true) is not True


def _in(language: str, words: tuple[tuple[str, str], ...]) -> str:
    texts = dict(words)
    return texts.get(language, texts["en"])
