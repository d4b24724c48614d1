"""The awareness officer's pages: campaigns with their ladder, and reviews of the advice."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from takatuf.awareness import actions
from takatuf.awareness.library import library
from takatuf.awareness.queries import (
    campaign,
    campaigns,
    gatherings_of,
    material_of,
    numbers,
    standings,
)
from takatuf.desks.forms.awareness import CampaignForm, MaterialForm, ReachForm, ReviewForm, in_a_year
from takatuf.desks.views.case_page import put_errors
from takatuf.desks.views.one_step import take_step
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page, steps_only
from takatuf.insight.ladder.queries import ladder_of
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput

HERE, PAGE, RUN = "desks:campaigns", "desks:campaign", "campaign.run"


@staff_page
def campaign_list(request: StaffRequest) -> HttpResponse:
    """Every campaign of the country: those that run first."""
    rows = campaigns(by=request.actor)
    context = {
        "running": [row for row in rows if row.is_running],
        "ended": [row for row in rows if not row.is_running],
        "may_run": role_may(request, RUN),
        "may_review": role_may(request, "advice.review"),
    }
    return desk_page(request, "desks/campaigns.html", context, here=HERE)


@staff_page
def start(request: StaffRequest) -> HttpResponse:
    """Start a campaign."""
    if not role_may(request, RUN):
        raise Http404
    form = CampaignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.start_campaign(**form.cleaned_data, by=request.actor, at=now())
        except InvalidInput as problem:
            put_errors(form, problem)
        else:
            messages.success(request, _("The campaign has begun. Its code stands on its posters and cards."))
            return redirect(PAGE, row.pk)
    return desk_page(request, "desks/campaign_start.html", {"form": form}, here=HERE)


@staff_page
def one_campaign(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """One campaign: its code, its posters, its gatherings, and its ladder."""
    return _page(request, campaign_id)


def _page(
    request: StaffRequest,
    campaign_id: UUID,
    *,
    reach: forms.Form | None = None,
    material: forms.Form | None = None,
) -> HttpResponse:
    at, view = now(), campaign(campaign_id, by=request.actor)
    runs = role_may(request, RUN) and view.agency.id == request.worker.agency.id
    context = {
        "campaign": view,
        "gatherings": gatherings_of(campaign_id, by=request.actor),
        "material": material_of(campaign_id, by=request.actor),
        "ladder": ladder_of(campaign_id, by=request.actor),
        "runs": runs and view.is_running,
        "own": runs,
        "reach_form": reach or ReachForm(initial={"people": view.reached, "source": view.reached_source}),
        "material_form": material or MaterialForm(initial={"handed_out_on": timezone.localdate(at)}),
    }
    return desk_page(request, "desks/campaign.html", context, here=HERE, at=at)


def _own(request: StaffRequest, campaign_id: UUID) -> None:
    """Only the agency that runs a campaign adds to it; for others these addresses are not there."""
    view = campaign(campaign_id, by=request.actor)
    if not role_may(request, RUN) or view.agency.id != request.worker.agency.id:
        raise Http404


@steps_only(PAGE)
@staff_page
def reach(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """Write how many people the campaign reached."""
    _own(request, campaign_id)
    return take_step(
        request, ReachForm(request.POST),
        lambda values: actions.note_reach(campaign_id=campaign_id, **values, by=request.actor, at=now()),
        said=_("The number is kept. It is reach, not effect."), back=(PAGE, campaign_id),
        again=lambda form: _page(request, campaign_id, reach=form),
    )  # fmt: skip


@steps_only(PAGE)
@staff_page
def material(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """Write what was printed and handed out."""
    _own(request, campaign_id)
    return take_step(
        request, MaterialForm(request.POST),
        lambda values: actions.note_material(campaign_id=campaign_id, **values, by=request.actor, at=now()),
        said=_("The material is kept."), back=(PAGE, campaign_id), again=lambda form: _page(request, campaign_id, material=form),
    )  # fmt: skip


@steps_only(PAGE)
@staff_page
def end(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """End the campaign."""
    actions.end_campaign(campaign_id=campaign_id, by=request.actor, at=now())
    messages.success(request, _("The campaign has ended. Its code goes on leading to advice and help."))
    return redirect(PAGE, campaign_id)


@staff_page
def reviews(request: StaffRequest) -> HttpResponse:
    """Every piece of advice with its last and next review; reading one is put on record here."""
    at = now()
    today = timezone.localdate(at)
    form = ReviewForm(request.POST or None, initial={"next_review_on": in_a_year(today), "piece": request.GET.get("piece", ""), "language": request.GET.get("language", "ar")})  # fmt: skip
    rows = standings(by=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            actions.review_advice(**form.cleaned_data, by=request.actor, at=at)
        except InvalidInput as problem:
            put_errors(form, problem)
        else:
            messages.success(
                request, _("The review is on record. The page of the advice says so from now on.")
            )
            return redirect("desks:advice_reviews")
    titles = {one.code: one.title for one in library(request.LANGUAGE_CODE, numbers=numbers())}
    context = {
        "form": form,
        "rows": [
            {"title": titles[row.piece], "standing": row, "is_due": row.is_due(today)}
            for row in sorted(rows, key=lambda row: (row.next_review_on or today.replace(year=2000), row.piece))
        ],
    }  # fmt: skip
    return desk_page(request, "desks/advice_reviews.html", context, here=HERE, at=at)
