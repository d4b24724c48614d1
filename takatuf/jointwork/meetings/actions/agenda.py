"""The agenda of a meeting, who came, and who leaves an item."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from takatuf.agencies.actions import require
from takatuf.agencies.models import Level
from takatuf.agencies.queries import access_of, worker
from takatuf.casework.queries import CaseRow, case_head
from takatuf.casework.rules import CaseIsClosed
from takatuf.jointwork.meetings.bound import attendance_content, item_content
from takatuf.jointwork.meetings.shared import Content, locked_item, locked_meeting, put_on_record
from takatuf.jointwork.models import (
    Meeting,
    MeetingAttendance,
    MeetingInvitation,
    MeetingItem,
    MeetingRecusal,
    MeetingSlot,
)
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed, Refused
from takatuf.ledger.actions import write


class CaseOnAgenda(Refused):
    """The case is on the agenda of this meeting already."""


class LeftItem(Refused):
    """This person has left the item already."""


@transaction.atomic
def propose_item(*, meeting_id: UUID, case_id: UUID | None, question: str, by: Actor, at: datetime) -> MeetingItem:  # fmt: skip
    """Put a case that one may write, or a matter without a case, on the agenda; everybody else sees that there is an item.

    Raises NotAllowed, NotFound also for a case that the proposer does not reach, InvalidInput, MeetingOver, CaseOnAgenda,
    CaseIsClosed.
    """
    require(by, "meeting.propose")
    meeting = locked_meeting(meeting_id)
    case = case_head(case_id, by=by) if case_id else None
    if not question.strip():
        raise InvalidInput("question", "empty")
    if case is not None:
        _check_case(meeting, case, by)
    last = MeetingSlot.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"] or 0
    slot = MeetingSlot(record_id=meeting.record_id, meeting=meeting, number=last + 1)
    slot.save(force_insert=True)
    item = MeetingItem(
        record_id=case.record_id if case else meeting.record_id, meeting=meeting, slot=slot, case_id=case_id,
        proposed_by_id=by.id, proposed_at=at,
    )  # fmt: skip
    item.seal(question=question)
    item.save(force_insert=True)
    put_on_record(item, meeting, "item_proposed", by, at, content=item_content(item))
    return item


def _check_case(meeting: Meeting, case: CaseRow, by: Actor) -> None:
    if case.closed_at is not None:
        raise CaseIsClosed("The case is closed.")
    writers = {row.agency.id for row in access_of(case.record_id) if row.level in {Level.WRITE, Level.LEAD}}
    if by.agency not in writers:
        raise NotAllowed("Who may only read a case does not put it on an agenda.")
    if MeetingItem.objects.filter(meeting=meeting, case_id=case.id).exists():
        raise CaseOnAgenda("This case is on the agenda already.")


@transaction.atomic
def note_attendance(
    *,
    meeting_id: UUID,
    agency_id: UUID,
    worker_id: UUID | None,
    name: str,
    came: bool,
    by: Actor,
    at: datetime,
) -> MeetingAttendance:
    """Note who came, or did not: a worker of an invited agency, or a name for who has no account.

    The chair's agency notes anybody, the others their own. Raises NotAllowed, NotFound, InvalidInput, MeetingOver.
    """
    require(by, "meeting.read")
    meeting = locked_meeting(meeting_id)
    if by.agency not in {meeting.agency_id, agency_id}:
        raise NotAllowed("Each agency notes its own people; the chair's agency notes all.")
    if not MeetingInvitation.objects.filter(meeting=meeting, agency_id=agency_id).exists():
        raise InvalidInput("agency", "unknown_agency")
    if worker_id is None and not name.strip():
        raise InvalidInput("name", "empty")
    if worker_id is not None and worker(worker_id).agency.id != agency_id:
        raise InvalidInput("worker", "unknown_code")
    rows = MeetingAttendance.objects.filter(meeting=meeting).select_for_update()
    row = rows.filter(worker_id=worker_id).first() if worker_id else None
    if row is not None:
        row.came, row.noted_by_id, row.noted_at = came, by.id, at
        row.save(update_fields=["came", "noted_by", "noted_at"])
    else:
        row = MeetingAttendance(
            record_id=meeting.record_id, meeting=meeting, agency_id=agency_id, worker_id=worker_id, came=came, noted_by_id=by.id,
            noted_at=at,
        )  # fmt: skip
        if worker_id is None:
            row.seal(name=name)
        row.save(force_insert=True)
    content = attendance_content(row)
    write("meeting.attendance_noted", about=meeting.record_id, by=by, at=at, content=content)
    return row


@transaction.atomic
def leave_item(*, item_id: UUID, worker_id: UUID, by: Actor, at: datetime) -> MeetingRecusal:
    """Note that somebody has a conflict of interest and leaves an item: from now on they do not reach it or its decisions.

    Who leaves says so, or somebody who leads meetings notes it. It closes this item only; the whole case is closed to a
    person by need-to-know. Raises NotAllowed, NotFound, InvalidInput, MeetingOver, LeftItem.
    """
    require(by, "meeting.read" if worker_id == by.id else "meeting.lead")
    item, meeting = locked_item(item_id)
    person = worker(worker_id)
    if not MeetingInvitation.objects.filter(meeting=meeting, agency_id=person.agency.id).exists():
        raise InvalidInput("worker", "unknown_code")
    if MeetingRecusal.objects.filter(item=item, worker_id=worker_id).exists():
        raise LeftItem("This person has left the item.")
    row = MeetingRecusal(record_id=item.record_id, item=item, worker_id=worker_id, noted_by_id=by.id, at=at)
    content: Content = {"item": item.pk, "worker": worker_id}
    write("meeting.item_left", about=item.record_id, by=by, at=at, content=content)
    row.save(force_insert=True)
    return row
