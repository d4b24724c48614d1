"""Messages both ways in the reporter's mailbox, their clock, and what the reporter's page says."""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.clocks.actions import ClockRunning, NoClock, meet_deadline, start_deadline
from takatuf.clocks.duty.actions import request_ring
from takatuf.intake.actions.receiving import KeyReused
from takatuf.intake.derived import mailbox_id_of, message_id_of
from takatuf.intake.events import MessageReceived
from takatuf.intake.mailbox.reported import one_at_a_time, own_mailbox
from takatuf.intake.models import Direction, Mailbox, Message
from takatuf.intake.statuses import ClosedAs, MailboxStatus
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.kernel.events import publish
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write

# Every message is reviewed on clock hours, whoever holds the case, also after closure (practice.md 1 and 4).
MESSAGE_REVIEWED_WITHIN = timedelta(hours=4)
MESSAGE_REVIEW = "message_review"
# With "danger now" it is read like a Level 1 report: a person is rung (practice.md 1 and 14).
DANGER_REVIEWED_WITHIN = timedelta(minutes=15)
MESSAGE_DANGER = "message_danger"
LONGEST_MESSAGE = 10_000


def checked_text(*, text: str) -> str:
    """A message's words without the space around them. Raises InvalidInput."""
    text = text.strip()
    if not text:
        raise InvalidInput("text", "required")
    if len(text) > LONGEST_MESSAGE:
        raise InvalidInput("text", "too_long", limit=LONGEST_MESSAGE)
    return text


def write_as_reporter(
    *, receipt_text: str, text: str, at: datetime, key: str = "", danger: bool = False
) -> UUID:
    """Store a message from the holder of a receipt and start the clock for its review, also after closure.

    `danger`: the reporter says that there is danger now; the agency that holds the mailbox is rung within seconds.
    Opens the reporter's own scope; never inside another. With the same `key` a message that is sent twice is one.
    Returns the message's id. Raises ReceiptUnknown as `open_mailbox` does, KeyReused when the key came with other words,
    and InvalidInput.
    """
    text = checked_text(text=text)
    message_id = message_id_of(mailbox_id_of(receipt_text), key) if key else uuid7()
    with own_mailbox(receipt_text) as own:
        return store_message_in(
            mailbox=own.row, message_id=message_id, text=text, danger=danger, by=own.by, at=at
        )


def store_message_in(
    *, mailbox: Mailbox, message_id: UUID, text: str, by: Actor, at: datetime, danger: bool = False
) -> UUID:
    """Store a reporter's message and start its clock; part of an action inside the reporter's scope."""
    before = Message.objects.filter(pk=message_id).first()
    if before is not None:
        return _the_same(before, text)
    message = Message(
        id=message_id, record_id=mailbox.record_id, mailbox_id=mailbox.pk, direction=Direction.FROM_REPORTER, at=at,
        danger=danger,
    )  # fmt: skip
    message.seal(text=text)
    message.save(force_insert=True)
    _start_review_clock(mailbox, by, at, danger=danger)
    facts = {"message": message.pk, "text": text} | ({"danger": "now"} if danger else {})
    write("message.received", about=mailbox.record_id, by=by, at=at, content=facts)
    publish(MessageReceived(message.pk, mailbox.pk, mailbox.record_id, mailbox.holder_id, at))
    return message.pk


def _start_review_clock(mailbox: Mailbox, by: Actor, at: datetime, *, danger: bool) -> None:
    """One clock of each kind for a mailbox: where an earlier message waits, its clock is the stricter one and runs on."""
    within = DANGER_REVIEWED_WITHIN if danger else MESSAGE_REVIEWED_WITHIN
    with suppress(ClockRunning):
        start_deadline(
            record_id=mailbox.record_id, subject_id=mailbox.pk, kind=MESSAGE_DANGER if danger else MESSAGE_REVIEW,
            agency_id=mailbox.holder_id, due_at=at + within, by=by, at=at,
        )  # fmt: skip
        if danger:
            request_ring(
                record_id=mailbox.record_id, subject_id=mailbox.pk, from_agency_id=mailbox.holder_id,
                to_agency_id=mailbox.holder_id, why="danger_said", by=by, at=at,
            )  # fmt: skip


def mailbox_of(*, report_id: UUID) -> Mailbox:
    """The mailbox of a report, held until the transaction ends. Raises NotFound, also for those who may not know."""
    mailbox = Mailbox.objects.filter(report_id=report_id).first()
    if mailbox is None:
        raise NotFound("No such mailbox.")
    one_at_a_time(mailbox.pk)
    mailbox.refresh_from_db()
    return mailbox


@transaction.atomic
def write_to_reporter(
    *, report_id: UUID, text: str, by: Actor, at: datetime, needs_answer: bool = False, key: str = ""
) -> UUID:
    """Leave a message for the reporter; what the reporter wrote before counts as reviewed.

    With `needs_answer` the reporter's page says that we need an answer. With the same `key` a message that is sent
    twice is one. Returns the message's id. Raises NotAllowed, NotFound (also for those who may not know), KeyReused
    when the key came with other words, and InvalidInput.
    """
    require(by, "report.write_reporter")
    text, mailbox = checked_text(text=text), mailbox_of(report_id=report_id)
    message_id = message_id_of(mailbox.pk, f"{by} {key}") if key else uuid7()
    before = Message.objects.filter(pk=message_id).first()
    if before is not None:
        return _the_same(before, text)
    mark_reviewed(mailbox=mailbox, by=by, at=at)
    if needs_answer:
        _set_status(mailbox, MailboxStatus.ANSWER_NEEDED, "", at)
    return leave_message(mailbox=mailbox, message_id=message_id, text=text, by=by, at=at)


def leave_message(*, mailbox: Mailbox, message_id: UUID, text: str, by: Actor, at: datetime) -> UUID:
    """Store a message to the reporter; part of an action that has checked who acts."""
    message = Message(
        id=message_id, record_id=mailbox.record_id, mailbox_id=mailbox.pk, direction=Direction.TO_REPORTER, at=at,
        written_by_id=by.id,
    )  # fmt: skip
    text = checked_text(text=text)
    message.seal(text=text)
    message.save(force_insert=True)
    facts = {"message": message.pk, "text": text}
    write("message.sent", about=mailbox.record_id, by=by, at=at, content=facts)
    return message.pk


def _the_same(before: Message, text: str) -> UUID:
    if before.unseal("text") != text:
        raise KeyReused("This key came with another message before.")
    return before.pk


@transaction.atomic
def review_messages(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Say that the reporter's messages were read and need no answer; stops their clocks. Returns how many there were.

    Raises NotAllowed, and NotFound also for those who may not know.
    """
    require(by, "report.triage")
    mailbox = mailbox_of(report_id=report_id)
    reviewed = mark_reviewed(mailbox=mailbox, by=by, at=at)
    write("messages.reviewed", about=mailbox.record_id, by=by, at=at, content={"count": reviewed})
    return reviewed


def mark_reviewed(*, mailbox: Mailbox, by: Actor, at: datetime) -> int:
    """The reporter's messages count as read; part of an action that has checked who acts."""
    waiting = Message.objects.filter(
        mailbox_id=mailbox.pk, direction=Direction.FROM_REPORTER, read_at__isnull=True
    )  # fmt: skip
    reviewed = waiting.update(read_at=at)
    if reviewed:
        for kind in (MESSAGE_REVIEW, MESSAGE_DANGER):
            with suppress(NoClock):
                meet_deadline(subject_id=mailbox.pk, kind=kind, by=by, at=at)
    return reviewed


def _set_status(mailbox: Mailbox, status: MailboxStatus, closed_as: str, at: datetime) -> None:
    mailbox.status, mailbox.closed_as, mailbox.changed_at = status, closed_as, at
    mailbox.save(update_fields=["status", "closed_as", "changed_at"])


@transaction.atomic
def tell_reporter(
    *, report_id: UUID, status: MailboxStatus, by: Actor, at: datetime, closed_as: ClosedAs | None = None
) -> None:
    """Change what the reporter's page says about the report; called by the rooms that move it on.

    The database lets those do so who may write in the mailbox's record. Raises NotFound for the others, and
    InvalidInput when a closed report does not say how it ended, or an open one does.
    """
    if (status == MailboxStatus.CLOSED) != (closed_as is not None):
        raise InvalidInput("closed_as", "only_when_closed")
    mailbox = mailbox_of(report_id=report_id)
    _set_status(mailbox, status, closed_as or "", at)
    facts = {"status": status.value, "closed_as": closed_as or ""}
    write("reporter.told", about=mailbox.record_id, by=by, at=at, content=facts)
