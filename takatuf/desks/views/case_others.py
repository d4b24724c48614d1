"""Other children: decisions about every child with the same exposure, and cases that are linked."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.casework import actions
from takatuf.casework.queries import exposed_children_of, links_of, nameable_children
from takatuf.casework.rules import link_needs_two
from takatuf.desks.forms import case_depth as shapes
from takatuf.desks.views.case_page import case_page, form_page, frame_for_record, frame_for_writing, frame_of
from takatuf.desks.views.page import StaffRequest, role_may, staff_page, steps_only
from takatuf.desks.words import joined
from takatuf.kernel.clock import now

OTHERS = "desks:case_others"


@staff_page
def others(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Who else may be exposed to the same and what was decided, and the cases that belong to this one."""
    at = now()
    frame = frame_of(request, case_id, tab=OTHERS, at=at)
    context = {
        "children": exposed_children_of(case_id, by=request.actor, at=at, head=frame.view.head),
        "links": [
            {"row": row, "waits": row.confirmed_at is None and row.undone_at is None, "is_own": row.proposed_by == request.worker}
            for row in links_of(case_id, by=request.actor, head=frame.view.head)
        ],
        "may_decide": frame.may_write and role_may(request, "case.assess"),
        "may_link": frame.writes and role_may(request, "case.link"),
    }  # fmt: skip
    return case_page(request, "desks/case_others.html", frame, context, at=at)


@staff_page
def name_child(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Put a child with the same exposure on the list."""
    at = now()
    frame = frame_for_writing(request, case_id, "case.assess", tab=OTHERS, at=at)
    known = [
        (str(person.id), joined(role, person.code))
        for person, role in nameable_children(case_id, by=request.actor, at=at)
    ]

    def act(values: dict[str, Any]) -> None:
        actions.name_exposed_child(
            case_id=case_id, person_id=values["person_id"], description=values["description"], by=request.actor, at=at
        )  # fmt: skip

    words = {
        "title": _("Another child with the same exposure"), "submit": _("Name the child"),
        "done": _("The child is on the list; the clock for the decision runs."),
        "intro": _("Every child gets a decision about safety. The case is not closed before."),
    }  # fmt: skip
    form = shapes.OtherChildForm(request.POST or None, known=known)
    return form_page(request, frame, form, act, words=words, back=OTHERS, at=at)


@staff_page
def decide(request: StaffRequest, case_id: UUID, child_id: UUID) -> HttpResponse:
    """Decide about the safety of a child on the list."""
    at = now()
    frame = frame_for_writing(request, case_id, "case.assess", tab=OTHERS, at=at)
    rows = exposed_children_of(case_id, by=request.actor, at=at)
    child = next((row for row in rows if row.id == child_id), None)
    if child is None:
        raise Http404

    def act(values: dict[str, Any]) -> None:
        decision = actions.SafetyChoice(values["decision"])
        actions.decide_safety(
            case_id=case_id, child_id=child_id, decision=decision, reason=values["reason"],
            own_case_code=values["own_case_code"], by=request.actor, at=at,
        )  # fmt: skip

    who = child.description or (child.person.code if child.person else "")
    words = {
        "title": _("Decision about safety"), "submit": _("Record the decision"), "done": _("The decision is recorded."),
        "intro": who or _("A child who is not open to your agency."),
    }  # fmt: skip
    return form_page(
        request, frame, shapes.SafetyForm(request.POST or None), act, words=words, back=OTHERS, at=at
    )


@staff_page
def link(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Say that another case belongs to this one."""
    at = now()
    frame = frame_for_record(request, case_id, "case.link", tab=OTHERS, at=at)

    def act(values: dict[str, Any]) -> None:
        actions.link_cases(
            case_id=case_id, other_code=values["other_code"], kind=actions.LinkKind(values["kind"]),
            basis=actions.LinkBasis(values["basis"]), why=values["why"], by=request.actor, at=at,
        )  # fmt: skip

    form = shapes.LinkForm(request.POST or None)
    waits = form.is_valid() and link_needs_two(form.cleaned_data["kind"])
    words = {
        "title": _("Link a case"), "submit": _("Link the cases"),
        "done": _("Proposed. A second person confirms a link between children.") if waits else _("The cases are linked."),
        "intro": _("Each agency learns only the code of the other case and who leads it. A link between children waits for a second person."),
    }  # fmt: skip
    return form_page(request, frame, form, act, words=words, back=OTHERS, at=at)


@steps_only(OTHERS)
@staff_page
def confirm(request: StaffRequest, case_id: UUID, link_id: UUID) -> HttpResponse:
    """Confirm a link between children as the second person."""
    if not role_may(request, "case.link"):
        raise Http404
    actions.confirm_link(case_id=case_id, link_id=link_id, by=request.actor, at=now())
    messages.success(request, _("The cases are linked."))
    return redirect(OTHERS, case_id)


@staff_page
def undo(request: StaffRequest, case_id: UUID, link_id: UUID) -> HttpResponse:
    """Undo a link, or turn a proposed one down; both agencies are told."""
    at = now()
    frame = frame_for_record(request, case_id, "case.link", tab=OTHERS, at=at)
    row = next((row for row in links_of(case_id, by=request.actor) if row.id == link_id), None)
    if row is None or row.undone_at is not None:
        raise Http404

    def act(values: dict[str, Any]) -> None:
        actions.undo_link(case_id=case_id, link_id=link_id, reason=values["reason"], by=request.actor, at=at)

    intro = _(
        "Linked with case %(code)s: %(kind)s. Both agencies are told, and what rests on the link is looked at again."
    )
    words = {
        "title": _("Undo the link"), "submit": _("Undo the link"), "done": _("The link is undone; both agencies are told."),
        "intro": intro % {"code": row.code, "kind": row.kind_label},
    }  # fmt: skip
    return form_page(
        request, frame, shapes.UndoForm(request.POST or None), act, words=words, back=OTHERS, at=at
    )
