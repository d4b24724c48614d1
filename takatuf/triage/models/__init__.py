"""What the machine suggested and what persons decided, the rule's versions, bundles, reviews, and care for staff."""

from takatuf.triage.models.bundles import Alone, BundleMember, FactSourceChoices, NewFacts, SameBy, TextToken
from takatuf.triage.models.care import CareKind, CareRequest, Exposure, HandOver
from takatuf.triage.models.deciding import (
    DecisionState,
    Outcome,
    ReviewCause,
    ReviewItem,
    ReviewState,
    TriageDecision,
    WhyClosed,
)
from takatuf.triage.models.rating import Cause, Rating
from takatuf.triage.models.rulebook import RuleVersion, VersionState

__all__ = [
    "Alone",
    "BundleMember",
    "CareKind",
    "CareRequest",
    "Cause",
    "DecisionState",
    "Exposure",
    "FactSourceChoices",
    "HandOver",
    "NewFacts",
    "Outcome",
    "Rating",
    "ReviewCause",
    "ReviewItem",
    "ReviewState",
    "RuleVersion",
    "SameBy",
    "TextToken",
    "TriageDecision",
    "VersionState",
    "WhyClosed",
]
