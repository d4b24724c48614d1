"""The concerns of a case: naming a further one, and judging how sure one is."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from takatuf.casework import actions
from takatuf.casework.queries import Part
from takatuf.desks.forms import case_depth as shapes
from takatuf.desks.views.case_edits import edit_page
from takatuf.desks.views.case_page import form_page, frame_for_writing
from takatuf.desks.views.page import StaffRequest, staff_page
from takatuf.kernel.clock import now

PEOPLE = "desks:case_people"


@staff_page
def add(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Name a further kind of exploitation."""
    at = now()
    frame = frame_for_writing(request, case_id, "case.assess", tab=PEOPLE, at=at, parts=(Part.CONCERNS,))

    def act(values: dict[str, Any]) -> None:
        actions.add_concern(case_id=case_id, kind=values["kind"], by=request.actor, at=at)

    words = {
        "title": _("A further concern"), "submit": _("Add the concern"), "done": _("The concern is added."),
        "intro": _("It stands as alleged until somebody judges it, by name and with a reason."),
    }  # fmt: skip
    form = shapes.ConcernForm(request.POST or None, named=[row.kind for row in frame.view.concerns])
    return form_page(request, frame, form, act, words=words, back=PEOPLE, at=at)


@staff_page
def judge(request: StaffRequest, case_id: UUID, concern_id: UUID) -> HttpResponse:
    """Say how sure a concern is, and on what that rests."""
    at = now()
    frame = frame_for_writing(request, case_id, "case.assess", tab=PEOPLE, at=at, parts=(Part.CONCERNS,))
    concern = next((row for row in frame.view.concerns if row.id == concern_id), None)
    if concern is None:
        raise Http404

    form = shapes.JudgementForm(
        request.POST or None, seen={"status": concern.status, "reason": ""}, version=concern.version
    )

    def act() -> None:
        values = form.cleaned_data
        actions.judge_concern(
            case_id=case_id, concern_id=concern_id, status=actions.ConcernStatus(values["status"]), reason=values["reason"],
            version=values["version"], by=request.actor, at=at,
        )  # fmt: skip

    intro = _("Now: %(status)s. Your name and your reason stay with it; earlier judgements are kept.")
    words = {
        "title": concern.kind_label, "submit": _("Record the judgement"), "done": _("The judgement is recorded."),
        "intro": intro % {"status": concern.status_label},
    }  # fmt: skip
    return edit_page(request, frame, form, act, words=words, back_url=reverse(PEOPLE, args=[case_id]), at=at)
