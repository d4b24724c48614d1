"""What a referral's answer does, whoever brings it: a desk, a link, another system, the telephone or paper."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from takatuf.clocks.models import DeadlineKind
from takatuf.clocks.standing_still import go_on, stop_for_a_while
from takatuf.jointwork.models import AnswerLink, OutcomePart, Referral, ReferralQuestion
from takatuf.jointwork.referring.rules import QUESTION_LIMITS, QuestionOpen
from takatuf.jointwork.rules import (
    OPEN,
    OUTCOME_LIMITS,
    RETURNED_LIMITS,
    Answer,
    ReferralClosed,
    ReferralState,
    next_state,
)
from takatuf.jointwork.shared import start_clock, stop_clock, told
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput

RECEIVERS_CLOCKS = (DeadlineKind.REFERRAL_ANSWER, DeadlineKind.REFERRAL_OUTCOME)


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers, and when. `worker_id` is empty, and `agency_id` names the receiver, where no worker acts for it."""

    by: Actor
    at: datetime
    worker_id: UUID | None
    agency_id: UUID | None = None


def needed(*, path: str, text: str) -> str:
    """The text without blanks around it. Raises InvalidInput that names the field when nothing is left."""
    if not text.strip():
        raise InvalidInput(path, "empty")
    return text.strip()


def take_acceptance(*, referral: Referral, who: Answering, by_phone: bool = False, tell: UUID) -> None:
    """The locked referral is accepted; the clock for its outcome starts, still while a question is open."""
    referral.state = next_state(ReferralState(referral.state), Answer.ACCEPT)
    referral.accepted_at, referral.accepted_by_id, referral.accepted_by_phone = (
        who.at,
        who.worker_id,
        by_phone,
    )
    referral.save(update_fields=["state", "accepted_at", "accepted_by", "accepted_by_phone"])
    stop_clock(referral, DeadlineKind.REFERRAL_ANSWER, by=who.by, at=who.at)
    start_clock(
        referral, DeadlineKind.REFERRAL_OUTCOME, referral.to_agency_id, OUTCOME_LIMITS, by=who.by, at=who.at
    )
    if open_question(referral=referral) is not None:
        stop_for_a_while(subject_id=referral.pk, kind=DeadlineKind.REFERRAL_OUTCOME, by=who.by, at=who.at)
    event = "referral_accepted_by_phone" if by_phone else "referral_accepted"
    told(
        referral, event, by=who.by, at=who.at, content={"by_phone": by_phone}, notice_to=tell, agency_id=who.agency_id
    )  # fmt: skip


def take_refusal(*, referral: Referral, who: Answering, reason: str) -> None:
    """The locked referral is declined; it comes back to the sender's desk with a clock of its own."""
    reason = needed(path="reason", text=reason)
    referral.state = next_state(ReferralState(referral.state), Answer.DECLINE)
    referral.declined_at, referral.declined_by_id = who.at, who.worker_id
    referral.seal(decline_reason=reason)
    referral.save(update_fields=["state", "declined_at", "declined_by", "decline_reason"])
    stop_clock(referral, DeadlineKind.REFERRAL_ANSWER, by=who.by, at=who.at)
    drop_question(referral=referral, by=who.by, at=who.at)
    start_clock(
        referral,
        DeadlineKind.REFERRAL_RETURNED,
        referral.from_agency_id,
        RETURNED_LIMITS,
        by=who.by,
        at=who.at,
    )
    told(
        referral, "referral_declined", by=who.by, at=who.at, content={"reason": reason}, notice_to=referral.from_agency_id,
        agency_id=who.agency_id,
    )  # fmt: skip


def take_outcome(*, referral: Referral, who: Answering, outcome: str, is_last: bool) -> None:
    """A part of the outcome of the locked referral; with the last one it is answered and its clock stops."""
    outcome = needed(path="outcome", text=outcome)
    after = next_state(ReferralState(referral.state), Answer.ANSWER)
    part = OutcomePart(
        record_id=referral.record_id, referral_id=referral.pk, given_at=who.at, given_by_id=who.worker_id, is_last=is_last
    )  # fmt: skip
    part.seal(text=outcome)
    part.save(force_insert=True)
    if is_last:
        referral.state, referral.answered_at, referral.answered_by_id = after, who.at, who.worker_id
        referral.seal(outcome=outcome)
        referral.save(update_fields=["state", "answered_at", "answered_by", "outcome"])
        stop_clock(referral, DeadlineKind.REFERRAL_OUTCOME, by=who.by, at=who.at)
        drop_question(referral=referral, by=who.by, at=who.at)
    told(
        referral, "referral_answered" if is_last else "referral_part", by=who.by, at=who.at, content={"outcome": outcome},
        notice_to=referral.from_agency_id, agency_id=who.agency_id,
    )  # fmt: skip


def take_question(*, referral: Referral, who: Answering, question: str) -> ReferralQuestion:
    """The receiver of the locked referral asks back: the sender's clock starts, the receiver's stands still.

    Raises QuestionOpen, ReferralClosed.
    """
    question = needed(path="question", text=question)
    if ReferralState(referral.state) not in OPEN:
        raise ReferralClosed(f"This referral is {referral.state}.")
    if open_question(referral=referral) is not None:
        raise QuestionOpen("A question waits for its answer already.")
    row = ReferralQuestion(
        record_id=referral.record_id, referral_id=referral.pk, asked_at=who.at, asked_by_id=who.worker_id
    )
    row.seal(question=question)
    row.save(force_insert=True)
    for kind in RECEIVERS_CLOCKS:
        stop_for_a_while(subject_id=referral.pk, kind=kind, by=who.by, at=who.at)
    start_clock(
        referral,
        DeadlineKind.REFERRAL_QUESTION,
        referral.from_agency_id,
        QUESTION_LIMITS,
        by=who.by,
        at=who.at,
    )
    told(
        referral, "referral_asked", by=who.by, at=who.at, content={"question": question}, notice_to=referral.from_agency_id,
        agency_id=who.agency_id,
    )  # fmt: skip
    return row


def open_question(*, referral: Referral) -> ReferralQuestion | None:
    """The question that waits for the sender's answer, if one does."""
    return ReferralQuestion.objects.filter(
        referral_id=referral.pk, answered_at__isnull=True, dropped_at__isnull=True
    ).first()


def drop_question(*, referral: Referral, by: Actor, at: datetime) -> None:
    """The referral ended, so that nobody waits for the answer any more."""
    row = open_question(referral=referral)
    if row is not None:
        row.dropped_at = at
        row.save(update_fields=["dropped_at"])
        stop_clock(referral, DeadlineKind.REFERRAL_QUESTION, by=by, at=at)


def let_clocks_go_on(*, referral: Referral, since: datetime, by: Actor, at: datetime) -> None:
    """The receiver's turn has come again: the clock gets the time back that the question took."""
    for kind in RECEIVERS_CLOCKS:
        go_on(subject_id=referral.pk, kind=kind, since=since, by=by, at=at)


def end_doors(*, referral: Referral, at: datetime) -> None:
    """No link leads to this referral any more. For a guest the last thing: the database shows them nothing afterwards."""
    AnswerLink.objects.filter(referral_id=referral.pk, ended_at__isnull=True).update(ended_at=at)
