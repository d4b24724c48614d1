"""The triage desk: the one report that must be read next, and why."""

from takatuf.triage.queries.audit import (
    AuditCounts,
    Fairness,
    audit_counts,
    channel_word,
    outcome_codes,
    reporter_word,
)
from takatuf.triage.queries.bundles import BundleView, MemberView, bundle_of, worked_together
from takatuf.triage.queries.care import CareRow, OwnShift, care_requests, is_hard, left_by_me, own_shift
from takatuf.triage.queries.knowing import NewFactsView, new_facts_of, signals_known_now, source_choices
from takatuf.triage.queries.queue import COUNTED, QueueCount, QueueRow, queue_count, reports_awaiting_triage
from takatuf.triage.queries.report import (
    DecisionView,
    RatingView,
    TriageView,
    decision_in_force,
    open_triage,
    outcome_choices,
    suggested_level,
    why_closed_choices,
)
from takatuf.triage.queries.reviews import Agreement, ReviewRow, agreement, reviews_count, reviews_waiting
from takatuf.triage.queries.rulebook import (
    RulebookView,
    VersionView,
    rulebook,
    rules_in_force,
    rules_of,
    values_of,
    version_in_force,
)

__all__ = [
    "COUNTED",
    "Agreement",
    "AuditCounts",
    "BundleView",
    "CareRow",
    "DecisionView",
    "Fairness",
    "MemberView",
    "NewFactsView",
    "OwnShift",
    "QueueCount",
    "QueueRow",
    "RatingView",
    "ReviewRow",
    "RulebookView",
    "TriageView",
    "VersionView",
    "agreement",
    "audit_counts",
    "bundle_of",
    "care_requests",
    "channel_word",
    "decision_in_force",
    "is_hard",
    "left_by_me",
    "new_facts_of",
    "open_triage",
    "outcome_choices",
    "outcome_codes",
    "own_shift",
    "queue_count",
    "reporter_word",
    "reports_awaiting_triage",
    "reviews_count",
    "reviews_waiting",
    "rulebook",
    "rules_in_force",
    "rules_of",
    "signals_known_now",
    "source_choices",
    "suggested_level",
    "values_of",
    "version_in_force",
    "why_closed_choices",
    "worked_together",
]
