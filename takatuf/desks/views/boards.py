"""The internal board of an agency: what is late and where. It leaves the agency only by agreement of all."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.urls import reverse

from takatuf.clocks.board import board
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page
from takatuf.jointwork.board import late_by_track, owed_by_others
from takatuf.kernel.clock import now

HERE = "desks:board"
# Where what is late is worked on, for who may go there; everything else awaits on the first page of the desk.
_TRIAGE, _INBOX = ("desks:triage", "report.triage"), ("desks:inbox", "referral.read")
_LOOKS, _CALLS = ("desks:looks_to_review", "access.review"), ("desks:calls", "call.take")
_PLACES: Mapping[str, tuple[str, str]] = {
    "first_review": _TRIAGE, "downgrade_confirmation": _TRIAGE, "referral_answer": _INBOX, "referral_outcome": _INBOX,
    "referral_question": _INBOX, "look_review": _LOOKS, "opening_review": _LOOKS, "call_open": _CALLS, "call_back": _CALLS,
    "call_transfer": _CALLS, "handover": ("desks:handover", "handover.sign"),
    "recommendation": ("desks:recommendations", "recommendation.read"),
}  # fmt: skip


@staff_page
def page(request: StaffRequest) -> HttpResponse:
    """What the own agency owes by kind and on which track, and what others owe it."""
    at = now()
    rows = board(by=request.actor, at=at)
    context = {
        "rows": [(row, _place(request, row.kind)) for row in rows],
        "late": sum(row.late for row in rows),
        "tracks": late_by_track(by=request.actor, at=at),
        "owed": owed_by_others(by=request.actor, at=at),
    }
    return desk_page(request, "desks/board.html", context, here=HERE, at=at)


def _place(request: StaffRequest, kind: str) -> str:
    """The address at which this worker finds what is late of this kind; empty where the role works on none of it."""
    name, permission = _PLACES.get(kind, ("desks:awaiting", ""))
    return reverse(name) if not permission or role_may(request, permission) else ""
