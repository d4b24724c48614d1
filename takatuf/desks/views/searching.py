"""The search at the head of every desk page."""

from django.http import HttpResponse

from takatuf.agencies.actions import require
from takatuf.desks.searching import LONGEST, find, tidy
from takatuf.desks.views.page import StaffRequest, desk_page, staff_page
from takatuf.kernel.clock import now

HERE = "desks:search"


@staff_page
def search(request: StaffRequest) -> HttpResponse:
    """What was found. The words come in the body of the form: in an address they would stay in histories and logs."""
    require(request.actor, "record.find")
    at = now()
    words = tidy(request.POST.get("q", ""))
    found = find(words, worker=request.worker, by=request.actor, at=at) if words else None
    context = {"found": found, "words": words, "longest": LONGEST}
    return desk_page(request, "desks/search.html", context, here=HERE, at=at)
