"""Opening a case with a reason; reviewing what others opened and looked at; words for a case that is not read."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.desks.forms.access import FindingForm, OpenForm, WordsForm
from takatuf.desks.refusals import sentence_of
from takatuf.desks.views.case_page import put_errors
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page, steps_only
from takatuf.jointwork.knowing.actions import (
    Opened,
    contribute,
    note_refused_opening,
    open_with_reason,
    review_looks,
    review_opening,
)
from takatuf.jointwork.knowing.errors import NothingOpens
from takatuf.jointwork.knowing.models import Finding
from takatuf.jointwork.knowing.queries import asked_for_words, looks_waiting, openings_waiting
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput

CASES, REVIEWS, WORDS = "desks:cases", "desks:looks_to_review", "desks:words_asked"


@staff_page
def open_a_case(request: StaffRequest) -> HttpResponse:
    """Open a case by its code, with a reason; a code that is not there answers as one that does not open."""
    if not role_may(request, "access.open"):
        raise Http404
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opened = _opened(request, form)
        if opened is not None:
            messages.success(request, _("The case is open to you, to read. The agency that leads it knows."))
            return redirect("desks:case", opened.case_id)
    return desk_page(request, "desks/open_with_reason.html", {"form": form}, here=CASES)


def _opened(request: StaffRequest, form: OpenForm) -> Opened | None:
    """What opened; a refusal stands on the form, and on the ledger."""
    values, at = dict(form.cleaned_data), now()  # a complaint at a field takes its value off the form
    try:
        with transaction.atomic():
            return open_with_reason(
                code=values["code"], reason=values["reason"], in_danger=values["in_danger"] == "yes", hours=values["hours"],
                by=request.actor, at=at,
            )  # fmt: skip
    except InvalidInput as problem:
        put_errors(form, problem)
    except NothingOpens as refusal:
        form.add_error("code", sentence_of(refusal))
        note_refused_opening(code=values["code"], by=request.actor, at=at)
    return None


@staff_page
def to_review(request: StaffRequest) -> HttpResponse:
    """What somebody opened with a reason, and looks at locked cases, that wait for a second person."""
    if not role_may(request, "access.review"):
        raise Http404
    context = {
        "openings": openings_waiting(by=request.actor), "locks": looks_waiting(by=request.actor), "findings": Finding.choices,
    }  # fmt: skip
    return desk_page(request, "desks/looks_to_review.html", context, here=REVIEWS)


@staff_page
def opening(request: StaffRequest, opening_id: UUID) -> HttpResponse:
    """Say whether an opening was needed."""
    if not role_may(request, "access.review"):
        raise Http404
    row = next((one for one in openings_waiting(by=request.actor) if one.id == opening_id), None)
    if row is None:
        raise Http404
    form = FindingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        finding = Finding(form.cleaned_data["finding"])
        review_opening(
            opening_id=opening_id, finding=finding, note=form.cleaned_data["note"], by=request.actor, at=now()
        )
        messages.success(request, _("Your answer is on record."))
        return redirect(REVIEWS)
    return desk_page(request, "desks/opening_review.html", {"form": form, "row": row}, here=REVIEWS)


@steps_only(REVIEWS)
@staff_page
def looks(request: StaffRequest, lock_id: UUID) -> HttpResponse:
    """Say of the ticked looks whether they were needed."""
    try:
        chosen = [UUID(one) for one in request.POST.getlist("look")]
    except ValueError as strange:
        raise Http404 from strange
    if request.POST.get("finding") not in Finding.values or not role_may(request, "access.review"):
        raise Http404
    finding = Finding(request.POST["finding"])
    review_looks(lock_id=lock_id, look_ids=chosen, finding=finding, by=request.actor, at=now())
    messages.success(request, _("Your answer is on record."))
    return redirect(REVIEWS)


@staff_page
def words_asked(request: StaffRequest) -> HttpResponse:
    """The cases to which the own agency may add without reading, each with the own words so far."""
    if not role_may(request, "case.contribute"):
        raise Http404
    chosen = request.POST.get("case", "")
    rows = asked_for_words(by=request.actor)
    form = WordsForm(request.POST or None)
    known = next((row for row in rows if str(row.record_id) == chosen), None)
    if request.method == "POST" and known is None:
        raise Http404
    if known is not None and form.is_valid():
        contribute(record_id=known.record_id, words=form.cleaned_data["words"], by=request.actor, at=now())
        messages.success(request, _("Your words are with those who work on the case."))
        return redirect(WORDS)
    return desk_page(
        request, "desks/words_asked.html", {"rows": rows, "form": form, "chosen": known}, here=CASES
    )
