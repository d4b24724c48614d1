"""The queue of promised call-backs, and the patterns of numbers that call again and again."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.desks.call_words import tongue_words
from takatuf.desks.forms.calls import StopForm
from takatuf.desks.views.page import StaffRequest, desk_page, staff_page, steps_only
from takatuf.desks.words import lead_sentence
from takatuf.intake.calls.actions import record_attempt, stop_calling_back
from takatuf.intake.calls.queries import attempt_choices, callbacks_to_make, patterns
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotFound

HERE = "desks:calls"


@staff_page
def queue(request: StaffRequest) -> HttpResponse:
    """Every promised call-back with its number, its rules and its clock; one touch records a try."""
    return _queue(request, at=now())


def _queue(
    request: StaffRequest, *, at: datetime, stopping: UUID | None = None, form: StopForm | None = None
) -> HttpResponse:
    rows = callbacks_to_make(by=request.actor, at=at)
    if stopping is not None and stopping not in {view.row.id for view in rows}:
        raise NotFound("No such call-back.")
    context = {
        "lead": lead_sentence([view.row.due_at for view in rows], at),
        "rows": [
            (
                view,
                form if stopping == view.row.id else StopForm(prefix=str(view.row.id)),
                tongue_words(view.tongue),
            )
            for view in rows
        ],
        "stopping": stopping,
        "stop_form": form,
        "results": attempt_choices(),
    }
    return desk_page(request, "desks/call_backs.html", context, here=HERE, at=at)


@steps_only("desks:call_backs")
@staff_page
def tried(request: StaffRequest, call_back_id: UUID) -> HttpResponse:
    """What happened when we called back."""
    result = request.POST.get("result", "")
    record_attempt(call_back_id=call_back_id, result=result, by=request.actor, at=now())
    if result == "reached":
        messages.success(request, _("Reached: the promise is kept. What is new goes into a new call."))
    else:
        messages.success(request, _("Recorded. The next try has its time, within the safe hours."))
    return redirect("desks:call_backs")


@steps_only("desks:call_backs")
@staff_page
def stop(request: StaffRequest, call_back_id: UUID) -> HttpResponse:
    """Give a call-back up, with a reason."""
    at = now()
    form = StopForm(request.POST, prefix=str(call_back_id))
    if not form.is_valid():
        return _queue(request, at=at, stopping=call_back_id, form=form)
    stop_calling_back(call_back_id=call_back_id, reason=form.cleaned_data["reason"], by=request.actor, at=at)
    messages.success(request, _("We stop calling back; the reason stands with the call."))
    return redirect("desks:call_backs")


@staff_page
def pattern_list(request: StaffRequest) -> HttpResponse:
    """Numbers that were silent or called again and again this week."""
    at = now()
    return desk_page(
        request, "desks/call_patterns.html", {"rows": patterns(by=request.actor, at=at)}, here=HERE, at=at
    )
