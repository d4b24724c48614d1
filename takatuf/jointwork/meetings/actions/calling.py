"""Calling a meeting, calling it off, and the chair's signature under the minutes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils.timezone import localtime

from takatuf.agencies.actions import open_record, require
from takatuf.agencies.models import Level, RecordKind
from takatuf.agencies.queries import worker
from takatuf.agencies.rules import may
from takatuf.clocks.actions import start_deadline
from takatuf.clocks.holidays.queries import calendar
from takatuf.clocks.models import DeadlineKind
from takatuf.clocks.queries import agency_of
from takatuf.clocks.rules import Limit, Unit, add_time
from takatuf.jointwork.access import grant
from takatuf.jointwork.meetings.bound import meeting_content
from takatuf.jointwork.meetings.shared import (
    Content,
    check_own,
    locked_meeting,
    other_agencies,
    stop_clock,
    tell_agency,
)
from takatuf.jointwork.models import (
    Meeting,
    MeetingAttendance,
    MeetingDecision,
    MeetingInvitation,
    MeetingItem,
)
from takatuf.jointwork.shared import known_agency
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write

# Our default, until the agencies say otherwise.
MINUTES_WITHIN = Limit(3, Unit.WORKING_DAYS)
LONGEST = timedelta(hours=12)


class MeetingNotOver(Refused):
    """Minutes are signed after the meeting has begun."""


class NobodyCame(Refused):
    """The list of who came is empty."""


class ItemsOpen(Refused):
    """An item is neither discussed nor put off."""


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
    all_invited = list(dict.fromkeys([own, *invited]))
    for agency_id in all_invited:
        MeetingInvitation(record_id=meeting.record_id, meeting=meeting, agency_id=agency_id).save(
            force_insert=True
        )
        if agency_id != own:
            grant(meeting.record_id, agency_id, Level.WRITE, by=by, at=at)
            tell_agency(meeting, "meeting_called", agency_id, by, at)
    start_deadline(
        record_id=meeting.record_id, subject_id=meeting.pk, kind=DeadlineKind.MEETING_MINUTES, agency_id=own, by=by, at=at,
        due_at=max(add_time(meeting.ends_at, MINUTES_WITHIN, calendar()), at),
    )  # fmt: skip
    content = meeting_content(meeting, all_invited)
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


def _next_code(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('jointwork_meeting_number')")
        return f"M-{localtime(at):%y}-{cursor.fetchone()[0]:06d}"


@transaction.atomic
def cancel_meeting(*, meeting_id: UUID, by: Actor, at: datetime) -> Meeting:
    """Cancel a meeting of the own agency; the others are told. Raises NotAllowed, NotFound, MeetingOver."""
    require(by, "meeting.lead")
    meeting = locked_meeting(meeting_id)
    check_own(meeting.agency_id, by)
    meeting.cancelled_at, meeting.cancelled_by_id = at, by.id
    meeting.save(update_fields=["cancelled_at", "cancelled_by"])
    stop_clock(meeting, by, at)
    write("meeting.cancelled", about=meeting.record_id, by=by, at=at, content={"meeting": meeting.pk})
    for agency_id in other_agencies(meeting):
        tell_agency(meeting, "meeting_cancelled", agency_id, by, at)
    return meeting


@transaction.atomic
def sign_minutes(*, meeting_id: UUID, by: Actor, at: datetime) -> Meeting:
    """Sign the minutes as the chair; nothing is added from now on, and every invited agency is told.

    Raises NotAllowed, NotFound, MeetingOver, MeetingNotOver, NobodyCame, ItemsOpen for an item that the chair reaches.
    """
    require(by, "meeting.lead")
    meeting = locked_meeting(meeting_id)
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
    stop_clock(meeting, by, at)
    decided = MeetingDecision.objects.filter(item__meeting=meeting).count()
    content: Content = {"meeting": meeting.pk, "items": items.count(), "decisions": decided}
    write("meeting.minutes_signed", about=meeting.record_id, by=by, at=at, content=content)
    for agency_id in other_agencies(meeting):
        tell_agency(meeting, "meeting_signed", agency_id, by, at)
    return meeting
