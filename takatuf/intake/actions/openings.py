"""Opening a reporter's sealed contact: with a second person, or in danger to life by one, who is reviewed (practice 12)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from takatuf.agencies.actions import require
from takatuf.clocks.actions import meet_deadline, start_deadline
from takatuf.intake.actions.messages import mailbox_of
from takatuf.intake.actions.reaching import LONGEST_NOTE
from takatuf.intake.events import ContactOpenedInDanger
from takatuf.intake.models import ContactOpening, Report
from takatuf.intake.statuses import SecondWord
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused
from takatuf.kernel.events import publish
from takatuf.ledger.actions import write

CONTACT_AGREEMENT, CONTACT_REVIEW = "contact_agreement", "contact_review"
AGREED_WITHIN = timedelta(hours=4)
REVIEWED_WITHIN = timedelta(hours=24)
OPEN_FOR = timedelta(hours=1)  # as house.reach_contact says


class SecondPersonNeeded(Refused):
    """Who asked to open a contact does not agree to it, nor review it."""


class AlreadyAsked(Refused):
    """Somebody has asked to open this contact, and a second person has not answered."""


@transaction.atomic
def ask_to_open_contact(*, report_id: UUID, reason: str, in_danger: bool, by: Actor, at: datetime) -> UUID:
    """Ask to open the reporter's contact; in danger to life it opens at once, to the one who asks, for an hour.

    In danger a second person is alerted and owes a review within 24 hours; otherwise a second person agrees first.
    Asked twice in an hour by the same person in danger it is one opening. Returns its id. Raises NotAllowed, NotFound
    (also for those who may not know), AlreadyAsked and InvalidInput.
    """
    worker = require(by, "contact.open")
    if worker is None:
        raise NotAllowed("Only a person opens a contact.")
    reason = reason.strip()
    if not reason:
        raise InvalidInput("reason", "required")
    if len(reason) > LONGEST_NOTE:
        raise InvalidInput("reason", "too_long", limit=LONGEST_NOTE)
    mailbox_of(report_id=report_id)  # two persons may ask at once
    report = Report.objects.filter(pk=report_id).first()
    if report is None:
        raise NotFound("No such report.")
    earlier = ContactOpening.objects.filter(report_id=report_id, in_danger=in_danger, second_said="")
    if not in_danger and earlier.exists():
        raise AlreadyAsked("Somebody has asked to open this contact already.")
    mine = earlier.filter(asked_by_id=by.id, asked_at__gt=at - OPEN_FOR).first()
    if mine is not None:
        return mine.pk
    row = ContactOpening(
        record_id=report.record_id, report_id=report.pk, agency_id=worker.agency_id, asked_by_id=by.id, asked_at=at,
        in_danger=in_danger,
    )  # fmt: skip
    row.seal(reason=reason)
    row.save(force_insert=True)
    kind, within = (CONTACT_REVIEW, REVIEWED_WITHIN) if in_danger else (CONTACT_AGREEMENT, AGREED_WITHIN)
    start_deadline(
        record_id=row.record_id, subject_id=row.pk, kind=kind, agency_id=row.agency_id, due_at=at + within, by=by, at=at
    )  # fmt: skip
    facts = {"opening": row.pk, "reason": reason, "in_danger": in_danger}
    write("contact.asked", about=row.record_id, by=by, at=at, content=facts)
    if in_danger:
        _reach(row)
        publish(ContactOpenedInDanger(row.pk, report.pk, row.record_id, row.agency_id, by.id, at))
    return row.pk


def _reach(row: ContactOpening) -> None:
    """The database counts the persons once more, and opens the contact for an hour to the one who asked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT house.reach_contact(%s)", [row.pk])


@transaction.atomic
def answer_contact_opening(*, opening_id: UUID, said: SecondWord, by: Actor, at: datetime) -> None:
    """The second person's word: agreed or refused before, or the review after danger. Stops the clock.

    Raises NotAllowed, NotFound (also when it was answered before), SecondPersonNeeded for who asked, and InvalidInput
    when the word does not fit.
    """
    require(by, "contact.open")
    row = ContactOpening.objects.filter(pk=opening_id, second_said="").first()
    if row is None:
        raise NotFound("No opening waits for a second person.")
    mailbox_of(report_id=row.report_id)  # two persons may answer at once
    row = ContactOpening.objects.filter(pk=opening_id, second_said="").first()
    if row is None:
        raise NotFound("No opening waits for a second person.")
    if row.asked_by_id == by.id:
        raise SecondPersonNeeded("Another person must answer.")
    fits = (
        {SecondWord.IN_ORDER, SecondWord.NOT_IN_ORDER}
        if row.in_danger
        else {SecondWord.AGREED, SecondWord.REFUSED}
    )
    if said not in fits:
        raise InvalidInput("said", "unknown_code")
    row.second_said, row.second_by_id, row.second_at = said.value, by.id, at
    row.save(update_fields=["second_said", "second_by", "second_at"])
    if said is SecondWord.AGREED:
        _reach(row)
    kind = CONTACT_REVIEW if row.in_danger else CONTACT_AGREEMENT
    meet_deadline(subject_id=row.pk, kind=kind, by=by, at=at)
    facts = {"opening": row.pk, "said": said.value}
    write("contact.second_word", about=row.record_id, by=by, at=at, content=facts)
