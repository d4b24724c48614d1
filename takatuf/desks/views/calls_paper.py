"""Numbered forms on paper: printing a block, entering one later, asking for the missing ones."""

from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from takatuf.desks.forms.calls import EnterForm, PrintForm, VoidForm, problem_words
from takatuf.desks.refusals import sentence_of
from takatuf.desks.views.page import StaffRequest, desk_page, staff_page, steps_only
from takatuf.intake.calls.actions import (
    SerialEntered,
    SerialUnknown,
    SerialVoided,
    enter_form,
    print_forms,
    void_form,
)
from takatuf.intake.calls.contents import call_flow, read_moment
from takatuf.intake.calls.queries import missing_forms, printed_forms
from takatuf.intake.flows import in_language, shared_words
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, NotAllowed

HERE = "desks:calls"


@staff_page
def forms_on_paper(request: StaffRequest) -> HttpResponse:
    """Print, enter, and what is missing."""
    return _page(request, at=now())


def _page(
    request: StaffRequest,
    *,
    at: datetime,
    print_form: PrintForm | None = None,
    enter_form: EnterForm | None = None,
) -> HttpResponse:
    rows = missing_forms(by=request.actor)
    context = {
        "rows": rows,
        "again": urlencode([("serial", row.serial) for row in rows[:50]]),
        "print_form": print_form or PrintForm(prefix="print"),
        "enter_form": enter_form or EnterForm(prefix="enter"),
        "void_form": VoidForm(prefix="void", auto_id=False),
    }
    return desk_page(request, "desks/paper.html", context, here=HERE, at=at)


@steps_only("desks:paper")
@staff_page
def make(request: StaffRequest) -> HttpResponse:
    """Register a block of blank forms and show them for printing."""
    at = now()
    form = PrintForm(request.POST, prefix="print")
    if not form.is_valid():
        return _page(request, at=at, print_form=form)
    serials = print_forms(count=form.cleaned_data["count"], by=request.actor, at=at)
    return redirect(f"{reverse('desks:paper_print')}?{urlencode([('serial', serial) for serial in serials])}")


@staff_page
def to_print(request: StaffRequest) -> HttpResponse:
    """Blank forms, one on each sheet, in Arabic and English."""
    rows = printed_forms(request.GET.getlist("serial"), by=request.actor)
    questions = [
        (
            in_language(question.title, "ar"), in_language(question.title, "en"),
            [(in_language(option.label, "ar"), in_language(option.label, "en")) for option in question.options]
            or [
                (in_language(words or shared_words()["parts"][part], "ar"), in_language(words or shared_words()["parts"][part], "en"))
                for part, words in question.parts.items()
            ],
            bool(question.options), range(6 if question.code == "words" else 1),
        )
        for question in call_flow().questions
    ]  # fmt: skip
    return render(request, "desks/paper_print.html", {"rows": rows, "questions": questions})


@steps_only("desks:paper")
@staff_page
def enter(request: StaffRequest) -> HttpResponse:
    """Open the call of a form that was filled by hand."""
    at = now()
    form = EnterForm(request.POST, prefix="enter")
    if not form.is_valid():
        return _page(request, at=at, enter_form=form)
    values = form.cleaned_data
    try:
        began = read_moment(values["started_at"], "started_at")
        call_id = enter_form(
            serial=values["serial"], started_at=began, number=values["number"], by=request.actor, at=at
        )
    except InvalidInput as problem:
        form.add_error(problem.path if problem.path in form.fields else None, problem_words(problem))
        return _page(request, at=at, enter_form=form)
    except (SerialEntered, SerialVoided, SerialUnknown) as refusal:
        form.add_error("serial", sentence_of(refusal))
        return _page(request, at=at, enter_form=form)
    messages.success(
        request, _("The clock starts at the time on the paper. Now type what was written on it.")
    )
    return redirect("desks:call", call_id)


@steps_only("desks:paper")
@staff_page
def void(request: StaffRequest, serial: str) -> HttpResponse:
    """Say that a form will never be entered."""
    form = VoidForm(request.POST, prefix="void")
    if not form.is_valid():
        raise NotAllowed("No such reason.")
    void_form(serial=serial, reason=form.cleaned_data["reason"], by=request.actor, at=now())
    messages.success(request, _("The form is voided and is not asked for any more."))
    return redirect("desks:paper")
