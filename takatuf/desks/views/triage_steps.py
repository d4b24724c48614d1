"""Single steps on a report: what became known, and taking it out of its bundle."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.desks.forms.triage import FactsForm
from takatuf.desks.views.page import StaffRequest, staff_page, steps_only
from takatuf.desks.views.triage import report_page
from takatuf.kernel.clock import now
from takatuf.triage.actions import add_facts, take_apart
from takatuf.triage.queries import suggested_level


@steps_only("desks:report")
@staff_page
def facts(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """Put down what became known; the system suggests again at once."""
    at = now()
    form = FactsForm(request.POST, prefix="facts")
    if not form.is_valid():
        return report_page(request, report_id, at=at, facts=form)
    before = suggested_level(report_id, by=request.actor)
    rating = add_facts(
        report_id=report_id, facts=form.known(), source=form.cleaned_data["source"], words=form.cleaned_data["words"],
        identifiers=form.identifiers(), by=request.actor, at=at,
    )  # fmt: skip
    if rating.level < before:
        said = _(
            "It is on record. The suggestion rose from Level %(before)s to Level %(after)s, and the clock is shorter."
        )
        messages.warning(request, said % {"before": before, "after": rating.level})
    else:
        messages.success(request, _("It is on record. The suggestion stays as it is."))
    return redirect("desks:report", report_id)


@steps_only("desks:report")
@staff_page
def apart(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """Take the report out of its bundle."""
    take_apart(report_id=report_id, by=request.actor, at=now())
    messages.success(request, _("This report stands in a line of its own now."))
    return redirect("desks:report", report_id)
