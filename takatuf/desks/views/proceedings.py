"""Parties and service of a submission at court, and the printed letter."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from takatuf.court.actions import acknowledge_service, add_party, prove_delivery
from takatuf.court.parties import ProceedingsView, ServiceRow, open_letter, open_proceedings_of
from takatuf.court.queries import SubmissionView, open_submission
from takatuf.desks.court_words import served_words
from takatuf.desks.forms.proceedings import DeliveryForm, PartyForm
from takatuf.desks.reading_tabs import RoomTab, room_tabs
from takatuf.desks.views.one_step import take_step
from takatuf.desks.views.page import StaffRequest, role_may, staff_page, steps_only
from takatuf.kernel.clock import now

PARTIES = "reading:parties"


@dataclass(frozen=True, slots=True)
class Around:
    """What the pages around a submission share: the submission, its proceedings, the tabs."""

    view: SubmissionView
    proceedings: ProceedingsView
    tabs: tuple[RoomTab, ...]


def around(request: StaffRequest, submission_id: UUID, *, here: str, at: datetime) -> Around:
    """Open a filed submission with its parties and questions, for who takes part. 404 for everybody else."""
    view = open_submission(submission_id, by=request.actor, at=at)
    proceedings = open_proceedings_of(submission_id, by=request.actor, at=at)
    return Around(view, proceedings, room_tabs(request.worker, submission_id, here=here, seen=proceedings))


@staff_page
def parties(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """The parties, and what was served on whom."""
    return _parties_page(request, submission_id, at=now())


def _parties_page(
    request: StaffRequest,
    submission_id: UUID,
    *,
    at: datetime,
    party_form: PartyForm | None = None,
    delivery: tuple[UUID, DeliveryForm] | None = None,
) -> HttpResponse:
    found = around(request, submission_id, here=PARTIES, at=at)
    context = {
        "row": found.view.row,
        "tabs": found.tabs,
        "parties": found.proceedings.parties,
        "services": [_line(row) for row in found.proceedings.services],
        "may_add": role_may(request, "party.write"),
        "may_acknowledge": role_may(request, "question.answer"),
        "party_form": party_form or PartyForm(),
        "delivery_form": delivery[1] if delivery else DeliveryForm(),
        "delivery_of": delivery[0] if delivery else None,
        "now": at,
    }
    return render(request, "desks/reading_parties.html", context)


def _line(row: ServiceRow) -> dict[str, object]:
    return {"row": row, "what": served_words(row.what, row.number), "on_paper": row.party.agency is None}


@steps_only(PARTIES)
@staff_page
def party_add(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Bring a party into the proceedings and serve on it what was filed."""
    at = now()
    form = PartyForm(request.POST)
    return take_step(
        request, form, lambda _values: add_party(submission_id=submission_id, **form.parts(), by=request.actor, at=at),
        said=_("The party takes part now, and what was filed is served on it. Its clock runs."), back=(PARTIES, submission_id),
        again=lambda form: _parties_page(request, submission_id, at=at, party_form=form),
    )  # fmt: skip


@steps_only(PARTIES)
@staff_page
def acknowledged(request: StaffRequest, submission_id: UUID, service_id: UUID) -> HttpResponse:
    """A party says that it has what was served."""
    acknowledge_service(service_id=service_id, by=request.actor, at=now())
    messages.success(request, _("Acknowledged. Who served it and the court see that."))
    return redirect(PARTIES, submission_id)


@steps_only(PARTIES)
@staff_page
def delivered(request: StaffRequest, submission_id: UUID, service_id: UUID) -> HttpResponse:
    """Put the proof of a delivery on record."""
    at = now()
    found = around(request, submission_id, here=PARTIES, at=at).proceedings
    service = next((row for row in found.services if row.id == service_id), None)
    if service is None:
        raise Http404
    form = DeliveryForm(request.POST)
    return take_step(
        request, form,
        lambda _values: prove_delivery(
            service_id=service_id, **form.parts(at=at, served_at=service.served_at), by=request.actor, at=at
        ),
        said=_("The delivery is proven and on record."), back=(PARTIES, submission_id),
        again=lambda form: _parties_page(request, submission_id, at=at, delivery=(service_id, form)),
    )  # fmt: skip


@staff_page
def letter(request: StaffRequest, submission_id: UUID, service_id: UUID) -> HttpResponse:
    """The letter of service, to be printed: what is served, until when, and where the answer goes."""
    at = now()
    found = open_letter(submission_id, service_id, by=request.actor, at=at)
    if found is None:
        raise Http404
    context = {
        "letter": found, "what": served_words(found.service.what, found.service.number), "submission_id": submission_id,
        "now": at,
    }  # fmt: skip
    return render(request, "desks/reading_letter.html", context)
