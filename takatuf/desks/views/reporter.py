"""The reporter's side at the desk: opening the sealed contact, the second person, withdrawing, outcomes, documents."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.agencies.actions import require
from takatuf.desks.call_words import tongue_words
from takatuf.desks.forms.reporter import OpeningForm, OutcomeForm, WithdrawalForm
from takatuf.desks.reporter_card import reporter_card
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page, steps_only
from takatuf.intake.actions import (
    answer_contact_opening,
    answer_withdrawal,
    ask_to_open_contact,
    release_outcome,
)
from takatuf.intake.mailbox.queries import open_document, open_reporter_contact
from takatuf.intake.queries import report_head
from takatuf.intake.statuses import OutcomeChoices, SecondWord, WithdrawalAnswer
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput

HERE = "desks:triage"


def reporter_context(request: StaffRequest, report_id: UUID, *, at: datetime, **bound: Any) -> dict[str, Any]:
    """What `desks/report_reporter.html` draws, for the page of a report that the caller has opened."""
    return {
        "reporter": reporter_card(report_id, worker=request.worker, by=request.actor, at=at),
        "may_open_contact": role_may(request, "contact.open"),
        "may_write": role_may(request, "report.write_reporter"),
        "opening_form": OpeningForm(prefix="opening"),
        "withdrawal_form": WithdrawalForm(prefix="withdrawal"),
        "outcome_form": OutcomeForm(prefix="outcome"),
        **bound,
    }


def once(key: str, text: str) -> str:
    """The same page sent twice with the same words is one message; other words are another one. Empty without a key."""
    return f"{key} {hashlib.sha256(text.encode()).hexdigest()}" if key else ""


@staff_page
def reporter(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """The reporter's side alone, for links and for forms that came back with errors."""
    return _page(request, report_id)


def _page(request: StaffRequest, report_id: UUID, **bound: forms.Form) -> HttpResponse:
    at = now()
    require(request.actor, "report.read")
    head = report_head(report_id, by=request.actor)
    context = reporter_context(request, report_id, at=at, **bound) | {"head": head}
    page = desk_page(request, "desks/reporter.html", context, here=HERE, at=at)
    if bound:
        page.status_code = 422
    return page


@steps_only("desks:report")
@staff_page
def ask_contact(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """Ask to open the contact; in danger to life it opens at once."""
    form = OpeningForm(request.POST, prefix="opening")
    if not form.is_valid():
        return _page(request, report_id, opening_form=form)
    values = form.cleaned_data
    opening = ask_to_open_contact(report_id=report_id, by=request.actor, at=now(), **values)
    if values["in_danger"]:
        return redirect("desks:report_contact", report_id, opening)
    messages.success(
        request, _("A second person is asked. You see here when they agree; it is then open for an hour.")
    )
    return redirect("desks:report", report_id)


@steps_only("desks:report")
@staff_page
def second_person(request: StaffRequest, report_id: UUID, opening_id: UUID) -> HttpResponse:
    """The second person agrees, refuses or reviews."""
    require(request.actor, "contact.open")
    report_head(report_id, by=request.actor)
    try:
        said = SecondWord(request.POST.get("said", ""))
    except ValueError as error:
        raise InvalidInput("said", "unknown_code") from error
    answer_contact_opening(opening_id=opening_id, said=said, by=request.actor, at=now())
    messages.success(request, _("Your word is on record."))
    return redirect("desks:report", report_id)


@staff_page
def contact(request: StaffRequest, report_id: UUID, opening_id: UUID) -> HttpResponse:
    """The contact, opened: the look is on record."""
    at = now()
    view = open_reporter_contact(opening_id, by=request.actor, at=at)
    head = report_head(view.report_id, by=request.actor)
    card = reporter_card(report_id, worker=request.worker, by=request.actor, at=at)
    context = {"contact": view, "tongue": tongue_words(view.language), "head": head, "reporter": card}
    return desk_page(request, "desks/reporter_contact.html", context, here=HERE, at=at)


@steps_only("desks:report")
@staff_page
def answer_wish(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """Answer the wish to withdraw."""
    form = WithdrawalForm(request.POST, prefix="withdrawal")
    if not form.is_valid():
        return _page(request, report_id, withdrawal_form=form)
    answer, text = WithdrawalAnswer(form.cleaned_data["answer"]), form.cleaned_data["text"]
    answer_withdrawal(report_id=report_id, answer=answer, text=text, by=request.actor, at=now())
    messages.success(request, _("The reporter reads your answer."))
    return redirect("desks:report", report_id)


@steps_only("desks:report")
@staff_page
def outcome(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """Release an outcome to a professional reporter."""
    form = OutcomeForm(request.POST, prefix="outcome")
    if not form.is_valid():
        return _page(request, report_id, outcome_form=form)
    chosen = OutcomeChoices(form.cleaned_data["outcome"])
    release_outcome(report_id=report_id, outcome=chosen, by=request.actor, at=now())
    messages.success(request, _("The professional reads this outcome from now on."))
    return redirect("desks:report", report_id)


@staff_page
def document(request: StaffRequest, report_id: UUID, document_id: UUID) -> HttpResponse:
    """A document as plain bytes to keep, never to be shown here; the look is on record."""
    del report_id  # the document's own record decides
    file = open_document(document_id, by=request.actor, at=now())
    return HttpResponse(
        file.data, content_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{file.name}"', "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )  # fmt: skip
