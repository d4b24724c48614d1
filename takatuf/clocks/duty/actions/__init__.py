"""Setting the rota, ringing, accepting, and signing handovers."""

from takatuf.clocks.duty.actions.answering import (
    AlreadyAccepted,
    AnotherPerson,
    NoticeDone,
    NotOnThisDesk,
    accept_by_phone,
    accept_ring,
    note_done_by_hand,
)
from takatuf.clocks.duty.actions.handovers import (
    AlreadySigned,
    NotSignedYet,
    SameSigner,
    escalate_handover,
    open_due_handovers,
    sign_incoming,
    sign_outgoing,
)
from takatuf.clocks.duty.actions.ringing import (
    request_ring,
    ring,
    ring_for_opening,
    ring_for_report,
    ring_for_reports,
    ring_who_is_due,
)
from takatuf.clocks.duty.actions.rota import add_change, add_shift, end_shift, withdraw_change

__all__ = [
    "AlreadyAccepted",
    "AlreadySigned",
    "AnotherPerson",
    "NotOnThisDesk",
    "NotSignedYet",
    "NoticeDone",
    "SameSigner",
    "accept_by_phone",
    "accept_ring",
    "add_change",
    "add_shift",
    "end_shift",
    "escalate_handover",
    "note_done_by_hand",
    "open_due_handovers",
    "request_ring",
    "ring",
    "ring_for_opening",
    "ring_for_report",
    "ring_for_reports",
    "ring_who_is_due",
    "sign_incoming",
    "sign_outgoing",
    "withdraw_change",
]
