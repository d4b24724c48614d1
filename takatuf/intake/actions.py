"""Taking reports in, exactly once, and writing to and from the reporter."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from takatuf.agencies.actions import open_record, require
from takatuf.agencies.models import RecordKind
from takatuf.agencies.scope import reporter_scope
from takatuf.clocks.actions import ClockRunning, meet_deadline, start_deadline
from takatuf.intake.apart import without_contact
from takatuf.intake.content import ContactWish, ReportContent, to_json
from takatuf.intake.derived import Derived, derived_from_key, mailbox_id_of, message_id_of
from takatuf.intake.drafts import DraftUnknown, secrets_of
from takatuf.intake.events import MessageReceived, ReportReceived
from takatuf.intake.models import Direction, Draft, Mailbox, Message, Report, ReporterContact, ReportKey
from takatuf.intake.queries import ReceiptUnknown
from takatuf.intake.receipts import Receipt
from takatuf.intake.regions import region_code
from takatuf.intake.statuses import ClosedAs, MailboxStatus
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound, Refused
from takatuf.kernel.events import publish
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write
from takatuf.people.actions import record_identifiers
from takatuf.vault.small import seal_with

# Every message is reviewed on clock hours, whoever holds the case, also after closure (practice.md 1 and 4).
MESSAGE_REVIEWED_WITHIN = timedelta(hours=4)
MESSAGE_REVIEW = "message_review"
LONGEST_MESSAGE = 10_000
LONGEST_DRAFT = 200_000  # characters of JSON; a form holds far less
DRAFT_KEPT_FOR = timedelta(hours=24)
SHORTEST_KEY = 16


class KeyReused(Refused):
    """The same key came with other content: taking it for the first report would lose what was changed."""


@dataclass(frozen=True, slots=True)
class Received:
    """What the sender of a report gets back, the same each time the same report is sent."""

    report_id: UUID
    record_id: UUID
    code: str
    mailbox_id: UUID = field(repr=False)
    receipt: Receipt = field(repr=False)
    repeated: bool = False


@transaction.atomic
def receive_report(*, content: ReportContent, key: str, lead: UUID, by: Actor, at: datetime) -> Received:
    """Take a report in on behalf of the agency `lead`, which owns it from this moment.

    Runs inside system_scope("intake"). `key` is made by the sender (16 characters or more, hard to guess, one for each
    report): sent twice, also at the same moment, it is one report with one receipt. The reporter's contact is sealed
    in a record of its own. When this returns and the scope has ended, the report is stored.

    Raises InvalidInput for a short key, KeyReused when the key came with other content before.
    """
    if len(key) < SHORTEST_KEY:
        raise InvalidInput("key", "too_short", least=SHORTEST_KEY)
    derived = derived_from_key(key, to_json(content))
    before = ReportKey.objects.filter(pk=derived.token).first()
    if before is None:
        report = _report(content, lead, at)
        if _claim(derived, report):
            return _store(report, content, derived, by, at)
        # Another transaction stored the same report while this one waited for its key.
        before = ReportKey.objects.get(pk=derived.token)
    if bytes(before.content_token) != derived.content_token:
        raise KeyReused("This key came with other content before.")
    return Received(
        before.report_id, before.record_id, before.code, derived.mailbox_id, derived.receipt, repeated=True
    )  # fmt: skip


def _report(content: ReportContent, lead: UUID, at: datetime) -> Report:
    return Report(
        record_id=uuid7(), agency_id=lead, code=_next_code(at), channel=content.channel.value,
        reporter_kind=content.reporter_kind.value, language=content.language[:10],
        kinds=[kind.value for kind in content.kinds], received_at=at,
        region=region_code(content.place.region),
    )  # fmt: skip


def _next_code(at: datetime) -> str:
    """R-YY-NNNNNN by a sequence: two reports at once never wait for each other, and a gap means nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('intake_report_code')")
        year = at.astimezone(ZoneInfo(settings.TIME_ZONE)).year % 100
        return f"R-{year:02d}-{cursor.fetchone()[0]:06d}"


def _claim(derived: Derived, report: Report) -> bool:
    """Take the key for this report; False when it is taken. Waits while another transaction is about to take it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO intake_reportkey (token, content_token, report_id, record_id, code, received_at)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [
                derived.token,
                derived.content_token,
                report.pk,
                report.record_id,
                report.code,
                report.received_at,
            ],
        )
        return bool(cursor.rowcount == 1)


def _store(report: Report, content: ReportContent, derived: Derived, by: Actor, at: datetime) -> Received:
    apart = without_contact(content)
    open_record(id=report.record_id, kind=RecordKind.REPORT, lead=report.agency_id, at=at)
    text = to_json(apart)
    report.seal(content=text)
    report.save(force_insert=True)
    mailbox = Mailbox(
        id=derived.mailbox_id, record_id=uuid7(), report_id=report.pk, holder_id=report.agency_id, changed_at=at
    )  # fmt: skip
    open_record(id=mailbox.record_id, kind=RecordKind.MAILBOX, lead=report.agency_id, at=at)
    mailbox.save(force_insert=True)
    record_identifiers(record_id=report.record_id, claims=apart.identifiers, by=by, at=at)
    if content.contact.given:
        _store_contact(report, content.contact, by, at)
    facts = {"report": report.pk, "code": report.code, "channel": report.channel, "content": text}
    write("report.received", about=report.record_id, by=by, at=at, content=facts)
    publish(
        ReportReceived(
            report_id=report.pk, record_id=report.record_id, mailbox_record_id=mailbox.record_id,
            agency_id=report.agency_id, at=at, content=apart,
        )
    )  # fmt: skip
    return Received(report.pk, report.record_id, report.code, derived.mailbox_id, derived.receipt)


def _store_contact(report: Report, wish: ContactWish, by: Actor, at: datetime) -> None:
    """Sealed apart: nobody leads this record, so no agency reaches it until two persons open it with a reason."""
    row = ReporterContact(record_id=uuid7(), report_id=report.pk, given_at=at)
    open_record(id=row.record_id, kind=RecordKind.CONTACT, lead=None, at=at)
    contact = json.dumps(
        {"name": wish.name, "phone": wish.phone, "email": wish.email}, ensure_ascii=False, sort_keys=True
    )
    safe_hours = json.dumps({"when": wish.when, "careful": wish.careful}, ensure_ascii=False, sort_keys=True)
    row.seal(contact=contact, safe_hours=safe_hours)
    row.save(force_insert=True)
    facts = {"contact": contact, "safe_hours": safe_hours, "report": report.pk}
    write("contact.sealed", about=row.record_id, by=by, at=at, content=facts)


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise InvalidInput("text", "required")
    if len(text) > LONGEST_MESSAGE:
        raise InvalidInput("text", "too_long", limit=LONGEST_MESSAGE)
    return text


def write_as_reporter(*, receipt_text: str, text: str, at: datetime, key: str = "") -> UUID:
    """Store a message from the holder of a receipt and start the clock for its review, also after closure.

    Opens the reporter's own scope; never inside another. With the same `key` a message that is sent twice is one.
    Returns the message's id. Raises ReceiptUnknown as `open_mailbox` does, KeyReused when the key came with other words,
    and InvalidInput.
    """
    text, mailbox_id = _checked(text), mailbox_id_of(receipt_text)
    message_id = message_id_of(mailbox_id, key) if key else uuid7()
    with reporter_scope(mailbox_id) as by:
        return _store_message_in(message_id, text, by, at)


def _store_message_in(message_id: UUID, text: str, by: Actor, at: datetime) -> UUID:
    mailbox = Mailbox.objects.filter(pk=by.id).first()
    if mailbox is None:
        raise ReceiptUnknown("No mailbox has this receipt.")
    _one_at_a_time(mailbox)
    before = Message.objects.filter(pk=message_id).first()
    if before is not None:
        if before.unseal("text") != text:
            raise KeyReused("This key came with another message before.")
        return message_id
    message = Message(
        id=message_id, record_id=mailbox.record_id, mailbox_id=mailbox.pk, direction=Direction.FROM_REPORTER, at=at
    )  # fmt: skip
    message.seal(text=text)
    message.save(force_insert=True)
    _start_review_clock(mailbox, by, at)
    write(
        "message.received",
        about=mailbox.record_id,
        by=by,
        at=at,
        content={"message": message.pk, "text": text},
    )
    publish(MessageReceived(message.pk, mailbox.pk, mailbox.record_id, mailbox.holder_id, at))
    return message.pk


def _start_review_clock(mailbox: Mailbox, by: Actor, at: datetime) -> None:
    """One clock for a mailbox: where an earlier message waits, its clock is the stricter one and runs on."""
    with suppress(ClockRunning):
        start_deadline(
            record_id=mailbox.record_id, subject_id=mailbox.pk, kind=MESSAGE_REVIEW, agency_id=mailbox.holder_id,
            due_at=at + MESSAGE_REVIEWED_WITHIN, by=by, at=at,
        )  # fmt: skip


def _mailbox_of(report_id: UUID) -> Mailbox:
    mailbox = Mailbox.objects.filter(report_id=report_id).first()
    if mailbox is None:
        raise NotFound("No such mailbox.")
    _one_at_a_time(mailbox)
    mailbox.refresh_from_db()
    return mailbox


def _one_at_a_time(mailbox: Mailbox) -> None:
    """Until this transaction ends, nobody else writes in this mailbox.

    Otherwise a message that arrives while the earlier ones are being reviewed would trust a clock that is about to
    stop. An advisory lock, because a reporter may not lock the row of a mailbox, only read it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(mailbox.pk.bytes[8:], "big", signed=True)]
        )


@transaction.atomic
def write_to_reporter(
    *, report_id: UUID, text: str, by: Actor, at: datetime, needs_answer: bool = False
) -> UUID:
    """Leave a message for the reporter; what the reporter wrote before counts as reviewed.

    With `needs_answer` the reporter's page says that we need an answer. Returns the message's id. Raises NotAllowed,
    NotFound (also for those who may not know) and InvalidInput.
    """
    require(by, "report.write_reporter")
    text, mailbox = _checked(text), _mailbox_of(report_id)
    _mark_reviewed(mailbox, by, at)
    message = Message(
        record_id=mailbox.record_id, mailbox_id=mailbox.pk, direction=Direction.TO_REPORTER, at=at, written_by_id=by.id
    )  # fmt: skip
    message.seal(text=text)
    message.save(force_insert=True)
    if needs_answer:
        _set_status(mailbox, MailboxStatus.ANSWER_NEEDED, "", at)
    write(
        "message.sent", about=mailbox.record_id, by=by, at=at, content={"message": message.pk, "text": text}
    )
    return message.pk


@transaction.atomic
def review_messages(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Say that the reporter's messages were read and need no answer; stops their clocks. Returns how many there were.

    Raises NotAllowed, and NotFound also for those who may not know.
    """
    require(by, "report.triage")
    mailbox = _mailbox_of(report_id)
    reviewed = _mark_reviewed(mailbox, by, at)
    write("messages.reviewed", about=mailbox.record_id, by=by, at=at, content={"count": reviewed})
    return reviewed


def _mark_reviewed(mailbox: Mailbox, by: Actor, at: datetime) -> int:
    waiting = Message.objects.filter(
        mailbox_id=mailbox.pk, direction=Direction.FROM_REPORTER, read_at__isnull=True
    )  # fmt: skip
    reviewed = waiting.update(read_at=at)
    if reviewed:
        meet_deadline(subject_id=mailbox.pk, kind=MESSAGE_REVIEW, by=by, at=at)
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
    mailbox = _mailbox_of(report_id)
    _set_status(mailbox, status, closed_as or "", at)
    facts = {"status": status.value, "closed_as": closed_as or ""}
    write("reporter.told", about=mailbox.record_id, by=by, at=at, content=facts)


def save_draft(*, code: str, answers: Mapping[str, Any], at: datetime) -> datetime:
    """Keep the answers under the code, in place of what it held before; returns when they will be erased.

    Opens a scope of its own; never inside another. Raises InvalidInput when the answers are larger than any form.
    """
    text = json.dumps(answers, ensure_ascii=False, sort_keys=True)
    if len(text) > LONGEST_DRAFT:
        raise InvalidInput("answers", "too_long", limit=LONGEST_DRAFT)
    known = secrets_of(code)
    sealed, expires_at = seal_with(known.key, text.encode(), purpose="draft"), at + DRAFT_KEPT_FOR
    with reporter_scope(known.id):
        Draft.objects.bulk_create(
            [Draft(id=known.id, answers=sealed, expires_at=expires_at)],
            update_conflicts=True, unique_fields=["id"], update_fields=["answers", "expires_at"],
        )  # fmt: skip
    return expires_at


def erase_draft(*, code: str) -> None:
    """Erase the draft of the code: it was sent, or its writer wishes so. Opens a scope of its own. Raises DraftUnknown."""
    known = secrets_of(code)
    with reporter_scope(known.id):
        erased, _ = Draft.objects.filter(pk=known.id).delete()
    if not erased:
        raise DraftUnknown("No draft has this code.")


def erase_expired_drafts(*, at: datetime) -> int:
    """Erase the drafts whose day is over, inside a `clockwork` scope; returns how many there were."""
    erased, _ = Draft.objects.filter(expires_at__lte=at).delete()
    return erased
