"""Care for who reads: opening hard words knowingly, leaving a report to a colleague, asking to talk."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.desks.views.page import StaffRequest, staff_page, steps_only
from takatuf.kernel.clock import now
from takatuf.triage.actions import answer_care, ask_to_talk, hand_over, show_words, take_back


@steps_only("desks:report")
@staff_page
def words(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """Show the words of a hard report to this person, for the rest of the shift."""
    show_words(report_id=report_id, by=request.actor, at=now())
    return redirect("desks:report", report_id)


@steps_only("desks:report")
@staff_page
def leave(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """Leave the report to a colleague; nobody asks why."""
    hand_over(report_id=report_id, by=request.actor, at=now())
    messages.success(
        request, _("A colleague is asked to take this report. Its clock runs on. Thank you for saying so.")
    )
    return redirect("desks:triage")


@steps_only("desks:report")
@staff_page
def take(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """Take a report back."""
    take_back(report_id=report_id, by=request.actor, at=now())
    return redirect("desks:report", report_id)


@steps_only("desks:triage")
@staff_page
def talk(request: StaffRequest) -> HttpResponse:
    """Ask the shift leader for a talk."""
    ask_to_talk(by=request.actor, at=now())
    messages.success(request, _("Your shift leader sees that you would like to talk. No report is named."))
    return redirect("desks:triage")


@steps_only("desks:triage")
@staff_page
def answer(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """Say that relief was given or a talk was held."""
    answer_care(request_id=request_id, by=request.actor, at=now())
    return redirect("desks:triage")
