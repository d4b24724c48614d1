"""The steps of a submission: to its approvers, approved, signed, filed, served."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from takatuf.court.actions import (
    LedgerBehind,
    PartyKind,
    add_party,
    approve_submission,
    build_and_sign,
    file_with_court,
    remove_fact,
    return_to_draft,
    review_undone_link,
    submit_for_approval,
)
from takatuf.court.queries import open_submission
from takatuf.court.rules import APPROVALS_NEEDED
from takatuf.desks.court_words import prosecutions
from takatuf.desks.forms.submissions import ReturnForm, UndoneLinkForm
from takatuf.desks.views.page import StaffRequest, staff_page, steps_only
from takatuf.desks.views.submissions import submission_page
from takatuf.kernel.clock import now
from takatuf.vault.house_signer import house_signer
from takatuf.vault.signing import DocumentSigner

BACK = "desks:submission"


def signer_for(request: StaffRequest, *, at: datetime) -> DocumentSigner:
    """The key for this person's signature: one for the whole house so far (`house_signer`)."""
    del request
    return house_signer(at=at)


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
    """Draw the document, hold it against its gates and sign it; while the ledger seals, a calm page offers to try again."""
    at = now()
    try:
        build_and_sign(
            submission_id=submission_id, signer=signer_for(request, at=at), by=request.actor, at=at
        )
    except LedgerBehind:
        return render(
            request,
            "desks/submission_moment.html",
            {"submission_id": submission_id, "retry_url": ""},
            status=409,
        )
    messages.success(request, _("Signed. Download it and read it once more before you file it."))
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
