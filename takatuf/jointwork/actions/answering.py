"""What the receiver does with a referral, and how the sender takes it back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.clocks.models import DeadlineKind
from takatuf.jointwork.models import Referral
from takatuf.jointwork.rules import (
    OUTCOME_LIMITS,
    RETURNED_LIMITS,
    Answer,
    ReferralClosed,
    ReferralState,
    next_state,
)
from takatuf.jointwork.shared import locked_referral, start_clock, stop_clock, told
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed


def _of_agency(agency_id: UUID, by: Actor) -> None:
    if by.agency != agency_id:
        raise NotAllowed("This is another agency's to do.")


@transaction.atomic
def see_referral(*, referral_id: UUID, by: Actor, at: datetime) -> Referral:
    """Note that the receiving agency has seen the referral; a second look changes nothing. Raises NotAllowed, NotFound."""
    require(by, "referral.read")
    referral = locked_referral(referral_id)
    _of_agency(referral.to_agency_id, by)
    if referral.state == ReferralState.SENT:
        referral.state = next_state(ReferralState.SENT, Answer.SEE)
        referral.seen_at = at
        referral.save(update_fields=["state", "seen_at"])
        told(referral, "referral_seen", by=by, at=at)
    return referral


@transaction.atomic
def accept_referral(*, referral_id: UUID, by: Actor, at: datetime, by_phone: bool = False) -> Referral:
    """Take the referral on behalf of the receiving agency; the clock for its outcome starts.

    With `by_phone` the sender writes down that the receiver accepted on the telephone. Raises NotAllowed, NotFound,
    AlreadyAnswered when another officer was first, ReferralClosed.
    """
    require(by, "referral.send" if by_phone else "referral.answer")
    referral = locked_referral(referral_id)
    _of_agency(referral.from_agency_id if by_phone else referral.to_agency_id, by)
    referral.state = next_state(ReferralState(referral.state), Answer.ACCEPT)
    referral.accepted_at, referral.accepted_by_id, referral.accepted_by_phone = at, by.id, by_phone
    referral.save(update_fields=["state", "accepted_at", "accepted_by", "accepted_by_phone"])
    stop_clock(referral, DeadlineKind.REFERRAL_ANSWER, by=by, at=at)
    start_clock(referral, DeadlineKind.REFERRAL_OUTCOME, referral.to_agency_id, OUTCOME_LIMITS, by=by, at=at)
    event = "referral_accepted_by_phone" if by_phone else "referral_accepted"
    told(
        referral, event, by=by, at=at, content={"by_phone": by_phone},
        notice_to=referral.to_agency_id if by_phone else referral.from_agency_id,
    )  # fmt: skip
    return referral


@transaction.atomic
def decline_referral(*, referral_id: UUID, reason: str, by: Actor, at: datetime) -> Referral:
    """Decline the referral with a reason; it comes back to the sender's desk with a clock of its own.

    Raises NotAllowed, NotFound, InvalidInput without a reason, AlreadyAnswered, ReferralClosed.
    """
    require(by, "referral.answer")
    referral = locked_referral(referral_id)
    _of_agency(referral.to_agency_id, by)
    if not reason.strip():
        raise InvalidInput("reason", "empty")
    referral.state = next_state(ReferralState(referral.state), Answer.DECLINE)
    referral.declined_at, referral.declined_by_id = at, by.id
    referral.seal(decline_reason=reason)
    referral.save(update_fields=["state", "declined_at", "declined_by", "decline_reason"])
    stop_clock(referral, DeadlineKind.REFERRAL_ANSWER, by=by, at=at)
    start_clock(
        referral, DeadlineKind.REFERRAL_RETURNED, referral.from_agency_id, RETURNED_LIMITS, by=by, at=at
    )
    told(
        referral,
        "referral_declined",
        by=by,
        at=at,
        content={"reason": reason},
        notice_to=referral.from_agency_id,
    )
    return referral


@transaction.atomic
def answer_referral(*, referral_id: UUID, outcome: str, by: Actor, at: datetime) -> Referral:
    """Give the outcome back to the sender.

    Raises NotAllowed, NotFound, InvalidInput without an outcome, NotAccepted, ReferralClosed.
    """
    require(by, "referral.answer")
    referral = locked_referral(referral_id)
    _of_agency(referral.to_agency_id, by)
    if not outcome.strip():
        raise InvalidInput("outcome", "empty")
    referral.state = next_state(ReferralState(referral.state), Answer.ANSWER)
    referral.answered_at, referral.answered_by_id = at, by.id
    referral.seal(outcome=outcome)
    referral.save(update_fields=["state", "answered_at", "answered_by", "outcome"])
    stop_clock(referral, DeadlineKind.REFERRAL_OUTCOME, by=by, at=at)
    told(
        referral,
        "referral_answered",
        by=by,
        at=at,
        content={"outcome": outcome},
        notice_to=referral.from_agency_id,
    )
    return referral


@transaction.atomic
def withdraw_referral(*, referral_id: UUID, by: Actor, at: datetime) -> Referral:
    """Take a referral back as the sender. Raises NotAllowed, NotFound, ReferralClosed."""
    require(by, "referral.send")
    referral = locked_referral(referral_id)
    _of_agency(referral.from_agency_id, by)
    referral.state = next_state(ReferralState(referral.state), Answer.WITHDRAW)
    referral.save(update_fields=["state"])
    for kind in (DeadlineKind.REFERRAL_ANSWER, DeadlineKind.REFERRAL_OUTCOME):
        stop_clock(referral, kind, by=by, at=at)
    told(referral, "referral_withdrawn", by=by, at=at, notice_to=referral.to_agency_id)
    return referral


@transaction.atomic
def settle_declined_referral(*, referral_id: UUID, by: Actor, at: datetime) -> Referral:
    """Say, as the sender, that another way was found or none is needed; the clock of the declined referral stops.

    Raises NotAllowed, NotFound, ReferralClosed when the referral was not declined.
    """
    require(by, "referral.send")
    referral = locked_referral(referral_id)
    _of_agency(referral.from_agency_id, by)
    if referral.state != ReferralState.DECLINED:
        raise ReferralClosed(f"This referral is {referral.state}, not declined.")
    stop_clock(referral, DeadlineKind.REFERRAL_RETURNED, by=by, at=at)
    told(referral, "referral_settled", by=by, at=at)
    return referral
