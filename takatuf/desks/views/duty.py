"""The duty rota: who is on duty, where nobody is, the weekly pattern and its exceptions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.dates import WEEKDAYS
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from takatuf.agencies.numbers import set_number
from takatuf.clocks.duty import actions
from takatuf.clocks.duty.queries import RotaView, ShiftRow, latest_rings, open_rota
from takatuf.clocks.duty.rules import Turn, limits
from takatuf.desks.forms.duty import ChangeForm, NumberForm, ShiftForm
from takatuf.desks.views.case_page import put_errors
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page, steps_only
from takatuf.desks.words import listed
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput
from takatuf.web.words import words_for_moment

HERE = "desks:duty"
MOST_GAPS = 8
AGENCY = "agency"
WEEK = 7


@staff_page
def rota(request: StaffRequest) -> HttpResponse:
    """The rota of the own agency."""
    return _page(request, at=now())


def _page(request: StaffRequest, *, at: datetime, **forms_drawn: forms.Form) -> HttpResponse:
    view = open_rota(by=request.actor, at=at)
    may_plan = role_may(request, "duty.plan")
    context: dict[str, Any] = {
        "view": view,
        "lead": _lead(view),
        "gaps": [_gap_words(gap, at) for gap in view.gaps[:MOST_GAPS]],
        "more_gaps": max(0, len(view.gaps) - MOST_GAPS),
        "days": limits().looks_ahead.days,
        "shifts": _grouped(view),
        "rings": latest_rings(by=request.actor, most=5),
        "may_plan": may_plan,
        "numbers": _numbers(view, request) if may_plan else [],
        "number_form": NumberForm(choices=_number_choices(view, request), initial=_own_number(view, request)),
    }
    if may_plan:
        context |= {
            "shift_form": ShiftForm(people=view.people, prefix="shift", initial={"from_on": localdate(at)}),
            "change_form": ChangeForm(people=view.people, prefix="change"),
        }
    return desk_page(request, "desks/duty.html", context | forms_drawn, here=HERE, at=at)


def _lead(view: RotaView) -> str:
    """Who is on duty now, in one sentence; and who is rung instead where nobody is."""
    if view.on_duty:
        people = listed(f"{one.name} ({one.place_label})" for one in view.on_duty)
        return _("On duty now: %(people)s") % {"people": people}
    leads = listed(str(one) for one in view.leads)
    if leads:
        return _("Nobody is on duty now. Urgent calls go to %(people)s.") % {"people": leads}
    return _(
        "Nobody is on duty now, and nobody leads the shifts. Urgent calls go to the agency's own number."
    )


@dataclass(frozen=True, slots=True)
class SameShift:
    """The same hours of the same person on several days of the week, in one line."""

    days: str
    shift: ShiftRow
    others: str


def _grouped(view: RotaView) -> list[SameShift]:
    groups: dict[tuple[Any, ...], list[ShiftRow]] = {}
    for shift in view.shifts:
        key = (shift.place_label, shift.starts, shift.ends, shift.worker.id, shift.until_on)
        groups.setdefault(key, []).append(shift)
    ordered = sorted(groups.values(), key=lambda rows: (rows[0].place, rows[0].starts, len(rows)))
    return [
        SameShift(
            _("Every day") if len(rows) == WEEK else listed(str(WEEKDAYS[one.weekday]) for one in rows), rows[0],
            " ".join(str(one.id) for one in rows[1:]),
        )
        for rows in ordered
    ]  # fmt: skip


def _gap_words(gap: Turn, at: datetime) -> str:
    return _("From %(start)s until %(end)s") % {
        "start": words_for_moment(gap.starts_at, at),
        "end": words_for_moment(gap.ends_at, at),
    }


def _numbers(view: RotaView, request: StaffRequest) -> list[tuple[str, str]]:
    """Who is reached how; whose number is missing says so."""
    rows = [(str(one), view.numbers.get(one.id)) for one in view.people]
    rows.append((str(request.worker.agency), view.numbers.get(None)))
    return [(name, (number.phone or number.email) if number else "") for name, number in rows]


def _number_choices(view: RotaView, request: StaffRequest) -> list[tuple[str, str]]:
    mine = [(str(request.worker.id), _("My own"))]
    if not role_may(request, "duty.plan"):
        return mine
    others = [(str(one.id), str(one)) for one in view.people if one.id != request.worker.id]
    return [*mine, *others, (AGENCY, _("The agency's own number"))]


def _own_number(view: RotaView, request: StaffRequest) -> dict[str, str]:
    own = view.numbers.get(request.worker.id)
    return {
        "worker": str(request.worker.id),
        "phone": own.phone if own else "",
        "email": own.email if own else "",
    }


def _planner(request: StaffRequest) -> None:
    """A form that is not whole is drawn again, before any action could refuse: so the role is asked first."""
    if not role_may(request, "duty.plan"):
        raise Http404


def _done(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Whether the form was whole and the action took it."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except InvalidInput as problem:
        put_errors(form, problem)
        return False
    return True


@steps_only(HERE)
@staff_page
def add_shift(request: StaffRequest) -> HttpResponse:
    """Add a weekly shift."""
    _planner(request)
    at = now()
    form = ShiftForm(request.POST, people=open_rota(by=request.actor, at=at).people, prefix="shift")
    if not _done(
        form, lambda said: actions.add_shift(worker_id=said.pop("worker"), **said, by=request.actor, at=at)
    ):
        return _page(request, at=at, shift_form=form)
    messages.success(request, _("The shift is in the rota."))
    return redirect(HERE)


def _ids(text: str) -> list[UUID]:
    try:
        return [UUID(part) for part in text.split()]
    except ValueError as error:
        raise Http404 from error


@steps_only(HERE)
@staff_page
def end_shift(request: StaffRequest, shift_id: UUID) -> HttpResponse:
    """End a weekly shift from tomorrow on, with the same shift on other days that the form names."""
    at = now()
    tomorrow = localdate(at).fromordinal(localdate(at).toordinal() + 1)
    for one in [shift_id, *_ids(request.POST.get("others", ""))]:
        actions.end_shift(shift_id=one, until_on=tomorrow, by=request.actor, at=at)
    messages.success(request, _("The shift ends with today."))
    return redirect(HERE)


@steps_only(HERE)
@staff_page
def add_change(request: StaffRequest) -> HttpResponse:
    """Put somebody else on duty for a time."""
    _planner(request)
    at = now()
    form = ChangeForm(request.POST, people=open_rota(by=request.actor, at=at).people, prefix="change")
    if not _done(
        form,
        lambda said: actions.add_change(
            worker_id=said["worker"] or None, place=said["place"], starts_at=said["starts_at"], ends_at=said["ends_at"],
            by=request.actor, at=at,
        ),
    ):  # fmt: skip
        return _page(request, at=at, change_form=form)
    messages.success(request, _("The exception is in the rota."))
    return redirect(HERE)


@steps_only(HERE)
@staff_page
def withdraw_change(request: StaffRequest, change_id: UUID) -> HttpResponse:
    """Take an exception back."""
    actions.withdraw_change(change_id=change_id, by=request.actor, at=now())
    messages.success(request, _("The exception was taken back."))
    return redirect(HERE)


@steps_only(HERE)
@staff_page
def number(request: StaffRequest) -> HttpResponse:
    """Write a duty number."""
    at = now()
    view = open_rota(by=request.actor, at=at)
    form = NumberForm(request.POST, choices=_number_choices(view, request))

    def write(said: dict[str, Any]) -> None:
        chosen = said["worker"] or str(request.worker.id)
        set_number(
            worker_id=None if chosen == AGENCY else UUID(chosen), phone=said["phone"], email=said["email"], by=request.actor,
            at=at,
        )  # fmt: skip

    if not _done(form, write):
        return _page(request, at=at, number_form=form)
    messages.success(request, _("The number is kept, sealed."))
    return redirect(HERE)
