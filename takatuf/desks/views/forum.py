"""Running a forum from the desk: programme, proposals to read, drafts to put to the vote and to hand on."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.awareness import actions
from takatuf.awareness.forum import motion_of, open_forum
from takatuf.awareness.queries import open_gathering
from takatuf.desks.forms.forum import MotionForm, PaperForm, SessionForm
from takatuf.desks.views.one_step import take_step
from takatuf.desks.views.page import StaffRequest, desk_page, staff_page, steps_only
from takatuf.insight.recommendations.actions import Wording, propose_recommendation
from takatuf.insight.recommendations.models import RecommendationSource
from takatuf.kernel.clock import now

HERE, PAGE = "desks:campaigns", "desks:forum"


@staff_page
def forum(request: StaffRequest, gathering_id: UUID) -> HttpResponse:
    """The whole forum of the own agency."""
    return _page(request, gathering_id, at=now())


def _page(
    request: StaffRequest, gathering_id: UUID, *, at: datetime, session: forms.Form | None = None, paper: forms.Form | None = None,
    motion: forms.Form | None = None,
) -> HttpResponse:  # fmt: skip
    view, waiting = open_forum(gathering_id, by=request.actor, at=at)
    context = {
        "row": open_gathering(gathering_id, by=request.actor, at=at).row,
        "forum": view,
        "waiting": waiting,
        "session_form": session or SessionForm(),
        "paper_form": paper or PaperForm(sessions=view.sessions),
        "motion_form": motion or MotionForm(),
    }
    return desk_page(request, "desks/forum.html", context, here=HERE, at=at)


@steps_only(PAGE)
@staff_page
def session(request: StaffRequest, gathering_id: UUID) -> HttpResponse:
    """Add a session."""
    at = now()
    return take_step(
        request, SessionForm(request.POST),
        lambda values: actions.add_session(gathering_id=gathering_id, **values, by=request.actor, at=at),
        said=_("The session stands in the programme."), back=(PAGE, gathering_id),
        again=lambda form: _page(request, gathering_id, at=at, session=form),
    )  # fmt: skip


@steps_only(PAGE)
@staff_page
def paper(request: StaffRequest, gathering_id: UUID) -> HttpResponse:
    """Add a paper to a session of this forum."""
    at = now()
    view, _waiting = open_forum(gathering_id, by=request.actor, at=at)
    return take_step(
        request, PaperForm(request.POST, sessions=view.sessions),
        lambda values: actions.add_paper(**values, by=request.actor, at=at),
        said=_("The paper stands in the programme."), back=(PAGE, gathering_id),
        again=lambda form: _page(request, gathering_id, at=at, paper=form),
    )  # fmt: skip


@steps_only(PAGE)
@staff_page
def motion(request: StaffRequest, gathering_id: UUID) -> HttpResponse:
    """Write a draft recommendation."""
    at = now()
    return take_step(
        request, MotionForm(request.POST),
        lambda values: actions.draft_motion(gathering_id=gathering_id, **values, by=request.actor, at=at),
        said=_("The draft is published for comment."), back=(PAGE, gathering_id),
        again=lambda form: _page(request, gathering_id, at=at, motion=form),
    )  # fmt: skip


@steps_only(PAGE)
@staff_page
def proposal(request: StaffRequest, gathering_id: UUID, proposal_id: UUID) -> HttpResponse:
    """Release a proposal in the words that stand in the field, or leave it out."""
    if "leave_out" in request.POST:
        actions.leave_out_proposal(proposal_id=proposal_id, by=request.actor, at=now())
        messages.success(request, _("It is left out and erased."))
    else:
        actions.publish_proposal(
            proposal_id=proposal_id, words=request.POST.get("words", ""), by=request.actor, at=now()
        )
        messages.success(request, _("It is published on the forum's page."))
    return redirect(PAGE, gathering_id)


@steps_only(PAGE)
@staff_page
def vote(request: StaffRequest, gathering_id: UUID, motion_id: UUID) -> HttpResponse:
    """Put a draft to the vote, or close the vote and publish its outcome."""
    if "close" in request.POST:
        actions.close_vote(motion_id=motion_id, by=request.actor, at=now())
        messages.success(request, _("The vote is closed and its outcome published."))
    else:
        actions.open_vote(motion_id=motion_id, by=request.actor, at=now())
        messages.success(request, _("The draft is put to the vote of those who registered."))
    return redirect(PAGE, gathering_id)


@steps_only(PAGE)
@staff_page
def hand_on(request: StaffRequest, gathering_id: UUID, motion_id: UUID) -> HttpResponse:
    """Hand an adopted draft to the tracked recommendations, where a person approves it and somebody comes to owe it."""
    at = now()
    view, _gathering = motion_of(motion_id, by=request.actor)
    row = open_gathering(gathering_id, by=request.actor, at=at).row
    made = propose_recommendation(
        source=RecommendationSource.FORUM, key=f"forum:{motion_id}", source_note=row.title_ar,
        wording=Wording(
            title_ar=view.title_ar, title_en=view.title_en, text_ar="", text_en="", reason_ar=view.reason_ar, reason_en=view.reason_en
        ),
        by=request.actor, at=at,
    )  # fmt: skip
    actions.note_handed_on(motion_id=motion_id, recommendation_id=made.pk, by=request.actor, at=at)
    messages.success(
        request,
        _("It is proposed as a recommendation. A director decides, and then it has an owner and a day."),
    )
    return redirect(PAGE, gathering_id)
