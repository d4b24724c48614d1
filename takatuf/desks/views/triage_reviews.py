"""The second look at endings: another person agrees, reopens, or writes down what was learned."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.desks.views.page import StaffRequest, desk_page, staff_page, steps_only
from takatuf.kernel.clock import now
from takatuf.triage.actions import review_ending
from takatuf.triage.queries import agreement, reviews_waiting

HERE = "desks:triage"


@staff_page
def page(request: StaffRequest) -> HttpResponse:
    """The decisions of others that wait for a second look."""
    at = now()
    context = {
        "items": reviews_waiting(by=request.actor, at=at),
        "figures": agreement(by=request.actor, at=at),
    }
    return desk_page(request, "desks/triage_reviews.html", context, here=HERE, at=at)


@steps_only("desks:triage_reviews")
@staff_page
def answer(request: StaffRequest, item_id: UUID) -> HttpResponse:
    """The second person's answer."""
    given = request.POST.get("answer", "")
    review_ending(
        item_id=item_id, answer=given, reason=request.POST.get("reason", ""), by=request.actor, at=now()
    )
    if given == "reopened":
        messages.warning(request, _("Reopened: the report waits for its first review again, from now."))
    else:
        messages.success(request, _("Your second look is on record."))
    return redirect("desks:triage_reviews")
