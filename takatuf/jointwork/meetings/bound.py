"""What meetings, their items, attendance and decisions say now, as their lines bind it, for `takatuf check`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from takatuf.jointwork.models import (
    Meeting,
    MeetingAttendance,
    MeetingDecision,
    MeetingInvitation,
    MeetingItem,
    MeetingRecusal,
)
from takatuf.kernel.models import HouseModel
from takatuf.ledger.binding import Content, Promised, moment, without

Keys = Mapping[UUID, bytes]

#: Kinds of lines each of which belongs to one row, or to one version of an item's minutes.
LINES: Mapping[str, str] = dict.fromkeys(
    (
        "meeting.called", "meeting.cancelled", "meeting.minutes_signed", "meeting.item_proposed", "meeting.item_minuted",
        "meeting.item_left", "meeting.decided",
    ), "",
)  # fmt: skip
#: Kinds of which a row may have several lines.
ALSO = ("meeting.attendance_noted",)


def meeting_content(meeting: Meeting, invited: Iterable[UUID], *, key: bytes | None = None) -> Content:
    """What the line of a meeting binds: when and where, who leads it and which agencies were invited."""
    return {
        "meeting": meeting.pk, "kind": str(meeting.kind), "form": str(meeting.form), "chair": meeting.chair_id,
        "place": meeting.unseal("place", key=key), "code": meeting.code, "starts_at": moment(meeting.starts_at),
        "ends_at": moment(meeting.ends_at), "agency": meeting.agency_id, "invited": ",".join(sorted(map(str, invited))),
    }  # fmt: skip


def item_content(item: MeetingItem, *, key: bytes | None = None) -> Content:
    """What the line of an item binds when it is put on the agenda."""
    return {
        "meeting": item.meeting_id, "item": item.pk, "question": item.unseal("question", key=key), "slot": item.slot_id,
        "case": item.case_id,
    }  # fmt: skip


def minutes_content(item: MeetingItem, *, key: bytes | None = None) -> Content:
    """What the line of an item's minutes binds."""
    return {
        "item": item.pk, "state": str(item.state), "notes": item.unseal("notes", key=key), "version": item.version,
    }  # fmt: skip


def attendance_content(row: MeetingAttendance, *, key: bytes | None = None) -> Content:
    """What the line of one who came, or did not, binds."""
    return {
        "attendance": row.pk, "agency": row.agency_id, "worker": row.worker_id, "came": row.came,
        "name": row.unseal("name", key=key),
    }  # fmt: skip


def decision_content(row: MeetingDecision, *, key: bytes | None = None) -> Content:
    """What the line of a decision binds."""
    return {
        "decision": row.pk, "step": row.step_id, "owner": row.owner_id, "text": row.unseal("text", key=key),
        "dissent": row.unseal("dissent", key=key), "item": row.item_id, "due_at": moment(row.due_at),
    }  # fmt: skip


_Row = TypeVar("_Row", bound=HouseModel)


def _rows(model: type[_Row], keys: Keys, using: str) -> Iterable[_Row]:
    found: QuerySet[_Row] = QuerySet(model, using=using)
    return found.filter(record_id__in=list(keys)).order_by("pk")


def promised(keys: Keys, *, using: str) -> Iterator[Promised]:
    """The meetings under these records, who came, and the items that are about no case."""
    invited: dict[UUID, list[UUID]] = defaultdict(list)
    for row in _rows(MeetingInvitation, keys, using):
        invited[row.meeting_id].append(row.agency_id)
    for meeting in _rows(Meeting, keys, using):
        yield from _meeting(meeting, invited[meeting.pk], keys[meeting.record_id], using)
    for seen in _rows(MeetingAttendance, keys, using):
        whole = attendance_content(seen, key=keys[seen.record_id])
        yield Promised(
            "jointwork_meetingattendance", seen.pk, seen.record_id, "meeting.attendance_noted", (whole, without(whole, "name")),
            at=seen.noted_at, by=seen.noted_by_id,
        )  # fmt: skip
    yield from promised_items(keys, using=using)


def _meeting(meeting: Meeting, invited: Iterable[UUID], key: bytes, using: str) -> Iterator[Promised]:
    whole = meeting_content(meeting, invited, key=key)
    before = without(whole, "code", "starts_at", "ends_at", "agency", "invited")
    table, pk, record = "jointwork_meeting", meeting.pk, meeting.record_id
    yield Promised(
        table, pk, record, "meeting.called", (whole, before), at=meeting.called_at, by=meeting.called_by_id
    )
    if meeting.cancelled_at is not None:
        yield Promised(
            table, pk, record, "meeting.cancelled", ({"meeting": pk},), at=meeting.cancelled_at, by=meeting.cancelled_by_id
        )  # fmt: skip
    if meeting.signed_at is not None:
        yield Promised(
            table, pk, record, "meeting.minutes_signed", tuple(_signed(meeting, using)), at=meeting.signed_at,
            by=meeting.signed_by_id,
        )  # fmt: skip


def _signed(meeting: Meeting, using: str) -> Iterator[Content]:
    """The chair signed what the chair reached: at most as many items and decisions as there are."""
    items = MeetingItem.objects.using(using).filter(meeting_id=meeting.pk).count()
    decisions = MeetingDecision.objects.using(using).filter(item__meeting_id=meeting.pk).count()
    for reached in range(items, -1, -1):
        for decided in range(decisions, -1, -1):
            yield {"meeting": meeting.pk, "items": reached, "decisions": decided}


def promised_items(keys: Keys, *, using: str) -> Iterator[Promised]:
    """The items of agendas under these records, with their minutes and decisions.

    Only the last minutes of an item are kept: of the earlier ones there must be as many lines as its version says.
    """
    items = list(_rows(MeetingItem, keys, using))
    for item in items:
        key = keys[item.record_id]
        whole = item_content(item, key=key)
        yield Promised(
            "jointwork_meetingitem", item.pk, item.record_id, "meeting.item_proposed", (whole, without(whole, "slot", "case")),
            at=item.proposed_at, by=item.proposed_by_id,
        )  # fmt: skip
    decided = _decided(items, using)
    for item in items:
        if item.minuted_at is not None:
            yield _minuted(item, keys[item.record_id], has_decision=item.pk in decided)
    for item in items:
        for _ in range(item.version - 2):
            yield Promised(
                "jointwork_meetingitem", item.pk, item.record_id, "meeting.item_minuted", ({},), unread=True
            )
    for left in _rows(MeetingRecusal, keys, using):
        content = {"item": left.item_id, "worker": left.worker_id}
        yield Promised(
            "jointwork_meetingrecusal", left.pk, left.record_id, "meeting.item_left", (content,), at=left.at, by=left.noted_by_id
        )  # fmt: skip
    for decision in _rows(MeetingDecision, keys, using):
        whole = decision_content(decision, key=keys[decision.record_id])
        yield Promised(
            "jointwork_meetingdecision", decision.pk, decision.record_id, "meeting.decided",
            (whole, without(whole, "item", "due_at")), at=decision.recorded_at, by=decision.recorded_by_id,
        )  # fmt: skip


def _decided(items: Iterable[MeetingItem], using: str) -> set[UUID]:
    rows = MeetingDecision.objects.using(using).filter(item_id__in=[item.pk for item in items])
    return set(rows.values_list("item_id", flat=True))


def _minuted(item: MeetingItem, key: bytes, *, has_decision: bool) -> Promised:
    """What was decided was discussed, also where the minutes had put it off. Lines from before bound no notes where none were new."""
    whole = minutes_content(item, key=key)
    states = (whole["state"], "put_off") if has_decision and item.state == "discussed" else (whole["state"],)
    forms = tuple(
        {**whole, "state": state, "notes": notes} for state in states for notes in {whole["notes"], ""}
    )
    return Promised(
        "jointwork_meetingitem", item.pk, item.record_id, "meeting.item_minuted", forms, at=item.minuted_at, by=item.minuted_by_id
    )  # fmt: skip
