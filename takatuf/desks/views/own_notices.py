"""What each worker sets for the own desk: the way and the hours of being told, which day stands first, and which digits."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.agencies.actions import choose_calendar, choose_digits
from takatuf.agencies.queries import writes_arabic_digits, writes_hijri_first
from takatuf.clocks.notices.actions import choose_notices
from takatuf.clocks.notices.queries import own_notices
from takatuf.desks.forms.own_notices import OwnDatesForm, OwnDigitsForm, OwnNoticesForm
from takatuf.desks.views.case_page import put_errors
from takatuf.desks.views.page import StaffRequest, desk_page, staff_page, steps_only
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput

HERE = "desks:told"


@staff_page
def told(request: StaffRequest) -> HttpResponse:
    """Show every choice, and take another one of how to be told."""
    at = now()
    own = own_notices(by=request.actor)
    form = OwnNoticesForm(request.POST or None, initial=asdict(own))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            choose_notices(
                chosen=form.chosen(), phone=values["phone"], email=values["email"], by=request.actor, at=at
            )  # fmt: skip
        except InvalidInput as problem:
            put_errors(form, problem)
        else:
            messages.success(request, _("From now on you are told in this way."))
            return redirect(HERE)
    first = "hijri" if writes_hijri_first(request.actor.id) else "country"
    dates = OwnDatesForm(at=at, initial={"first": first})
    digits = OwnDigitsForm(
        initial={"digits": "arabic" if writes_arabic_digits(request.actor.id) else "european"}
    )
    context = {"form": form, "dates": dates, "digits": digits, "own": own}
    return desk_page(request, "desks/told.html", context, here=HERE, at=at)


@steps_only(HERE)
@staff_page
def own_dates(request: StaffRequest) -> HttpResponse:
    """Take the choice of which day stands first; who sent none of the two changes nothing."""
    at = now()

    def choose(values: dict[str, Any]) -> str:
        choose_calendar(hijri_first=values["first"] == "hijri", by=request.actor, at=at)
        return _("Your pages write dates in this way now.")

    return _take_one_of_two(request, OwnDatesForm(request.POST, at=at), choose)


@steps_only(HERE)
@staff_page
def own_digits(request: StaffRequest) -> HttpResponse:
    """Take the choice of digits; who sent none of the two changes nothing."""

    def choose(values: dict[str, Any]) -> str:
        choose_digits(arabic=values["digits"] == "arabic", by=request.actor, at=now())
        return _("Your pages write numbers in this way now.")

    return _take_one_of_two(request, OwnDigitsForm(request.POST), choose)


def _take_one_of_two(
    request: StaffRequest, form: Form, choose: Callable[[dict[str, Any]], str]
) -> HttpResponse:
    """Do what was chosen and say so."""
    if form.is_valid():
        messages.success(request, choose(form.cleaned_data))
    else:
        messages.warning(request, _("Choose one of the two ways first. Nothing was changed."))
    return redirect(HERE)
