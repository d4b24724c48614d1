"""Reminding of what other people wait for: by the clock before the time is up, and by the sender's own hand."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.agencies.models import Agency
from takatuf.agencies.scope import system_actor
from takatuf.clocks.actions import NewNotice, notify_many
from takatuf.clocks.events import DeadlineNear, DeadlinesNear
from takatuf.clocks.models import DeadlineKind
from takatuf.jointwork.models import Referral, Step
from takatuf.jointwork.referring.rules import NoDesk
from takatuf.jointwork.rules import (
    OPEN,
    REMIND_AGAIN_AFTER,
    ReferralClosed,
    RemindedJustNow,
    may_remind,
)
from takatuf.jointwork.shared import locked_referral, params_of, told
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotAllowed, NotFound

_NEAR = {
    DeadlineKind.REFERRAL_ANSWER: "referral_answer_near",
    DeadlineKind.REFERRAL_OUTCOME: "referral_outcome_near",
    DeadlineKind.REFERRAL_RETURNED: "referral_returned_near",
    DeadlineKind.REFERRAL_QUESTION: "referral_question_near",
}


@transaction.atomic
def remind_receiver(*, referral_id: UUID, by: Actor, at: datetime) -> Referral:
    """Put the referral before the receiving agency once more, as the sender; it stands on record and in the chronology.

    Raises NotAllowed, NotFound, ReferralClosed, RemindedJustNow, and NoDesk for an agency that has to be called instead.
    """
    require(by, "referral.send")
    referral = locked_referral(referral_id)
    if referral.from_agency_id != by.agency:
        raise NotAllowed("The sender reminds.")
    if referral.state not in OPEN:
        raise ReferralClosed(f"This referral is {referral.state}.")
    if not Agency.objects.get(pk=referral.to_agency_id).uses_system:
        raise NoDesk("This agency has no account here.")
    if not may_remind(referral.level, since=referral.reminded_at or referral.sent_at, at=at):
        raise RemindedJustNow(f"Again after {REMIND_AGAIN_AFTER[referral.level]}.")
    referral.reminded_at = at
    referral.save(update_fields=["reminded_at"])
    told(referral, "referral_reminded", by=by, at=at, notice_to=referral.to_agency_id)
    return referral


def remind_of_limits(event: DeadlinesNear) -> None:
    """Tell the desk of each agency whose time runs out; of an agency without a desk here its sender is told, who can call it."""
    near = [one for one in event.near if one.kind in _NEAR or one.kind == DeadlineKind.STEP]
    if not near:
        return
    wanted = {one.subject_id for one in near}
    referrals, steps = Referral.objects.in_bulk(wanted), Step.objects.in_bulk(wanted)
    without_desk = set(Agency.objects.filter(uses_system=False).values_list("pk", flat=True))
    notices = [
        _notice(one, referrals.get(one.subject_id), steps.get(one.subject_id), without_desk) for one in near
    ]
    notify_many(notices=notices, by=system_actor("clockwork"), at=near[0].at)


def _notice(
    one: DeadlineNear, referral: Referral | None, step: Step | None, without_desk: set[UUID]
) -> NewNotice:
    if referral is not None:
        if one.agency_id in without_desk:
            return NewNotice(
                referral.from_agency_id, one.record_id, "referral_near_outside", params_of(referral)
            )
        return NewNotice(one.agency_id, one.record_id, _NEAR[DeadlineKind(one.kind)], params_of(referral))
    if step is not None:
        params: dict[str, str | int] = {"agency": str(one.agency_id), "step": step.title}
        return NewNotice(one.agency_id, one.record_id, "step_near", params)
    raise NotFound("What this deadline is about is gone.")
