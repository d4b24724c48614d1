"""Submissions to a court: those of a case, one of them, its words and its facts."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.court.actions import place_facts, start_submission, write_sections
from takatuf.court.queries import FactRow, SubmissionView, facts_of, open_submission
from takatuf.court.queries import submissions as submissions_of
from takatuf.court.reading_links import link_doubts
from takatuf.desks.court_desk import submission_desk
from takatuf.desks.court_words import interviews_words
from takatuf.desks.forms.submissions import (
    CallForm,
    PlaceForm,
    ReturnForm,
    SectionsForm,
    StartForm,
    UndoneLinkForm,
    put_error,
)
from takatuf.desks.views.case_page import case_page, frame_of
from takatuf.desks.views.court import rows_of
from takatuf.desks.views.page import StaffRequest, role_may, staff_page
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput

TAB = "desks:submissions"
WRITE = "submission.write"


@staff_page
def of_case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The submissions of a case, and the form that begins one."""
    at = now()
    frame = frame_of(request, case_id, tab=TAB, at=at)
    rows = submissions_of(by=request.actor, at=at, case_id=case_id)
    may_start = frame.may_write and role_may(request, WRITE)
    earlier = [(str(row.id), row.code) for row in rows if row.signed_at and not row.replaced_by]
    form = StartForm(request.POST or None, earlier=earlier)
    if request.method == "POST":
        if not may_start:
            raise Http404
        if form.is_valid():
            try:
                started = start_submission(case_id=case_id, **form.parts(), by=request.actor, at=at)
            except InvalidInput as problem:
                put_error(form, problem)
            else:
                return redirect("desks:submission_place", started)
    context = {"rows": rows_of(rows), "form": form, "may_start": may_start}
    return case_page(request, "desks/submissions.html", frame, context, at=at)


@staff_page
def submission(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """One submission: what is in it, what is missing, what is next."""
    return submission_page(request, submission_id, at=now())


def submission_page(
    request: StaffRequest,
    submission_id: UUID,
    *,
    at: datetime,
    return_form: forms.Form | None = None,
    link_form: forms.Form | None = None,
    call_form: forms.Form | None = None,
) -> HttpResponse:
    """Draw the page of one submission."""
    view = open_submission(submission_id, by=request.actor, at=at)
    frame = frame_of(request, view.row.case_id, tab=TAB, at=at)
    doubts = link_doubts(submission_id, by=request.actor)
    desk = submission_desk(view, doubts=doubts, worker=request.worker, by=request.actor, at=at)
    context = {
        "view": view,
        "row": view.row,
        "desk": desk,
        "orders": desk.orders,
        "order_of": None,
        "interviews": interviews_words(view.sections.interviews_so_far),
        "return_form": return_form or ReturnForm(),
        "doubts": doubts,
        "link_form": link_form or UndoneLinkForm(),
        "may_look": role_may(request, WRITE),
        "call_form": call_form or CallForm(initial={"called_at": at}),
    }
    return case_page(request, "desks/submission.html", frame, context, at=at)


def _draft(request: StaffRequest, submission_id: UUID, at: datetime) -> SubmissionView:
    """The submission, for a role that may write it; the action refuses one that no longer changes."""
    if not role_may(request, WRITE):
        raise Http404
    return open_submission(submission_id, by=request.actor, at=at)


@staff_page
def write(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Write the parts that a person writes."""
    at = now()
    view = _draft(request, submission_id, at)
    frame = frame_of(request, view.row.case_id, tab=TAB, at=at)
    form = SectionsForm(
        request.POST or None, sections=view.sections, version=view.row.version, kind=view.row.kind
    )
    if request.method == "POST" and not form.wants_more and form.is_valid():
        try:
            write_sections(submission_id=submission_id, sections=form.sections(), by=request.actor, at=at)
        except InvalidInput as problem:
            put_error(form, problem)
        else:
            messages.success(request, _("The words of the submission are kept."))
            return redirect("desks:submission", submission_id)
    context = {"form": form, "view": view, "row": view.row, "show_errors": not form.wants_more}
    return case_page(request, "desks/submission_write.html", frame, context, at=at)


@staff_page
def place(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Choose which facts of the case stand in the submission."""
    at = now()
    view = _draft(request, submission_id, at)
    frame = frame_of(request, view.row.case_id, tab=TAB, at=at)
    form = PlaceForm(request.POST or None, facts=_placeable(request, view, at))
    if request.method == "POST" and form.is_valid():
        chosen = [UUID(fact_id) for fact_id in form.cleaned_data["facts"]]
        place_facts(submission_id=submission_id, fact_ids=chosen, by=request.actor, at=at)
        return redirect("desks:submission", submission_id)
    context = {"form": form, "view": view, "row": view.row}
    return case_page(request, "desks/submission_place.html", frame, context, at=at)


def _placeable(request: StaffRequest, view: SubmissionView, at: datetime) -> list[FactRow]:
    """The facts of the case that could stand in it and do not yet."""
    placed = {row.fact.id for row in view.facts if row.fact}
    rows = facts_of(view.row.case_id, by=request.actor, at=at)
    return [row for row in rows if row.id not in placed and not row.replaced_by and not row.withdrawn_at]
