"""Agreements between agencies: the list, one agreement, drafting, signing and ending."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from takatuf.agencies.queries import agencies
from takatuf.desks.forms.agreements import MOST_TERMS, AgreementForm, EndForm, TermForm
from takatuf.desks.views.case_page import put_errors
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page, steps_only
from takatuf.desks.words import joined
from takatuf.jointwork.agreements import actions
from takatuf.jointwork.agreements.queries import AgreementRow, agreements, open_agreement
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput
from takatuf.web.parts import Row
from takatuf.web.words import both_dates

HERE, PAGE = "desks:agreements", "desks:agreement"
ALIVE = ("to_sign", "waiting", "in_force", "coming")


@staff_page
def agreement_list(request: StaffRequest) -> HttpResponse:
    """The agreements of the own agency: to sign first, then those in force."""
    at = now()
    rows = agreements(by=request.actor, at=at)
    context = {
        "alive": [_row(row, request) for row in rows if row.state in ALIVE],
        "past": [_row(row, request) for row in rows if row.state not in ALIVE],
        "may_draft": role_may(request, "agreement.write"),
    }
    return desk_page(request, "desks/agreements.html", context, here=HERE, at=at)


def _row(row: AgreementRow, request: StaffRequest) -> Row:
    other = row.other_than(request.worker.agency.id)
    until = _("until %(day)s") % {"day": both_dates(row.valid_to)}
    urgency = "prompt" if row.state == "to_sign" else "standard" if row.state in ALIVE else "info"
    return Row(
        urgency=urgency, what=joined(row.title, str(other)), detail=joined(row.state_label, until), code=row.code,  # type: ignore[arg-type]
        url=reverse(PAGE, args=[row.id]),
    )  # fmt: skip


@staff_page
def agreement(request: StaffRequest, agreement_id: UUID) -> HttpResponse:
    """One agreement: what it allows, who decides in a dispute, who signed."""
    return _page(request, agreement_id)


def _page(request: StaffRequest, agreement_id: UUID, *, end_form: EndForm | None = None) -> HttpResponse:
    at = now()
    view = open_agreement(agreement_id, by=request.actor, at=at)
    alive, signs = view.row.state in ALIVE, role_may(request, "agreement.sign")
    waits = any(one.id == request.worker.agency.id for one in view.waits_for)
    context = {
        "view": view,
        "row": view.row,
        "may_sign": alive and signs and waits,
        "waits_for_somebody_else": alive and waits and not signs,
        "may_end": alive and signs,
        "may_let_run_out": view.expiry_is_asked and signs,
        "may_follow": role_may(request, "agreement.write") and view.row.state in {"in_force", "over"},
        "end_form": end_form or EndForm(prefix="end"),
    }
    return desk_page(request, "desks/agreement.html", context, here=HERE, at=at)


@staff_page
def draft(request: StaffRequest) -> HttpResponse:
    """Draft an agreement, or the one that follows another."""
    if not role_may(request, "agreement.write"):
        raise Http404
    at, own = now(), request.worker.agency.id
    earlier = _earlier(request)
    others = [row for row in agencies() if row.id != own]
    initial: dict[str, Any] = {"valid_from": localdate(at)}
    if earlier is not None:
        second = str(earlier.other_than(own).id)
        initial = {"valid_from": earlier.valid_to, "second": second, "title": earlier.title}
    form = AgreementForm(request.POST or None, agencies=others, initial=initial)
    terms = [TermForm(request.POST or None, prefix=f"term{place}") for place in range(MOST_TERMS)]
    if request.method == "POST" and _all_valid([form, *terms]):
        try:
            row = actions.draft_agreement(
                second_id=form.cleaned_data["second"],
                **{name: form.cleaned_data[name] for name in ("title", "valid_from", "valid_to", "dispute_path", "dispute_days")},
                terms=[term.to_term(own=own, other=form.cleaned_data["second"]) for term in terms if term.says_something],
                replaces_id=earlier.id if earlier else None, by=request.actor, at=at,
            )  # fmt: skip
        except InvalidInput as problem:
            _say(form, terms, problem)
        else:
            messages.success(request, _("The draft is kept. It counts once both agencies have signed."))
            return redirect(PAGE, row.pk)
    context = {"form": form, "terms": terms, "forms": [form, *terms], "earlier": earlier}
    return desk_page(request, "desks/agreement_draft.html", context, here=HERE, at=at)


def _earlier(request: StaffRequest) -> AgreementRow | None:
    """The agreement that the new one follows, from the address."""
    try:
        wanted = UUID(request.GET.get("after", ""))
    except ValueError:
        return None
    return open_agreement(wanted, by=request.actor, at=now()).row


def _all_valid(forms: list[AgreementForm | TermForm]) -> bool:
    """Every form is looked at, so that everything that is missing is said at once."""
    valid = [form.is_valid() for form in forms]
    return all(valid)


def _say(form: AgreementForm, terms: list[TermForm], problem: InvalidInput) -> None:
    """What an action refuses stands at the field that it names; without a line, at the first line."""
    filled = [term for term in terms if term.says_something]
    if problem.path == "terms":
        terms[0].add_error("purpose", _("Say at least once what may be shared for what."))
    elif problem.path.startswith("terms."):
        put_errors(filled[int(problem.path.split(".")[1])], InvalidInput("purpose", problem.code))
    else:
        put_errors(form, problem)


@steps_only(PAGE)
@staff_page
def sign(request: StaffRequest, agreement_id: UUID) -> HttpResponse:
    """Sign for the own agency."""
    actions.sign_agreement(agreement_id=agreement_id, by=request.actor, at=now())
    messages.success(request, _("Signed with your name. The other agency has been told."))
    return redirect(PAGE, agreement_id)


@steps_only(PAGE)
@staff_page
def end(request: StaffRequest, agreement_id: UUID) -> HttpResponse:
    """End the agreement early, or withdraw the draft."""
    if not role_may(request, "agreement.sign"):
        raise Http404
    form = EndForm(request.POST, prefix="end")
    if not form.is_valid():
        return _page(request, agreement_id, end_form=form)
    actions.end_agreement(agreement_id=agreement_id, **form.cleaned_data, by=request.actor, at=now())
    messages.success(request, _("Ended. Nothing is shared under it from now on."))
    return redirect(PAGE, agreement_id)


@steps_only(PAGE)
@staff_page
def runs_out(request: StaffRequest, agreement_id: UUID) -> HttpResponse:
    """Let it run out: the reminder stops."""
    actions.let_agreement_run_out(agreement_id=agreement_id, by=request.actor, at=now())
    messages.success(request, _("Noted: it runs out on its last day."))
    return redirect(PAGE, agreement_id)
