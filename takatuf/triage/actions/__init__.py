"""Rating reports by machine, deciding about them by persons, and everything that goes with it."""

from takatuf.triage.actions.care import answer_care, ask_to_talk, hand_over, show_words, take_back
from takatuf.triage.actions.comparing import compare_reports, take_apart
from takatuf.triage.actions.deciding import (
    CONFIRMED_WITHIN,
    DOWNGRADE_CONFIRMATION,
    AlreadyDecided,
    NothingToConfirm,
    SamePerson,
    confirm_downgrade,
    decide,
    refuse_downgrade,
)
from takatuf.triage.actions.drawing import note_false_low
from takatuf.triage.actions.hearing import rate_dangers_said
from takatuf.triage.actions.knowing import add_facts
from takatuf.triage.actions.rating import FIRST_REVIEW, rate_again, rate_report, rate_reports
from takatuf.triage.actions.reviewing import AlreadyReviewed, NothingToReopen, OwnDecision, review_ending
from takatuf.triage.actions.rulebook import (
    GuardRail,
    NothingChanged,
    VersionWaits,
    answer_rules,
    propose_rules,
)
from takatuf.triage.actions.settling import hold_reports

__all__ = [
    "CONFIRMED_WITHIN",
    "DOWNGRADE_CONFIRMATION",
    "FIRST_REVIEW",
    "AlreadyDecided",
    "AlreadyReviewed",
    "GuardRail",
    "NothingChanged",
    "NothingToConfirm",
    "NothingToReopen",
    "OwnDecision",
    "SamePerson",
    "VersionWaits",
    "add_facts",
    "answer_care",
    "answer_rules",
    "ask_to_talk",
    "compare_reports",
    "confirm_downgrade",
    "decide",
    "hand_over",
    "hold_reports",
    "note_false_low",
    "propose_rules",
    "rate_again",
    "rate_dangers_said",
    "rate_report",
    "rate_reports",
    "refuse_downgrade",
    "review_ending",
    "show_words",
    "take_apart",
    "take_back",
]
