"""The rota, urgent calls, notices that wait for a hand, and handovers, for pages."""

from takatuf.clocks.duty.queries.handovers import (
    HandoverRow,
    HandoverView,
    SignedItem,
    handover_due,
    last_signed_at,
    open_handover,
    past_handovers,
    signed_items,
)
from takatuf.clocks.duty.queries.rings import (
    AttemptLine,
    MatterLine,
    NoticeLine,
    RingRow,
    RingView,
    latest_rings,
    notices_by_hand,
    open_notice,
    open_ring,
    open_rings,
    text_of,
    unsigned_matters,
)
from takatuf.clocks.duty.queries.rota import (
    LEADS,
    ChangeRow,
    DutyPerson,
    RotaView,
    ShiftRow,
    leads_of,
    may_be_on_duty,
    on_duty,
    open_rota,
    rota_of,
    zone,
)

__all__ = [
    "LEADS", "AttemptLine", "ChangeRow", "DutyPerson", "HandoverRow", "HandoverView", "MatterLine", "NoticeLine", "RingRow",
    "RingView", "RotaView", "ShiftRow", "SignedItem", "handover_due", "last_signed_at", "latest_rings", "leads_of",
    "may_be_on_duty", "notices_by_hand", "on_duty", "open_handover", "open_notice", "open_ring", "open_rings", "open_rota",
    "past_handovers", "rota_of", "signed_items", "text_of", "unsigned_matters", "zone",
]  # fmt: skip
