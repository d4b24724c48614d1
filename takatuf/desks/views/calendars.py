"""The working days: holidays ahead in both calendars, and changing them in two steps."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from takatuf.clocks.holidays.actions import change_holiday
from takatuf.clocks.holidays.queries import calendar, days_ahead, running_over
from takatuf.desks.forms.calendars import HolidayForm
from takatuf.desks.views.case_page import put_errors
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput

HERE = "desks:calendar"
SHOWN = timedelta(days=366)


@staff_page
def holidays(request: StaffRequest) -> HttpResponse:
    """Everybody reads the calendar; who may change it is first shown which running limits the day touches, then asked."""
    at = now()
    may_change = role_may(request, "calendar.change")
    if request.method == "POST" and not may_change:
        raise Http404
    form = HolidayForm(request.POST or None)
    asked = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if "sure" in request.POST:
            try:
                change_holiday(**values, by=request.actor, at=at)
            except InvalidInput as problem:
                put_errors(form, problem)
            else:
                messages.success(
                    request, _("The calendar is changed. Limits that start from now on follow it.")
                )
                return redirect(HERE)
        else:
            asked = {**values, "running": running_over(values["day"], by=request.actor)}
    today = timezone.localdate(at)
    found = calendar()
    context = {
        "form": form, "asked": asked, "may_change": may_change, "days": days_ahead(since=today, until=today + SHOWN),
        "hours": (found.opens, found.closes), "short_hours": (found.short_opens, found.short_closes) if found.short_days else None,
    }  # fmt: skip
    return desk_page(request, "desks/calendar.html", context, here=HERE, at=at)
