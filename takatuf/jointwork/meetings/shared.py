"""What every step of a meeting shares: the meeting under a lock, who is told, the ledger's entry and the case's line."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from takatuf.casework.actions.lines import write_line
from takatuf.clocks.actions import meet_deadline, notify
from takatuf.clocks.models import DeadlineKind
from takatuf.clocks.queries import open_deadlines_by_subject
from takatuf.jointwork.models import Meeting, MeetingInvitation, MeetingItem
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotAllowed, NotFound, Refused
from takatuf.ledger.actions import write

Content = Mapping[str, str | int | bool | UUID | None]


class MeetingOver(Refused):
    """The minutes were signed, or the meeting was cancelled: nothing is added."""


def locked_meeting(meeting_id: UUID) -> Meeting:
    """The meeting, locked: two may write into it at once. Raises NotFound, MeetingOver."""
    meeting = Meeting.objects.filter(pk=meeting_id).select_for_update().first()
    if meeting is None:
        raise NotFound("No such meeting.")
    if meeting.signed_at is not None or meeting.cancelled_at is not None:
        raise MeetingOver("This meeting is over.")
    return meeting


def locked_item(item_id: UUID) -> tuple[MeetingItem, Meeting]:
    """An item that the actor reaches, under the lock of its meeting. Raises NotFound, MeetingOver."""
    item = MeetingItem.objects.filter(pk=item_id).first()
    if item is None:
        raise NotFound("No such item.")
    meeting = locked_meeting(item.meeting_id)
    return MeetingItem.objects.select_for_update().get(pk=item_id), meeting


def check_own(agency_id: UUID, by: Actor) -> None:
    """Raises NotAllowed for what only another agency does."""
    if by.agency != agency_id:
        raise NotAllowed("This is another agency's to do.")


def other_agencies(meeting: Meeting) -> list[UUID]:
    """The invited agencies beside the one that called, by their codes."""
    invited = MeetingInvitation.objects.filter(meeting=meeting).exclude(agency_id=meeting.agency_id)
    return list(invited.order_by("agency__code").values_list("agency_id", flat=True))


def stop_clock(meeting: Meeting, by: Actor, at: datetime) -> None:
    """Nobody owes the minutes any more."""
    kind = DeadlineKind.MEETING_MINUTES
    if open_deadlines_by_subject([meeting.pk], kind=kind, by=by):
        meet_deadline(subject_id=meeting.pk, kind=kind, by=by, at=at)


def tell_agency(meeting: Meeting, kind: str, agency_id: UUID, by: Actor, at: datetime) -> None:
    """A notice on the desk of an invited agency; it names the meeting and nothing of its items."""
    params: dict[str, str | int] = {
        "meeting": meeting.code, "from_agency": str(meeting.agency_id), "moment": meeting.starts_at.isoformat(),
        "meeting_id": str(meeting.pk),
    }  # fmt: skip
    notify(agency_id=agency_id, record_id=meeting.record_id, kind=kind, params=params, by=by, at=at)


def put_on_record(item: MeetingItem, meeting: Meeting, what: str, by: Actor, at: datetime, *, content: Content) -> None:  # fmt: skip
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
