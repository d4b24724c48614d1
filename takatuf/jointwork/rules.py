"""Referrals: states, limits and what follows; pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from takatuf.clocks.rules import Limit, Unit
from takatuf.kernel.errors import Refused


class ReferralState(StrEnum):
    """Where a referral stands; the sender always sees it."""

    SENT = "sent"
    SEEN = "seen"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Answer(StrEnum):
    """What somebody does with a referral."""

    SEE = "see"
    ACCEPT = "accept"
    DECLINE = "decline"
    ANSWER = "answer"
    WITHDRAW = "withdraw"


class ReferralClosed(Refused):
    """The referral has ended: answered, declined or withdrawn."""


class AlreadyAnswered(Refused):
    """Somebody else accepted the referral first."""


class RemindedJustNow(Refused):
    """The receiver was sent it, or reminded of it, a moment ago: a flood of reminders is read by nobody."""


class NotAccepted(Refused):
    """An outcome comes after somebody accepted the referral."""


_STATES: Mapping[tuple[ReferralState, Answer], ReferralState] = {
    (ReferralState.SENT, Answer.SEE): ReferralState.SEEN,
    (ReferralState.SENT, Answer.ACCEPT): ReferralState.ACCEPTED,
    (ReferralState.SEEN, Answer.ACCEPT): ReferralState.ACCEPTED,
    (ReferralState.SENT, Answer.DECLINE): ReferralState.DECLINED,
    (ReferralState.SEEN, Answer.DECLINE): ReferralState.DECLINED,
    (ReferralState.ACCEPTED, Answer.ANSWER): ReferralState.ANSWERED,
    (ReferralState.SENT, Answer.WITHDRAW): ReferralState.WITHDRAWN,
    (ReferralState.SEEN, Answer.WITHDRAW): ReferralState.WITHDRAWN,
    (ReferralState.ACCEPTED, Answer.WITHDRAW): ReferralState.WITHDRAWN,
}

WAITING = frozenset({ReferralState.SENT, ReferralState.SEEN})
OPEN = WAITING | {ReferralState.ACCEPTED}


def next_state(state: ReferralState, answer: Answer) -> ReferralState:
    """The state after this answer.

    Seeing a referral again changes nothing. Raises ReferralClosed, AlreadyAnswered or NotAccepted.
    """
    if answer is Answer.SEE and state is not ReferralState.SENT:
        return state
    if (state, answer) in _STATES:
        return _STATES[state, answer]
    if state is ReferralState.ACCEPTED:
        raise AlreadyAnswered("Somebody has accepted this referral already.")
    if state in WAITING:
        raise NotAccepted("An outcome comes after somebody accepted the referral.")
    raise ReferralClosed(f"This referral is {state}.")


# Our defaults, until an agreement between the agencies says otherwise. Levels 1 and 2 run on clock hours (practice.md 1).
ANSWER_LIMITS: Mapping[int, Limit] = {
    1: Limit(1, Unit.CLOCK_HOURS),
    2: Limit(4, Unit.CLOCK_HOURS),
    3: Limit(24, Unit.CLOCK_HOURS),
    4: Limit(5, Unit.WORKING_DAYS),
}
OUTCOME_LIMITS: Mapping[int, Limit] = {
    1: Limit(24, Unit.CLOCK_HOURS),
    2: Limit(72, Unit.CLOCK_HOURS),
    3: Limit(10, Unit.WORKING_DAYS),
    4: Limit(20, Unit.WORKING_DAYS),
}
# A declined referral comes back to the sender, who finds another way (field/policy.md 9, SA: our default).
RETURNED_LIMITS: Mapping[int, Limit] = {
    1: Limit(1, Unit.CLOCK_HOURS),
    2: Limit(4, Unit.CLOCK_HOURS),
    3: Limit(2, Unit.WORKING_DAYS),
    4: Limit(2, Unit.WORKING_DAYS),
}
# How long after the sending or the last reminder the sender may remind again.
REMIND_AGAIN_AFTER: Mapping[int, timedelta] = {
    1: timedelta(minutes=15),
    2: timedelta(hours=1),
    3: timedelta(hours=4),
    4: timedelta(days=1),
}


def may_remind(level: int, *, since: datetime, at: datetime) -> bool:
    """Whether enough time has passed since the referral was sent, or its receiver reminded of it."""
    return at - since >= REMIND_AGAIN_AFTER[level]
