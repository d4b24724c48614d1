"""Meetings for those who are invited; an item that one does not reach is a number and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.models import Worker
from takatuf.agencies.queries import AgencyName, WorkerName, agencies, workers_by_id
from takatuf.agencies.rules import Role, may
from takatuf.casework.queries import case_heads
from takatuf.clocks.models import DeadlineKind
from takatuf.clocks.queries import agency_of, open_deadlines
from takatuf.jointwork.models import (
    Meeting,
    MeetingAttendance,
    MeetingDecision,
    MeetingInvitation,
    MeetingItem,
    MeetingRecusal,
    MeetingSlot,
    Step,
)
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound

AHEAD = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting in a list. `state`: planned, now, minutes (they are owed), signed, cancelled."""

    id: UUID
    record_id: UUID
    code: str
    kind_label: str
    form_label: str
    starts_at: datetime
    ends_at: datetime
    agency: AgencyName
    chair_id: UUID
    state: str
    state_label: str
    items: int


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """Who was expected or came; `name` is for who has no account."""

    id: UUID
    agency: AgencyName
    person: WorkerName | None
    name: str
    came: bool


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision, and whether its step is done."""

    id: UUID
    text: str
    dissent: str
    owner: AgencyName
    due_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item that the reader takes part in; `case_code` is empty for a matter without a case."""

    id: UUID
    number: int
    case_id: UUID | None
    case_code: str
    level: int | None
    question: str
    notes: str
    state: str
    state_label: str
    version: int
    proposed_by: WorkerName | None
    left: tuple[WorkerName, ...]
    decisions: tuple[DecisionRow, ...]


@dataclass(frozen=True, slots=True)
class AgendaPlace:
    """A place on the agenda; without an item it is one in which the reader does not take part."""

    number: int
    item: ItemRow | None


@dataclass(frozen=True, slots=True)
class MeetingView:
    """One meeting, opened."""

    row: MeetingRow
    place: str
    chair: WorkerName | None
    invited: tuple[AgencyName, ...]
    attendance: tuple[AttendanceRow, ...]
    agenda: tuple[AgendaPlace, ...]
    signed_by: WorkerName | None
    signed_at: datetime | None


def _state(row: Meeting, at: datetime) -> tuple[str, str]:
    if row.cancelled_at is not None:
        return "cancelled", pgettext("meeting", "Cancelled")
    if row.signed_at is not None:
        return "signed", _("Minutes signed")
    if at < row.starts_at:
        return "planned", pgettext("meeting", "Planned")
    if at < row.ends_at:
        return "now", _("In session")
    return "minutes", _("The minutes are owed")


def _rows(found: Sequence[Meeting], at: datetime) -> list[MeetingRow]:
    names = {agency.id: agency for agency in agencies()}
    slots = MeetingSlot.objects.filter(meeting__in=[row.pk for row in found])
    counts: dict[UUID, int] = {}
    for meeting_id in slots.values_list("meeting_id", flat=True):
        counts[meeting_id] = counts.get(meeting_id, 0) + 1
    return [
        MeetingRow(
            row.pk, row.record_id, row.code, row.get_kind_display(), row.get_form_display(), row.starts_at, row.ends_at,
            names[row.agency_id], row.chair_id, *_state(row, at), counts.get(row.pk, 0),
        )
        for row in found
    ]  # fmt: skip


def meetings(*, by: Actor, at: datetime, most: int = 30) -> tuple[list[MeetingRow], list[MeetingRow]]:
    """The meetings to which the own agency is invited: those that are open, the next first, and those that are over.

    Puts the look on record. Raises NotAllowed.
    """
    require(by, "meeting.read")
    open_ = Meeting.objects.filter(signed_at__isnull=True, cancelled_at__isnull=True)
    over = Meeting.objects.exclude(signed_at__isnull=True, cancelled_at__isnull=True)
    coming = _rows(list(open_.order_by("starts_at")[:most]), at)
    past = _rows(list(over.order_by("-starts_at")[:most]), at)
    disclose(record_ids=[row.record_id for row in (*coming, *past)], what="meetings", by=by, at=at)
    return coming, past


def open_meeting(meeting_id: UUID, *, by: Actor, at: datetime) -> MeetingView:
    """Open one meeting with its agenda; the look at it and at each case on it is put on record.

    Raises NotAllowed, and NotFound also for those who may not know.
    """
    require(by, "meeting.read")
    row = Meeting.objects.filter(pk=meeting_id).first()
    if row is None:
        raise NotFound("No such meeting.")
    items = list(MeetingItem.objects.filter(meeting=row))
    records = dict.fromkeys([row.record_id, *(item.record_id for item in items)])
    disclose(record_ids=list(records), what="open_meeting", by=by, at=at)
    names = {agency.id: agency for agency in agencies()}
    invitations = MeetingInvitation.objects.filter(meeting=row).order_by("agency__code")
    by_slot = {item.slot_id: item for item in items}
    people = _people(row, items)
    parts = _parts(items, names, people, by)
    slots = MeetingSlot.objects.filter(meeting=row).order_by("number")
    return MeetingView(
        row=_rows([row], at)[0],
        place=row.unseal("place"),
        chair=people.get(row.chair_id),
        invited=tuple(names[one.agency_id] for one in invitations),
        attendance=tuple(_attendance(row, names, people)),
        agenda=tuple(
            AgendaPlace(
                slot.number, _item(by_slot[slot.pk], slot.number, parts) if slot.pk in by_slot else None
            )
            for slot in slots
        ),
        signed_by=people.get(row.signed_by_id) if row.signed_by_id else None,
        signed_at=row.signed_at,
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the items of one meeting need, fetched together."""

    cases: dict[UUID, tuple[str, int]]
    people: dict[UUID, WorkerName]
    left: dict[UUID, list[UUID]]
    decisions: dict[UUID, list[DecisionRow]]


def _people(row: Meeting, items: Sequence[MeetingItem]) -> dict[UUID, WorkerName]:
    came = MeetingAttendance.objects.filter(meeting=row, worker__isnull=False).values_list(
        "worker_id", flat=True
    )
    gone = MeetingRecusal.objects.filter(item__in=[item.pk for item in items]).values_list(
        "worker_id", flat=True
    )
    ids = {row.chair_id, row.signed_by_id, *came, *gone, *(item.proposed_by_id for item in items)}
    return workers_by_id({id for id in ids if id is not None})


def _parts(
    items: Sequence[MeetingItem], names: dict[UUID, AgencyName], people: dict[UUID, WorkerName], by: Actor
) -> _Parts:
    ids = [item.pk for item in items]
    heads = case_heads([item.case_id for item in items if item.case_id], by=by)
    left: dict[UUID, list[UUID]] = {}
    for gone in MeetingRecusal.objects.filter(item__in=ids).order_by("at"):
        left.setdefault(gone.item_id, []).append(gone.worker_id)
    found = list(MeetingDecision.objects.filter(item__in=ids).order_by("recorded_at"))
    done = dict(Step.objects.filter(pk__in=[row.step_id for row in found]).values_list("pk", "done_at"))
    decisions: dict[UUID, list[DecisionRow]] = {}
    for row in found:
        decisions.setdefault(row.item_id, []).append(
            DecisionRow(
                row.pk, row.unseal("text"), row.unseal("dissent"), names[row.owner_id], row.due_at, done.get(row.step_id)
            )
        )  # fmt: skip
    return _Parts({id: (head.code, head.level) for id, head in heads.items()}, people, left, decisions)


def _item(item: MeetingItem, number: int, parts: _Parts) -> ItemRow:
    code, level = parts.cases.get(item.case_id, ("", None)) if item.case_id else ("", None)
    return ItemRow(
        id=item.pk,
        number=number,
        case_id=item.case_id,
        case_code=code,
        level=level,
        question=item.unseal("question"),
        notes=item.unseal("notes"),
        state=item.state,
        state_label=item.get_state_display(),
        version=item.version,
        proposed_by=parts.people.get(item.proposed_by_id),
        left=tuple(parts.people[id] for id in parts.left.get(item.pk, []) if id in parts.people),
        decisions=tuple(parts.decisions.get(item.pk, [])),
    )


def _attendance(
    row: Meeting, names: dict[UUID, AgencyName], people: dict[UUID, WorkerName]
) -> list[AttendanceRow]:
    found = MeetingAttendance.objects.filter(meeting=row).order_by("agency__code", "noted_at")
    return [
        AttendanceRow(
            one.pk, names[one.agency_id], people.get(one.worker_id) if one.worker_id else None, one.unseal("name"), one.came
        )
        for one in found
    ]  # fmt: skip


def people_to_expect(view: MeetingView) -> list[WorkerName]:
    """The workers of the invited agencies who may read meetings, by agency and name; for the list of who came."""
    ids = [agency.id for agency in view.invited]
    found = Worker.objects.filter(agency_id__in=ids, is_active=True)
    readers = {row.pk for row in found if may(Role(row.role), "meeting.read")}
    return sorted(workers_by_id(readers).values(), key=lambda one: (str(one.agency), str(one)))


def chairs(*, by: Actor) -> list[WorkerName]:
    """Who of the own agency may chair a meeting, the asker first."""
    found = Worker.objects.filter(agency_id=agency_of(by), is_active=True)
    leaders = {row.pk for row in found if may(Role(row.role), "meeting.lead")}
    return sorted(workers_by_id(leaders).values(), key=lambda one: (one.id != by.id, str(one)))


@dataclass(frozen=True, slots=True)
class MeetingAwaits:
    """A meeting that begins within a day, or is in session, or whose minutes the reader's agency owes."""

    row: MeetingRow
    due_at: datetime
    minutes: bool


def meetings_awaiting(*, by: Actor, at: datetime) -> list[MeetingAwaits]:
    """What meetings ask of the own agency now; it opens nothing. The caller may read meetings."""
    soon = Meeting.objects.filter(
        signed_at__isnull=True, cancelled_at__isnull=True, starts_at__lte=at + AHEAD, ends_at__gt=at
    )
    found = [
        MeetingAwaits(row, row.starts_at, minutes=False)
        for row in _rows(list(soon.order_by("starts_at")), at)
    ]
    owed = {row.subject_id: row for row in open_deadlines(by=by, kinds=(DeadlineKind.MEETING_MINUTES,))}
    over = Meeting.objects.filter(pk__in=list(owed), ends_at__lte=at)
    found += [
        MeetingAwaits(row, owed[row.id].due_at, minutes=True)
        for row in _rows(list(over.order_by("ends_at")), at)
    ]
    return found


def open_item(item_id: UUID, *, by: Actor, at: datetime) -> tuple[MeetingView, ItemRow]:
    """Open one item with its meeting. Raises NotAllowed, and NotFound for who does not reach it or has left it."""
    meeting_id = MeetingItem.objects.filter(pk=item_id).values_list("meeting_id", flat=True).first()
    if meeting_id is None:
        raise NotFound("No such item.")
    view = open_meeting(meeting_id, by=by, at=at)
    item = next((place.item for place in view.agenda if place.item and place.item.id == item_id), None)
    if item is None:
        raise NotFound("No such item.")
    return view, item
