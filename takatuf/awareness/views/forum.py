"""A forum's public page: programme, drafts, what others proposed; proposing without a name, and voting with one's code."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from takatuf.agencies.scope import system_scope
from takatuf.awareness.actions import cast_vote, send_proposal
from takatuf.awareness.door import come_in
from takatuf.awareness.errors import (
    AnotherState,
    GatheringOver,
    NotPresent,
    RegistrationUnknown,
    TooMany,
    VotedAlready,
)
from takatuf.awareness.forms import CodeForm
from takatuf.awareness.forum import ForumView, MotionView, forum_of
from takatuf.awareness.queries import GatheringView
from takatuf.awareness.views.taking_part import JOB, gathering_or_404
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotFound, Refused

FORUM, OPEN, VOTING = "forum", "draft", "voting"


class ProposalForm(forms.Form):
    """A proposal or a remark, without a name."""

    text = forms.CharField(
        label=_("Your words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("No name, no telephone number and nothing about a child or a case: a person reads it first and leaves such words out."),
        error_messages={"required": _("Write a few words."), "max_length": _("Please shorten it to 2,000 characters.")},
    )  # fmt: skip


class VoteForm(CodeForm):
    """A vote with the code of the registration."""

    choice = forms.ChoiceField(
        label=_("Your vote"), choices=[("for", _("For")), ("against", _("Against"))], widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )  # fmt: skip


def _sentence(refusal: Refused) -> str:
    return {
        GatheringOver: gettext("This forum is over. Its recommendations stay to be read."),
        AnotherState: gettext("This draft is no longer open for that. Load the page again to see how it stands."),
        RegistrationUnknown: gettext("No registration for this forum has this code. Check the digits."),
        NotPresent: gettext("The agency has not noted yet that you came. Ask at its desk, then vote with the same code. A group of children has no vote."),
        VotedAlready: gettext("A vote with this code is counted already. Each participant votes once."),
        TooMany: gettext("Many come from your network just now. Wait a minute and send it again; nothing is lost here."),
    }.get(type(refusal)) or gettext("Something has changed since you opened the page. Load it again.")  # fmt: skip


def forum_or_404(code: str) -> tuple[GatheringView, ForumView]:
    """The forum of a code with all that is published of it."""
    found = gathering_or_404(code)
    if found.kind != FORUM:
        raise Http404
    with system_scope(JOB):
        return found, forum_of(found.id)


@require_safe
def forum(request: HttpRequest, code: str) -> HttpResponse:
    """The programme, the drafts with the remarks on them, and the proposals that a person released."""
    found, view = forum_or_404(code)
    return render(request, "awareness/forum.html", {"gathering": found, "forum": view, "now": now()})


def _motion(view: ForumView, motion_id: UUID, state: str) -> MotionView:
    found = next((one for one in view.motions if one.id == motion_id and one.state == state), None)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, code: str, motion_id: UUID | None = None) -> HttpResponse:
    """Propose something, or remark on a draft; a person reads it before it is shown."""
    found, view = forum_or_404(code)
    on = _motion(view, motion_id, OPEN) if motion_id else None
    form, problem = ProposalForm(request.POST if request.method == "POST" else None), ""
    if form.is_bound and form.is_valid():
        at = now()
        try:
            come_in(request, at=at)
            with system_scope(JOB) as by:
                send_proposal(
                    gathering_code=found.code,
                    motion_id=motion_id,
                    text=form.cleaned_data["text"],
                    by=by,
                    at=at,
                )
        except NotFound:
            raise Http404 from None
        except Refused as refusal:
            problem = _sentence(refusal)
        else:
            return redirect("awareness:proposed", code=found.code)
    context = {"gathering": found, "form": form, "problem": problem, "on": on}
    return render(request, "awareness/propose.html", context, status=422 if problem or form.errors else 200)


@require_safe
def proposed(request: HttpRequest, code: str) -> HttpResponse:
    """After a proposal: what happens with it."""
    return render(request, "awareness/proposed.html", {"gathering": gathering_or_404(code)})


@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, code: str, motion_id: UUID) -> HttpResponse:
    """Vote on a draft with the code of one's registration."""
    found, view = forum_or_404(code)
    motion = _motion(view, motion_id, VOTING)
    form, said = VoteForm(request.POST if request.method == "POST" else None), ""
    if form.is_bound and form.is_valid():
        at = now()
        try:
            come_in(request, at=at)
            with system_scope(JOB) as by:
                cast_vote(
                    code=form.cleaned_data["code"],
                    motion_id=motion_id,
                    is_for=form.cleaned_data["choice"] == "for",
                    by=by,
                    at=at,
                )
        except Refused as refusal:
            form.add_error("code", _sentence(refusal))
        else:
            form, said = (
                VoteForm(),
                gettext("Your vote is counted. That you voted is kept; how you voted is not."),
            )
    context = {"gathering": found, "motion": motion, "form": form, "said": said}
    return render(request, "awareness/vote.html", context, status=422 if form.errors else 200)
