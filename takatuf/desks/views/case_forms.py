"""The forms of a case: each on a page of its own, and each one action."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.agencies.queries import agencies
from takatuf.casework import actions
from takatuf.casework.words import objection_sentence
from takatuf.desks.case_frame import open_lines
from takatuf.desks.forms import cases as shapes
from takatuf.desks.refusals import sentence_of
from takatuf.desks.views.case_page import case_page, form_page, frame_for_writing
from takatuf.desks.views.page import StaffRequest, back_from, role_may, staff_page, steps_only
from takatuf.jointwork.actions import propose_to_close
from takatuf.kernel.clock import now
from takatuf.web.views import refused

WORK = "desks:case_work"


@staff_page
def assess(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Record an assessment."""
    at = now()
    frame = frame_for_writing(request, case_id, "case.assess", tab=WORK, at=at)

    def act(values: dict[str, Any]) -> None:
        kind = actions.AssessmentKind(values.pop("kind"))
        actions.record_assessment(case_id=case_id, kind=kind, **values, by=request.actor, at=at)

    words = {
        "title": _("Assessment"), "submit": _("Record the assessment"), "done": _("The assessment is recorded."),
        "intro": _("Facts and opinion stand apart: a court counts them differently. Both views are heard."),
    }  # fmt: skip
    return form_page(
        request, frame, shapes.AssessmentForm(request.POST or None), act, words=words, back=WORK, at=at
    )


@staff_page
def plan(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Write a plan; "one more line" draws the same page again with everything that was typed."""
    at = now()
    frame = frame_for_writing(request, case_id, "case.plan", tab=WORK, at=at)
    names = [(str(row.id), str(row)) for row in agencies()]
    form = shapes.PlanForm(request.POST or None, agencies=names, own=request.worker.agency.id)

    def act(values: dict[str, Any]) -> None:
        actions.make_plan(
            case_id=case_id, goal=values["goal"], actions=values["actions"], by=request.actor, at=at
        )

    words = {
        "title": _("Plan"), "submit": _("Send the plan to a supervisor"), "done": _("The plan waits for a supervisor."),
        "intro": _("It counts once a supervisor who did not write it approves it."),
    }  # fmt: skip
    if "more" in request.POST:
        form.errors.clear()
        return case_page(request, "desks/case_plan.html", frame, {"form": form, "words": words}, at=at)
    return form_page(
        request, frame, form, act, words=words, back=WORK, at=at, template="desks/case_plan.html"
    )


@staff_page
def approve(request: StaffRequest, case_id: UUID, plan_id: UUID) -> HttpResponse:
    """Approve a plan as another person than who wrote it."""
    if request.method != "POST":
        return redirect(WORK, case_id)
    actions.approve_plan(case_id=case_id, plan_id=plan_id, by=request.actor, at=now())
    messages.success(request, _("The plan is approved."))
    return redirect(WORK, case_id)


@staff_page
def action_done(request: StaffRequest, case_id: UUID, action_id: UUID) -> HttpResponse:
    """Mark an action of the plan as done."""
    if request.method != "POST":
        return redirect(WORK, case_id)
    actions.do_plan_action(case_id=case_id, action_id=action_id, by=request.actor, at=now())
    messages.success(request, _("Marked as done."))
    return redirect(WORK, case_id)


@staff_page
def visit(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Record a visit to the child."""
    at = now()
    frame = frame_for_writing(request, case_id, "case.visit", tab=WORK, at=at)

    def act(values: dict[str, Any]) -> None:
        seen = values["child_seen"]
        actions.record_visit(
            case_id=case_id, child_seen=seen != "no", child_seen_alone=seen == "alone", safe_now=actions.SafeNow(values["safe_now"]),
            child_view=values["child_view"], note=values["note"], not_alone_reason=values["not_alone_reason"], by=request.actor, at=at,
        )  # fmt: skip

    words = {
        "title": _("Visit"), "submit": _("Record the visit"), "done": _("The visit is recorded."),
        "intro": _("A child is seen alone wherever that is possible."),
    }  # fmt: skip
    return form_page(
        request, frame, shapes.VisitForm(request.POST or None), act, words=words, back=WORK, at=at
    )


@staff_page
def review(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Record that the whole case was looked at."""
    at = now()
    frame = frame_for_writing(request, case_id, "case.review", tab=WORK, at=at)

    def act(values: dict[str, Any]) -> None:
        decision = actions.ReviewDecision(values["decision"])
        actions.record_review(
            case_id=case_id, decision=decision, note=values["note"], by=request.actor, at=at
        )

    words = {
        "title": _("Review"), "submit": _("Record the review"), "done": _("The review is recorded."),
        "intro": _("Look at the whole case: the child, the plan, and what every agency did."),
    }  # fmt: skip
    return form_page(
        request, frame, shapes.ReviewForm(request.POST or None), act, words=words, back=WORK, at=at
    )


@staff_page
def waive(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Waive the social side, by name and with a reason."""
    at = now()
    frame = frame_for_writing(request, case_id, "social_side.waive", tab=WORK, at=at)

    def act(values: dict[str, Any]) -> None:
        actions.waive_social_side(case_id=case_id, reason=values["reason"], by=request.actor, at=at)

    words = {
        "title": _("Waive the social side"), "submit": _("Waive it under my name"), "done": _("The social side is waived."),
        "intro": _("The case may then be closed without an assessment, a plan, the child's view and a follow-up."),
    }  # fmt: skip
    return form_page(
        request, frame, shapes.WaiverForm(request.POST or None), act, words=words, back=WORK, at=at
    )


@staff_page
def close(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Propose to close the case, or read the proposal; what speaks against it is listed, and each open step has its word."""
    at = now()
    frame = frame_for_writing(request, case_id, "case.review", tab=WORK, at=at)
    open_steps = [row for row in frame.steps if row.done_at is None]
    named = [row for row in open_steps if not row.blocks_closure]
    form = shapes.ClosureForm(request.POST or None, steps=named, at=at)
    objections: list[str] = []
    if request.method == "POST" and form.is_valid():
        reason = actions.ClosureReason(form.cleaned_data["reason"])
        try:
            propose_to_close(
                case_id=case_id, reason=reason, outcome=form.cleaned_data["outcome"], left=form.left(), by=request.actor, at=at
            )  # fmt: skip
        except actions.CannotClose as refusal:
            objections = [objection_sentence(row) for row in refusal.objections]
        else:
            messages.success(
                request, _("Proposed. Another person must approve it before the case is closed.")
            )
            return redirect(WORK, case_id)
    waiting = [row for row in frame.view.closures if row.approved_at is None and row.declined_at is None]
    context = {
        "form": form,
        "objections": objections,
        "proposal": waiting[0] if waiting else None,
        "may_answer": role_may(request, "case.close"),
        "is_own": bool(waiting) and waiting[0].proposed_by == request.worker,
        "open_lines": open_lines(frame.view),
        "open_steps": open_steps,
        "first_steps": [row for row in open_steps if row.blocks_closure],
    }
    response = case_page(request, "desks/case_close.html", frame, context, at=at)
    response.status_code = 409 if objections else 200
    return response


@steps_only("desks:case_close")
@staff_page
def close_answer(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Close the case as the second person, or send the proposal back."""
    answer = {"close": actions.close_case, "decline": actions.decline_closure}.get(
        request.POST.get("answer", "")
    )
    if answer is None or not role_may(request, "case.close"):
        raise Http404
    try:
        answer(case_id=case_id, by=request.actor, at=now())
    except actions.ClosureNotProposed as gone:
        return refused(request, sentence=sentence_of(gone), back_url=back_from(request))
    closed = answer is actions.close_case
    messages.success(request, _("The case is closed.") if closed else _("Sent back: the work goes on."))
    return redirect("desks:case", case_id)
