"""The court's item of the navigation: what is under way for those who write, the reading room for those who read."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from takatuf.court.queries import SubmissionRow, submissions
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page
from takatuf.desks.words import joined
from takatuf.kernel.clock import now
from takatuf.web.parts import Row


@staff_page
def under_way(request: StaffRequest) -> HttpResponse:
    """Every submission that this worker reaches, the newest first."""
    if role_may(request, "court.read"):
        return redirect("reading:room")
    at = now()
    found = submissions(by=request.actor, at=at)
    return desk_page(request, "desks/court.html", {"rows": rows_of(found)}, here="desks:court", at=at)


def rows_of(found: list[SubmissionRow]) -> list[Row]:
    """Submissions as a list of work: what is not filed yet stands out."""
    return [
        Row(
            urgency="info" if row.filed_at else "prompt", what=joined(str(row.state.label), str(row.court)), code=row.code,
            detail=joined(row.docket, row.child_code), url=reverse("desks:submission", args=[row.id]),
        )
        for row in found
    ]  # fmt: skip
