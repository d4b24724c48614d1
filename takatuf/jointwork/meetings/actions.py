"""Calling a meeting, its agenda, who came, what was decided, and the chair's signature under the minutes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils.timezone import localtime

from takatuf.agencies.actions import open_record, require
from takatuf.agencies.models import Level, RecordKind
from takatuf.agencies.queries import access_of, worker
from takatuf.agencies.rules import may
from takatuf.casework.actions.lines import write_line
from takatuf.casework.queries import CaseRow, case_head
from takatuf.casework.rules import CaseIsClosed
from takatuf.clocks.actions import meet_deadline, notify, start_deadline
from takatuf.clocks.holidays.queries import calendar
from takatuf.clocks.models import DeadlineKind, LimitOrigin
from takatuf.clocks.queries import agency_of, open_deadlines_by_subject
from takatuf.clocks.rules import Limit, Unit, add_time
from takatuf.jointwork.access import grant
from takatuf.jointwork.actions.steps import StepOwed, put_step
from takatuf.jointwork.models import (
    Meeting,
    MeetingAttendance,
    MeetingDecision,
    MeetingInvitation,
    MeetingItem,
    MeetingRecusal,
    MeetingSlot,
    TrackKind,
)
from takatuf.jointwork.shared import known_agency
from takatuf.kernel.actors import Actor
from takatuf.kernel.edits import EditConflict
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write

# Our default, until the agencies say otherwise.
MINUTES_WITHIN = Limit(3, Unit.WORKING_DAYS)
LONGEST = timedelta(hours=12)
Content = Mapping[str, str | int | bool | UUID | None]


class MeetingOver(Refused):
    """The minutes were signed, or the meeting was cancelled: nothing is added."""


class MeetingNotOver(Refused):
    """Minutes are signed after the meeting has begun."""


class ItemsOpen(Refused):
    """An item is neither discussed nor put off."""


class NobodyCame(Refused):
    """The list of who came is empty."""


class CaseOnAgenda(Refused):
    """The case is on the agenda of this meeting already."""


class LeftItem(Refused):
    """This person has left the item already."""


@transaction.atomic
def call_meeting(
    *,
    kind: str,
    form: str,
    starts_at: datetime,
    minutes: int,
    place: str,
    chair_id: UUID,
    agency_ids: Sequence[UUID],
    by: Actor,
    at: datetime,
) -> Meeting:
    """Call a meeting of the multi-agency team; every invited agency reaches its record and is told.

    The chair's agency owes signed minutes some working days after the end. Raises NotAllowed, InvalidInput.
    """
    require(by, "meeting.lead")
    own, invited = agency_of(by), [known_agency("agencies", id) for id in dict.fromkeys(agency_ids)]
    if not timedelta(0) < timedelta(minutes=minutes) <= LONGEST:
        raise InvalidInput("minutes", "out_of_range")
    if not set(invited) - {own}:
        raise InvalidInput("agencies", "empty")
    chair = _chair(chair_id, own)
    meeting = Meeting(
        record_id=uuid7(), code=_next_code(at), kind=kind, form=form, starts_at=starts_at, called_by_id=by.id, called_at=at,
        ends_at=starts_at + timedelta(minutes=minutes), agency_id=own, chair_id=chair,
    )  # fmt: skip
    open_record(id=meeting.record_id, kind=RecordKind.MEETING, lead=own, at=at)
    if place.strip():
        meeting.seal(place=place)
    meeting.save(force_insert=True)
    for agency_id in dict.fromkeys([own, *invited]):
        MeetingInvitation(record_id=meeting.record_id, meeting=meeting, agency_id=agency_id).save(
            force_insert=True
        )
        if agency_id != own:
            grant(meeting.record_id, agency_id, Level.WRITE, by=by, at=at)
            _tell(meeting, "meeting_called", agency_id, by, at)
    start_deadline(
        record_id=meeting.record_id, subject_id=meeting.pk, kind=DeadlineKind.MEETING_MINUTES, agency_id=own, by=by, at=at,
        due_at=max(add_time(meeting.ends_at, MINUTES_WITHIN, calendar()), at),
    )  # fmt: skip
    content: Content = {"meeting": meeting.pk, "kind": kind, "form": form, "chair": chair, "place": place}
    write("meeting.called", about=meeting.record_id, by=by, at=at, content=content)
    return meeting


def _chair(chair_id: UUID, own: UUID) -> UUID:
    """Who chairs belongs to the agency that calls, and may lead meetings."""
    try:
        person = worker(chair_id)
    except NotFound as missing:
        raise InvalidInput("chair", "unknown_code") from missing
    if person.agency.id != own or not may(person.role, "meeting.lead"):
        raise InvalidInput("chair", "unknown_code")
    return person.id


@transaction.atomic
def cancel_meeting(*, meeting_id: UUID, by: Actor, at: datetime) -> Meeting:
    """Cancel a meeting of the own agency; the others are told. Raises NotAllowed, NotFound, MeetingOver."""
    require(by, "meeting.lead")
    meeting = _locked(meeting_id)
    _of_agency(meeting.agency_id, by)
    meeting.cancelled_at, meeting.cancelled_by_id = at, by.id
    meeting.save(update_fields=["cancelled_at", "cancelled_by"])
    _stop_clock(meeting, by, at)
    write("meeting.cancelled", about=meeting.record_id, by=by, at=at, content={"meeting": meeting.pk})
    for agency_id in _others(meeting):
        _tell(meeting, "meeting_cancelled", agency_id, by, at)
    return meeting


@transaction.atomic
def propose_item(*, meeting_id: UUID, case_id: UUID | None, question: str, by: Actor, at: datetime) -> MeetingItem:  # fmt: skip
    """Put a case that one may write, or a matter without a case, on the agenda; everybody else sees that there is an item.

    Raises NotAllowed, NotFound also for a case that the proposer does not reach, InvalidInput, MeetingOver, CaseOnAgenda,
    CaseIsClosed.
    """
    require(by, "meeting.propose")
    meeting = _locked(meeting_id)
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
    content: Content = {"meeting": meeting.pk, "item": item.pk, "question": question}
    _told(item, meeting, "item_proposed", by, at, content=content)
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
    meeting = _locked(meeting_id)
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
    content: Content = {"attendance": row.pk, "agency": agency_id, "worker": worker_id, "came": came}
    write("meeting.attendance_noted", about=meeting.record_id, by=by, at=at, content=content)
    return row


@transaction.atomic
def leave_item(*, item_id: UUID, worker_id: UUID, by: Actor, at: datetime) -> MeetingRecusal:
    """Note that somebody has a conflict of interest and leaves an item: from now on they do not reach it or its decisions.

    Who leaves says so, or somebody who leads meetings notes it. It closes this item only; the whole case is closed to a
    person by need-to-know. Raises NotAllowed, NotFound, InvalidInput, MeetingOver, LeftItem.
    """
    require(by, "meeting.read" if worker_id == by.id else "meeting.lead")
    item, meeting = _item(item_id)
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


@transaction.atomic
def minute_item(
    *, item_id: UUID, notes: str, state: str, by: Actor, at: datetime, version: int | None = None
) -> MeetingItem:
    """Write what was said about an item, and whether it was discussed or put off; `version` is the one that the writer saw.

    Raises NotAllowed, NotFound, InvalidInput, MeetingOver, and EditConflict when somebody wrote meanwhile.
    """
    require(by, "meeting.lead")
    item, meeting = _item(item_id)
    if state not in {"discussed", "put_off"}:
        raise InvalidInput("state", "unknown_code")
    if version is not None and version != item.version:
        raise EditConflict(
            version=item.version, current={"state": item.state, "notes": item.unseal("notes")}, changed_by=item.minuted_by_id,
            changed_at=item.minuted_at,
        )  # fmt: skip
    item.state = state
    item.version, item.minuted_at, item.minuted_by_id = item.version + 1, at, by.id
    if notes.strip():
        item.seal(notes=notes)
    item.save(update_fields=["state", "notes", "version", "minuted_at", "minuted_by"])
    content: Content = {"item": item.pk, "state": state, "notes": notes, "version": item.version}
    write("meeting.item_minuted", about=item.record_id, by=by, at=at, content=content)
    del meeting
    return item


@transaction.atomic
def decide_item(
    *,
    item_id: UUID,
    text: str,
    owner_id: UUID,
    due_at: datetime,
    track: str,
    dissent: str,
    by: Actor,
    at: datetime,
) -> MeetingDecision:
    """Record a decision; it becomes a step of joint work that its owner owes until then, with a clock.

    An owner that does not reach the case gets the step on a record of its own. Raises NotAllowed, NotFound,
    InvalidInput, MeetingOver.
    """
    require(by, "meeting.lead")
    item, meeting = _item(item_id)
    if not text.strip():
        raise InvalidInput("text", "empty")
    if due_at <= at:
        raise InvalidInput("due_at", "in_the_past")
    owed = StepOwed(
        track=track or TrackKind.ASSESSMENT_SUPPORT, owner_id=known_agency("owner", owner_id), title="meeting_decision",
        limit=due_at, origin=LimitOrigin.LOCAL_POLICY, cite=meeting.code, checked=True, detail=text,
    )  # fmt: skip
    step = put_step(owed=owed, case_record_id=item.record_id, by=by, at=at)
    decision = MeetingDecision(
        record_id=item.record_id, item=item, owner_id=owner_id, due_at=due_at, step=step, recorded_by_id=by.id, recorded_at=at
    )  # fmt: skip
    decision.seal(text=text, **({"dissent": dissent} if dissent.strip() else {}))
    decision.save(force_insert=True)
    if item.state != "discussed":
        item.state = "discussed"
        item.save(update_fields=["state"])
    content: Content = {
        "decision": decision.pk,
        "step": step.pk,
        "owner": owner_id,
        "text": text,
        "dissent": dissent,
    }
    _told(item, meeting, "decided", by, at, content=content)  # fmt: skip
    return decision


@transaction.atomic
def sign_minutes(*, meeting_id: UUID, by: Actor, at: datetime) -> Meeting:
    """Sign the minutes as the chair; nothing is added from now on, and every invited agency is told.

    Raises NotAllowed, NotFound, MeetingOver, MeetingNotOver, NobodyCame, ItemsOpen for an item that the chair reaches.
    """
    require(by, "meeting.lead")
    meeting = _locked(meeting_id)
    if by.id != meeting.chair_id:
        raise NotAllowed("The chair signs the minutes.")
    if at < meeting.starts_at:
        raise MeetingNotOver("The meeting has not begun.")
    if not MeetingAttendance.objects.filter(meeting=meeting, came=True).exists():
        raise NobodyCame("Nobody is on the list of who came.")
    items = MeetingItem.objects.filter(meeting=meeting)
    if items.filter(state="planned").exists():
        raise ItemsOpen("An item is neither discussed nor put off.")
    meeting.signed_at, meeting.signed_by_id = at, by.id
    meeting.save(update_fields=["signed_at", "signed_by"])
    _stop_clock(meeting, by, at)
    decided = MeetingDecision.objects.filter(item__meeting=meeting).count()
    content: Content = {"meeting": meeting.pk, "items": items.count(), "decisions": decided}
    write("meeting.minutes_signed", about=meeting.record_id, by=by, at=at, content=content)
    for agency_id in _others(meeting):
        _tell(meeting, "meeting_signed", agency_id, by, at)
    return meeting


def _locked(meeting_id: UUID) -> Meeting:
    """The meeting, locked: two may write into it at once. Raises NotFound, MeetingOver."""
    meeting = Meeting.objects.filter(pk=meeting_id).select_for_update().first()
    if meeting is None:
        raise NotFound("No such meeting.")
    if meeting.signed_at is not None or meeting.cancelled_at is not None:
        raise MeetingOver("This meeting is over.")
    return meeting


def _item(item_id: UUID) -> tuple[MeetingItem, Meeting]:
    """An item that the actor reaches, under the lock of its meeting. Raises NotFound, MeetingOver."""
    item = MeetingItem.objects.filter(pk=item_id).first()
    if item is None:
        raise NotFound("No such item.")
    meeting = _locked(item.meeting_id)
    return MeetingItem.objects.select_for_update().get(pk=item_id), meeting


def _of_agency(agency_id: UUID, by: Actor) -> None:
    if by.agency != agency_id:
        raise NotAllowed("This is another agency's to do.")


def _others(meeting: Meeting) -> list[UUID]:
    invited = MeetingInvitation.objects.filter(meeting=meeting).exclude(agency_id=meeting.agency_id)
    return list(invited.order_by("agency__code").values_list("agency_id", flat=True))


def _stop_clock(meeting: Meeting, by: Actor, at: datetime) -> None:
    kind = DeadlineKind.MEETING_MINUTES
    if open_deadlines_by_subject([meeting.pk], kind=kind, by=by):
        meet_deadline(subject_id=meeting.pk, kind=kind, by=by, at=at)


def _tell(meeting: Meeting, kind: str, agency_id: UUID, by: Actor, at: datetime) -> None:
    params: dict[str, str | int] = {
        "meeting": meeting.code, "from_agency": str(meeting.agency_id), "moment": meeting.starts_at.isoformat(),
        "meeting_id": str(meeting.pk),
    }  # fmt: skip
    notify(agency_id=agency_id, record_id=meeting.record_id, kind=kind, params=params, by=by, at=at)


def _told(item: MeetingItem, meeting: Meeting, what: str, by: Actor, at: datetime, *, content: Content) -> None:  # fmt: skip
    """The ledger's entry and, for a case, the line of its chronology."""
    write(f"meeting.{what}", about=item.record_id, by=by, at=at, content=content)
    if item.case_id is not None:
        owner = content.get("owner")
        params: dict[str, str | int] = {
            "meeting": meeting.code,
            **({"to_agency": str(owner)} if owner else {}),
        }
        write_line(
            kind=f"meeting_{what}", record_id=item.record_id, case_record_id=item.record_id, by=by, at=at, params=params,
            source=meeting.code,
        )  # fmt: skip


def _next_code(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('jointwork_meeting_number')")
        return f"M-{localtime(at):%y}-{cursor.fetchone()[0]:06d}"
