"""The calendar of hearings: the next first, in both calendars; and the same as a file without content."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from takatuf.court.hearings import hearings
from takatuf.desks.ical import calendar_file
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page
from takatuf.kernel.clock import now


@staff_page
def calendar(request: StaffRequest) -> HttpResponse:
    """Every hearing that this reader may know of."""
    if not role_may(request, "submission.read"):
        raise Http404
    at = now()
    found = hearings(by=request.actor, at=at)
    page = "reading:hearings"
    context = {
        "coming": [row for row in found if row.is_to_come(at)],
        "open": [row for row in found if row.lacks_outcome(at)],
        "past": [row for row in found if row.end is not None],
        "page": page,
        "may_note": role_may(request, "hearing.write"),
    }
    return desk_page(request, "desks/court_calendar.html", context, here="desks:court", at=at)


@staff_page
def calendar_ics(request: StaffRequest) -> HttpResponse:
    """The hearings to come for a calendar program: times alone."""
    if not role_may(request, "submission.read"):
        raise Http404
    at = now()
    coming = [row for row in hearings(by=request.actor, at=at) if row.is_to_come(at)]
    url = request.build_absolute_uri(reverse("reading:calendar"))
    text = calendar_file(
        [(row.id, row.starts_at) for row in coming], title=_("Hearing (details after signing in)"), url=url, at=at
    )  # fmt: skip
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="hearings.ics"'
    return answer
