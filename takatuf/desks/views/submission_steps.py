"""The steps of a submission: to its approvers, approved, signed, filed, served."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from takatuf.court.actions import (
    PartyKind,
    add_party,
    approve_afterwards,
    approve_submission,
    ask_for_document,
    file_with_court,
    record_call,
    remove_fact,
    return_to_draft,
    review_undone_link,
    seal_identity,
    submit_for_approval,
)
from takatuf.court.progress import building_of
from takatuf.court.queries import open_submission
from takatuf.court.rules import APPROVALS_NEEDED
from takatuf.desks.court_desk import stage_checks
from takatuf.desks.court_words import prosecutions
from takatuf.desks.forms.submissions import CallForm, ReturnForm, UndoneLinkForm, put_error
from takatuf.desks.views.case_page import case_page, frame_of
from takatuf.desks.views.page import StaffRequest, role_may, staff_page, steps_only
from takatuf.desks.views.submissions import submission_page
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput

BACK = "desks:submission"


@steps_only(BACK)
@staff_page
def remove(request: StaffRequest, submission_id: UUID, number: int) -> HttpResponse:
    """Take a fact out of a draft."""
    remove_fact(submission_id=submission_id, number=number, by=request.actor, at=now())
    return redirect(BACK, submission_id)


@steps_only(BACK)
@staff_page
def send(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Hand the draft to its approvers."""
    submit_for_approval(submission_id=submission_id, by=request.actor, at=now())
    messages.success(request, _("The submission waits for two approvals now."))
    return redirect(BACK, submission_id)


@steps_only(BACK)
@staff_page
def approve(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Stand for the submission."""
    count = approve_submission(submission_id=submission_id, by=request.actor, at=now())
    left = APPROVALS_NEEDED - count
    if left > 0:
        said = ngettext(
            "Approved. %(count)s more approval is needed.",
            "Approved. %(count)s more approvals are needed.",
            left,
        )
        messages.success(request, said % {"count": left})
    else:
        messages.success(request, _("Approved by two people: the writer may sign now."))
    return redirect(BACK, submission_id)


@steps_only(BACK)
@staff_page
def call(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Put the call to the court on record, before an urgent application is signed."""
    at = now()
    form = CallForm(request.POST)
    if not form.is_valid():
        return submission_page(request, submission_id, at=at, call_form=form)
    try:
        record_call(submission_id=submission_id, **form.cleaned_data, by=request.actor, at=at)
    except InvalidInput as problem:
        put_error(form, problem)
        return submission_page(request, submission_id, at=at, call_form=form)
    messages.success(request, _("The call is on record. You may sign once nothing is missing."))
    return redirect(BACK, submission_id)


@steps_only(BACK)
@staff_page
def approve_after(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Stand for an urgent application that one person signed."""
    approve_afterwards(submission_id=submission_id, by=request.actor, at=now())
    messages.success(request, _("Approved. The clock of the second approval has stopped."))
    return redirect(BACK, submission_id)


@steps_only(BACK)
@staff_page
def send_back(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Send the submission back to its author, with what must change."""
    at = now()
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return submission_page(request, submission_id, at=at, return_form=form)
    return_to_draft(submission_id=submission_id, reason=form.cleaned_data["reason"], by=request.actor, at=at)
    messages.warning(request, _("It is a draft again; the approvals given so far have lapsed."))
    return redirect(BACK, submission_id)


@steps_only(BACK)
@staff_page
def sign(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Have the worker draw the document, hold it against its gates and sign it; the next page shows how far it is."""
    ask_for_document(submission_id=submission_id, by=request.actor, at=now())
    return redirect("desks:submission_building", submission_id)


@staff_page
def building(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """How far the document has come; a page that looks again by itself, and leads back once it is signed or refused."""
    at = now()
    if not role_may(request, "submission.sign"):
        raise Http404
    view = open_submission(submission_id, by=request.actor, at=at)
    found = building_of(submission_id, by=request.actor)
    if found is None or not found.is_running:
        if view.document_sha256:
            messages.success(request, _("Signed. Download it and read it once more before you file it."))
        return _lead_back(request, submission_id)
    frame = frame_of(request, view.row.case_id, tab="desks:submissions", at=at)
    context = {"row": view.row, "building": found, "checks": stage_checks(found)}
    return case_page(request, "desks/submission_building.html", frame, context, at=at)


def _lead_back(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Back to the submission, also where a script asked for a part of the page only."""
    if request.headers.get("HX-Request") == "true":
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = reverse(BACK, args=[submission_id])
        return answer
    return redirect(BACK, submission_id)


@steps_only(BACK)
@staff_page
def seal(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Seal who the persons of the submission are, for its court alone."""
    seal_identity(submission_id=submission_id, by=request.actor, at=now())
    messages.success(request, _("Sealed. Only the court can open it, and takes it out of its reading room."))
    return redirect(BACK, submission_id)


@steps_only(BACK)
@staff_page
def link_looked_at(request: StaffRequest, submission_id: UUID, link_id: UUID) -> HttpResponse:
    """Say under one's name what an undone link changes in the submission."""
    form = UndoneLinkForm(request.POST)
    if not form.is_valid():
        return submission_page(request, submission_id, at=now(), link_form=form)
    review_undone_link(
        submission_id=submission_id, link_id=link_id, finding=form.cleaned_data["finding"], by=request.actor, at=now()
    )  # fmt: skip
    messages.success(request, _("What you found stands with the submission."))
    return redirect(BACK, submission_id)


@steps_only(BACK)
@staff_page
def file(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Hand the signed submission to its court."""
    file_with_court(submission_id=submission_id, by=request.actor, at=now())
    messages.success(
        request,
        _("The submission is with the court. From now on the court reads it, and nothing else of the case."),
    )
    return redirect(BACK, submission_id)


@steps_only(BACK)
@staff_page
def serve(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Bring the prosecution in as a party, which serves the submission on it; other parties have a page of their own."""
    at = now()
    party = next((row for row in prosecutions() if str(row.id) == request.POST.get("agency")), None)
    open_submission(submission_id, by=request.actor, at=at)
    if party is None:
        raise Http404
    add_party(
        submission_id=submission_id, kind=PartyKind.PROSECUTION, agency_id=party.id, by=request.actor, at=at
    )
    messages.success(request, _("%(agency)s reads this submission now.") % {"agency": party})
    return redirect(BACK, submission_id)
