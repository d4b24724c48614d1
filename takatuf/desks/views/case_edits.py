"""Editing what stands in a case: persons and the lines of a plan, each with the page for two who edit at once."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from takatuf.agencies.queries import agencies
from takatuf.casework.editing.actions import change_plan_action
from takatuf.casework.editing.queries import plan_action_fields
from takatuf.desks.case_frame import CaseFrame
from takatuf.desks.conflicts import EditForm, conflict_of
from takatuf.desks.forms.edits import PersonForm, PlanActionForm
from takatuf.desks.views.case_page import case_page, frame_for_writing, put_errors
from takatuf.desks.views.page import StaffRequest, role_may, staff_page
from takatuf.kernel.clock import now
from takatuf.kernel.edits import EditConflict
from takatuf.kernel.errors import InvalidInput
from takatuf.people.actions import change_person
from takatuf.people.queries import open_person

PEOPLE, WORK = "desks:case_people", "desks:case_work"
CONFLICT = 409


def edit_page(
    request: StaffRequest,
    frame: CaseFrame,
    form: EditForm,
    act: Callable[[], object],
    *,
    words: Mapping[str, Any],
    back_url: str,
    at: datetime,
) -> HttpResponse:
    """Draw a form for editing; once it is whole, act. Who was slower decides field by field, on a page with 409."""
    context = {"form": form, "words": words, "back_url": back_url}
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except InvalidInput as problem:
            put_errors(form, problem)
        except EditConflict as conflict:
            both = {**context, "conflict": conflict_of(form, conflict)}
            response = case_page(request, "desks/conflict.html", frame, both, at=at)
            response.status_code = CONFLICT
            return response
        else:
            messages.success(request, str(words["done"]))
            return redirect(back_url)
    return case_page(request, "desks/edit_form.html", frame, context, at=at)


@staff_page
def person(request: StaffRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Change what is known of a person of the case; the name is opened for it, and that look is on record."""
    at = now()
    frame = frame_for_writing(request, case_id, "person.write", tab=PEOPLE, at=at)
    if not any(row.person_id == person_id and row.person is not None for row in frame.view.people):
        raise Http404
    seen = open_person(person_id, by=request.actor, at=at)
    fields = {
        "name": seen.name, "sex": seen.row.sex, "birth_year": str(seen.birth_year or ""),
        "age_precision": seen.row.age_precision, "notes": seen.notes,
    }  # fmt: skip
    form = PersonForm(request.POST or None, seen=fields, version=seen.version)

    def act() -> None:
        change_person(
            person_id=person_id, version=form.cleaned_data["version"], **form.written(), by=request.actor, at=at
        )  # fmt: skip

    words = {
        "title": _("What is known of «%(code)s»") % {"code": seen.row.code}, "submit": _("Save"), "done": _("Saved."),
        "intro": _("Write what is known, and how it is known. Every change is on record."),
    }  # fmt: skip
    return edit_page(
        request,
        frame,
        form,
        act,
        words=words,
        back_url=f"{reverse(PEOPLE, args=[case_id])}?open={person_id}",
        at=at,
    )


@staff_page
def plan_action(request: StaffRequest, case_id: UUID, action_id: UUID) -> HttpResponse:
    """Change a line of a plan; of an approved plan only who may approve plans."""
    at = now()
    frame = frame_for_writing(request, case_id, "case.plan", tab=WORK, at=at)
    row = plan_action_fields(case_id, action_id, by=request.actor)
    if row.done_at is not None or (row.is_approved and not role_may(request, "plan.approve")):
        raise Http404
    names = [(str(one.id), str(one)) for one in agencies()]
    form = PlanActionForm(request.POST or None, agencies=names, seen=row.fields, version=row.version)

    def act() -> None:
        change_plan_action(
            case_id=case_id, action_id=action_id, version=form.cleaned_data["version"], **form.planned(), by=request.actor, at=at
        )  # fmt: skip

    words = {
        "title": _("A line of the plan"), "submit": _("Save"), "done": _("Saved."),
        "intro": _("All agencies on the case see the line as it stands after this."),
    }  # fmt: skip
    return edit_page(request, frame, form, act, words=words, back_url=reverse(WORK, args=[case_id]), at=at)
