"""Which decisions another person looks at again: a keyed draw, a person's first endings, and what was found more urgent."""

from datetime import datetime
from uuid import UUID

from takatuf.triage.models import DecisionState, Outcome, ReviewCause, ReviewItem, TriageDecision
from takatuf.triage.queries import rules_in_force
from takatuf.vault.keys import keyring
from takatuf.vault.tokens import uuid_from_secret

# The bits of the keyed hash below the version and the variant; enough for a fair draw.
_BITS = 60
URGENT = (1, 2)


def drawn(*, report_id: UUID, share_percent: int) -> bool:
    """Whether the keyed draw falls on a report: the same each time, and nobody without the key can foresee it."""
    value = uuid_from_secret(keyring().purpose_key("triage-draw"), str(report_id)).int & ((1 << _BITS) - 1)
    return value * 100 < share_percent << _BITS


def draw_for_review(*, decision: TriageDecision, at: datetime) -> None:
    """Make a review item for an ending that is in force, where the rule says so. Two persons stand behind one already."""
    if decision.second_by_id is not None:
        return
    sampling = rules_in_force().sampling
    earlier = TriageDecision.objects.filter(
        decided_by_id=decision.decided_by_id, outcome__in=[Outcome.INFORMATION, Outcome.CLOSE], state=DecisionState.IN_FORCE
    ).exclude(pk=decision.pk)  # fmt: skip
    if earlier[: sampling.first_ones].count() < sampling.first_ones:
        _add(decision, ReviewCause.FIRST_ONES, at)
    elif drawn(report_id=decision.report_id, share_percent=sampling.share_percent):
        _add(decision, ReviewCause.DRAWN, at)


def note_false_low(*, report_id: UUID, found_level: int, at: datetime) -> bool:
    """Ask for a second look at a decision of Level 3 to 5 about what was later found at Level 1 or 2; once for each.

    Returns whether there was such a decision.
    """
    if found_level not in URGENT:
        return False
    decision = TriageDecision.objects.filter(report_id=report_id, state=DecisionState.IN_FORCE).first()
    if decision is None or decision.level in URGENT:
        return False
    if not ReviewItem.objects.filter(decision_id=decision.pk, cause=ReviewCause.FALSE_LOW).exists():
        _add(decision, ReviewCause.FALSE_LOW, at, found_level)
    return True


def _add(decision: TriageDecision, cause: ReviewCause, at: datetime, found_level: int | None = None) -> None:
    ReviewItem(
        record_id=decision.record_id, report_id=decision.report_id, decision_id=decision.pk,
        agency_id=decision.rating.agency_id, decided_by_id=decision.decided_by_id, cause=cause, found_level=found_level,
        drawn_at=at,
    ).save(force_insert=True)  # fmt: skip
