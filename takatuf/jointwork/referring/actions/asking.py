"""The receiver asks back, the sender answers; the clock tells of a sender who does not."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.agencies.scope import system_actor
from takatuf.clocks.actions import notify
from takatuf.clocks.events import DeadlineMissed
from takatuf.clocks.models import DeadlineKind
from takatuf.jointwork.models import Referral, ReferralQuestion
from takatuf.jointwork.referring.actions.taking import (
    Answering,
    let_clocks_go_on,
    needed,
    open_question,
    take_question,
)
from takatuf.jointwork.referring.rules import NoQuestion
from takatuf.jointwork.shared import locked_referral, stop_clock, told
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotAllowed, NotFound


@transaction.atomic
def ask_back(*, referral_id: UUID, question: str, by: Actor, at: datetime) -> ReferralQuestion:
    """Ask the sender for more, as the receiving agency; its own clock stands still until the answer.

    Raises NotAllowed, NotFound, InvalidInput without a question, QuestionOpen, ReferralClosed.
    """
    require(by, "referral.answer")
    referral = locked_referral(referral_id)
    if by.agency != referral.to_agency_id:
        raise NotAllowed("This is another agency's to do.")
    return take_question(referral=referral, who=Answering(by, at, by.id), question=question)


@transaction.atomic
def answer_question(*, referral_id: UUID, answer: str, by: Actor, at: datetime) -> ReferralQuestion:
    """Answer the receiver's question, as the sender; the receiver's clock goes on with the time that it had left.

    Raises NotAllowed, NotFound, InvalidInput without an answer, NoQuestion when none waits or somebody was quicker.
    """
    require(by, "referral.send")
    referral = locked_referral(referral_id)
    if by.agency != referral.from_agency_id:
        raise NotAllowed("This is another agency's to do.")
    answer = needed(path="answer", text=answer)
    row = open_question(referral=referral)
    if row is None:
        raise NoQuestion("No question waits for an answer.")
    row.answered_at, row.answered_by_id = at, by.id
    row.seal(answer=answer)
    row.save(update_fields=["answered_at", "answered_by", "answer"])
    stop_clock(referral, DeadlineKind.REFERRAL_QUESTION, by=by, at=at)
    let_clocks_go_on(referral=referral, since=row.asked_at, by=by, at=at)
    told(
        referral, "referral_question_answered", by=by, at=at, content={"answer": answer}, notice_to=referral.to_agency_id
    )  # fmt: skip
    return row


def escalate_question(event: DeadlineMissed) -> None:
    """Listener to DeadlineMissed: tell both agencies that the sender owes an answer to the receiver's question."""
    if event.kind != DeadlineKind.REFERRAL_QUESTION:
        return
    by = system_actor("clockwork")
    referral = Referral.objects.filter(pk=event.subject_id).first()
    if referral is None:
        raise NotFound("The referral of this deadline is gone.")
    told(
        referral, "referral_question_late", by=by, at=event.at, notice_to=referral.from_agency_id,
        content={"level": event.level, "agency": event.agency_id},
    )  # fmt: skip
    notify(
        agency_id=referral.to_agency_id, record_id=referral.record_id, kind="referral_question_late", by=by, at=event.at,
        params={
            "from_agency": str(referral.from_agency_id), "to_agency": str(referral.to_agency_id), "code": referral.code,
            "level": event.level, "referral": str(referral.pk),
        },
    )  # fmt: skip
