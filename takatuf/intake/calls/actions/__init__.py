"""What the call-taker's desk writes."""

from takatuf.intake.calls.actions.back import (
    call_was_cut_off,
    promise_call_back,
    record_attempt,
    stop_calling_back,
)
from takatuf.intake.calls.actions.calling import (
    close_call,
    finish_call,
    save_notes,
    start_call,
    take_over_call,
)
from takatuf.intake.calls.actions.paper import enter_form, print_forms, void_form
from takatuf.intake.calls.actions.ringing import forget_ringing, note_ringing, note_rung_off, take_ringing
from takatuf.intake.calls.actions.sending import send_call, store_sent_call, store_sent_calls
from takatuf.intake.calls.actions.transferring import (
    ask_debrief,
    ask_to_take_over,
    record_debrief,
    record_taken_over,
)
from takatuf.intake.calls.errors import (
    CallBackEnded,
    CallBackPromised,
    CallEnded,
    CallOfAnother,
    DebriefAsked,
    RingingOver,
    SerialEntered,
    SerialUnknown,
    SerialVoided,
    TransferAnswered,
)

__all__ = [
    "CallBackEnded",
    "CallBackPromised",
    "CallEnded",
    "CallOfAnother",
    "DebriefAsked",
    "RingingOver",
    "SerialEntered",
    "SerialUnknown",
    "SerialVoided",
    "TransferAnswered",
    "ask_debrief",
    "ask_to_take_over",
    "call_was_cut_off",
    "close_call",
    "enter_form",
    "finish_call",
    "forget_ringing",
    "note_ringing",
    "note_rung_off",
    "print_forms",
    "promise_call_back",
    "record_attempt",
    "record_debrief",
    "record_taken_over",
    "save_notes",
    "send_call",
    "start_call",
    "stop_calling_back",
    "store_sent_call",
    "store_sent_calls",
    "take_over_call",
    "take_ringing",
    "void_form",
]
