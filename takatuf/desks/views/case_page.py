"""What the pages of one case share: the frame, and a form with a page of its own."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from takatuf.casework.queries import Part
from takatuf.desks.case_frame import CaseFrame, case_frame
from takatuf.desks.refusals import input_sentence
from takatuf.desks.views.page import StaffRequest, desk_page, role_may
from takatuf.kernel.errors import InvalidInput

HERE = "desks:cases"


def frame_of(
    request: StaffRequest, case_id: UUID, *, tab: str, at: datetime, parts: Collection[Part] = ()
) -> CaseFrame:
    """The case opened for this worker's page, with the parts that the page shows."""
    return case_frame(case_id, tab=tab, worker=request.worker, by=request.actor, at=at, parts=parts)


def frame_for_writing(
    request: StaffRequest,
    case_id: UUID,
    permission: str,
    *,
    tab: str,
    at: datetime,
    parts: Collection[Part] = (),
) -> CaseFrame:
    """The frame for a page with a form: 404 for a role that may not send it, and for who may only read the case."""
    if not role_may(request, permission):
        raise Http404
    frame = frame_of(request, case_id, tab=tab, at=at, parts=parts)
    if not frame.may_write:
        raise Http404
    return frame


def frame_for_record(
    request: StaffRequest, case_id: UUID, permission: str, *, tab: str, at: datetime, closed: bool = False
) -> CaseFrame:
    """The frame for a form that a closed case has too, or with `closed` only a closed one; 404 as `frame_for_writing`."""
    if not role_may(request, permission):
        raise Http404
    frame = frame_of(request, case_id, tab=tab, at=at)
    if not frame.writes or (closed and frame.view.head.closed_at is None):
        raise Http404
    return frame


def case_page(
    request: StaffRequest, template: str, frame: CaseFrame, context: Mapping[str, Any], *, at: datetime
) -> HttpResponse:
    """Draw a page of a case."""
    whole = {"frame": frame, "case": frame.view.head, "may_write_facts": may_write_facts(request, frame)}
    return desk_page(request, template, {**whole, **context}, here=HERE, at=at)


def may_write_facts(request: StaffRequest, frame: CaseFrame) -> bool:
    """Whether the pages of this case offer to write a fact from what stands on them."""
    return frame.may_write and role_may(request, "fact.write")


def fact_url(case_id: UUID, reference: str) -> str:
    """Where a fact is written from something of the case, which `court.origins` knows by this reference."""
    return f"{reverse('desks:fact_add', args=[case_id])}?{urlencode({'from': reference})}"


def put_errors(form: forms.Form, problem: InvalidInput) -> None:
    """Say an action's complaint at the field that it names, or above all fields."""
    name = problem.path if problem.path in form.fields else None
    form.add_error(name, input_sentence(problem))


def form_page(
    request: StaffRequest,
    frame: CaseFrame,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    *,
    words: Mapping[str, Any],
    back: str,
    at: datetime,
    template: str = "desks/case_form.html",
) -> HttpResponse:
    """Draw a form on a page of its own; once it is whole, act and lead back. What was typed stays on an invalid form.

    `words` holds title, intro, submit and done; `back` is the name of the page where the result is seen.
    """
    url = reverse(back, args=[frame.view.head.id])
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except InvalidInput as problem:
            put_errors(form, problem)
        else:
            messages.success(request, str(words["done"]))
            return redirect(url)
    return case_page(request, template, frame, {"form": form, "words": words, "back_url": url}, at=at)
