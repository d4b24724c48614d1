"""The call-taker's desk: starting a call, writing while listening, ending it kindly, handing it over."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from takatuf.desks.addresses import address
from takatuf.desks.call_words import DANGER, duty_lines
from takatuf.desks.forms.calls import NUMBER, CallForm, TransferForm, language_now, problem_words, values_of
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page, steps_only
from takatuf.intake.calls.actions import (
    ask_to_take_over,
    call_was_cut_off,
    close_call,
    record_taken_over,
    save_notes,
    start_call,
    take_over_call,
    take_ringing,
)
from takatuf.intake.calls.queries import (
    callbacks_due,
    earlier_calls,
    ended_calls,
    open_call,
    open_calls,
    ringing_calls,
)
from takatuf.intake.calls.rows import CallView
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput

HERE = "desks:calls"
ONWARD, TAKEN = "onward", "taken"  # names of buttons; never those of a field


@staff_page
def call_list(request: StaffRequest) -> HttpResponse:
    """A call is one key away; below it what is open, and what ended last."""
    at = now()
    calls = open_calls(by=request.actor)
    context = {
        "ringing": ringing_calls(by=request.actor, at=at),
        "calls": calls,
        "ended": ended_calls(by=request.actor, at=at),
        "back_count": len(callbacks_due(by=request.actor, at=at)),
        "may_lead": role_may(request, "call.lead"),
        "me": request.worker.id,
    }
    return desk_page(request, "desks/calls.html", context, here=HERE, at=at)


@steps_only("desks:calls")
@staff_page
def start(request: StaffRequest) -> HttpResponse:
    """Start a call now, with the caller's number where it is known."""
    call_id = start_call(
        number=request.POST.get(NUMBER, ""), language=language_now(), by=request.actor, at=now()
    )
    return redirect("desks:call", call_id)


@staff_page
def ringing(request: StaffRequest) -> HttpResponse:
    """Who is calling, as the page asks every few seconds; this alone keeps nobody signed in (StaffScopeMiddleware)."""
    at = now()
    rows = ringing_calls(by=request.actor, at=at)
    return render(request, "desks/call_ringing.html", {"ringing": rows, "now": at})


@steps_only("desks:calls")
@staff_page
def take(request: StaffRequest, ringing_id: UUID) -> HttpResponse:
    """Take the call that rings."""
    call_id = take_ringing(ringing_id=ringing_id, language=language_now(), by=request.actor, at=now())
    return redirect("desks:call", call_id)


@staff_page
def write(request: StaffRequest, call_id: UUID) -> HttpResponse:
    """The one page on which a call is written; sending the form saves it, without a script too."""
    at = now()
    if request.method == "POST":
        values = values_of(request.POST)
        save_notes(
            call_id=call_id, number=request.POST.get(NUMBER, ""), values=values, by=request.actor, at=at
        )
        if ONWARD in request.POST:
            return redirect("desks:call_read_back", call_id)
        messages.success(request, _("Saved."))
        return redirect("desks:call", call_id)
    return call_page(request, call_id, at=at)


def call_page(
    request: StaffRequest,
    call_id: UUID,
    *,
    at: datetime,
    problem: InvalidInput | None = None,
    transfer: TransferForm | None = None,
) -> HttpResponse:
    """The page of a call that is being written; of one that has ended, what came of it."""
    call = open_call(call_id, by=request.actor, at=at)
    if call.row.state == "sent" and call.row.ended_at is None:
        return redirect("desks:call_sent", call_id)
    form = CallForm(call.number, call.values, checked=problem is not None)
    if problem is not None:
        form.blame(problem)
    context = {
        "call": call,
        "form": form,
        "mine": call.row.taken_by is not None and call.row.taken_by.id == request.worker.id,
        "history": earlier_calls(call_id, by=request.actor, at=at),
        "transfer_form": transfer or _transfer_form(request),
        "duty": duty_lines(by=request.actor),
    }
    name = "desks/call.html" if call.row.state == "open" else "desks/call_ended.html"
    return desk_page(request, name, context, here=HERE, at=at)


def _transfer_form(request: StaffRequest, *, sent: bool = False) -> TransferForm:
    choices = [(str(line.agency.id), line.label) for line in duty_lines(by=request.actor)]
    return TransferForm(request.POST if sent else None, choices)


@steps_only("desks:call")
@staff_page
def save(request: StaffRequest, call_id: UUID) -> HttpResponse:
    """Keep the draft while somebody types; answers with a line, and with the caller's panel where the number changed."""
    at = now()
    changed = save_notes(
        call_id=call_id, number=request.POST.get(NUMBER, ""), values=values_of(request.POST), by=request.actor, at=at
    )  # fmt: skip
    history = earlier_calls(call_id, by=request.actor, at=at) if changed else None
    return render(
        request, "desks/call_saved.html", {"now": at, "saved_at": at, "history": history, "swap": True}
    )


@steps_only("desks:call")
@staff_page
def take_over(request: StaffRequest, call_id: UUID) -> HttpResponse:
    """Go on with a colleague's call."""
    take_over_call(call_id=call_id, by=request.actor, at=now())
    return redirect("desks:call", call_id)


@steps_only("desks:call")
@staff_page
def close(request: StaffRequest, call_id: UUID) -> HttpResponse:
    """End a call without a report, in one touch."""
    close_call(call_id=call_id, outcome=request.POST.get("outcome", ""), by=request.actor, at=now())
    messages.success(
        request, _("The call is closed. What was written stays with it, and the number is counted.")
    )
    return redirect(HERE)


@steps_only("desks:call")
@staff_page
def cut_off(request: StaffRequest, call_id: UUID) -> HttpResponse:
    """The line was cut: call back in a few minutes."""
    at = now()
    try:
        call_was_cut_off(call_id=call_id, by=request.actor, at=at)
    except InvalidInput as problem:
        messages.warning(request, problem_words(problem))
    else:
        messages.success(
            request, _("The line was cut: the call-back stands in the queue for five minutes from now.")
        )
    return redirect("desks:call", call_id)


@steps_only("desks:call")
@staff_page
def hand_over(request: StaffRequest, call_id: UUID) -> HttpResponse:
    """Record that an agency is being rung, or who of it took over."""
    at = now()
    form = _transfer_form(request, sent=True)
    if not form.is_valid():
        return call_page(request, call_id, at=at, transfer=form)
    agency_id, name = UUID(form.cleaned_data["agency"]), form.cleaned_data["name"]
    if TAKEN not in request.POST:
        ask_to_take_over(call_id=call_id, agency_id=agency_id, by=request.actor, at=at)
        messages.warning(
            request, _("Its clock runs. Stay on the line until somebody there has accepted the call.")
        )
    elif not name.strip():
        form.add_error("name", _("Write who took the call over: a name, or a rank and a number."))
        return call_page(request, call_id, at=at, transfer=form)
    else:
        record_taken_over(call_id=call_id, agency_id=agency_id, name=name, by=request.actor, at=at)
        messages.success(
            request, _("Taken over, with the name and the time. The report will be read at once.")
        )
    return redirect(f"{address('desks:call', call_id)}#transfer")


def is_heavy(call: CallView) -> bool:
    """Whether the call was of a kind after which a talk is offered first."""
    heavy = {"meeting", "threat", "demand", "despair"}
    return (
        bool(call.transfers)
        or call.values.get("danger") in DANGER
        or bool(heavy & set(call.values.get("now", ())))
    )
