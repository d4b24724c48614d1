"""The page behind a one-time link: for somebody in an agency without a desk, who gives a name and six digits.

No cookie and no sign-in: the visit's secret comes along with each POST, and the database shows this one referral.
"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from takatuf.desks.forms.outside import EnterForm, OutsideAnswerForm
from takatuf.desks.refusals import input_sentence, sentence_of
from takatuf.jointwork.referring.actions.links import enter, is_open, visit
from takatuf.jointwork.referring.actions.outside import answer_as_guest, look_as_guest
from takatuf.jointwork.referring.models import Did
from takatuf.jointwork.referring.queries import guest_view
from takatuf.jointwork.referring.rules import LinkUnknown, WrongCode
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, Refused

DONE = {
    Did.ACCEPTED: lambda: _("Accepted. The sender has been told; the clock for the outcome runs."),
    Did.ASKED: lambda: _("Your question was sent. Come back by the same link for the answer."),
    Did.PART: lambda: _("This part was sent. The clock runs until the last part."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for name, post and digits; show the packet; take an answer.

    A link that ended and one that never was answer alike: not there, with words about what to do.
    """
    at = now()
    try:
        if request.method == "POST" and "visit" in request.POST:
            return _answer(request, token, request.POST["visit"], at)
        if request.method == "POST":
            return _enter(request, token, at)
    except LinkUnknown:
        return _gone(request)
    if not is_open(token=token, at=at):
        return _gone(request)
    return render(request, "desks/answer_enter.html", {"form": EnterForm()})


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "desks/answer_gone.html", status=404)


def _enter(request: HttpRequest, token: str, at: datetime) -> HttpResponse:
    form = EnterForm(request.POST)
    if not is_open(token=token, at=at):
        return _gone(request)
    if form.is_valid():
        try:
            secret = enter(token=token, **form.cleaned_data, at=at)
        except InvalidInput as problem:
            form.add_error(problem.path if problem.path in form.fields else None, input_sentence(problem))
        except WrongCode:
            form.add_error(
                "code", _("These are not the six digits of this link. After five wrong tries it ends.")
            )
        else:
            with visit(token=token, secret=secret, at=at) as by:
                look_as_guest(by=by, at=at)
            return _page(request, token, secret, at)
    return render(request, "desks/answer_enter.html", {"form": form}, status=422)


def _answer(request: HttpRequest, token: str, secret: str, at: datetime) -> HttpResponse:
    with visit(token=token, secret=secret, at=at) as by:
        view = guest_view(by=by)
    form = OutsideAnswerForm(request.POST, state=view.state, asked=view.question is not None)
    if not form.is_valid():
        return _page(request, token, secret, at, form=form)
    did = Did(form.cleaned_data["did"])
    try:
        with visit(token=token, secret=secret, at=at) as by:
            answer_as_guest(did=did, text=form.cleaned_data["text"], by=by, at=at)
    except LinkUnknown:
        raise
    except Refused as refusal:
        form.add_error(None, sentence_of(refusal))
        return _page(request, token, secret, at, form=form)
    if did in {Did.DECLINED, Did.OUTCOME}:
        return render(request, "desks/answer_done.html", {"code": view.code})
    return _page(request, token, secret, at, said=DONE[did]())


def _page(
    request: HttpRequest,
    token: str,
    secret: str,
    at: datetime,
    *,
    form: OutsideAnswerForm | None = None,
    said: str = "",
) -> HttpResponse:
    with visit(token=token, secret=secret, at=at) as by:
        view = guest_view(by=by)
    context = {
        "view": view, "visit": secret, "said": said, "now": at,
        "form": form or OutsideAnswerForm(state=view.state, asked=view.question is not None),
    }  # fmt: skip
    return render(request, "desks/answer.html", context, status=422 if form else 200)
