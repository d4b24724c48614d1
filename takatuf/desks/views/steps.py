"""A step by itself: for an agency that owes it without reaching the case."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.court.actions import report_compliance
from takatuf.court.hearings import compliance_by_step
from takatuf.desks.forms.follow_up import ComplianceForm
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page, steps_only
from takatuf.jointwork.actions import do_step
from takatuf.jointwork.queries import open_step
from takatuf.kernel.clock import now

HERE, PAGE = "desks:awaiting", "desks:step"


@staff_page
def step(request: StaffRequest, step_id: UUID) -> HttpResponse:
    """What is owed, until when, and where the limit stands."""
    return _step_page(request, step_id)


def _step_page(request: StaffRequest, step_id: UUID, *, form: ComplianceForm | None = None) -> HttpResponse:
    at = now()
    row, case_id, code = open_step(step_id, by=request.actor, at=at)
    own = row.owner.id == request.worker.agency.id and role_may(request, "step.do")
    context = {
        "row": row,
        "case_id": case_id,
        "case_code": code,
        "may_do": own and row.done_at is None,
        "form": form or ComplianceForm(),
        "complied": compliance_by_step([step_id], by=request.actor).get(step_id),
    }
    return desk_page(request, "desks/step.html", context, here=HERE, at=at)


@steps_only(PAGE)
@staff_page
def order_done(request: StaffRequest, step_id: UUID) -> HttpResponse:
    """Report to the court what was done under its order; the step is done with it."""
    if not role_may(request, "step.do"):
        raise Http404
    form = ComplianceForm(request.POST)
    if not form.is_valid():
        return _step_page(request, step_id, form=form)
    report_compliance(step_id=step_id, text=form.cleaned_data["text"], by=request.actor, at=now())
    messages.success(request, _("Marked as done, and reported to the court."))
    return redirect(PAGE, step_id)


@steps_only(PAGE)
@staff_page
def done(request: StaffRequest, step_id: UUID) -> HttpResponse:
    """Mark the step as done."""
    do_step(step_id=step_id, by=request.actor, at=now())
    messages.success(request, _("Marked as done."))
    return redirect(PAGE, step_id)
