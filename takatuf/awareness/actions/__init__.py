"""Everything that writes in this room."""

from takatuf.awareness.actions.campaigns import end_campaign, note_material, note_reach, start_campaign
from takatuf.awareness.actions.forum import (
    add_paper,
    add_session,
    cast_vote,
    close_vote,
    draft_motion,
    leave_out_proposal,
    note_handed_on,
    open_vote,
    publish_proposal,
    send_proposal,
)
from takatuf.awareness.actions.gatherings import (
    add_paper_answers,
    call_gathering,
    count_attendance,
    end_gathering,
    note_came,
    note_came_with_code,
    open_questions,
)
from takatuf.awareness.actions.learning import finish_lesson, review_advice
from takatuf.awareness.actions.taking_part import (
    answer_questions,
    forget_names,
    register,
    withdraw_registration,
)

__all__ = [
    "add_paper", "add_session", "cast_vote", "close_vote", "draft_motion", "leave_out_proposal", "note_handed_on", "open_vote",
    "publish_proposal", "send_proposal",
    "add_paper_answers", "answer_questions", "call_gathering", "count_attendance", "end_campaign", "end_gathering",
    "finish_lesson", "forget_names", "note_came", "note_came_with_code", "note_material", "note_reach", "open_questions", "register", "review_advice",
    "start_campaign", "withdraw_registration",
]  # fmt: skip
