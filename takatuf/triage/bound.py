"""What decisions about reports say now, for `takatuf check`, which holds it against the ledger."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from takatuf.ledger.binding import Promised
from takatuf.triage.models import DecisionState, ReviewItem, ReviewState, TriageDecision

#: Kinds of lines each of which belongs to one decision. A proposal that was answered has a second line; both count.
LINES: Mapping[str, str] = dict.fromkeys(
    (
        "triage.decided",
        "triage.proposed",
        "triage.confirmed",
        "triage.refused",
        "triage.reviewed",
        "triage.overtaken",
    ),
    "",
)


def decision_facts(decision: TriageDecision, *, reason: str, state: str) -> dict[str, Any]:
    """What the line of a decision binds."""
    return {
        "decision": decision.pk, "level": decision.level, "outcome": str(decision.outcome), "state": state,
        "kinds": ",".join(decision.kinds), "closed_as": decision.closed_as, "why_closed": decision.why_closed,
        "reason": reason,
    }  # fmt: skip


def promised(keys: Mapping[UUID, bytes], *, using: str) -> Iterator[Promised]:
    """The decisions about the reports under these records, and their second looks. Raises CannotOpen for an altered text."""
    decisions = TriageDecision.objects.using(using).filter(record_id__in=list(keys)).order_by("pk")
    reviews = ReviewItem.objects.using(using).filter(record_id__in=list(keys), reviewed_at__isnull=False)
    reopened = set()
    for review in reviews.order_by("pk"):
        if review.state == ReviewState.REOPENED:
            reopened.add(review.decision_id)
        content = {
            "review": review.pk, "decision": review.decision_id, "answer": str(review.state),
            "reason": review.unseal("reason", key=keys[review.record_id]),
        }  # fmt: skip
        yield Promised(
            "triage_reviewitem", review.pk, review.record_id, "triage.reviewed", (content,),
            at=review.reviewed_at, by=review.reviewed_by_id,
        )  # fmt: skip
    for decision in decisions:
        yield from _decision(decision, keys[decision.record_id], reopened=decision.pk in reopened)


def _decision(decision: TriageDecision, key: bytes, *, reopened: bool) -> Iterator[Promised]:
    """The line of what the first person said, and the one of a second person's answer."""
    reason = decision.unseal("reason", key=key)

    def line(kind: str, state: str, at: datetime | None, by: UUID | None) -> Promised:
        as_reviewed = (decision.state == DecisionState.REOPENED) == reopened
        content = decision_facts(decision, reason=reason, state=state)
        return Promised(
            "triage_triagedecision", decision.pk, decision.record_id, kind, (content,) if as_reviewed else (), at=at, by=by,
        )  # fmt: skip

    if decision.state == DecisionState.OVERTAKEN:
        yield line("triage.overtaken", DecisionState.OVERTAKEN.value, None, None)
    first = (decision.decided_at, decision.decided_by_id)
    if decision.second_by_id is None and decision.state != DecisionState.PROPOSED:
        yield line("triage.decided", DecisionState.IN_FORCE.value, *first)
        return
    yield line("triage.proposed", DecisionState.PROPOSED.value, *first)
    if decision.second_by_id is not None:
        refused = decision.state == DecisionState.REFUSED
        kind, state = (
            ("triage.refused", DecisionState.REFUSED)
            if refused
            else ("triage.confirmed", DecisionState.IN_FORCE)
        )
        yield line(kind, state.value, decision.second_at, decision.second_by_id)
