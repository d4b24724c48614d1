"""The joint work tracks of a case: each with its steps, what happened, and times that do not count."""

from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.desks.forms.tracks import EventForm, ExcludedTimeForm
from takatuf.desks.views.case_page import case_page, form_page, frame_for_writing, frame_of
from takatuf.desks.views.page import StaffRequest, role_may, staff_page
from takatuf.jointwork.actions import do_step, exclude_time, record_event
from takatuf.jointwork.packs import PackWords, pack
from takatuf.jointwork.queries import StepRow
from takatuf.kernel.clock import now

STEPS = "desks:case_steps"


@staff_page
def steps(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The tracks of joint work, each with its steps, their owners and limits."""
    at = now()
    frame = frame_of(request, case_id, tab=STEPS, at=at)
    tracks = [
        {"label": label, "steps": [_step(row, request, at) for row in rows]}
        for label, rows in groupby(frame.steps, key=lambda row: row.track_label)
    ]
    may_record = frame.may_write and role_may(request, "step.add")
    return case_page(
        request, "desks/case_steps.html", frame, {"tracks": tracks, "may_record": may_record}, at=at
    )


def _step(row: StepRow, request: StaffRequest, at: datetime) -> dict[str, Any]:
    own = row.owner.id == request.worker.agency.id and role_may(request, "step.do")
    may_do = own and row.done_at is None
    return {
        "row": row,
        "late": row.late_at(at),
        "may_do": may_do,
        "may_exclude": may_do and bool(_exclusions(row)),
    }


def _exclusions(row: StepRow) -> list[PackWords]:
    """The times that the country's rules leave out of this step."""
    found = pack()
    step = found.step(row.title)
    return [each for each in found.exclusions if step is not None and each.code in step.exclude]


@staff_page
def step_done(request: StaffRequest, case_id: UUID, step_id: UUID) -> HttpResponse:
    """Mark a step of the own agency as done."""
    if request.method != "POST":
        return redirect(STEPS, case_id)
    frame_of(request, case_id, tab=STEPS, at=now())
    do_step(step_id=step_id, by=request.actor, at=now())
    messages.success(request, _("Marked as done."))
    return redirect(STEPS, case_id)


@staff_page
def happened(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Put on record that something of the country's rules happened: its limits start, and others end."""
    at = now()
    frame = frame_for_writing(request, case_id, "step.add", tab=STEPS, at=at)
    form = EventForm(request.POST or None, events=pack().events)

    def act(values: dict[str, Any]) -> None:
        record_event(case_id=case_id, **values, by=request.actor, at=at)

    words = {
        "title": _("Something happened"), "submit": _("Put it on record"), "done": _("It is on record, and the limits follow."),
        "intro": _("Some limits of the country's rules begin or end with an event. Nothing else is changed."),
    }  # fmt: skip
    return form_page(request, frame, form, act, words=words, back=STEPS, at=at)


@staff_page
def left_out(request: StaffRequest, case_id: UUID, step_id: UUID) -> HttpResponse:
    """Leave a time out of a step's limit, where the country's rules allow it."""
    at = now()
    frame = frame_for_writing(request, case_id, "step.do", tab=STEPS, at=at)
    row = next((row for row in frame.steps if row.id == step_id), None)
    if row is None or not _step(row, request, at)["may_exclude"]:
        raise Http404
    form = ExcludedTimeForm(request.POST or None, exclusions=_exclusions(row))

    def act(values: dict[str, Any]) -> None:
        exclude_time(step_id=step_id, **values, by=request.actor, at=at)

    words = {
        "title": row.title_label, "submit": _("Leave this time out"), "done": _("The limit moved by that time."),
        "intro": _("The country's rules do not count this time towards the limit."),
    }  # fmt: skip
    return form_page(request, frame, form, act, words=words, back=STEPS, at=at)
