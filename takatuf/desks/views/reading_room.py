"""The reading room: what is before the court, and a submission that reads like a document."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from takatuf.court.hearings import hearings
from takatuf.court.identities import has_identity_key
from takatuf.court.parties import positions_since, proceedings_or_none
from takatuf.court.queries import SubmissionRow, SubmissionView, open_submission, reading_room, submissions
from takatuf.court.reading import own_looks, versions_of
from takatuf.desks.court_desk import CourtRow, order_lines
from takatuf.desks.court_filters import change_sentences, late_sentence, later_sentence, shown
from takatuf.desks.court_reading import document_of, fact_ids
from takatuf.desks.court_words import look_words
from takatuf.desks.forms.rulings import HearingForm, OrderForm, RulingForm
from takatuf.desks.reading_tabs import room_tabs
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page
from takatuf.desks.words import code_apart, joined
from takatuf.kernel.clock import now
from takatuf.ledger.queries import ledger_vkey

COURT = "court"


@staff_page
def before_the_court(request: StaffRequest) -> HttpResponse:
    """What was filed with this court; for a party, what was served on it."""
    if not role_may(request, "court.read"):
        raise Http404
    at = now()
    if request.worker.agency.sector == COURT:
        found = reading_room(by=request.actor, at=at)
    else:
        found = [row for row in submissions(by=request.actor, at=at) if row.signed_at is not None]
    coming = next((row for row in hearings(by=request.actor, at=at) if row.is_to_come(at)), None)
    context = {
        "rows": [_row(row) for row in found],
        "next_hearing": coming,
        "has_key_page": request.worker.agency.sector == "court",
    }
    return desk_page(request, "desks/reading_room.html", context, here="desks:court", at=at)


def _row(row: SubmissionRow) -> CourtRow:
    return CourtRow(
        state=str(row.state.label), is_settled=row.acknowledged_at is not None, what=joined(code_apart(row.docket), str(row.kind.label)),
        detail=str(row.agency), code=row.code, url=reverse("reading:submission", args=[row.id]),
    )  # fmt: skip


@staff_page
def submission(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """One submission as the court reads it; 404 until it is there for this reader."""
    return reading_page(request, submission_id, at=now())


def reading_page(
    request: StaffRequest,
    submission_id: UUID,
    *,
    at: datetime,
    hearing_form: HearingForm | None = None,
    ruling_form: forms.Form | None = None,
    order_form: forms.Form | None = None,
    order_of: UUID | None = None,
) -> HttpResponse:
    """Draw the document; a form that was not whole stands open where it was sent from."""
    if not role_may(request, "court.read"):
        raise Http404
    view = open_submission(submission_id, by=request.actor, at=at)
    if not view.document_view:
        raise Http404
    versions = versions_of(submission_id, by=request.actor)
    since = positions_since(fact_ids(view), by=request.actor)
    document = document_of(view, versions, since)
    around = proceedings_or_none(submission_id, by=request.actor, at=at)
    context = {
        "view": view,
        "row": view.row,
        "tabs": room_tabs(request.worker, submission_id, here="reading:submission", seen=around),
        "questions": around.questions if around else (),
        "has_identity": request.worker.agency.id == view.row.court.id and has_identity_key(submission_id),
        "doc": document,
        "shown": shown(document.facts, request.GET.get("show", "")),
        "versions": versions,
        "changed": change_sentences(versions.changes),
        "later_words": later_sentence(versions),
        "late_words": late_sentence(versions),
        "orders": order_lines(view, by=request.actor, at=at),
        "is_judge": _sits(request, view),
        "ledger_key": ledger_vkey(),
        "hearing_form": hearing_form or HearingForm(),
        "ruling_form": ruling_form or RulingForm(facts=[(fact.number, fact.text) for fact in document.facts]),
        "order_form": order_form or OrderForm(prefix="order"),
        "order_of": order_of,
        "now": at,
    }
    return render(request, "desks/reading_submission.html", context)


@staff_page
def looks(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Who of the reader's own agency read this submission; no other agency is shown that."""
    if not role_may(request, "court.read"):
        raise Http404
    at = now()
    view = open_submission(submission_id, by=request.actor, at=at)
    rows = [
        (look.at, str(look.worker or ""), look_words(look.what))
        for look in own_looks(submission_id, by=request.actor)
    ]
    context = {"row": view.row, "looks": rows, "agency": request.worker.agency, "now": at}
    return render(request, "desks/reading_looks.html", context)


def _sits(request: StaffRequest, view: SubmissionView) -> bool:
    """Whether this reader decides at the court that the submission was filed with."""
    return role_may(request, "ruling.write") and view.row.court.id == request.worker.agency.id
