"""One item of an agenda: what was said, what was decided, and who left it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from takatuf.agencies.queries import agencies
from takatuf.desks.conflicts import conflict_of
from takatuf.desks.forms.meetings import DecideForm, LeaveForm, MinuteForm
from takatuf.desks.views.case_edits import CONFLICT
from takatuf.desks.views.case_page import put_errors
from takatuf.desks.views.meetings import HERE, OPEN
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page, steps_only
from takatuf.jointwork.meetings import actions
from takatuf.jointwork.meetings.queries import ItemRow, MeetingView, open_item, people_to_expect
from takatuf.kernel.clock import now
from takatuf.kernel.edits import EditConflict
from takatuf.kernel.errors import InvalidInput

PAGE = "desks:meeting_item"


@staff_page
def item(request: StaffRequest, item_id: UUID) -> HttpResponse:
    """One item, opened."""
    at = now()
    view, row = open_item(item_id, by=request.actor, at=at)
    return _page(request, view, row, at=at)


def _page(
    request: StaffRequest,
    view: MeetingView,
    row: ItemRow,
    *,
    at: datetime,
    decide: DecideForm | None = None,
    minute: MinuteForm | None = None,
) -> HttpResponse:
    is_open = view.row.state in OPEN
    writes = is_open and role_may(request, "meeting.lead")
    state = "" if row.state == "planned" else row.state
    context = {
        "view": view,
        "item": row,
        "writes": writes,
        "is_open": is_open,
        "minute_form": minute or MinuteForm(seen={"state": state, "notes": row.notes}, version=row.version),
        "decide_form": decide or DecideForm(agencies=agencies()),
        "leave_form": _leave_form(request, view),
    }
    return desk_page(request, "desks/meeting_item.html", context, here=HERE, at=at)


def _leave_form(request: StaffRequest, view: MeetingView) -> LeaveForm:
    """Who leads may note anybody; everybody else leaves for themselves."""
    leads = role_may(request, "meeting.lead")
    people = people_to_expect(view) if leads else [request.worker]
    return LeaveForm(request.POST or None, people=people, own=request.worker.id)


def _only_leaders(request: StaffRequest) -> None:
    """A form that is not whole is drawn again, before any action could refuse: so the role is asked first."""
    if not role_may(request, "meeting.lead"):
        raise Http404


def _done(form: Form, act: Callable[[], object]) -> bool:
    """Whether the form was whole and the action took it."""
    if not form.is_valid():
        return False
    try:
        act()
    except InvalidInput as problem:
        put_errors(form, InvalidInput("due_on", problem.code) if problem.path == "due_at" else problem)
        return False
    return True


@steps_only(PAGE)
@staff_page
def minute(request: StaffRequest, item_id: UUID) -> HttpResponse:
    """Write what was said, and whether the item was discussed or put off."""
    _only_leaders(request)
    at, form = now(), MinuteForm(request.POST)

    def act() -> None:
        actions.minute_item(
            item_id=item_id, version=form.cleaned_data["version"], **form.written(), by=request.actor, at=at
        )  # fmt: skip

    try:
        if _done(form, act):
            messages.success(request, _("It is kept for the minutes."))
            return redirect(PAGE, item_id)
    except EditConflict as conflict:
        return _written_meanwhile(request, item_id, form, conflict, at)
    view, row = open_item(item_id, by=request.actor, at=at)
    return _page(request, view, row, at=at, minute=form)


def _written_meanwhile(
    request: StaffRequest, item_id: UUID, form: MinuteForm, conflict: EditConflict, at: datetime
) -> HttpResponse:
    """Who was slower decides field by field."""
    view, row = open_item(item_id, by=request.actor, at=at)
    context = {
        "conflict": conflict_of(form, conflict), "view": view, "item": row, "back_url": reverse(PAGE, args=[item_id]),
    }  # fmt: skip
    response = desk_page(request, "desks/meeting_conflict.html", context, here=HERE, at=at)
    response.status_code = CONFLICT
    return response


@steps_only(PAGE)
@staff_page
def decide(request: StaffRequest, item_id: UUID) -> HttpResponse:
    """Record a decision: it becomes a step that an agency owes."""
    _only_leaders(request)
    at, form = now(), DecideForm(request.POST, agencies=agencies())
    if _done(form, lambda: actions.decide_item(item_id=item_id, **form.to_decide(), by=request.actor, at=at)):
        messages.success(request, _("Decided. The agency that does it has been told; the clock runs."))
        return redirect(PAGE, item_id)
    view, row = open_item(item_id, by=request.actor, at=at)
    return _page(request, view, row, at=at, decide=form)


@steps_only(PAGE)
@staff_page
def leave(request: StaffRequest, item_id: UUID) -> HttpResponse:
    """Note who leaves the item because of a conflict of interest."""
    at = now()
    view, _row = open_item(item_id, by=request.actor, at=at)
    form = _leave_form(request, view)
    if not form.is_valid():
        raise Http404
    who = form.cleaned_data["worker"]
    actions.leave_item(item_id=item_id, worker_id=who, by=request.actor, at=at)
    messages.success(request, _("Noted. This person does not reach the item any more."))
    if who == request.worker.id:
        return redirect("desks:meeting", view.row.id)
    return redirect(PAGE, item_id)
