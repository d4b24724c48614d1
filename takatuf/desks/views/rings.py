"""An urgent call: every attempt, accepting it, and calling by hand what no machine could send."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.clocks.duty import actions
from takatuf.clocks.duty.queries import may_be_on_duty, open_notice, open_ring
from takatuf.desks.forms.duty import ByPhoneForm
from takatuf.desks.views.page import StaffRequest, desk_page, staff_page, steps_only
from takatuf.kernel.clock import now

HERE = "desks:duty"
PAGE = "desks:ring"


@staff_page
def ring(request: StaffRequest, ring_id: UUID) -> HttpResponse:
    """One urgent call."""
    return _page(request, ring_id, at=now())


def _page(
    request: StaffRequest, ring_id: UUID, *, at: datetime, form: ByPhoneForm | None = None
) -> HttpResponse:
    view = open_ring(ring_id, by=request.actor, at=at)
    context = {
        "view": view,
        "row": view.row,
        "attempts": list(reversed(view.attempts)),
        "form": form or ByPhoneForm(people=view.people, prefix="phone"),
    }
    return desk_page(request, "desks/ring.html", context, here=HERE, at=at)


@steps_only(PAGE)
@staff_page
def accept(request: StaffRequest, ring_id: UUID) -> HttpResponse:
    """Accept the call; the most urgent work comes next."""
    actions.accept_ring(ring_id=ring_id, by=request.actor, at=now())
    messages.success(request, _("You accepted the urgent call. It has stopped ringing."))
    return redirect("desks:awaiting")


@steps_only(PAGE)
@staff_page
def by_phone(request: StaffRequest, ring_id: UUID) -> HttpResponse:
    """Note who accepted by telephone."""
    form = ByPhoneForm(request.POST, people=may_be_on_duty(request.worker.agency.id), prefix="phone")
    if not form.is_valid():
        return _page(request, ring_id, at=now(), form=form)
    actions.accept_by_phone(
        ring_id=ring_id, worker_id=form.cleaned_data["worker"], by=request.actor, at=now()
    )
    messages.success(request, _("Noted: accepted by telephone. It has stopped ringing."))
    return redirect(PAGE, ring_id)


@staff_page
def notice(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """One notice that a person calls or posts; a letter can be printed."""
    line = open_notice(notice_id, by=request.actor)
    return desk_page(request, "desks/duty_notice.html", {"line": line}, here=HERE)


@steps_only("desks:duty_notice")
@staff_page
def notice_done(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """Note that it was done by hand."""
    actions.note_done_by_hand(notice_id=notice_id, by=request.actor, at=now())
    messages.success(request, _("Noted: done by hand."))
    line = open_notice(notice_id, by=request.actor)
    return redirect(PAGE, line.ring_id) if line.ring_id else redirect("desks:handover")
