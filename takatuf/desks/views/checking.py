"""Where anybody checks a signed document: the file comes into memory, is looked at, and is gone with the answer."""

import threading
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from takatuf.court.checking import Checked, Outcome, check_document
from takatuf.desks.forms.checking import CheckDocumentForm
from takatuf.insight.checking import check_figures, is_figures
from takatuf.kernel.clock import now

_LOOKS = threading.BoundedSemaphore(2)  # in each process: a crowd here must never slow down those who report
PATIENCE = 8.0  # seconds

# What is said at the top: the sentence, and what to do next.
SAID: dict[Outcome, tuple[Promise | str, Promise | str]] = {
    Outcome.GENUINE: (_("This is the document that was signed. Nothing in it was changed."), ""),
    Outcome.REPLACED: (
        _("This document is genuine, but a newer one has replaced it."),
        _("Ask whoever gave it to you for the newer one."),
    ),
    Outcome.CORRECTED: (
        _("This document is genuine, and a correction to it was signed later."),
        _("Ask whoever gave it to you for the correction, and read both."),
    ),
    Outcome.NOT_A_PDF: (
        _("This file is not a PDF."),
        _("Choose the signed document itself, the file whose name ends in .pdf."),
    ),
    Outcome.NOT_SIGNED: (
        _("This PDF carries no signature."),
        _("A printed, scanned or saved-again copy loses it. Ask for the file as it was signed."),
    ),
    Outcome.CHANGED: (
        _("This is not a document that was signed here, or it was changed afterwards."),
        _("Do not rely on it. Ask the body that is named in it for the original file."),
    ),
    Outcome.BAD_PROOF: (
        _("The second file is not a proof, or it is damaged."),
        _("It should be the file proof.json that came with the document. You can also check without it."),
    ),
    Outcome.OTHER_PROOF: (
        _("The proof belongs to another document."),
        _("Choose the proof that came with this one, or check without it."),
    ),
    Outcome.FALSE_PROOF: (
        _("The proof does not hold: it is not signed by this ledger, or it was changed."),
        _("Do not rely on it. Check again without the proof, or ask for a new one."),
    ),
    Outcome.ADDED_TO: (
        _("The signed part is genuine, but something was added to the file after it was signed."),
        _("Do not rely on what you see in it. Ask for the file as it was signed."),
    ),
    Outcome.WAITING: (
        _("This document was signed a moment ago and is not in the ledger yet."),
        _("Try again in a minute."),
    ),
}  # fmt: skip
TONE = {True: "", False: "error"}


@dataclass(frozen=True)
class Answer:
    """What the page says about one file."""

    sentence: str
    advice: str
    tone: str
    checked: Checked


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The form; and after it was sent, what the check came to, with the form below for another file."""
    form = CheckDocumentForm(request.POST, request.FILES) if request.method == "POST" else CheckDocumentForm()
    context: dict[str, Any] = {"form": form, "answer": None, "figures": None, "busy": False, "now": now()}
    if form.is_bound and form.is_valid():
        if not _LOOKS.acquire(timeout=PATIENCE):
            return render(request, "desks/check.html", {**context, "busy": True}, status=503)
        data = form.cleaned_data["signed"]
        try:
            if is_figures(data):
                context["figures"] = check_figures(data)
            else:
                context["answer"] = _answer(check_document(data, form.cleaned_data["proof"], at=now()))
        finally:
            _LOOKS.release()
        context["form"] = CheckDocumentForm()
    answer = render(
        request, "desks/check.html", context, status=422 if form.is_bound and form.errors else 200
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _answer(checked: Checked) -> Answer:
    sentence, advice = SAID[checked.outcome]
    tone = TONE[checked.stands]
    if checked.outcome in {Outcome.REPLACED, Outcome.CORRECTED, Outcome.WAITING}:
        tone = "warning"
    return Answer(str(sentence), str(advice), tone, checked)
