"""Opening a case from a report, naming who leads it, and referring it: at once, on one page."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from takatuf.agencies.models import Sector
from takatuf.agencies.queries import agencies
from takatuf.casework.actions import ChildFacts, start_case
from takatuf.casework.queries import Part, cases_of_report
from takatuf.desks.case_frame import CaseFrame
from takatuf.desks.forms.referrals import ChildForm, LeadForm, ReferralForm
from takatuf.desks.refusals import sentence_of
from takatuf.desks.views.case_page import HERE, case_page, frame_for_writing, put_errors
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page
from takatuf.intake.queries import report_head, report_signals
from takatuf.jointwork.actions import NoOtherInbox, SuspectWorksThere, appoint_lead, refer_case
from takatuf.jointwork.agreements.queries import allowed_sharing
from takatuf.jointwork.agreements.rules import NoAgreement, OutsideAgreement
from takatuf.jointwork.queries import packet_preview
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput
from takatuf.triage.queries import suggested_level

BLOCKS = ("first", "second")
LEAST_URGENT_CASE = 4


@staff_page
def start(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """Open a case with what is known of the child; a report that has one already leads to it."""
    at = now()
    if not role_may(request, "case.start"):
        raise Http404
    head = report_head(report_id, by=request.actor)
    opened = cases_of_report(report_id, by=request.actor)
    if opened:
        return redirect("desks:case", opened[0].id)
    level = min(suggested_level(report_id, by=request.actor), LEAST_URGENT_CASE)
    child = ChildForm(
        request.POST or None,
        initial={"level": level, "age": report_signals(report_id, by=request.actor).child_age},
    )
    lead, blocks = _lead_form(request), _blocks(request, None, needed=False)
    forms: list[Form] = [child, lead, *blocks]
    if request.method == "POST" and _all_valid(forms):
        case_id = _start(request, report_id, child=child, lead=lead, blocks=blocks, at=at)
        if case_id is not None:
            return redirect("desks:case", case_id)
    context = {"report": head, "child": child, "lead": lead, "blocks": blocks, "forms": forms}
    return desk_page(request, "desks/case_start.html", context, here=HERE, at=at)


def _start(
    request: StaffRequest,
    report_id: UUID,
    *,
    child: ChildForm,
    lead: LeadForm,
    blocks: list[ReferralForm],
    at: datetime,
) -> UUID | None:
    """All of it or nothing; None when something could not be taken, said at its field."""
    values = child.cleaned_data
    facts = ChildFacts(
        name=values["name"], age=values["age"], sex=values["sex"] or "unknown", notes=values["notes"]
    )
    form: Any = child
    try:
        with transaction.atomic():
            case = start_case(
                report_id=report_id, level=values["level"], child=facts, by=request.actor, at=at
            )
            form = lead
            _hand_over(request, case.pk, lead, at)
            for form in blocks:  # noqa: B007 - the form whose part fails says so
                _send(request, case.pk, form, at)
    except InvalidInput as problem:
        put_errors(form, problem)
        return None
    except (NoOtherInbox, SuspectWorksThere) as refusal:
        form.add_error("suspect_works_there", sentence_of(refusal))
        return None
    messages.success(request, _("The case %(code)s is open.") % {"code": case.code})
    return case.pk


@staff_page
def refer(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Name who leads, where that is still this desk's to say, and refer the case."""
    at = now()
    shared = (Part.CONCERNS, Part.REPORTS)  # what a packet may hold of them
    frame = frame_for_writing(
        request, case_id, "referral.send", tab="desks:case_referrals", at=at, parts=shared
    )
    lead = _lead_form(request) if _may_hand_over(request, frame) else None
    texts = {line.field: line.text for line in packet_preview(frame.view, by=request.actor, at=at)}
    blocks = _blocks(request, texts, needed=lead is None)
    forms: list[Form] = [*([lead] if lead else []), *blocks]
    if request.method == "POST" and _all_valid(forms) and _refer(request, case_id, lead, blocks, at):
        return redirect("desks:case_referrals", case_id)
    context = {
        "lead": lead,
        "blocks": blocks,
        "forms": forms,
        "agreed": allowed_sharing(by=request.actor, at=at) if role_may(request, "agreement.read") else [],
        "back_url": reverse("desks:case_referrals", args=[case_id]),
    }
    return case_page(request, "desks/case_refer.html", frame, context, at=at)


def _refer(
    request: StaffRequest, case_id: UUID, lead: LeadForm | None, blocks: list[ReferralForm], at: datetime
) -> bool:
    form: Any = lead
    try:
        with transaction.atomic():
            if lead is not None:
                _hand_over(request, case_id, lead, at)
            for form in blocks:  # noqa: B007 - the form whose part fails says so
                _send(request, case_id, form, at)
    except InvalidInput as problem:
        put_errors(form, problem)
        return False
    except (NoOtherInbox, SuspectWorksThere) as refusal:
        form.add_error("suspect_works_there", sentence_of(refusal))
        return False
    except (NoAgreement, OutsideAgreement) as refusal:
        form.add_error("legal_basis" if isinstance(refusal, NoAgreement) else "packet", sentence_of(refusal))
        return False
    messages.success(request, _("Sent. The clock for the answer runs."))
    return True


def _all_valid(forms: list[Form]) -> bool:
    """Every form is looked at, so that everything that is missing is said at once."""
    valid = [form.is_valid() for form in forms]
    return all(valid)


def _may_hand_over(request: StaffRequest, frame: CaseFrame) -> bool:
    """Whether the lead is still with the desk that opened the case, and the role may hand it over."""
    leads = frame.view.head.lead.id == request.worker.agency.id
    return leads and request.worker.agency.sector != Sector.SOCIAL and role_may(request, "case.appoint_lead")


def _lead_form(request: StaffRequest) -> LeadForm:
    rows = agencies()
    social = next((row for row in rows if row.sector == Sector.SOCIAL), request.worker.agency)
    names = [(str(row.id), str(row)) for row in rows if row.sector not in {Sector.COURT, Sector.MINISTRY}]
    return LeadForm(request.POST or None, agencies=names, suggested=str(social.id))


def _blocks(request: StaffRequest, texts: dict[str, str] | None, *, needed: bool) -> list[ReferralForm]:
    """Two referrals at most on one page; only the first may be needed."""
    names = [(str(row.id), str(row)) for row in agencies() if row.id != request.worker.agency.id]
    return [
        ReferralForm(request.POST or None, prefix=prefix, agencies=names, texts=texts, needed=needed and prefix == BLOCKS[0])
        for prefix in BLOCKS
    ]  # fmt: skip


def _hand_over(request: StaffRequest, case_id: UUID, lead: LeadForm, at: datetime) -> None:
    agency_id = UUID(lead.cleaned_data["lead"])
    if agency_id != request.worker.agency.id:
        appoint_lead(case_id=case_id, agency_id=agency_id, by=request.actor, at=at)


def _send(request: StaffRequest, case_id: UUID, form: ReferralForm, at: datetime) -> None:
    if form.is_wanted:
        refer_case(case_id=case_id, **form.to_send(), by=request.actor, at=at)
