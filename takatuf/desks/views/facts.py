"""Facts of a case: each with its sources, what the parties say of it, and how it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from takatuf.casework.queries import Part
from takatuf.court.actions import (
    FactKind,
    add_source,
    record_fact,
    state_position,
    withdraw_fact,
    withdraw_source,
)
from takatuf.court.origins import Origin, origin_of
from takatuf.court.queries import FactRow, SourceRow, facts_of
from takatuf.court.wording.differences import Piece, difference
from takatuf.desks.court_words import position_words, when_words
from takatuf.desks.fact_advice import AdviceLine, unread_advice
from takatuf.desks.forms.facts import FactForm, PositionForm, SourceForm, WithdrawForm
from takatuf.desks.forms.submissions import put_error
from takatuf.desks.views.case_page import case_page, frame_for_writing, frame_of
from takatuf.desks.views.page import StaffRequest, staff_page
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput

TAB = "desks:facts"
WRITE = "fact.write"


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact for the list."""

    row: FactRow
    when: str
    positions: tuple[tuple[str, str], ...]
    replaced_by: int | None
    replaces: int | None = None
    changes: tuple[Piece, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether it is the newest version and was not withdrawn."""
        return self.row.replaced_by is None and self.row.withdrawn_at is None


@staff_page
def fact_list(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The facts of a case; versions that were replaced come last, folded."""
    at = now()
    frame = frame_of(request, case_id, tab=TAB, at=at)
    rows = facts_of(case_id, by=request.actor, at=at)
    known = {row.id: row for row in rows}
    lines = [_line(row, known) for row in rows]
    context = {
        "facts": [line for line in lines if line.stands],
        "earlier": [line for line in lines if not line.stands],
    }
    return case_page(request, "desks/facts.html", frame, context, at=at)


def _line(row: FactRow, known: dict[UUID, FactRow]) -> FactLine:
    later = known.get(row.replaced_by) if row.replaced_by else None
    before = known.get(row.supersedes) if row.supersedes else None
    return FactLine(
        row=row,
        when=when_words(row.occurred_on, row.occurred_precision),
        positions=tuple((position_words(said.party, said.stance), said.reason) for said in row.positions),
        replaced_by=later.number if later else None,
        replaces=before.number if before else None,
        changes=difference(before.text_ar, row.text_ar) if before else (),
    )


@staff_page
def add(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Write one fact with its source; from something of the case, source, place and words are there already."""
    quoted = (Part.CHRONOLOGY, Part.ASSESSMENTS, Part.VISITS)  # what a fact may be taken from
    frame = frame_for_writing(request, case_id, WRITE, tab=TAB, at=now(), parts=quoted)
    reference = request.GET.get("from", "")
    origin = origin_of(frame.view, reference, by=request.actor) if reference else None
    if reference and origin is None:
        raise Http404
    form = FactForm(request.POST or None, origin=origin)

    def act(at: datetime) -> None:
        record_fact(case_id=case_id, **form.fact(), by=request.actor, at=at)

    words = {"title": _("A new fact"), "submit": _("Record the fact"), "origin": origin}
    return _form(request, case_id, form, act, words)


def _one(request: StaffRequest, case_id: UUID, fact_id: UUID) -> FactRow:
    """The fact, when it is one of this case."""
    found = [row for row in facts_of(case_id, by=request.actor, at=now()) if row.id == fact_id]
    if not found:
        raise Http404
    return found[0]


@staff_page
def position(request: StaffRequest, case_id: UUID, fact_id: UUID) -> HttpResponse:
    """Note what a party says of a fact; agreed or contested follows from it."""
    fact = _one(request, case_id, fact_id)
    form = PositionForm(request.POST or None)

    def act(at: datetime) -> None:
        state_position(fact_id=fact_id, **form.position(), by=request.actor, at=at)

    words = {"title": _("What does a party say of it?"), "submit": _("Record the position"), "fact": fact}
    return _form(request, case_id, form, act, words)


@staff_page
def source(request: StaffRequest, case_id: UUID, fact_id: UUID) -> HttpResponse:
    """Add a source to a fact."""
    fact = _one(request, case_id, fact_id)
    form = SourceForm(request.POST or None)

    def act(at: datetime) -> None:
        add_source(fact_id=fact_id, source=form.source(), by=request.actor, at=at)

    return _form(
        request,
        case_id,
        form,
        act,
        {"title": _("One more source"), "submit": _("Add the source"), "fact": fact},
    )


@staff_page
def withdraw(request: StaffRequest, case_id: UUID, fact_id: UUID) -> HttpResponse:
    """Withdraw a fact: it stays to be read, and stands in no submission from now on."""
    fact = _one(request, case_id, fact_id)
    form = WithdrawForm(request.POST or None)

    def act(at: datetime) -> None:
        withdraw_fact(fact_id=fact_id, why=form.cleaned_data["why"], by=request.actor, at=at)

    words = {
        "title": _("Withdraw fact %(number)s") % {"number": fact.number},
        "submit": _("Withdraw the fact"),
        "fact": fact,
    }
    return _form(request, case_id, form, act, words)


@staff_page
def source_withdraw(request: StaffRequest, case_id: UUID, fact_id: UUID, source_id: UUID) -> HttpResponse:
    """Withdraw one source of a fact; a fact that is left without one stands in no submission."""
    fact = _one(request, case_id, fact_id)
    found = next((row for row in fact.standing_sources if row.id == source_id), None)
    if found is None:
        raise Http404
    form = WithdrawForm(request.POST or None)

    def act(at: datetime) -> None:
        withdraw_source(source_id=source_id, why=form.cleaned_data["why"], by=request.actor, at=at)

    words = {
        "title": _("Withdraw a source of fact %(number)s") % {"number": fact.number},
        "submit": _("Withdraw the source"),
        "fact": fact,
        "source": found,
        "is_last": len(fact.standing_sources) == 1,
    }
    return _form(request, case_id, form, act, words)


@staff_page
def version(request: StaffRequest, case_id: UUID, fact_id: UUID) -> HttpResponse:
    """Write the newer version of a fact; the old one stays readable, and the parties are asked anew."""
    fact = _one(request, case_id, fact_id)
    first = fact.standing_sources[0] if fact.standing_sources else None
    initial = {
        "text_ar": fact.text_ar, "kind": fact.kind, "occurred_on": fact.occurred_on, "precision": fact.occurred_precision,
        "source_kind": first.kind if first else "", "source_label": first.label if first else "",
        "locator": first.locator if first else "", "quoted": first.quoted if first else "",
    }  # fmt: skip
    form = FactForm(request.POST or None, initial=initial, origin=_origin_again(first))

    def act(at: datetime) -> None:
        record_fact(case_id=case_id, **form.fact(), supersedes=fact_id, by=request.actor, at=at)

    words = {"title": _("A new version of this fact"), "submit": _("Record the new version"), "fact": fact}
    return _form(request, case_id, form, act, words)


def _origin_again(first: SourceRow | None) -> Origin | None:
    """The new version is taken from the same place as the old one, where that is known."""
    if first is None or first.source_id is None:
        return None
    return Origin(
        first.kind, first.source_id, first.label, first.locator, first.quoted, FactKind.RECORD, None, first.source_sha256
    )  # fmt: skip


def _form(
    request: StaffRequest,
    case_id: UUID,
    form: forms.Form,
    act: Callable[[datetime], None],
    words: dict[str, Any],
) -> HttpResponse:
    """A form on a page of its own; once it is whole, act and lead back to the facts."""
    at = now()
    frame = frame_for_writing(request, case_id, WRITE, tab=TAB, at=at)
    advice: tuple[AdviceLine, ...] = ()
    if request.method == "POST" and form.is_valid():
        advice = unread_advice(form, request.POST.get("advice_read", ""))
        if not advice:
            try:
                act(at)
            except InvalidInput as problem:
                put_error(form, problem)
            else:
                return redirect("desks:facts", case_id)
    context = {
        "form": form, "words": words, "back_url": reverse("desks:facts", args=[case_id]), "advice": advice,
        "advice_codes": " ".join(line.code for line in advice),
    }  # fmt: skip
    return case_page(request, "desks/fact_form.html", frame, context, at=at)
