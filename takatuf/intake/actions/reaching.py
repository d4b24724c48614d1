"""The reporter's contact and safe hours, given or taken back later; and a wish to withdraw."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import open_record, require
from takatuf.agencies.models import RecordKind
from takatuf.clocks.actions import meet_deadline, start_deadline
from takatuf.intake.actions.messages import leave_message, mailbox_of
from takatuf.intake.derived import thing_id_of
from takatuf.intake.mailbox.reported import OwnMailbox, own_mailbox
from takatuf.intake.models import ReporterContact, SafeHours, Withdrawal
from takatuf.intake.statuses import WithdrawalAnswer
from takatuf.kernel.actors import Actor
from takatuf.kernel.arabic import without_bidi_controls
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write

WITHDRAWAL_ANSWER = "withdrawal_answer"
# A person answers within three days; what a child needs meanwhile goes on either way.
WITHDRAWAL_ANSWERED_WITHIN = timedelta(days=3)
LONGEST_PART, LONGEST_NOTE = 200, 1_000
DAYS = ("sat", "sun", "mon", "tue", "wed", "thu", "fri")
PARTS_OF_DAY = ("morning", "afternoon", "evening", "night")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactGiven:
    """How the reporter may be reached; at least one part."""

    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursGiven:
    """When and how reaching the reporter is safe. Empty parts were not said."""

    days: Sequence[str] = ()
    times: Sequence[str] = ()
    who_answers: str = ""
    leave_message: bool | None = None
    language: str = ""
    careful: str = ""


def give_contact(*, receipt_text: str, contact: ContactGiven, at: datetime, key: str = "") -> UUID:
    """Seal the reporter's name and contact apart, in place of what was given before, which is erased.

    As with a contact that came with the report, it opens to two persons with a reason, in danger to life to one. With
    the same `key` it is given once. Returns its id. Raises ReceiptUnknown, InvalidInput.
    """
    given = {"name": contact.name, "phone": contact.phone, "email": contact.email}
    parts = {name: without_bidi_controls(part).strip() for name, part in given.items()}
    if not any(parts.values()):
        raise InvalidInput("contact", "required")
    _short(parts, LONGEST_PART)
    with own_mailbox(receipt_text) as own:
        contact_id = thing_id_of(own.row.pk, "contact", key) if key else uuid7()
        if ReporterContact.objects.filter(pk=contact_id).exists():
            return contact_id
        _erase_standing(own, at)
        row = ReporterContact(id=contact_id, record_id=uuid7(), report_id=own.reported.report_id, given_at=at)
        open_record(id=row.record_id, kind=RecordKind.CONTACT, lead=None, at=at)
        sealed = json.dumps(parts, ensure_ascii=False, sort_keys=True)
        hours = json.dumps({"when": "", "careful": ""}, sort_keys=True)
        row.seal(contact=sealed, safe_hours=hours)
        row.save(force_insert=True)
        facts = {"contact": sealed, "safe_hours": hours, "report": own.reported.report_id}
        write("contact.sealed", about=row.record_id, by=own.by, at=at, content=facts)
        return contact_id


def take_contact_back(*, receipt_text: str, at: datetime) -> bool:
    """Erase the name and contact that stand; returns whether there were any. Raises ReceiptUnknown."""
    with own_mailbox(receipt_text) as own:
        return _erase_standing(own, at)


def _erase_standing(own: OwnMailbox, at: datetime) -> bool:
    row = ReporterContact.objects.filter(report_id=own.reported.report_id, ended_at__isnull=True).first()
    if row is None:
        return False
    row.contact, row.safe_hours, row.ended_at = None, None, at
    row.save(update_fields=["contact", "safe_hours", "ended_at"])
    write("contact.taken_back", about=row.record_id, by=own.by, at=at)
    return True


def give_safe_hours(*, receipt_text: str, hours: HoursGiven, at: datetime, key: str = "") -> UUID:
    """Say when and how the reporter may be reached; the newest word counts, and those who read the messages read it.

    Returns its id. Raises ReceiptUnknown, InvalidInput.
    """
    said = {
        "days": [day for day in DAYS if day in hours.days],
        "times": [time for time in PARTS_OF_DAY if time in hours.times],
        "who_answers": hours.who_answers.strip(), "leave_message": hours.leave_message,
        "language": hours.language.strip(), "careful": hours.careful.strip(),
    }  # fmt: skip
    if not any(value not in ("", [], None) for value in said.values()):
        raise InvalidInput("hours", "required")
    _short({"who_answers": hours.who_answers, "language": hours.language}, LONGEST_PART)
    _short({"careful": hours.careful}, LONGEST_NOTE)
    with own_mailbox(receipt_text) as own:
        hours_id = thing_id_of(own.row.pk, "hours", key) if key else uuid7()
        if SafeHours.objects.filter(pk=hours_id).exists():
            return hours_id
        row = SafeHours(id=hours_id, record_id=own.row.record_id, mailbox_id=own.row.pk, given_at=at)
        rules = json.dumps(said, ensure_ascii=False, sort_keys=True)
        row.seal(rules=rules)
        row.save(force_insert=True)
        facts = {"rules": rules, "hours": row.pk}
        write("safe_hours.given", about=row.record_id, by=own.by, at=at, content=facts)
        return hours_id


def _short(parts: dict[str, str], most: int) -> None:
    for name, text in parts.items():
        if len(text) > most:
            raise InvalidInput(name, "too_long", limit=most)


def ask_to_withdraw(*, receipt_text: str, reason: str, at: datetime) -> UUID:
    """Put the wish to withdraw on record and start the clock for a person's answer. Nothing is deleted by it.

    Asked again before the answer it is the same wish. Returns its id. Raises ReceiptUnknown, InvalidInput.
    """
    reason = reason.strip()
    _short({"reason": reason}, LONGEST_NOTE)
    with own_mailbox(receipt_text) as own:
        waiting = Withdrawal.objects.filter(mailbox_id=own.row.pk, answer="").first()
        if waiting is not None:
            return waiting.pk
        row = Withdrawal(record_id=own.row.record_id, mailbox_id=own.row.pk, asked_at=at)
        if reason:
            row.seal(reason=reason)
        row.save(force_insert=True)
        start_deadline(
            record_id=row.record_id, subject_id=own.row.pk, kind=WITHDRAWAL_ANSWER, agency_id=own.row.holder_id,
            due_at=at + WITHDRAWAL_ANSWERED_WITHIN, by=own.by, at=at,
        )  # fmt: skip
        facts = {"withdrawal": row.pk, "reason": reason}
        write("withdrawal.asked", about=row.record_id, by=own.by, at=at, content=facts)
        return row.pk


@transaction.atomic
def answer_withdrawal(
    *, report_id: UUID, answer: WithdrawalAnswer, text: str, by: Actor, at: datetime
) -> None:
    """A person answers the wish to withdraw, with a message to the reporter; stops its clock.

    Raises NotAllowed, NotFound (also when no wish waits, or somebody was quicker) and InvalidInput.
    """
    require(by, "report.write_reporter")
    mailbox = mailbox_of(report_id=report_id)
    row = Withdrawal.objects.filter(mailbox_id=mailbox.pk, answer="").first()
    if row is None:
        raise NotFound("No wish to withdraw waits for an answer.")
    row.answer, row.answered_by_id, row.answered_at = answer.value, by.id, at
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    meet_deadline(subject_id=mailbox.pk, kind=WITHDRAWAL_ANSWER, by=by, at=at)
    leave_message(mailbox=mailbox, message_id=uuid7(), text=text, by=by, at=at)
    facts = {"withdrawal": row.pk, "answer": answer.value}
    write("withdrawal.answered", about=row.record_id, by=by, at=at, content=facts)
