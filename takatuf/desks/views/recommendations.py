"""Recommendations on the desk: what waits for a decision, one of them, and what is done with it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from takatuf.agencies.queries import agencies
from takatuf.desks.forms.recommendations import (
    AssignForm,
    CloseForm,
    DeclineForm,
    ProgressForm,
    ProposalForm,
    WordingForm,
)
from takatuf.desks.views.case_page import put_errors
from takatuf.desks.views.one_step import take_step
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page, steps_only
from takatuf.desks.words import joined
from takatuf.insight.population import children_by_region
from takatuf.insight.recommendations import actions
from takatuf.insight.recommendations.first_set import (
    forum_drafts,
    forum_drafts_are_loaded,
    load_forum_drafts,
)
from takatuf.insight.recommendations.queries import RecommendationRow, recommendation, recommendations
from takatuf.insight.recommendations.ruling import unasked_rules
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput
from takatuf.kernel.ids import uuid7
from takatuf.web.parts import Row, Urgency
from takatuf.web.words import both_dates

HERE, PAGE = "desks:recommendations", "desks:recommendation"
ALIVE = ("proposed", "overdue", "owed", "open")
URGENT: dict[str, Urgency] = {"overdue": "urgent", "proposed": "prompt"}


@staff_page
def listing(request: StaffRequest) -> HttpResponse:
    """All recommendations: what waits for a person first, then what is owed."""
    at = now()
    rows = recommendations(by=request.actor, at=at)
    may_propose = role_may(request, "recommendation.propose")
    context = {
        "proposed": [_row(row) for row in rows if row.standing == "proposed"],
        "alive": [_row(row) for row in rows if row.standing in ALIVE and row.standing != "proposed"],
        "past": [_row(row) for row in rows if row.standing not in ALIVE],
        "may_propose": may_propose,
        "drafts": forum_drafts() if any(row.draft_of_source for row in rows) else None,
        "unasked": unasked_rules(knows_children=children_by_region() is not None) if may_propose else (),
        "forum_to_load": may_propose and not forum_drafts_are_loaded(),
    }
    return desk_page(request, "desks/recommendations.html", context, here=HERE, at=at)


def _row(row: RecommendationRow) -> Row:
    until = _("until %(day)s") % {"day": both_dates(row.due_on)} if row.due_on else ""
    urgency: Urgency = "standard" if row.standing in ALIVE else "info"
    urgency = URGENT.get(row.standing, urgency)
    detail = joined(
        row.standing_label, str(row.owner) if row.owner else "", until, row.source_label, _draft(row)
    )
    return Row(
        urgency=urgency, what=row.title, detail=detail, code=row.code, url=reverse(PAGE, args=[row.id])
    )


def _draft(row: RecommendationRow) -> str:
    return _("draft of the source") if row.draft_of_source else ""


@staff_page
def one(request: StaffRequest, recommendation_id: UUID) -> HttpResponse:
    """One recommendation with its history."""
    return _page(request, recommendation_id)


def _page(request: StaffRequest, recommendation_id: UUID, **forms_sent: forms.Form) -> HttpResponse:
    at = now()
    view = recommendation(recommendation_id, by=request.actor, at=at)
    drawn: dict[str, Any] = {
        "wording_form": WordingForm(
            prefix="wording", initial={name: getattr(view.wording, name) for name in WordingForm.base_fields}
        ),
        "decline_form": DeclineForm(prefix="decline"),
        "assign_form": AssignForm(agencies=agencies(), due_on=view.row.due_on),
        "progress_form": ProgressForm(prefix="progress"),
        "close_form": CloseForm(prefix="close"),
        **forms_sent,
    }
    context = {"view": view, "row": view.row, "shown_forms": list(drawn.values()), **drawn}
    return desk_page(request, "desks/recommendation.html", context, here=HERE, at=at)


@staff_page
def propose(request: StaffRequest) -> HttpResponse:
    """Propose one by hand."""
    if not role_may(request, "recommendation.propose"):
        raise Http404
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.propose_recommendation(
                source=actions.RecommendationSource(form.cleaned_data["source"]), wording=form.to_wording(),
                key=f"person:{uuid7()}", source_note=form.cleaned_data["source_note"],
                capability=form.cleaned_data["capability"], by=request.actor, at=now(),
            )  # fmt: skip
        except InvalidInput as problem:
            put_errors(form, problem)
        else:
            messages.success(request, _("Proposed. It is published when a person approves it."))
            return redirect(PAGE, row.pk)
    return desk_page(request, "desks/recommendation_propose.html", {"form": form}, here=HERE)


@steps_only(HERE)
@staff_page
def load_forum(request: StaffRequest) -> HttpResponse:
    """Propose the known drafts of the forum of 2016."""
    load_forum_drafts(by=request.actor, at=now())
    messages.success(
        request, _("The drafts are proposed. Check each against the forum's own text before you approve it.")
    )
    return redirect(HERE)


@steps_only(PAGE)
@staff_page
def change(request: StaffRequest, recommendation_id: UUID) -> HttpResponse:
    """Say it better, before it is decided."""
    _need(request, "recommendation.decide")
    form = WordingForm(request.POST, prefix="wording")
    return _step(
        request, recommendation_id, form, actions.change_wording, name="wording_form", said=_("The wording is changed."),
        values=lambda _values: {"wording": form.to_wording()},
    )  # fmt: skip


@steps_only(PAGE)
@staff_page
def approve(request: StaffRequest, recommendation_id: UUID) -> HttpResponse:
    """Approve it: everybody may read it from now on."""
    actions.approve_recommendation(recommendation_id=recommendation_id, by=request.actor, at=now())
    messages.success(request, _("Approved with your name, and published. Now say who owes it."))
    return redirect(PAGE, recommendation_id)


@steps_only(PAGE)
@staff_page
def decline(request: StaffRequest, recommendation_id: UUID) -> HttpResponse:
    """Decline it with a reason."""
    _need(request, "recommendation.decide")
    return _step(
        request, recommendation_id, DeclineForm(request.POST, prefix="decline"), actions.decline_recommendation, name="decline_form",
        said=_("Declined. It is kept with your reason, and not published."),
    )  # fmt: skip


@steps_only(PAGE)
@staff_page
def assign(request: StaffRequest, recommendation_id: UUID) -> HttpResponse:
    """Say who owes it and by when."""
    _need(request, "recommendation.decide")
    return _step(
        request, recommendation_id, AssignForm(request.POST, agencies=agencies()), actions.assign_recommendation, name="assign_form",
        said=_("The agency has been told, and its clock runs."),
        values=lambda given: {"owner_id": given["owner"], "due_on": given["due_on"]},
    )  # fmt: skip


@steps_only(PAGE)
@staff_page
def progress(request: StaffRequest, recommendation_id: UUID) -> HttpResponse:
    """Note how far it is."""
    _need(request, "recommendation.answer")
    return _step(
        request, recommendation_id, ProgressForm(request.POST, prefix="progress"), actions.note_progress, name="progress_form",
        said=_("Noted."),
    )  # fmt: skip


@steps_only(PAGE)
@staff_page
def close(request: StaffRequest, recommendation_id: UUID) -> HttpResponse:
    """Close it with evidence."""
    _need(request, "recommendation.answer")
    return _step(
        request, recommendation_id, CloseForm(request.POST, prefix="close"), actions.close_recommendation, name="close_form",
        said=_("Closed. The evidence stands beside it on the public page."),
    )  # fmt: skip


def _step(
    request: StaffRequest,
    recommendation_id: UUID,
    form: forms.Form,
    act: Callable[..., object],
    *,
    name: str,
    said: str,
    values: Callable[[dict[str, Any]], Mapping[str, Any]] = dict,
) -> HttpResponse:
    """One step of the page: `act` with what `values` makes of the form, which stands on the page under `name`."""
    return take_step(
        request, form,
        lambda given: act(recommendation_id=recommendation_id, **values(given), by=request.actor, at=now()),
        said=said, back=(PAGE, recommendation_id), again=lambda form: _page(request, recommendation_id, **{name: form}),
    )  # fmt: skip


def _need(request: StaffRequest, permission: str) -> None:
    """Whose role may not learns nothing, not even what is wrong with the form."""
    if not role_may(request, permission):
        raise Http404
