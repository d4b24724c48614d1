"""The questions that this country asks about every case."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.casework.country_forms.actions import answer_country_form
from takatuf.casework.country_forms.queries import answers_of, form_in_force
from takatuf.desks.forms.country import CountryQuestions
from takatuf.desks.refusals import input_sentence
from takatuf.desks.views.case_page import case_page, frame_of
from takatuf.desks.views.page import StaffRequest, role_may, staff_page
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput


@staff_page
def questions(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """How the questions were answered, each time in the words of its version; who assesses answers them anew."""
    at = now()
    frame = frame_of(request, case_id, tab="desks:case_work", at=at)
    country = form_in_force()
    if country is None:
        raise Http404
    may_answer = frame.may_write and role_may(request, "case.assess") and frame.view.head.closed_at is None
    if request.method == "POST" and not may_answer:
        raise Http404
    form = CountryQuestions(request.POST or None, form=country)
    if request.method == "POST" and form.is_valid():
        try:
            answer_country_form(
                case_id=case_id, version=country.version, answers=form.answers(), by=request.actor, at=at
            )
        except InvalidInput as problem:
            not_asked = _("Leave this empty: it is asked only after another answer.")
            form.add_error(
                problem.path, not_asked if problem.code == "not_asked" else input_sentence(problem)
            )
        else:
            messages.success(request, _("The answers are recorded."))
            return redirect("desks:case_country", case_id)
    rows = answers_of(frame.view.head.record_id, by=request.actor)
    context = {"form": form, "country": country, "rows": rows, "may_answer": may_answer}
    return case_page(request, "desks/case_country.html", frame, context, at=at)
