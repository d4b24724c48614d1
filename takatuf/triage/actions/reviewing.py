"""The second look at an ending: another person agrees, reopens it, or writes down what was learned."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.clocks.actions import start_deadline
from takatuf.intake.actions import tell_reporter
from takatuf.intake.statuses import MailboxStatus
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound, Refused
from takatuf.ledger.actions import write
from takatuf.triage import rules
from takatuf.triage.actions.deciding import ENDS
from takatuf.triage.actions.rating import FIRST_REVIEW, latest_rating
from takatuf.triage.actions.settling import one_at_a_time, settle_bundle
from takatuf.triage.models import DecisionState, Outcome, Rating, ReviewItem, ReviewState
from takatuf.triage.queries import rules_in_force


class OwnDecision(Refused):
    """Nobody reviews their own decision."""


class AlreadyReviewed(Refused):
    """Somebody has looked at this decision again."""


class NothingToReopen(Refused):
    """The decision did not end the matter, so there is nothing to reopen: a case goes on."""


@transaction.atomic
def review_ending(*, item_id: UUID, answer: str, reason: str, by: Actor, at: datetime) -> ReviewItem:
    """Look at a decision again: `agreed`, `reopened` (the report waits for its first review again), or `learned`.

    Raises NotAllowed, NotFound, OwnDecision, AlreadyReviewed, NothingToReopen, and InvalidInput for an unknown answer or
    for reopening without a reason.
    """
    require(by, "report.review")
    item = ReviewItem.objects.filter(pk=item_id).select_for_update().select_related("decision").first()
    if item is None:
        raise NotFound("No such review.")
    _check(item, answer, reason, by)
    item.state, item.reviewed_by_id, item.reviewed_at = answer, by.id, at
    item.seal(reason=reason.strip())
    item.save(update_fields=["state", "reviewed_by", "reviewed_at", "reason"])
    content = {"review": item.pk, "decision": item.decision_id, "answer": answer, "reason": reason.strip()}
    write("triage.reviewed", about=item.record_id, by=by, at=at, content=content)
    if answer == ReviewState.REOPENED:
        _reopen(item, by, at)
    return item


def _check(item: ReviewItem, answer: str, reason: str, by: Actor) -> None:
    if answer not in {ReviewState.AGREED, ReviewState.REOPENED, ReviewState.LEARNED}:
        raise InvalidInput("answer", "unknown_code")
    if item.state != ReviewState.OPEN:
        raise AlreadyReviewed("Somebody has looked at this decision again.")
    if item.decided_by_id == by.id:
        raise OwnDecision("Nobody reviews their own decision.")
    if answer != ReviewState.AGREED and not reason.strip():
        raise InvalidInput("reason", "required")
    stands = item.decision.state == DecisionState.IN_FORCE and Outcome(item.decision.outcome) in ENDS
    if answer == ReviewState.REOPENED and not stands:
        raise NothingToReopen("The decision did not end the matter.")


def _reopen(item: ReviewItem, by: Actor, at: datetime) -> None:
    """The report waits for its first review again, with a clock of its level from now."""
    one_at_a_time(report_id=item.report_id)
    decision = item.decision
    decision.state = DecisionState.REOPENED
    decision.save(update_fields=["state"])
    rating = latest_rating(report_id=item.report_id)
    Rating.objects.filter(pk=rating.pk).update(awaiting=True)
    start_deadline(
        record_id=item.record_id, subject_id=item.report_id, kind=FIRST_REVIEW, agency_id=item.agency_id,
        due_at=at + rules.review_limit(rules.Level(rating.level), rulefile=rules_in_force()), by=by, at=at,
    )  # fmt: skip
    tell_reporter(report_id=item.report_id, status=MailboxStatus.BEING_READ, by=by, at=at)
    settle_bundle(report_id=item.report_id)
