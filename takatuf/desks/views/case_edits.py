"""Editing what stands in a case: persons and the lines of a plan, each with the page for two who edit at once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from takatuf.agencies.queries import agencies
from takatuf.casework.editing.actions import change_assessment, change_plan_action, change_visit
from takatuf.casework.editing.queries import Earlier, assessment_fields, plan_action_fields, visit_fields
from takatuf.desks.case_frame import CaseFrame
from takatuf.desks.conflicts import EditForm, conflict_of
from takatuf.desks.forms.edits import AssessmentEdit, PersonForm, PlanActionForm, VisitEdit
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
    earlier: Sequence[Earlier] = (),
) -> HttpResponse:
    """Draw a form for editing; once it is whole, act. Who was slower decides field by field, on a page with 409."""
    context = {"form": form, "words": words, "back_url": back_url, "earlier": _read(form, earlier)}
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


def _read(form: EditForm, earlier: Sequence[Earlier]) -> list[dict[str, Any]]:
    """Earlier versions in the words of the form: its labels, and its choices for codes."""
    found = []
    for one in earlier:
        lines = []
        for name, text in one.texts.items():
            options = dict(getattr(form.fields[name], "choices", []))
            lines.append((form.fields[name].label, str(options.get(text, text))))
        found.append({"by": one.by, "at": one.at, "lines": lines})
    return found


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


@staff_page
def assessment(request: StaffRequest, case_id: UUID, assessment_id: UUID) -> HttpResponse:
    """Write an assessment anew; one that was approved stands."""
    at = now()
    frame = frame_for_writing(request, case_id, "case.assess", tab=WORK, at=at)
    row = assessment_fields(case_id, assessment_id, by=request.actor)
    if row.is_approved:
        raise Http404
    form = AssessmentEdit(request.POST or None, seen=row.texts, version=row.version)

    def act() -> None:
        change_assessment(
            case_id=case_id, assessment_id=assessment_id, version=form.cleaned_data["version"], **form.written(),
            by=request.actor, at=at,
        )  # fmt: skip

    words = {
        "title": _("Write the assessment anew"), "submit": _("Save"), "done": _("Saved. The earlier text is kept."),
        "intro": _("What stands here now is kept as an earlier version, with its author."),
    }  # fmt: skip
    back_url = reverse(WORK, args=[case_id])
    return edit_page(request, frame, form, act, words=words, back_url=back_url, at=at, earlier=row.earlier)


@staff_page
def visit(request: StaffRequest, case_id: UUID, visit_id: UUID) -> HttpResponse:
    """Write a visit anew."""
    at = now()
    frame = frame_for_writing(request, case_id, "case.visit", tab=WORK, at=at)
    row = visit_fields(case_id, visit_id, by=request.actor)
    form = VisitEdit(request.POST or None, seen=row.texts, version=row.version)

    def act() -> None:
        change_visit(
            case_id=case_id, visit_id=visit_id, version=form.cleaned_data["version"], **form.written(), by=request.actor, at=at
        )  # fmt: skip

    words = {
        "title": _("Write the visit anew"), "submit": _("Save"), "done": _("Saved. The earlier text is kept."),
        "intro": _("What stands here now is kept as an earlier version, with its author."),
    }  # fmt: skip
    back_url = reverse(WORK, args=[case_id])
    return edit_page(request, frame, form, act, words=words, back_url=back_url, at=at, earlier=row.earlier)
