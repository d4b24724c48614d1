"""Meetings of the multi-agency team: the list, one meeting with its agenda, and the minutes on paper."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from takatuf.agencies.queries import agencies
from takatuf.casework.queries.waiting import case_id_by_code
from takatuf.desks.forms.meetings import CallForm, CameForm, ProposeForm, default_start
from takatuf.desks.views.case_page import put_errors
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page, steps_only
from takatuf.desks.words import joined
from takatuf.jointwork.meetings import actions
from takatuf.jointwork.meetings.queries import (
    MeetingRow,
    MeetingView,
    chairs,
    meetings,
    open_meeting,
    people_to_expect,
)
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.web.parts import Row
from takatuf.web.words import words_for_moment

HERE, PAGE = "desks:meetings", "desks:meeting"
OPEN = ("planned", "now", "minutes")


@staff_page
def meeting_list(request: StaffRequest) -> HttpResponse:
    """The meetings to which the own agency is invited: the next first, then those that are over."""
    at = now()
    coming, past = meetings(by=request.actor, at=at)
    context = {
        "coming": [_row(row, at) for row in coming],
        "past": [_row(row, at) for row in past],
        "may_call": role_may(request, "meeting.lead"),
    }
    return desk_page(request, "desks/meetings.html", context, here=HERE, at=at)


def _row(row: MeetingRow, at: datetime) -> Row:
    owed = row.state == "minutes"
    return Row(
        urgency="prompt" if owed or row.state == "now" else "standard" if row.state == "planned" else "info",
        what=joined(row.kind_label, words_for_moment(row.starts_at, at)), detail=joined(row.state_label, row.form_label, str(row.agency)),
        code=row.code, url=reverse(PAGE, args=[row.id]),
    )  # fmt: skip


@staff_page
def call(request: StaffRequest) -> HttpResponse:
    """Call a meeting."""
    if not role_may(request, "meeting.lead"):
        raise Http404
    at = now()
    others = [row for row in agencies() if row.id != request.worker.agency.id]
    form = CallForm(request.POST or None, agencies=others, chairs=chairs(by=request.actor))
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            row = actions.call_meeting(
                **{name: values[name] for name in ("kind", "form", "starts_at", "minutes", "place")},
                chair_id=values["chair"], agency_ids=values["agencies"], by=request.actor, at=at,
            )  # fmt: skip
        except InvalidInput as problem:
            put_errors(form, problem)
        else:
            messages.success(request, _("The meeting is called. The invited agencies have been told."))
            return redirect(PAGE, row.pk)
    if not form.is_bound:
        form.initial["starts_at"] = default_start(at)
    return desk_page(request, "desks/meeting_call.html", {"form": form}, here=HERE, at=at)


@staff_page
def meeting(request: StaffRequest, meeting_id: UUID) -> HttpResponse:
    """One meeting: when and where, the agenda, and who came."""
    at = now()
    return _page(request, open_meeting(meeting_id, by=request.actor, at=at), at=at)


def _page(
    request: StaffRequest, view: MeetingView, *, at: datetime, came_form: CameForm | None = None
) -> HttpResponse:
    is_open = view.row.state in OPEN
    leads = role_may(request, "meeting.lead") and view.row.agency.id == request.worker.agency.id
    begun = view.row.state in {"now", "minutes"}
    context = {
        "view": view,
        "row": view.row,
        "may_propose": is_open and role_may(request, "meeting.propose"),
        "may_cancel": leads and is_open,
        "may_sign": begun and role_may(request, "meeting.lead") and view.row.chair_id == request.worker.id,
        "came_form": came_form or (_came_form(request, view) if begun else None),
    }
    return desk_page(request, "desks/meeting.html", context, here=HERE, at=at)


def _came_form(request: StaffRequest, view: MeetingView) -> CameForm:
    """The chair's agency notes anybody, the others their own people."""
    own = request.worker.agency.id
    all_of_them = view.row.agency.id == own
    people = [one for one in people_to_expect(view) if all_of_them or one.agency.id == own]
    invited = [one for one in view.invited if all_of_them or one.id == own]
    came = [row.person.id for row in view.attendance if row.person and row.came]
    return CameForm(request.POST or None, people=people, agencies=invited, came=came)


@staff_page
def propose(request: StaffRequest, meeting_id: UUID) -> HttpResponse:
    """Put a case, or a matter without one, on the agenda."""
    at = now()
    view = open_meeting(meeting_id, by=request.actor, at=at)
    if view.row.state not in OPEN or not role_may(request, "meeting.propose"):
        raise Http404
    form = ProposeForm(request.POST or None, initial={"code": request.GET.get("case", "")})
    if request.method == "POST" and form.is_valid() and _propose(request, meeting_id, form, at):
        messages.success(request, _("It is on the agenda."))
        return redirect(PAGE, meeting_id)
    context = {"form": form, "row": view.row, "view": view}
    return desk_page(request, "desks/meeting_propose.html", context, here=HERE, at=at)


def _propose(request: StaffRequest, meeting_id: UUID, form: ProposeForm, at: datetime) -> bool:
    code, question = form.cleaned_data["code"], form.cleaned_data["question"]
    try:
        case_id = case_id_by_code(code, by=request.actor) if code.strip() else None
    except NotFound:
        form.add_error("code", _("Your agency reaches no case with this code."))
        return False
    actions.propose_item(meeting_id=meeting_id, case_id=case_id, question=question, by=request.actor, at=at)
    return True


@steps_only(PAGE)
@staff_page
def came(request: StaffRequest, meeting_id: UUID) -> HttpResponse:
    """Note who came, and who did not."""
    at = now()
    view = open_meeting(meeting_id, by=request.actor, at=at)
    form = _came_form(request, view)
    if not form.is_valid():
        return _page(request, view, at=at, came_form=form)
    ticked, noted = (
        set(form.cleaned_data["came"]),
        {row.person.id: row.came for row in view.attendance if row.person},
    )
    for person in people_to_expect(view):
        is_here = person.id in ticked
        shown = str(person.id) in {value for value, _label in form.fields["came"].choices}  # type: ignore[attr-defined]
        if shown and (is_here or person.id in noted) and noted.get(person.id) != is_here:
            actions.note_attendance(
                meeting_id=meeting_id, agency_id=person.agency.id, worker_id=person.id, name="", came=is_here, by=request.actor, at=at
            )  # fmt: skip
    if form.cleaned_data["guest_name"]:
        actions.note_attendance(
            meeting_id=meeting_id, agency_id=form.cleaned_data["guest_agency"], worker_id=None,
            name=form.cleaned_data["guest_name"], came=True, by=request.actor, at=at,
        )  # fmt: skip
    messages.success(request, _("The list of who came is kept."))
    return redirect(PAGE, meeting_id)


@steps_only(PAGE)
@staff_page
def cancel(request: StaffRequest, meeting_id: UUID) -> HttpResponse:
    """Cancel the meeting."""
    actions.cancel_meeting(meeting_id=meeting_id, by=request.actor, at=now())
    messages.success(request, _("The meeting is cancelled. The invited agencies have been told."))
    return redirect(HERE)


@steps_only(PAGE)
@staff_page
def sign(request: StaffRequest, meeting_id: UUID) -> HttpResponse:
    """Sign the minutes as the chair."""
    actions.sign_minutes(meeting_id=meeting_id, by=request.actor, at=now())
    messages.success(request, _("The minutes are signed. The invited agencies have been told."))
    return redirect(PAGE, meeting_id)


@staff_page
def minutes(request: StaffRequest, meeting_id: UUID) -> HttpResponse:
    """The minutes as a document, as far as the reader takes part; for printing."""
    at = now()
    view = open_meeting(meeting_id, by=request.actor, at=at)
    return render(request, "desks/meeting_minutes.html", {"view": view, "row": view.row, "now": at})
