"""The internal board of an agency: what is late and where. It leaves the agency only by agreement of all."""

from django.http import HttpResponse

from takatuf.clocks.board import board
from takatuf.desks.views.page import StaffRequest, desk_page, staff_page
from takatuf.jointwork.board import owed_by_others
from takatuf.kernel.clock import now

HERE = "desks:board"


@staff_page
def page(request: StaffRequest) -> HttpResponse:
    """What the own agency owes by kind, and what others owe it."""
    at = now()
    rows = board(by=request.actor, at=at)
    context = {
        "rows": rows,
        "late": sum(row.late for row in rows),
        "owed": owed_by_others(by=request.actor, at=at),
    }
    return desk_page(request, "desks/board.html", context, here=HERE, at=at)
