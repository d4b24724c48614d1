"""What the court does: receipt, hearing, ruling, and orders, which come back to the agencies as steps with clocks."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.court.actions import acknowledge_submission, record_hearing, record_order, record_ruling
from takatuf.court.queries import open_submission
from takatuf.desks.court_reading import document_of
from takatuf.desks.forms.rulings import HearingForm, OrderForm, RulingForm
from takatuf.desks.forms.submissions import put_error
from takatuf.desks.views.page import StaffRequest, staff_page, steps_only
from takatuf.desks.views.reading_room import reading_page
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, NotFound

BACK = "reading:submission"


@steps_only(BACK)
@staff_page
def received(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """The court notes that it received the submission."""
    acknowledge_submission(submission_id=submission_id, by=request.actor, at=now())
    messages.success(request, _("Receipt is acknowledged; the agency sees it."))
    return redirect(BACK, submission_id)


def _done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether the form was whole and the step was done; what was wrong stands in the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except InvalidInput as problem:
        put_error(form, problem)
        return False
    return True


@steps_only(BACK)
@staff_page
def hearing(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Write down a hearing."""
    at = now()
    form = HearingForm(request.POST)
    if not _done(
        form, lambda: record_hearing(submission_id=submission_id, **form.parts(), by=request.actor, at=at)
    ):
        return reading_page(request, submission_id, at=at, hearing_form=form)
    messages.success(request, _("The hearing is on record; the agencies see it."))
    return redirect(BACK, submission_id)


@steps_only(BACK)
@staff_page
def ruling(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Write down what the court decided."""
    at = now()
    document = document_of(open_submission(submission_id, by=request.actor, at=at))
    form = RulingForm(request.POST, facts=[(fact.number, fact.text) for fact in document.facts])
    if not _done(
        form, lambda: record_ruling(submission_id=submission_id, **form.parts(), by=request.actor, at=at)
    ):
        return reading_page(request, submission_id, at=at, ruling_form=form)
    messages.success(
        request, _("The ruling is on record. Add its orders now: each becomes a step with a clock.")
    )
    return redirect(BACK, submission_id)


@steps_only(BACK)
@staff_page
def order(request: StaffRequest, submission_id: UUID, ruling_id: UUID) -> HttpResponse:
    """Write down an order of a ruling; it reaches the agency at once."""
    at = now()
    view = open_submission(submission_id, by=request.actor, at=at)
    if ruling_id not in {row.id for row in view.rulings}:
        raise NotFound("No such ruling on this submission.")
    form = OrderForm(request.POST, prefix="order")
    if not _done(form, lambda: record_order(ruling_id=ruling_id, **form.parts(), by=request.actor, at=at)):
        return reading_page(request, submission_id, at=at, order_form=form, order_of=ruling_id)
    messages.success(request, _("The order is on record, and its clock runs."))
    return redirect(BACK, submission_id)
