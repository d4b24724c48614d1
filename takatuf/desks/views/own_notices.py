"""How I am told: each worker's own choice of way and hours."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.clocks.notices.actions import choose_notices
from takatuf.clocks.notices.queries import own_notices
from takatuf.desks.forms.own_notices import OwnNoticesForm
from takatuf.desks.views.case_page import put_errors
from takatuf.desks.views.page import StaffRequest, desk_page, staff_page
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput

HERE = "desks:told"


@staff_page
def told(request: StaffRequest) -> HttpResponse:
    """Show the choice, and take another one."""
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
    return desk_page(request, "desks/told.html", {"form": form, "own": own}, here=HERE, at=at)
