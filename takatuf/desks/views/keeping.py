"""Keeping and erasing: what is due, what is held, and the two names that an erasure needs."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.desks.forms.keeping import AskForm, HoldForm, LiftForm
from takatuf.desks.searching import record_by_code
from takatuf.desks.views.one_step import whole
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page, steps_only
from takatuf.keeping import actions
from takatuf.keeping.queries import keeping_desk
from takatuf.keeping.rules import Kind
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput

HERE = "desks:keeping"


@staff_page
def listing(request: StaffRequest) -> HttpResponse:
    """The own agency's list, its holds, and the keeping times."""
    return _page(request)


def _page(request: StaffRequest, **sent: Any) -> HttpResponse:
    """The page; `sent` has the form that came to nothing, and of which hold it is."""
    may_erase = role_may(request, "record.erase")
    desk = keeping_desk(by=request.actor, may_erase=may_erase)
    lifted = sent.get("lifted")
    if lifted and all(row.id != sent["hold_id"] for row in desk.holds):
        raise Http404  # not there, or not this agency's
    context = {
        "desk": desk, "hold_form": sent.get("hold_form") or HoldForm(prefix="hold"),
        "ask_form": sent.get("ask_form") or AskForm(prefix="ask"), "wrong": sent.get("hold_form") or sent.get("ask_form") or lifted,
        "holds": [
            (row, lifted if lifted and sent["hold_id"] == row.id else LiftForm(prefix=f"lift-{row.id}")) for row in desk.holds
        ],
    }  # fmt: skip
    return desk_page(request, "desks/keeping.html", context, here=HERE, at=now())


def _found(request: StaffRequest, code: str) -> tuple[UUID, Kind, str]:
    found = record_by_code(code, by=request.actor, at=now())
    if found is None:
        raise InvalidInput("code", "unknown_record")
    return found


@steps_only(HERE)
@staff_page
def hold(request: StaffRequest) -> HttpResponse:
    """Hold a case or a report."""
    if not role_may(request, "record.hold"):
        raise Http404
    form = HoldForm(request.POST, prefix="hold")

    def act(values: dict[str, Any]) -> None:
        record_id, _kind, code = _found(request, values["code"])
        actions.hold_record(
            record_id=record_id, code=code, reason=values["reason"], by=request.actor, at=now()
        )

    if not whole(form, act):
        return _page(request, hold_form=form)
    messages.success(
        request, _("Held under your name. Nothing of it is erased until your agency lifts the hold.")
    )
    return redirect(HERE)


@steps_only(HERE)
@staff_page
def ask(request: StaffRequest) -> HttpResponse:
    """Ask for an erasure before its time."""
    if not role_may(request, "record.erase"):
        raise Http404
    form = AskForm(request.POST, prefix="ask")

    def act(values: dict[str, Any]) -> None:
        record_id, kind, code = _found(request, values["code"])
        actions.ask_erasure(
            record_id=record_id, kind=kind, code=code, reason=values["reason"], by=request.actor, at=now()
        )

    if not whole(form, act):
        return _page(request, ask_form=form)
    messages.success(
        request, _("On the list, with your name as the first. This night it is looked at; then a second person approves.")
    )  # fmt: skip
    return redirect(HERE)


@steps_only(HERE)
@staff_page
def lift(request: StaffRequest, hold_id: UUID) -> HttpResponse:
    """Lift a hold of the own agency."""
    if not role_may(request, "record.hold"):
        raise Http404
    form = LiftForm(request.POST, prefix=f"lift-{hold_id}")
    if not whole(
        form, lambda values: actions.lift_hold(hold_id=hold_id, **values, by=request.actor, at=now())
    ):
        return _page(request, lifted=form, hold_id=hold_id)
    messages.success(request, _("The hold is lifted, with your reason."))
    return redirect(HERE)


@steps_only(HERE)
@staff_page
def approve(request: StaffRequest, erasure_id: UUID) -> HttpResponse:
    """Approve an erasure by name."""
    row = actions.approve_erasure(erasure_id=erasure_id, by=request.actor, at=now())
    said = (
        _(
            "Approved by two persons. It is erased when the days of waiting are over; until then you can still keep it."
        )
        if row.second_by_id
        else _("Approved with your name. A second person approves before anything is erased.")
    )
    messages.success(request, said)
    return redirect(HERE)


@steps_only(HERE)
@staff_page
def keep(request: StaffRequest, erasure_id: UUID) -> HttpResponse:
    """Keep a listed record after all."""
    actions.keep_record(erasure_id=erasure_id, by=request.actor, at=now())
    messages.success(request, _("It is kept. It will be listed again later."))
    return redirect(HERE)
