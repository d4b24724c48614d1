"""What the receiver does with a referral, and how the sender takes it back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.clocks.models import DeadlineKind
from takatuf.jointwork.models import Referral
from takatuf.jointwork.referring.actions.taking import (
    RECEIVERS_CLOCKS,
    Answering,
    drop_question,
    end_doors,
    take_acceptance,
    take_outcome,
    take_refusal,
)
from takatuf.jointwork.rules import Answer, ReferralClosed, ReferralState, next_state
from takatuf.jointwork.shared import locked_referral, stop_clock, told
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotAllowed


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
    take_acceptance(
        referral=referral, who=Answering(by, at, by.id), by_phone=by_phone,
        tell=referral.to_agency_id if by_phone else referral.from_agency_id,
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
    take_refusal(referral=referral, who=Answering(by, at, by.id), reason=reason)
    return referral


@transaction.atomic
def answer_referral(
    *, referral_id: UUID, outcome: str, by: Actor, at: datetime, is_last: bool = True
) -> Referral:
    """Give the outcome, or with `is_last` false a part of it, back to the sender; the clock runs until the last part.

    Raises NotAllowed, NotFound, InvalidInput without an outcome, NotAccepted, ReferralClosed.
    """
    require(by, "referral.answer")
    referral = locked_referral(referral_id)
    _of_agency(referral.to_agency_id, by)
    take_outcome(referral=referral, who=Answering(by, at, by.id), outcome=outcome, is_last=is_last)
    return referral


@transaction.atomic
def withdraw_referral(*, referral_id: UUID, by: Actor, at: datetime) -> Referral:
    """Take a referral back as the sender. Raises NotAllowed, NotFound, ReferralClosed."""
    require(by, "referral.send")
    referral = locked_referral(referral_id)
    _of_agency(referral.from_agency_id, by)
    referral.state = next_state(ReferralState(referral.state), Answer.WITHDRAW)
    referral.save(update_fields=["state"])
    for kind in RECEIVERS_CLOCKS:
        stop_clock(referral, kind, by=by, at=at)
    drop_question(referral=referral, by=by, at=at)
    end_doors(referral=referral, at=at)
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
