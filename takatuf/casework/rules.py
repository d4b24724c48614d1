"""The steps of a case and what its social side needs; pure, after the Inter-Agency Guidelines for case management."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from takatuf.kernel.errors import Refused


class Stage(StrEnum):
    """How far the case work has come; within a round it never goes back. Reopening a closed case begins a new round."""

    IDENTIFIED = "identified"
    ASSESSED = "assessed"
    PLANNED = "planned"
    IN_ACTION = "in_action"
    REVIEW = "review"
    CLOSED = "closed"


class CaseStep(StrEnum):
    """What somebody wants to do with the case."""

    ASSESS = "assess"
    MAKE_PLAN = "make_plan"
    APPROVE_PLAN = "approve_plan"
    VISIT = "visit"
    DO_ACTION = "do_action"
    REVIEW = "review"
    CLOSE = "close"


class StepSkipped(Refused):
    """A step that comes too early; `missing` names what comes first."""

    def __init__(self, step: CaseStep, missing: tuple[str, ...]) -> None:
        super().__init__(f"{step}: first {', '.join(missing)}")
        self.step = step
        self.missing = missing


class CaseIsClosed(Refused):
    """Nothing is added to a closed case; reopening is a step of its own."""


_ORDER = tuple(Stage)
# What each step needs, and the stage to which it brings the case.
_NEEDS: Mapping[CaseStep, Stage] = {
    CaseStep.ASSESS: Stage.IDENTIFIED,
    CaseStep.MAKE_PLAN: Stage.ASSESSED,
    CaseStep.APPROVE_PLAN: Stage.ASSESSED,
    CaseStep.VISIT: Stage.IDENTIFIED,
    CaseStep.DO_ACTION: Stage.PLANNED,
    CaseStep.REVIEW: Stage.IN_ACTION,
    CaseStep.CLOSE: Stage.REVIEW,
}
_BRINGS: Mapping[CaseStep, Stage] = {
    CaseStep.ASSESS: Stage.ASSESSED,
    CaseStep.APPROVE_PLAN: Stage.PLANNED,
    CaseStep.DO_ACTION: Stage.IN_ACTION,
    CaseStep.REVIEW: Stage.REVIEW,
    CaseStep.CLOSE: Stage.CLOSED,
}
_MISSING = {
    Stage.ASSESSED: "assessment",
    Stage.PLANNED: "approved_plan",
    Stage.IN_ACTION: "action_or_visit",
    Stage.REVIEW: "review",
}


def next_stage(stage: Stage, step: CaseStep, *, waived: bool = False) -> Stage:
    """The stage after this step.

    Raises CaseIsClosed on a closed case, StepSkipped naming everything that comes first. A visit may come at any time,
    because a child is seen when the child is in need; after an approved plan it also sets the case in action. When
    the social side was waived by a named person, closing needs no earlier step.
    """
    if stage is Stage.CLOSED:
        raise CaseIsClosed("The case is closed.")
    if step is CaseStep.CLOSE and waived:
        return Stage.CLOSED
    here, needed = _ORDER.index(stage), _ORDER.index(_NEEDS[step])
    if here < needed:
        raise StepSkipped(step, tuple(_MISSING[skipped] for skipped in _ORDER[here + 1 : needed + 1]))
    if step is CaseStep.VISIT:
        return Stage.IN_ACTION if stage is Stage.PLANNED else stage
    return max(stage, _BRINGS.get(step, stage), key=_ORDER.index)


@dataclass(frozen=True, slots=True)
class SocialFacts:
    """What was done for the child so far."""

    assessed: bool
    plan_approved: bool
    child_view_recorded: bool
    seen_after_plan: bool


@dataclass(frozen=True, slots=True)
class SocialItem:
    """One part of the social side, and whether it is done."""

    code: str
    done: bool


def social_side(facts: SocialFacts) -> tuple[SocialItem, ...]:
    """The four parts that a case needs before it closes: assessment, approved plan, child's view, follow-up visit."""
    return (
        SocialItem("assessment", facts.assessed),
        SocialItem("approved_plan", facts.plan_approved),
        SocialItem("child_view", facts.child_view_recorded),
        SocialItem("follow_up_visit", facts.seen_after_plan),
    )


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a case cannot be closed yet: a code and plain parameters for the sentence."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


def social_objections(items: tuple[SocialItem, ...]) -> list[Objection]:
    """One objection for each open part of the social side."""
    return [Objection(f"social_{item.code}") for item in items if not item.done]


# Links that say something of the children themselves: two persons stand behind each (practice.md 20).
CHILD_LINKS = frozenset({"siblings", "co_victims", "same_child"})
# What may carry each kind of link. A telephone number, an address or a name alone never says "the same child" or "the
# same person": siblings share phones, and names are common.
_CARRIES: Mapping[str, frozenset[str]] = {
    "siblings": frozenset({"household", "child"}),
    "co_victims": frozenset({"account", "event", "suspect"}),
    "same_child": frozenset({"child"}),
    "shared_suspect": frozenset({"account", "suspect"}),
    "same_matter": frozenset({"account", "event", "household", "suspect", "phone", "address"}),
}


def link_holds(kind: str, basis: str) -> bool:
    """Whether what is the same is enough for this kind of link. A name alone is never enough for any."""
    return basis in _CARRIES[kind]


def link_needs_two(kind: str) -> bool:
    """Whether a second person must confirm the link."""
    return kind in CHILD_LINKS


def opened_again(stage: Stage) -> Stage:
    """Where the new round of a reopened case begins: the child is assessed anew, as life went on meanwhile.

    Raises CaseIsOpen on a case that is not closed.
    """
    if stage is not Stage.CLOSED:
        raise CaseIsOpen("The case is open.")
    return Stage.IDENTIFIED


class CaseIsOpen(Refused):
    """Only a closed case is followed up after closure, or reopened."""
