"""Calling a meeting, its agenda, who came, what was decided, and the chair's signature under the minutes."""

from takatuf.jointwork.meetings.actions.agenda import (
    CaseOnAgenda,
    LeftItem,
    leave_item,
    note_attendance,
    propose_item,
)
from takatuf.jointwork.meetings.actions.calling import (
    ItemsOpen,
    MeetingNotOver,
    NobodyCame,
    call_meeting,
    cancel_meeting,
    sign_minutes,
)
from takatuf.jointwork.meetings.actions.deciding import decide_item, minute_item
from takatuf.jointwork.meetings.shared import MeetingOver

__all__ = [
    "CaseOnAgenda",
    "ItemsOpen",
    "LeftItem",
    "MeetingNotOver",
    "MeetingOver",
    "NobodyCame",
    "call_meeting",
    "cancel_meeting",
    "decide_item",
    "leave_item",
    "minute_item",
    "note_attendance",
    "propose_item",
    "sign_minutes",
]
