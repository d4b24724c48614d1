"""The court's item of the navigation: what is under way for those who write, the reading room for those who read."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from takatuf.court.queries import SubmissionRow, submissions
from takatuf.desks.court_desk import CourtRow
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page
from takatuf.desks.words import code_apart, joined
from takatuf.kernel.clock import now


@staff_page
def under_way(request: StaffRequest) -> HttpResponse:
    """Every submission that this worker reaches, the newest first."""
    if role_may(request, "court.read"):
        return redirect("reading:room")
    at = now()
    found = submissions(by=request.actor, at=at)
    return desk_page(request, "desks/court.html", {"rows": rows_of(found)}, here="desks:court", at=at)


def rows_of(found: list[SubmissionRow]) -> list[CourtRow]:
    """Submissions as a list; what is not filed yet stands out."""
    return [
        CourtRow(
            state=str(row.state.label), is_settled=row.filed_at is not None, what=joined(str(row.court), code_apart(row.docket)),
            detail=joined(str(row.kind.label), row.child_code), code=row.code, url=reverse("desks:submission", args=[row.id]),
        )
        for row in found
    ]  # fmt: skip
