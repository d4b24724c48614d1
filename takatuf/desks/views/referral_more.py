"""Around a referral: questions back, answers from outside the house, and the letter to an authority."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from takatuf.desks.forms.outside import (
    AskForm,
    LeaveLetterForm,
    LetterSentForm,
    LinkForm,
    PaperAnswerForm,
    QuestionAnswerForm,
    SignLetterForm,
)
from takatuf.desks.refusals import input_sentence
from takatuf.desks.views.case_page import put_errors
from takatuf.desks.views.inbox import HERE
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page, steps_only
from takatuf.jointwork import actions
from takatuf.jointwork.queries import open_referral
from takatuf.jointwork.referring.models import Did
from takatuf.jointwork.referring.queries import digits_of_link, more_of, open_letter, paper_view
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput

PAGE = "desks:referral"
Act = Callable[[dict[str, Any]], object]


@staff_page
def ask(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Ask the sender for more, as the receiver."""
    at = now()
    _needs(request, "referral.answer")

    def act(values: dict[str, Any]) -> None:
        actions.ask_back(referral_id=referral_id, **values, by=request.actor, at=at)

    words = {
        "title": _("Ask the sender for more"), "submit": _("Send the question"),
        "done": _("Sent. Your clock stands still until the sender answers."),
        "intro": _("The sender has a clock for the answer. You are told when it comes."),
    }  # fmt: skip
    return _form_page(request, referral_id, AskForm(request.POST or None), act, words=words, at=at)


@staff_page
def answer_question(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Answer the receiver's question, as the sender."""
    at = now()
    _needs(request, "referral.send")
    view = open_referral(referral_id, by=request.actor, at=at)
    question = more_of(referral_id, by=request.actor, at=at).question
    if question is None or view.row.from_agency.id != request.worker.agency.id:
        return redirect(PAGE, referral_id)

    def act(values: dict[str, Any]) -> None:
        actions.answer_question(referral_id=referral_id, **values, by=request.actor, at=at)

    words = {
        "title": _("Answer the question"), "submit": _("Send the answer"), "intro": question.question, "quoted": True,
        "done": _("Sent. The receiver's clock runs again."),
    }  # fmt: skip
    return _form_page(request, referral_id, QuestionAnswerForm(request.POST or None), act, words=words, at=at)


@staff_page
def came_back(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Type in what came back on paper."""
    at = now()
    _needs(request, "referral.send")
    view = open_referral(referral_id, by=request.actor, at=at)
    form = PaperAnswerForm(request.POST or None, state=view.row.state, asked=view.row.asked)

    def act(values: dict[str, Any]) -> None:
        given = {**values, "did": Did(values["did"])}
        actions.answer_from_paper(referral_id=referral_id, **given, by=request.actor, at=at)

    words = {
        "title": _("It came back on paper"), "submit": _("Enter the answer"), "done": _("Entered, under both names."),
        "intro": _("Keep the paper with the case. It stands here under the name on it, and under yours."),
    }  # fmt: skip
    return _form_page(request, referral_id, form, act, words=words, at=at)


def _needs(request: StaffRequest, permission: str) -> None:
    """A form that is not whole is drawn again, before any action could refuse: so the role is asked first."""
    if not role_may(request, permission):
        raise Http404


def _form_page(
    request: StaffRequest,
    referral_id: UUID,
    form: forms.Form,
    act: Act,
    *,
    words: dict[str, Any],
    at: datetime,
) -> HttpResponse:
    view = open_referral(referral_id, by=request.actor, at=at)
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except InvalidInput as problem:
            put_errors(form, problem)
        else:
            messages.success(request, str(words["done"]))
            return redirect(PAGE, referral_id)
    context = {"form": form, "words": words, "row": view.row, "back_url": reverse(PAGE, args=[referral_id])}
    return desk_page(request, "desks/referral_form.html", context, here=HERE, at=at)


@staff_page
def link(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Issue a one-time link, shown this once; or read out the digits of the one that holds."""
    at = now()
    _needs(request, "referral.send")
    view, issued, sms = open_referral(referral_id, by=request.actor, at=at), None, False
    if view.row.from_agency.id != request.worker.agency.id:
        raise Http404
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sms = bool(form.cleaned_data["phone"].strip())
        try:
            issued = actions.issue_link(referral_id=referral_id, **form.cleaned_data, by=request.actor, at=at)
        except InvalidInput as problem:
            put_errors(form, problem)
    more = more_of(referral_id, by=request.actor, at=at)
    context = {
        "form": form, "row": view.row, "more": more, "sms": sms,
        "digits": "" if sms else digits_of_link(referral_id, by=request.actor, at=at),
        "address": _address(request, issued.token) if issued else "",
        "may_issue": not more.has_desk and view.row.state in {"sent", "seen", "accepted"},
    }  # fmt: skip
    return desk_page(request, "desks/referral_link.html", context, here=HERE, at=at)


def _address(request: HttpRequest, token: str) -> str:
    """The link in Arabic: the page itself offers the other language."""
    with override("ar"):
        return request.build_absolute_uri(reverse("answer:link", args=[token]))


@staff_page
def paper(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """The referral as a letter to print, in Arabic."""
    at = now()
    with override("ar"):
        view = paper_view(referral_id, by=request.actor, at=at)
        context = {"view": view, "referral_id": referral_id, "now": at, "person": request.worker}
        return render(request, "desks/referral_paper.html", context)


@staff_page
def letter(request: StaffRequest, letter_id: UUID) -> HttpResponse:
    """A letter to an authority about a delay: read it, sign it, note that it went out, or leave it."""
    return _letter_page(request, letter_id, now())


def _letter_page(request: StaffRequest, letter_id: UUID, at: datetime, **given: forms.Form) -> HttpResponse:
    view = open_letter(letter_id, by=request.actor, at=at)
    context = {
        "view": view, "may_sign": role_may(request, "letter.sign") and view.waits,
        "sign_form": SignLetterForm(prefix="sign"), "sent_form": LetterSentForm(prefix="sent"),
        "leave_form": LeaveLetterForm(prefix="leave"), **given,
    }  # fmt: skip
    return desk_page(request, "desks/authority_letter.html", context, here=HERE, at=at)


def _letter_step(
    request: StaffRequest,
    letter_id: UUID,
    form: forms.Form,
    act: Callable[..., object],
    *,
    name: str,
    done: str,
) -> HttpResponse:
    at = now()
    _needs(request, "letter.sign")
    if form.is_valid():
        try:
            act(letter_id=letter_id, **form.cleaned_data, by=request.actor, at=at)
        except InvalidInput as problem:
            form.add_error(problem.path if problem.path in form.fields else None, input_sentence(problem))
        else:
            messages.success(request, done)
            return redirect("desks:letter", letter_id)
    return _letter_page(request, letter_id, at, **{name: form})


@steps_only("desks:letter")
@staff_page
def sign(request: StaffRequest, letter_id: UUID) -> HttpResponse:
    """Sign the letter by name."""
    form = SignLetterForm(request.POST, prefix="sign")
    done = _("Signed under your name. Print it and send it; then note the day here.")
    return _letter_step(request, letter_id, form, actions.sign_letter, name="sign_form", done=done)


@steps_only("desks:letter")
@staff_page
def sent(request: StaffRequest, letter_id: UUID) -> HttpResponse:
    """Note the day on which the letter went out."""
    form = LetterSentForm(request.POST, prefix="sent")
    return _letter_step(
        request, letter_id, form, actions.letter_sent, name="sent_form", done=_("Noted: the letter was sent.")
    )


@steps_only("desks:letter")
@staff_page
def leave(request: StaffRequest, letter_id: UUID) -> HttpResponse:
    """Decide that no letter goes out."""
    form = LeaveLetterForm(request.POST, prefix="leave")
    return _letter_step(
        request,
        letter_id,
        form,
        actions.leave_letter,
        name="leave_form",
        done=_("Noted: no letter goes out."),
    )
