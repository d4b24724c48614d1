"""The court's own key, and the sealed file with the identities behind a submission's codes."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from takatuf.court.actions import give_court_key, take_identity_key
from takatuf.court.identities import court_key_of
from takatuf.desks.forms.facts import line
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page, steps_only
from takatuf.kernel.clock import now
from takatuf.vault.sealed_files import RecipientUnfit


class KeyForm(forms.Form):
    """The public key of a court."""

    recipient = line(
        gettext_lazy("Public key of this court"),
        hint=gettext_lazy(
            "It begins with age1. The secret key stays with the court and is never typed here."
        ),
        needed=True,
    )


@staff_page
def key(request: StaffRequest) -> HttpResponse:
    """Which key files for this court are sealed to, and the form that gives another."""
    if not role_may(request, "court.read") or request.worker.agency.sector != "court":
        raise Http404
    at = now()
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            give_court_key(recipient=form.cleaned_data["recipient"], by=request.actor, at=at)
        except RecipientUnfit:
            form.add_error(
                "recipient", _("This is no public key. It begins with age1 and has 62 characters.")
            )
        else:
            messages.success(request, _("From now on files for this court are sealed to this key."))
            return redirect("reading:key")
    context = {"form": form, "known": court_key_of(request.worker.agency.id)}
    return desk_page(request, "desks/court_key.html", context, here="desks:court", at=at)


@steps_only("reading:submission")
@staff_page
def identity(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """The sealed file, for the court alone; taking it out is on record."""
    sealed = take_identity_key(submission_id=submission_id, by=request.actor, at=now())
    answer = HttpResponse(sealed, content_type="application/octet-stream")
    answer["Content-Disposition"] = 'attachment; filename="identity.age"'
    return answer
