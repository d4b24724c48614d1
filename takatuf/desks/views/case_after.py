"""After closure: following up, reopening; and the approvals that the rule file asks for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.casework import actions
from takatuf.casework.queries import after_closing, reports_of
from takatuf.desks.forms import case_depth as shapes
from takatuf.desks.views.case_page import case_page, form_page, frame_for_record
from takatuf.desks.views.page import StaffRequest, role_may, staff_page, steps_only
from takatuf.kernel.clock import now

WORK = "desks:case_work"


@staff_page
def follow_up(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Record what was found when somebody asked after the child."""
    at = now()
    frame = frame_for_record(request, case_id, "case.visit", tab=WORK, closed=True, at=at)
    owed = after_closing(case_id, by=request.actor).owed_days

    def act(values: dict[str, Any]) -> None:
        seen, which = values.pop("child_seen"), values.pop("after_days")
        actions.record_follow_up(
            case_id=case_id, after_days=None if which == shapes.MORE else int(which), child_seen=seen != "no",
            child_seen_alone=seen == "alone", safe_now=actions.SafeNow(values.pop("safe_now")),
            wellbeing=actions.Wellbeing(values.pop("wellbeing")),
            listened=actions.Listened(values.pop("listened") or actions.Listened.NOT_ASKED), **values, by=request.actor, at=at,
        )  # fmt: skip

    words = {
        "title": _("Follow-up after closure"), "submit": _("Record the follow-up"), "done": _("The follow-up is recorded."),
        "intro": _("The case stays closed. It asks one thing: how is the child now?"),
    }  # fmt: skip
    form = shapes.FollowUpForm(request.POST or None, owed_days=owed)
    return form_page(request, frame, form, act, words=words, back=WORK, at=at)


@staff_page
def reopen(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Propose that a closed case be worked on again."""
    at = now()
    frame = frame_for_record(request, case_id, "case.review", tab=WORK, closed=True, at=at)

    def act(values: dict[str, Any]) -> None:
        report = UUID(values["report_id"]) if values["report_id"] else None
        reason = actions.ReopeningReason(values["reason"])
        actions.propose_reopening(
            case_id=case_id, reason=reason, why=values["why"], report_id=report, by=request.actor, at=at
        )

    words = {
        "title": _("Reopening the case"), "submit": _("Propose to reopen the case"), "done": _("Reopening is proposed."),
        "intro": _("Once another person approves it, the child is assessed anew. Everything that was done stays."),
    }  # fmt: skip
    form = shapes.ReopeningForm(request.POST or None, reports=reports_of(case_id, by=request.actor))
    return form_page(request, frame, form, act, words=words, back=WORK, at=at)


@staff_page
def reopen_answer(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Read a proposal to reopen, and approve it or say why the case stays closed."""
    at = now()
    frame = frame_for_record(request, case_id, "case.close", tab=WORK, closed=True, at=at)
    proposal = after_closing(case_id, by=request.actor).waiting
    if proposal is None:
        raise Http404
    if "approve" in request.POST:
        actions.approve_reopening(case_id=case_id, by=request.actor, at=at)
        messages.success(request, _("The case is open again. It begins with an assessment."))
        return redirect("desks:case", case_id)
    form = shapes.DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.decline_reopening(
            case_id=case_id, reason=form.cleaned_data["reason"], by=request.actor, at=at
        )
        messages.success(request, _("The case stays closed; your reason is on record."))
        return redirect(WORK, case_id)
    context = {"proposal": proposal, "form": form, "is_own": proposal.proposed_by == request.worker}
    return case_page(request, "desks/case_reopen_answer.html", frame, context, at=at)


@steps_only(WORK)
@staff_page
def assessment_approve(request: StaffRequest, case_id: UUID, assessment_id: UUID) -> HttpResponse:
    """Approve a risk assessment as another person than who wrote it."""
    if not role_may(request, "assessment.approve"):
        raise Http404
    actions.approve_assessment(case_id=case_id, assessment_id=assessment_id, by=request.actor, at=now())
    messages.success(request, _("The assessment is approved."))
    return redirect(WORK, case_id)


@steps_only(WORK)
@staff_page
def waiver_approve(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Approve the waiver of the social side as a second supervisor."""
    if not role_may(request, "social_side.waive"):
        raise Http404
    actions.approve_waiver(case_id=case_id, by=request.actor, at=now())
    messages.success(request, _("The waiver is approved."))
    return redirect(WORK, case_id)
