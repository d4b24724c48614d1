"""Published figures: everybody may read them; hidden numbers are hidden in words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from takatuf.desks.views.page import StaffRequest, staff_page
from takatuf.insight.queries import latest_release


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The latest release. One query, no sign-in, nothing about a single report."""
    return render(request, "desks/figures.html", {"release": latest_release()})


@staff_page
def from_the_desk(request: StaffRequest) -> HttpResponse:
    """The desks lead to the same page that everybody reads."""
    del request
    return redirect("figures:page")
