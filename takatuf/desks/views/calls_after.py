"""After the writing: reading back, sending, the receipt to be spoken, and the talk after a heavy call."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.desks.call_words import lacks_place, read_lines
from takatuf.desks.forms.calls import language_now
from takatuf.desks.views.calls import HERE, call_page, is_heavy
from takatuf.desks.views.page import StaffRequest, desk_page, staff_page, steps_only
from takatuf.intake.calls.actions import CallEnded, ask_debrief, finish_call, record_debrief, send_call
from takatuf.intake.calls.contents import back_wish, content_of
from takatuf.intake.calls.queries import call_head, debriefs_waiting, open_call, receipt_of_call
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput


@staff_page
def read_back(request: StaffRequest, call_id: UUID) -> HttpResponse:
    """What was written, to be read to the caller; what cannot be read yet leads back to its field."""
    at = now()
    call = open_call(call_id, by=request.actor, at=at)
    if call.row.state != "open":
        return redirect("desks:call", call_id)
    try:
        content_of(call.values, number=call.number, language=language_now())
        back_wish(call.values, number=call.number)
        lines = list(read_lines(call.values, call.number, language_now()))
    except InvalidInput as problem:
        return call_page(request, call_id, at=at, problem=problem)
    context = {"call": call, "lines": lines, "ask_place": lacks_place(call.values, call.number)}
    return desk_page(request, "desks/call_read_back.html", context, here=HERE, at=at)


@steps_only("desks:call_read_back")
@staff_page
def send(request: StaffRequest, call_id: UUID) -> HttpResponse:
    """Send the call; a second press finds it sent."""
    at = now()
    try:
        send_call(call_id=call_id, by=request.actor, at=at)
    except InvalidInput as problem:
        return call_page(request, call_id, at=at, problem=problem)
    except CallEnded:
        if call_head(call_id, by=request.actor).state != "sent":
            raise
    return redirect("desks:call_sent", call_id)


@staff_page
def sent(request: StaffRequest, call_id: UUID) -> HttpResponse:
    """The receipt, large, to be spoken twice."""
    at = now()
    call = open_call(call_id, by=request.actor, at=at)
    if call.row.state != "sent" or call.row.ended_at is not None:
        return redirect("desks:call", call_id)
    receipt = receipt_of_call(call_id, by=request.actor, at=at)
    context = {
        "call": call,
        "words": receipt.words(language_now()).split() if receipt else [],
        "digits": receipt.digits if receipt else "",
        "heavy": is_heavy(call),
    }
    return desk_page(request, "desks/call_sent.html", context, here=HERE, at=at)


@steps_only("desks:call_sent")
@staff_page
def finish(request: StaffRequest, call_id: UUID) -> HttpResponse:
    """The receipt was spoken twice; the call is over."""
    finish_call(call_id=call_id, by=request.actor, at=now())
    messages.success(request, _("The call is over. Thank you for listening."))
    return redirect(HERE)


@steps_only("desks:call")
@staff_page
def debrief(request: StaffRequest, call_id: UUID) -> HttpResponse:
    """Ask for a talk after a heavy call."""
    ask_debrief(call_id=call_id, by=request.actor, at=now())
    messages.success(
        request, _("The shift leader sees that you ask for a talk. Nothing else is written down.")
    )
    return redirect("desks:call", call_id)


@staff_page
def debriefs(request: StaffRequest) -> HttpResponse:
    """Who asked for a talk; for the shift leader."""
    context = {"rows": debriefs_waiting(by=request.actor)}
    return desk_page(request, "desks/debriefs.html", context, here=HERE)


@steps_only("desks:debriefs")
@staff_page
def debrief_held(request: StaffRequest, debrief_id: UUID) -> HttpResponse:
    """The talk took place."""
    record_debrief(debrief_id=debrief_id, by=request.actor, at=now())
    messages.success(request, _("Noted that the talk took place."))
    return redirect("desks:debriefs")
