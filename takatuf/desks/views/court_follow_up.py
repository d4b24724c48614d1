"""Hearings and measures of one submission: outcome, attendance, measures, handing back, variation, appeal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from takatuf.court.actions import (
    ask_measure,
    decide_measure,
    note_appeal,
    note_hearing,
    return_submission,
    vary_order,
)
from takatuf.court.hearings import follow_up_of, hearings
from takatuf.desks.court_desk import order_lines
from takatuf.desks.court_reading import document_of
from takatuf.desks.court_words import facts_words
from takatuf.desks.forms import follow_up as shapes
from takatuf.desks.views.one_step import whole
from takatuf.desks.views.page import StaffRequest, role_may, staff_page, steps_only
from takatuf.desks.views.proceedings import Around, around
from takatuf.kernel.clock import now

HEARINGS = "reading:hearings"


@staff_page
def hearings_page(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Hearings with what came of them, protective measures, orders that may be varied, what was handed back."""
    return _page(request, submission_id, at=now(), forms_sent={})


def _page(
    request: StaffRequest,
    submission_id: UUID,
    *,
    at: datetime,
    forms_sent: Mapping[str, forms.Form],
    subject: UUID | None = None,
) -> HttpResponse:
    """`forms_sent` has the form that was not whole, by its name; `subject` the hearing, measure or order that it is about."""
    found = around(request, submission_id, here=HEARINGS, at=at)
    follow_up = follow_up_of(submission_id, by=request.actor)
    parties = found.proceedings.parties
    sits = found.view.row.court.id == request.worker.agency.id
    context = {
        "row": found.view.row,
        "tabs": found.tabs,
        "hearings": hearings(by=request.actor, at=at, submission_id=submission_id),
        "measures": [(row, facts_words(row.facts) if row.facts else "") for row in follow_up.measures],
        "returned": follow_up.returned,
        "appeals": follow_up.appeals,
        "rulings": found.view.rulings,
        "orders": order_lines(found.view, by=request.actor, at=at),
        "may_note": sits and role_may(request, "hearing.write"),
        "may_rule": sits and role_may(request, "ruling.write"),
        "may_ask": role_may(request, "measure.ask"),
        "subject": subject,
        "end_form": shapes.HearingEndForm(parties=parties),
        "measure_form": shapes.MeasureForm(facts=_facts(found)),
        "decision_form": shapes.MeasureDecisionForm(),
        "return_form": shapes.ReturnForm(),
        "vary_form": shapes.VariationForm(),
        "appeal_form": shapes.AppealForm(parties=parties),
        "now": at,
        **forms_sent,
    }
    return render(request, "desks/reading_hearings.html", context)


def _facts(found: Around) -> list[tuple[int, str]]:
    return [(fact.number, fact.text) for fact in document_of(found.view).facts]


def _step(
    request: StaffRequest,
    submission_id: UUID,
    name: str,
    form: forms.Form,
    act: Any,
    *,
    said: str,
    at: datetime,
    subject: UUID | None = None,
) -> HttpResponse:
    """Do one step by its form; what was wrong stands in the form, on the page that it came from."""
    if not whole(form, lambda _values: act()):
        return _page(request, submission_id, at=at, forms_sent={name: form}, subject=subject)
    messages.success(request, said)
    return redirect(HEARINGS, submission_id)


@steps_only(HEARINGS)
@staff_page
def hearing_end(request: StaffRequest, submission_id: UUID, hearing_id: UUID) -> HttpResponse:
    """Write down what came of a hearing."""
    at = now()
    parties = around(request, submission_id, here=HEARINGS, at=at).proceedings.parties
    form = shapes.HearingEndForm(request.POST, parties=parties)
    return _step(
        request, submission_id, "end_form", form,
        lambda: note_hearing(hearing_id=hearing_id, **form.parts(), by=request.actor, at=at),
        said=_("It is on record what came of the hearing."), at=at, subject=hearing_id,
    )  # fmt: skip


@steps_only(HEARINGS)
@staff_page
def measure_ask(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Ask the court for a measure."""
    at = now()
    form = shapes.MeasureForm(
        request.POST, facts=_facts(around(request, submission_id, here=HEARINGS, at=at))
    )
    return _step(
        request, submission_id, "measure_form", form,
        lambda: ask_measure(submission_id=submission_id, **form.parts(), by=request.actor, at=at),
        said=_("The court is asked for it; all parties see that."), at=at,
    )  # fmt: skip


@steps_only(HEARINGS)
@staff_page
def measure_decide(request: StaffRequest, submission_id: UUID, measure_id: UUID) -> HttpResponse:
    """The court decides on a measure."""
    at = now()
    form = shapes.MeasureDecisionForm(request.POST)
    return _step(
        request, submission_id, "decision_form", form,
        lambda: decide_measure(measure_id=measure_id, **form.parts(), by=request.actor, at=at),
        said=_("The decision is on record; all parties see it."), at=at, subject=measure_id,
    )  # fmt: skip


@steps_only(HEARINGS)
@staff_page
def hand_back(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """The court hands the submission back."""
    at = now()
    form = shapes.ReturnForm(request.POST)
    return _step(
        request, submission_id, "return_form", form,
        lambda: return_submission(submission_id=submission_id, **form.parts(), by=request.actor, at=at),
        said=_("It is handed back; who filed it answers with a new version."), at=at,
    )  # fmt: skip


@steps_only(HEARINGS)
@staff_page
def order_vary(request: StaffRequest, submission_id: UUID, order_id: UUID) -> HttpResponse:
    """The court varies an order."""
    at = now()
    lines = order_lines(around(request, submission_id, here=HEARINGS, at=at).view, by=request.actor, at=at)
    if order_id not in {line.row.id for line in lines}:
        raise Http404
    form = shapes.VariationForm(request.POST)
    return _step(
        request, submission_id, "vary_form", form,
        lambda: vary_order(order_id=order_id, **form.parts(), by=request.actor, at=at),
        said=_("The order is varied, and the clock at the agency with it."), at=at, subject=order_id,
    )  # fmt: skip


@steps_only(HEARINGS)
@staff_page
def appeal(request: StaffRequest, submission_id: UUID, ruling_id: UUID) -> HttpResponse:
    """Write down that a party appeals."""
    at = now()
    found = around(request, submission_id, here=HEARINGS, at=at)
    if ruling_id not in {row.id for row in found.view.rulings}:
        raise Http404
    form = shapes.AppealForm(request.POST, parties=found.proceedings.parties)
    return _step(
        request, submission_id, "appeal_form", form,
        lambda: note_appeal(ruling_id=ruling_id, **form.parts(), by=request.actor, at=at),
        said=_("The appeal is on record."), at=at, subject=ruling_id,
    )  # fmt: skip
