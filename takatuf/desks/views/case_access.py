"""Who may see a case: how far it is shared, who is kept away, who must not be told, and what was opened with a reason."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.agencies.knowing_models import DenialKind, Reach
from takatuf.agencies.models import Level
from takatuf.agencies.queries import agencies, staff_of
from takatuf.casework.queries import Part, report_records_of
from takatuf.desks.case_frame import CaseFrame
from takatuf.desks.forms import access as shapes
from takatuf.desks.views.case_page import case_page, form_page, frame_of
from takatuf.desks.views.page import StaffRequest, role_may, staff_page, steps_only
from takatuf.jointwork.knowing import actions
from takatuf.jointwork.knowing.queries import knowing_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.clock import now
from takatuf.people.queries import PersonRow

ACCESS = "desks:case_access"
CHANGE = "access.change"
PARTNERS = "case.appoint_lead"


@staff_page
def who_may_see(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Everything about who may see this case, in plain words, with the next step beside each."""
    at = now()
    frame = frame_of(request, case_id, tab=ACCESS, at=at, parts=(Part.AGENCIES,))
    knowing = knowing_of(case_id, by=request.actor, head=frame.view.head)
    persons = {row.person_id: row for row in frame.view.people}
    context = {
        "knowing": knowing,
        "may_change": frame.may_write and role_may(request, CHANGE),
        "may_lock": frame.may_write and role_may(request, CHANGE) and _leads(frame, request),
        "may_let_in": frame.may_write and role_may(request, PARTNERS) and _leads(frame, request),
        "may_block": frame.may_write and role_may(request, "guardian.block"),
        "may_lift": frame.may_write and role_may(request, "guardian.lift"),
        "blocks": [(block, persons.get(block.person_id)) for block in knowing.blocks],
        "own_id": request.worker.id,
        "given": frame.referrals,
    }
    return case_page(request, "desks/case_access.html", frame, context, at=at)


def _leads(frame: CaseFrame, request: StaffRequest) -> bool:
    return frame.view.head.lead.id == request.worker.agency.id


def _frame(
    request: StaffRequest, case_id: UUID, permission: str, at: datetime, parts: Collection[Part] = ()
) -> CaseFrame:
    """The frame for a form; a restricted case that this worker writes in shows `may_write`. 404 for everybody else."""
    if not role_may(request, permission):
        raise Http404
    frame = frame_of(request, case_id, tab=ACCESS, at=at, parts=parts)
    if not frame.may_write:
        raise Http404
    return frame


def _staff(*agency_ids: UUID) -> list[tuple[str, str]]:
    several = len(agency_ids) > 1
    return [(str(row.id), f"{row} — {row.agency}" if several else str(row)) for row in staff_of(agency_ids)]


@staff_page
def reach(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Say how far the case is shared."""
    at = now()
    frame = _frame(request, case_id, CHANGE, at)
    knowing, own = knowing_of(case_id, by=request.actor, head=frame.view.head), request.worker
    named = [str(row.id) for row in knowing.named] or [str(own.id)]
    form = shapes.ReachForm(
        request.POST or None, staff=_staff(own.agency.id), leads=_leads(frame, request), reach=knowing.reach.value, named=named
    )  # fmt: skip

    def act(values: dict[str, Any]) -> None:
        chosen = [UUID(one) for one in values["named"]]
        actions.set_reach(
            case_id=case_id, reach=Reach(values["reach"]), named=chosen, reason=values["reason"], by=request.actor, at=at
        )  # fmt: skip

    words = {
        "title": _("How far this case is shared"), "submit": _("Share it this far"), "done": _("From now on it is shared this far."),
        "intro": _("The database itself keeps to it: lists, counts, searches, notices and exports as well. It stands on record."),
    }  # fmt: skip
    response = form_page(request, frame, form, act, words=words, back=ACCESS, at=at)
    shut_out = form.is_bound and form.is_valid() and form.cleaned_data["reach"] == Reach.TEAM and str(own.id) not in form.cleaned_data["named"]  # fmt: skip
    return _to_cases(response) if shut_out else response


def _to_cases(response: HttpResponse) -> HttpResponse:
    """Who shut the own door is led to the list instead of to a page that is not there any more."""
    return redirect("desks:cases") if response.status_code == 302 else response


@staff_page
def conflict(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Say of oneself that there is a conflict of interest; the case closes for this worker at once."""
    at = now()
    frame = frame_of(request, case_id, tab=ACCESS, at=at)
    form = shapes.ReasonForm(request.POST or None, hint=_("You need not say more than you want to."))

    def act(values: dict[str, Any]) -> None:
        actions.declare_conflict(case_id=case_id, reason=values["reason"], by=request.actor, at=at)

    words = {
        "title": _("I have a conflict of interest"), "submit": _("Close this case to me"),
        "done": _("The case is closed to you. Thank you for saying so."),
        "intro": _("You know somebody of this case, or your work touches it another way. The case closes to you at once; a supervisor can open it to you again, you cannot."),
    }  # fmt: skip
    return _to_cases(form_page(request, frame, form, act, words=words, back=ACCESS, at=at))


def _parts(frame: CaseFrame, by: Actor) -> list[tuple[str, str]]:
    """The material of a case that can be kept from somebody: its reports, and what is known of its persons."""
    reports = report_records_of(frame.view.head.id, by=by)
    found = [(str(one), code) for one, code in zip(reports, frame.view.report_codes, strict=False)]
    return found + [
        (str(row.person.record_id), f"{row.role_label}: {row.person.code}")
        for row in frame.view.people
        if row.person is not None
    ]


@staff_page
def keep_away(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Keep a colleague from the case, or from parts of it before an interview."""
    at = now()
    frame = _frame(request, case_id, CHANGE, at, (Part.REPORTS,))
    where = (
        [row.agency.id for row in knowing_of(case_id, by=request.actor, head=frame.view.head).reaches]
        if _leads(frame, request)
        else []
    )
    staff = _staff(*dict.fromkeys([request.worker.agency.id, *where]))
    form = shapes.KeepAwayForm(request.POST or None, staff=staff, parts=_parts(frame, request.actor))

    def act(values: dict[str, Any]) -> None:
        kind = DenialKind(values["kind"])
        parts = [UUID(one) for one in values["parts"]] if kind == DenialKind.EMBARGO else None
        actions.keep_away(
            case_id=case_id, worker_id=UUID(values["worker"]), kind=kind, parts=parts, until=values["until"],
            reason=values["reason"], by=request.actor, at=at,
        )  # fmt: skip

    words = {
        "title": _("Keep somebody away"), "submit": _("Keep this person away"), "done": _("This person reaches it no more."),
        "intro": _("It counts more than any access of the agency, and also for what is added to the case later."),
    }  # fmt: skip
    response = form_page(request, frame, form, act, words=words, back=ACCESS, at=at)
    own = form.is_bound and form.is_valid() and form.cleaned_data["worker"] == str(request.worker.id)
    return _to_cases(response) if own else response


@staff_page
def let_back(request: StaffRequest, case_id: UUID, worker_id: UUID, kind: str) -> HttpResponse:
    """Let a colleague back."""
    at = now()
    frame = _frame(request, case_id, CHANGE, at)
    if kind not in DenialKind.values or worker_id == request.worker.id:
        raise Http404
    form = shapes.ReasonForm(request.POST or None)

    def act(values: dict[str, Any]) -> None:
        actions.let_back(
            case_id=case_id, worker_id=worker_id, kind=DenialKind(kind), reason=values["reason"], by=request.actor, at=at
        )  # fmt: skip

    words = {
        "title": _("Let somebody back"), "submit": _("Let this person back"), "done": _("This person reaches it again."),
        "intro": _("Somebody else than the person decides, and says why."),
    }  # fmt: skip
    return form_page(request, frame, form, act, words=words, back=ACCESS, at=at)


@staff_page
def lock(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Lock a case that is in the news."""
    at = now()
    frame = _frame(request, case_id, CHANGE, at)
    if not _leads(frame, request):
        raise Http404
    own = request.worker
    where = dict.fromkeys(
        [
            own.agency.id,
            *(row.agency.id for row in knowing_of(case_id, by=request.actor, head=frame.view.head).reaches),
        ]
    )
    others = [(str(row.id), str(row)) for row in agencies() if row.id != own.agency.id]
    form = shapes.LockForm(request.POST or None, staff=_staff(*where), reviewers=others, named=[str(own.id)])

    def act(values: dict[str, Any]) -> None:
        actions.lock_case(
            case_id=case_id, named=[UUID(one) for one in values["named"]], reviewer_id=UUID(values["reviewer"]),
            spoken=values["spoken"], reason=values["reason"], by=request.actor, at=at,
        )  # fmt: skip

    words = {
        "title": _("Lock this case: it is in the news"), "submit": _("Lock the case"), "done": _("The case is locked."),
        "intro": _("Everybody's access pauses but that of the named. Another agency reviews every look, each day."),
    }  # fmt: skip
    response = form_page(request, frame, form, act, words=words, back=ACCESS, at=at)
    shut_out = form.is_bound and form.is_valid() and str(own.id) not in form.cleaned_data["named"]
    return _to_cases(response) if shut_out else response


@staff_page
def unlock(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """End a lock."""
    at = now()
    frame = _frame(request, case_id, CHANGE, at)

    def act(values: dict[str, Any]) -> None:
        actions.unlock_case(case_id=case_id, reason=values["reason"], by=request.actor, at=at)

    words = {
        "title": _("Unlock this case"), "submit": _("Unlock the case"), "done": _("The case is shared as before."),
        "intro": _("Everybody's access goes on as before the lock. Looks that wait are still reviewed."),
    }  # fmt: skip
    form = shapes.ReasonForm(request.POST or None)
    return form_page(request, frame, form, act, words=words, back=ACCESS, at=at)


@staff_page
def block(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Put on record that somebody of the case must not be told."""
    at = now()
    frame = _frame(request, case_id, "guardian.block", at)
    persons = [
        (str(row.person_id), f"{row.role_label}: {_code(row.person)}") for row in frame.view.people if row.role != "child"
    ]  # fmt: skip
    form = shapes.BlockForm(request.POST or None, persons=persons)

    def act(values: dict[str, Any]) -> None:
        actions.block_guardian(
            case_id=case_id,
            person_id=UUID(values["person"]),
            reason=values["reason"],
            by=request.actor,
            at=at,
        )

    words = {
        "title": _("Somebody must not be told"), "submit": _("This person is not told"), "done": _("Everybody on the case is warned."),
        "intro": _("A guardian or relative who may be involved is not told of the case, and no letter or packet names this person."),
    }  # fmt: skip
    return form_page(request, frame, form, act, words=words, back=ACCESS, at=at)


def _code(person: PersonRow | None) -> str:
    return person.code if person is not None else ""


@steps_only(ACCESS)
@staff_page
def block_keep(request: StaffRequest, case_id: UUID, block_id: UUID) -> HttpResponse:
    """Review a block and keep it for 30 more days."""
    _frame(request, case_id, "guardian.lift", now())
    actions.keep_block(case_id=case_id, block_id=block_id, by=request.actor, at=now())
    messages.success(request, _("Reviewed: the person is still not told."))
    return redirect(ACCESS, case_id)


@staff_page
def block_lift(request: StaffRequest, case_id: UUID, block_id: UUID) -> HttpResponse:
    """Lift a block under one's own name."""
    at = now()
    frame = _frame(request, case_id, "guardian.lift", at)

    def act(values: dict[str, Any]) -> None:
        actions.lift_block(
            case_id=case_id, block_id=block_id, reason=values["reason"], by=request.actor, at=at
        )

    words = {
        "title": _("The person may be told"), "submit": _("Lift it under my name"), "done": _("The person may be told."),
        "intro": _("Is the child safe when this person knows? Ask whoever works with the family first."),
    }  # fmt: skip
    form = shapes.ReasonForm(request.POST or None)
    return form_page(request, frame, form, act, words=words, back=ACCESS, at=at)


@staff_page
def let_in(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Let an agency into the case as a partner."""
    at = now()
    frame = _frame(request, case_id, PARTNERS, at, (Part.AGENCIES,))
    if not _leads(frame, request):
        raise Http404
    there = {row.agency.id for row in frame.view.agencies}
    others = [(str(row.id), str(row)) for row in agencies() if row.id not in there]
    form = shapes.LetInForm(request.POST or None, agencies=others)

    def act(values: dict[str, Any]) -> None:
        actions.let_in(
            case_id=case_id, agency_id=UUID(values["agency"]), level=Level(values["level"]), reason=values["reason"],
            by=request.actor, at=at,
        )  # fmt: skip

    words = {
        "title": _("Let an agency into the case"), "submit": _("Let this agency in"), "done": _("The agency is a partner now. It has been told."),
        "intro": _("It sees the whole case from now on: the chronology, the assessments, the plan and the people, but no report and no reporter."),
    }  # fmt: skip
    return form_page(request, frame, form, act, words=words, back=ACCESS, at=at)


@staff_page
def end_part(request: StaffRequest, case_id: UUID, agency_id: UUID) -> HttpResponse:
    """End a partner's part in the case."""
    at = now()
    frame = _frame(request, case_id, PARTNERS, at, (Part.AGENCIES,))
    partner = next((row for row in frame.view.agencies if row.agency.id == agency_id), None)
    if not _leads(frame, request) or partner is None or partner.part == "lead":
        raise Http404

    def act(values: dict[str, Any]) -> None:
        actions.end_part(
            case_id=case_id, agency_id=agency_id, reason=values["reason"], by=request.actor, at=at
        )

    words = {
        "title": _("End the part of %(agency)s in the case") % {"agency": partner.agency}, "submit": _("End its part"),
        "done": _("It reaches the case no more."),
        "intro": _("It reaches the case no more, and what it owed there is yours again. What it wrote stays, and what it was sent by referral."),
    }  # fmt: skip
    return form_page(
        request, frame, shapes.ReasonForm(request.POST or None), act, words=words, back=ACCESS, at=at
    )


@staff_page
def ask_words(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Let an agency add to the case without reading it."""
    at = now()
    frame = _frame(request, case_id, CHANGE, at)
    if not _leads(frame, request):
        raise Http404
    others = [(str(row.id), str(row)) for row in agencies() if row.id != request.worker.agency.id]
    form = shapes.AskWordsForm(request.POST or None, agencies=others)

    def act(values: dict[str, Any]) -> None:
        actions.let_contribute(
            case_id=case_id, agency_id=UUID(values["agency"]), until=values["until"], reason=values["reason"],
            by=request.actor, at=at,
        )  # fmt: skip

    words = {
        "title": _("Let an agency add, without reading"), "submit": _("Let them add"), "done": _("They may add to the case."),
        "intro": _("They see the code of the case and their own words, and nothing else."),
    }  # fmt: skip
    return form_page(request, frame, form, act, words=words, back=ACCESS, at=at)
