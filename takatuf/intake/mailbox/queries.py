"""What stands beside the messages: for the holder of the receipt, for the desk, and for who checks a confirmation."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.queries import AgencyName, WorkerName, agency, workers_by_id
from takatuf.agencies.scope import reporter_scope
from takatuf.intake.derived import confirmation_id_of
from takatuf.intake.mailbox.reported import CHILD, PROFESSIONAL, ReceiptUnknown, own_mailbox, reported
from takatuf.intake.models import (
    Confirmation,
    ContactOpening,
    Document,
    DocumentPart,
    Mailbox,
    Report,
    ReporterContact,
    ReporterOutcome,
    SafeHours,
    Withdrawal,
)
from takatuf.intake.statuses import OutcomeChoices, SecondWord, WithdrawalAnswer
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound, Refused
from takatuf.ledger.promises import promise_of
from takatuf.vault.envelopes import open_bytes
from takatuf.vault.queries import data_key


class ConfirmationUnknown(NotFound):
    """Wrong code, wrong second word, never made or revoked: all answer alike."""


class ContactClosed(Refused):
    """The contact is not open to this worker: not agreed yet, refused, the hour is over, or it was taken back."""


@dataclass(frozen=True, slots=True)
class ConfirmationLine:
    """A confirmation as its owner sees it: never its code."""

    id: UUID
    made_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailboxSide:
    """What the holder of a receipt sees beside status and messages: that something was given, never what (practice 10)."""

    for_child: bool
    takes_documents: bool
    contact_at: datetime | None
    hours_at: datetime | None
    withdrawal_at: datetime | None
    withdrawal_answer: str
    outcome: str
    outcome_at: datetime | None
    confirmations: tuple[ConfirmationLine, ...]
    documents: int


def takes_documents(agency_id: UUID) -> bool:
    """Whether an administrator turned documents on for this agency (TAKATUF_DOCUMENTS); none has them by default."""
    codes: tuple[str, ...] = settings.TAKATUF_DOCUMENTS
    return bool(codes) and agency(agency_id).code in codes


def side_of_mailbox(mailbox_id: UUID) -> MailboxSide:
    """Inside the mailbox's own scope; a mailbox that does not exist takes the same steps and has nothing."""
    told = reported()
    report_id = told.report_id if told else mailbox_id
    contact = ReporterContact.objects.filter(report_id=report_id, ended_at__isnull=True).first()
    hours = SafeHours.objects.filter(mailbox_id=mailbox_id).order_by("-given_at", "-pk").first()
    wish = Withdrawal.objects.filter(mailbox_id=mailbox_id).order_by("-asked_at", "-pk").first()
    outcome = _newest_outcome(mailbox_id)
    confirmations = Confirmation.objects.filter(mailbox_id=mailbox_id).order_by("made_at", "pk")
    documents = Document.objects.filter(mailbox_id=mailbox_id).count()
    holder = Mailbox.objects.filter(pk=mailbox_id).values_list("holder_id", flat=True).first()
    for_child = told is None or told.reporter_kind == CHILD
    return MailboxSide(
        for_child=for_child,
        takes_documents=not for_child and holder is not None and takes_documents(holder),
        contact_at=contact.given_at if contact else None,
        hours_at=hours.given_at if hours else None,
        withdrawal_at=wish.asked_at if wish else None,
        withdrawal_answer=str(WithdrawalAnswer(wish.answer).label) if wish and wish.answer else "",
        outcome=str(OutcomeChoices(outcome.outcome).label) if outcome else "",
        outcome_at=outcome.released_at if outcome else None,
        confirmations=tuple(ConfirmationLine(row.pk, row.made_at, row.revoked_at) for row in confirmations),
        documents=documents,
    )


def _newest_outcome(mailbox_id: UUID) -> ReporterOutcome | None:
    return ReporterOutcome.objects.filter(mailbox_id=mailbox_id).order_by("-released_at", "-pk").first()


def promise_of_receipt(receipt_text: str, *, at: datetime) -> dict[str, Any]:
    """The ledger's signed promise that the report stands in it; in a scope of its own, never inside another.

    Raises ReceiptUnknown, also for a child's report: such a file on a child's phone may be found.
    """
    with own_mailbox(receipt_text) as own:
        if own.reported.reporter_kind == CHILD:
            raise ReceiptUnknown("No mailbox has this receipt.")
        return promise_of(own.reported.record_id, "report.received", at=at)


@dataclass(frozen=True, slots=True)
class ConfirmationView:
    """What a right code and second word say: that there was contact, with whom, on which day. Nothing else is known."""

    agency: AgencyName
    contact_on: date
    made_at: datetime


def check_confirmation(code: str, second_word: str) -> ConfirmationView:
    """What the confirmation says; in a scope of its own, never inside another.

    Raises ConfirmationUnknown, in the same way and after the same steps for everything that is wrong or revoked.
    """
    confirmation_id = confirmation_id_of(code, second_word)
    with reporter_scope(confirmation_id):
        row = Confirmation.objects.filter(pk=confirmation_id, revoked_at__isnull=True).first()
    if row is None:
        raise ConfirmationUnknown("No confirmation has this code and this word.")
    return ConfirmationView(agency(row.agency_id), row.contact_on, row.made_at)


@dataclass(frozen=True, slots=True)
class HoursView:
    """When and how the reporter may be reached, as the reporter said it."""

    days: tuple[str, ...]
    times: tuple[str, ...]
    who_answers: str
    leave_message: bool | None
    language: str
    careful: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class WithdrawalView:
    """A wish to withdraw that waits for a person's answer."""

    reason: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """Who opened or wants to open the contact, why, and what the second person said."""

    id: UUID
    asked_by: WorkerName
    asked_at: datetime
    reason: str
    in_danger: bool
    said: str
    said_label: str
    second_by: WorkerName | None
    second_at: datetime | None


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document, unopened."""

    id: UUID
    name: str
    suffix: str
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ReporterSide:
    """What the desk sees of the reporter's side; the contact itself stays sealed."""

    is_professional: bool
    contact_given_at: datetime | None
    contact_changed: int
    hours: HoursView | None
    withdrawal: WithdrawalView | None
    outcome: str
    outcome_label: str
    openings: tuple[OpeningRow, ...]
    documents: tuple[DocumentRow, ...]


def reporter_side(report_id: UUID, *, by: Actor) -> ReporterSide:
    """The reporter's side of a report that the caller has opened. Raises NotFound, also for those who may not know."""
    del by  # the scope of the actor is in the database
    report = Report.objects.filter(pk=report_id).first()
    mailbox = Mailbox.objects.filter(report_id=report_id).first()
    if report is None or mailbox is None:
        raise NotFound("No such report.")
    contacts = _contact_times(report_id)
    hours = SafeHours.objects.filter(mailbox_id=mailbox.pk).order_by("-given_at", "-pk").first()
    wish = Withdrawal.objects.filter(mailbox_id=mailbox.pk, answer="").first()
    outcome = _newest_outcome(mailbox.pk)
    documents = Document.objects.filter(mailbox_id=mailbox.pk).order_by("at", "pk")
    return ReporterSide(
        is_professional=report.reporter_kind == PROFESSIONAL,
        contact_given_at=next((given for given, ended in contacts if ended is None), None),
        contact_changed=sum(ended is not None for _, ended in contacts),
        hours=_hours(hours) if hours else None,
        withdrawal=WithdrawalView(wish.unseal("reason"), wish.asked_at) if wish else None,
        outcome=outcome.outcome if outcome else "",
        outcome_label=str(OutcomeChoices(outcome.outcome).label) if outcome else "",
        openings=_openings(
            list(ContactOpening.objects.filter(report_id=report_id).order_by("asked_at", "pk"))
        ),
        documents=tuple(
            DocumentRow(row.pk, row.unseal("name"), row.suffix, row.size, row.at) for row in documents
        ),
    )


def _contact_times(report_id: UUID) -> list[tuple[datetime, datetime | None]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT given_at, ended_at FROM house.contacts_of(%s)", [report_id])
        return list(cursor.fetchall())


def _hours(row: SafeHours) -> HoursView:
    said = json.loads(row.unseal("rules"))
    return HoursView(
        days=tuple(said["days"]), times=tuple(said["times"]), who_answers=said["who_answers"],
        leave_message=said["leave_message"], language=said["language"], careful=said["careful"], given_at=row.given_at,
    )  # fmt: skip


def _openings(found: Sequence[ContactOpening]) -> tuple[OpeningRow, ...]:
    ids = {row.asked_by_id for row in found} | {row.second_by_id for row in found if row.second_by_id}
    names = workers_by_id(ids)
    return tuple(
        OpeningRow(
            id=row.pk, asked_by=names[row.asked_by_id], asked_at=row.asked_at, reason=row.unseal("reason"),
            in_danger=row.in_danger, said=row.second_said,
            said_label=str(SecondWord(row.second_said).label) if row.second_said else "",
            second_by=names[row.second_by_id] if row.second_by_id else None, second_at=row.second_at,
        )
        for row in found
    )  # fmt: skip


def reports_of_openings(opening_ids: Sequence[UUID], *, by: Actor) -> dict[UUID, tuple[UUID, UUID]]:
    """For each opening its report and who asked; those that the actor does not reach are left out."""
    del by
    rows = ContactOpening.objects.filter(pk__in=list(opening_ids))
    return {row.pk: (row.report_id, row.asked_by_id) for row in rows}


@dataclass(frozen=True, slots=True)
class ContactView:
    """The reporter's contact, opened. `language` is the code of the language in which a call needs an interpreter."""

    report_id: UUID
    name: str
    phone: str
    email: str
    language: str
    when: str
    careful: str
    given_at: datetime
    with_the_report: bool
    changed: int


def open_reporter_contact(opening_id: UUID, *, by: Actor, at: datetime) -> ContactView:
    """Open the contact that `ask_to_open_contact` made reachable to this worker; the look is put on record.

    Raises NotAllowed, NotFound, and ContactClosed when it is not open.
    """
    require(by, "contact.open")
    opening = ContactOpening.objects.filter(pk=opening_id, asked_by_id=by.id).first()
    if opening is None:
        raise NotFound("No such opening.")
    row = ReporterContact.objects.filter(report_id=opening.report_id, ended_at__isnull=True).first()
    if row is None:
        raise ContactClosed("This contact is not open to you.")
    report = Report.objects.filter(pk=opening.report_id).first()
    if report is None:
        raise NotFound("No such report.")
    disclose(record_ids=[row.record_id], what="open_reporter_contact", by=by, at=at)
    contact, hours = json.loads(row.unseal("contact")), json.loads(row.unseal("safe_hours") or "{}")
    changed = sum(ended is not None for _, ended in _contact_times(opening.report_id))
    return ContactView(
        report_id=opening.report_id, name=contact["name"], phone=contact["phone"], email=contact["email"],
        language=hours.get("language", ""), when=hours.get("when", ""), careful=hours.get("careful", ""), given_at=row.given_at,
        with_the_report=row.given_at <= report.received_at, changed=changed,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A document's bytes, to be handed out and never drawn; `name` is ours, not the sender's."""

    name: str
    data: bytes


def open_document(document_id: UUID, *, by: Actor, at: datetime) -> DocumentFile:
    """Open one document; the look is put on record.

    Raises NotAllowed, NotFound (also for those who may not know), and CannotOpen when a piece was altered or is missing.
    """
    require(by, "report.read")
    row = Document.objects.filter(pk=document_id).first()
    if row is None:
        raise NotFound("No such document.")
    disclose(record_ids=[row.record_id], what="open_document", by=by, at=at)
    key = data_key(row.record_id)
    parts = DocumentPart.objects.filter(document_id=row.pk).order_by("number")
    data = b"".join(
        open_bytes(key, bytes(part.data), table="intake_document", row=row.pk, column=f"{number}/{row.size}")
        for number, part in enumerate(parts)
    )
    if len(data) != row.size:
        raise NotFound("This document is not whole.")
    code = Report.objects.values_list("code", flat=True).get(record_id=row.record_id)
    return DocumentFile(f"{code}-{str(row.pk)[-4:]}.{row.suffix}", data)
