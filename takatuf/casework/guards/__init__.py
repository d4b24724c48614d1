"""The rule files of case work: which steps a second person approves, what a step needs first, and what follows closure.

Data files, one per country and one for all; no line of Python for a country. They hold no words: the codes have theirs in
`casework.words`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from takatuf.casework.rules import CaseStep
from takatuf.kernel.errors import Refused

_FOLDER = Path(__file__).parent
_COMMON = "common"


class GuardFault(Refused):
    """A rule file says something that cannot be; the message names the file and what is wrong."""


class Approval(StrEnum):
    """What a second, named person may have to approve."""

    PLAN = "plan"
    CLOSURE = "closure"
    REOPENING = "reopening"
    WAIVER = "waiver"
    RISK_ASSESSMENT = "risk_assessment"


class Fact(StrEnum):
    """What may have to be there before a step."""

    ASSESSMENT = "assessment"
    COMPREHENSIVE_ASSESSMENT = "comprehensive_assessment"
    RISK_ASSESSMENT = "risk_assessment"
    RISK_APPROVAL = "risk_approval"
    CHILD_VIEW = "child_view"
    CHILD_SEEN = "child_seen"
    CHILD_SEEN_ALONE = "child_seen_alone"
    APPROVED_PLAN = "approved_plan"
    ACTION_OR_VISIT = "action_or_visit"
    REVIEW = "review"


# The house's own floor: no file takes these away.
_ALWAYS = frozenset({Approval.PLAN, Approval.CLOSURE})
_LEVELS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class FollowUpRule:
    """A follow-up after closure; `step` is the step of the joint work track that it does."""

    days: int
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guards:
    """One country's guards in one version. Hours are clock hours."""

    id: str
    version: int
    origin: str
    checked: bool
    approvals: frozenset[Approval]
    needs: Mapping[CaseStep, tuple[Fact, ...]]
    follow_ups: tuple[FollowUpRule, ...]
    safety_decision_hours: Mapping[int, int]
    reopening_answer_hours: int

    @property
    def name(self) -> str:
        return f"{self.id}-{self.version}"

    def wants_approval(self, what: Approval) -> bool:
        """Whether a second person approves this."""
        return what in self.approvals

    def missing(self, step: CaseStep, have: Iterable[Fact]) -> tuple[str, ...]:
        """What this step needs and the case has not, in the file's order."""
        there = frozenset(have)
        return tuple(need for need in self.needs.get(step, ()) if need not in there)


@lru_cache
def _guards(code: str) -> Guards:
    path = _FOLDER / f"{code.lower()}.yaml"
    if path.parent != _FOLDER or not path.exists():
        path = _FOLDER / f"{_COMMON}.yaml"
    return read_guards(path.name, yaml.safe_load(path.read_text(encoding="utf-8")))


def guards(code: str = "") -> Guards:
    """The guards of a country by the code of its file, by default of the country that this house serves.

    A country without a file of its own has those of all.
    """
    return _guards(code or settings.TAKATUF_COUNTRY)


def guard_codes() -> tuple[str, ...]:
    """The countries that have a rule file of their own."""
    return tuple(sorted(path.stem.upper() for path in _FOLDER.glob("*.yaml") if path.stem != _COMMON))


def read_guards(name: str, data: Mapping[str, Any]) -> Guards:
    """Guards from their file's values, checked as a whole; a part that the file leaves out is the included file's.

    Raises GuardFault.
    """
    whole = {**_included(name, data["include"]), **data} if "include" in data else dict(data)
    try:
        found = Guards(
            id=whole["id"], version=whole["version"], origin=whole["origin"], checked=whole["checked"],
            approvals=frozenset(Approval(code) for code in whole["approvals"]),
            needs={CaseStep(step): tuple(Fact(code) for code in codes) for step, codes in whole["needs"].items()},
            follow_ups=tuple(FollowUpRule(row["days"], row["step"]) for row in whole["follow_ups"]),
            safety_decision_hours=whole["safety_decision_hours"],
            reopening_answer_hours=whole["reopening_answer_hours"],
        )  # fmt: skip
    except KeyError as error:
        raise GuardFault(f"{name} lacks {error}.") from error
    except ValueError as error:
        raise GuardFault(f"{name} names what nobody knows: {error}.") from error
    _check(name, found)
    return found


def _included(name: str, other: str) -> Mapping[str, Any]:
    path = _FOLDER / f"{other}.yaml"
    if path.parent != _FOLDER or not path.exists():
        raise GuardFault(f"{name}: there is no file {other}.yaml to include.")
    part: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return part


def _check(name: str, found: Guards) -> None:
    days = [row.days for row in found.follow_ups]
    hours = found.safety_decision_hours
    wrong = {
        "takes the second person away from a plan or a closure": not found.approvals >= _ALWAYS,
        "has a follow-up that is not after the one before": days != sorted(set(days))
        or min(days, default=1) < 1,
        "gives no hours to a level": tuple(sorted(hours)) != _LEVELS or min(hours.values()) < 1,
        "gives a less urgent level fewer hours": [hours.get(level, 0) for level in _LEVELS]
        != sorted(hours.values()),
        "gives no hours to answer a reopening": found.reopening_answer_hours < 1,
    }
    for sentence, is_wrong in wrong.items():
        if is_wrong:
            raise GuardFault(f"{name} {sentence}.")
