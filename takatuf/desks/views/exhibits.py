"""The exhibits of a case: what is there, who holds it, and how it came from hand to hand."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from takatuf.agencies.queries import agencies
from takatuf.casework.queries import open_case
from takatuf.desks.forms.exhibits import OUTSIDE, CustodyForm, ExhibitForm
from takatuf.desks.views.case_page import case_page, form_page, frame_for_record, frame_of
from takatuf.desks.views.page import StaffRequest, role_may, staff_page
from takatuf.evidence.actions import add_exhibit, record_custody
from takatuf.evidence.queries import ExhibitRow, open_exhibits
from takatuf.kernel.clock import now

EXHIBITS = "desks:case_exhibits"
WRITE = "exhibit.write"


@staff_page
def exhibits(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Every exhibit with its chain; whoever reads the case reads them."""
    at = now()
    frame = frame_of(request, case_id, tab=EXHIBITS, at=at)
    context = {
        "exhibits": open_exhibits(frame.view.head.record_id, by=request.actor, at=at),
        "may_write_exhibits": frame.writes and role_may(request, WRITE),
    }
    return case_page(request, "desks/case_exhibits.html", frame, context, at=at)


@staff_page
def paper(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The register of exhibits with their chains, for printing; the look is on record."""
    at = now()
    view = open_case(case_id, by=request.actor, at=at, parts=())
    rows = open_exhibits(view.head.record_id, by=request.actor, at=at)
    context = {"case": view.head, "exhibits": rows, "reader": request.worker, "now": at}
    return render(request, "desks/case_exhibits_paper.html", context)


@staff_page
def add(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Register an exhibit with how it came."""
    at = now()
    frame = frame_for_record(request, case_id, WRITE, tab=EXHIBITS, at=at)
    record_id = frame.view.head.record_id
    others = [(str(row.id), _exhibit_name(row)) for row in open_exhibits(record_id, by=request.actor, at=at)]
    initial = {
        "taker_agency": str(request.worker.agency.id), "taker_person": str(request.worker), "happened_at": localtime(at),
    }  # fmt: skip
    form = ExhibitForm(request.POST or None, agencies=_agency_choices(), others=others, initial=initial)

    def act(values: dict[str, Any]) -> None:
        add_exhibit(
            record_id=record_id, described=form.described(), step=form.step(values["how"]), by=request.actor, at=at
        )  # fmt: skip

    words = {
        "title": _("Register an exhibit"), "submit": _("Register the exhibit"), "done": _("The exhibit is registered."),
        "intro": _("Only words and hashes are written here. The material itself is never sent to the system, and no field takes a file."),
    }  # fmt: skip
    return form_page(request, frame, form, act, words=words, back=EXHIBITS, at=at)


@staff_page
def custody(request: StaffRequest, case_id: UUID, exhibit_id: UUID) -> HttpResponse:
    """Record what happened to an exhibit."""
    at = now()
    frame = frame_for_record(request, case_id, WRITE, tab=EXHIBITS, at=at)
    rows = open_exhibits(frame.view.head.record_id, by=request.actor, at=at)
    exhibit = next((row for row in rows if row.id == exhibit_id), None)
    if exhibit is None or exhibit.has_ended:
        raise Http404
    form = CustodyForm(request.POST or None, agencies=_agency_choices(), initial=_as_held(exhibit, at))

    def act(values: dict[str, Any]) -> None:
        record_custody(exhibit_id=exhibit_id, step=form.step(values["kind"]), by=request.actor, at=at)

    words = {
        "title": _exhibit_name(exhibit), "submit": _("Record the step"), "done": _("The step is recorded."),
        "intro": _("Held now by %(holder)s. The step stands in the chain for ever; a mistake is put right by a further step.") % {"holder": exhibit.held_by},
    }  # fmt: skip
    return form_page(request, frame, form, act, words=words, back=EXHIBITS, at=at)


def _exhibit_name(row: ExhibitRow) -> str:
    return _("Exhibit %(number)s: %(kind)s") % {"number": row.number, "kind": row.kind_label}


def _as_held(exhibit: ExhibitRow, at: datetime) -> dict[str, Any]:
    """The holder as the chain has it, for the form to begin with."""
    held = exhibit.held_by
    if held is None:
        return {"happened_at": localtime(at)}
    return {
        "giver_agency": str(held.agency.id) if held.agency else OUTSIDE, "giver_body": held.body, "giver_person": held.person,
        "happened_at": localtime(at),
    }  # fmt: skip


def _agency_choices() -> list[tuple[str, str]]:
    return [(str(row.id), str(row)) for row in agencies()]
