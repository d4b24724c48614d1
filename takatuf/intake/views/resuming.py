"""Coming back to an unsent report by its code, and erasing it."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from takatuf.intake.actions import erase_draft
from takatuf.intake.drafts import DraftUnknown
from takatuf.intake.flows import next_question
from takatuf.intake.forms import DraftCodeForm
from takatuf.intake.views.kept import Kept, forget, kept_by, kept_under, remember, with_code
from takatuf.kernel.arabic import european_digits
from takatuf.kernel.clock import now


@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """By the code, or at once where this browser still keeps it; with `code` in the address by the code all the same.

    Whoever shares a telephone may hold the code of another report than the one that was begun on it.
    """
    if request.method != "POST":
        kept = None if "code" in request.GET else kept_by(request, at=now())
        return (
            redirect(_where(kept))
            if kept
            else render(request, "intake/resume.html", {"form": DraftCodeForm()})
        )
    form = DraftCodeForm(request.POST)
    if form.is_valid():
        code = "".join(letter for letter in european_digits(form.cleaned_data["code"]) if letter.isdigit())
        try:
            kept = kept_under(code, at=now())
        except DraftUnknown:
            form.add_error("code", gettext("No unsent report has this code. It may have been sent, erased or kept for a day already."))  # fmt: skip
        else:
            response = redirect(_where(kept))
            remember(response, kept)
            return response
    return render(request, "intake/resume.html", {"form": form}, status=422)


def _where(kept: Kept) -> str:
    question = next_question(kept.flow, kept.answers)
    if question is None:
        return reverse("intake:review", args=[kept.flow.code])
    return reverse("intake:ask", args=[kept.flow.code, question.code])


@require_http_methods(["GET", "HEAD", "POST"])
def way_back(request: HttpRequest) -> HttpResponse:
    """The code to continue elsewhere; made when it is asked for, and shown again where there is one already."""
    at = now()
    kept = kept_by(request, at=at)
    if kept is None:
        return redirect("intake:resume")
    if request.method == "POST":
        with_code(kept, at=at)
        return redirect("intake:way_back")
    if not kept.code:
        return redirect(_where(kept))
    after = request.GET.get("after", "")
    asked = {question.code for question in kept.flow.questions}
    on = reverse("intake:ask", args=[kept.flow.code, after]) if after in asked else _where(kept)
    return render(request, "intake/way_back.html", {"kept": kept, "on": on})


@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """Erase what was written and not sent, here and in the browser."""
    kept = kept_by(request, at=now())
    if kept is not None:
        with suppress(DraftUnknown):
            erase_draft(secret=kept.secret)
    response = redirect("intake:home")
    forget(response)
    return response
