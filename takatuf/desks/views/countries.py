"""Other countries' practices on the desk and for everybody, and the self-assessment of this country."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from takatuf.desks.forms.insight import AssessmentForm, JudgeForm, NameForm, PracticeForm
from takatuf.desks.views.case_page import put_errors
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page, steps_only
from takatuf.insight.countries import actions
from takatuf.insight.countries.queries import (
    assessment_table,
    assessments,
    names_of_capabilities,
    past_assessment,
    practice,
    practices,
    practices_to_load,
)
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput

HERE, LIST = "desks:recommendations", "desks:countries"


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """What other countries do, with sources, and what was made of it; everybody may read it."""
    return render(request, "desks/countries_public.html", {"practices": practices()})


@staff_page
def listing(request: StaffRequest) -> HttpResponse:
    """Every practice, and the buttons of who may add."""
    _need(request, "recommendation.read")
    may_add = role_may(request, "recommendation.propose")
    context = {
        "practices": practices(),
        "may_add": may_add,
        "may_judge": role_may(request, "recommendation.decide"),
        "to_load": practices_to_load(by=request.actor) if may_add else 0,
    }
    return desk_page(request, "desks/countries.html", context, here=HERE)


@steps_only(LIST)
@staff_page
def load(request: StaffRequest) -> HttpResponse:
    """Take in the practices that came with the house."""
    actions.load_known_practices(by=request.actor, at=now())
    messages.success(request, _("Taken in. None counts as checked before somebody has read its source."))
    return redirect(LIST)


@staff_page
def add(request: StaffRequest) -> HttpResponse:
    """Add a practice with its source."""
    _need(request, "recommendation.propose")
    form = PracticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_practice(text=actions.PracticeText(**form.cleaned_data), by=request.actor, at=now())
        except InvalidInput as problem:
            put_errors(form, problem)
        else:
            messages.success(request, _("Added, and published."))
            return redirect(LIST)
    return desk_page(request, "desks/country_add.html", {"form": form}, here=HERE)


@staff_page
def judge(request: StaffRequest, practice_id: UUID) -> HttpResponse:
    """Say what was made of a practice here."""
    _need(request, "recommendation.decide")
    row = practice(practice_id)
    initial = {
        "adoption": row.adoption,
        "note_ar": row.note_ar,
        "note_en": row.note_en,
        "checked": row.checked,
    }
    form = JudgeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.judge_practice(practice_id=practice_id, **form.cleaned_data, by=request.actor, at=now())
        except InvalidInput as problem:
            put_errors(form, problem)
        else:
            messages.success(request, _("Kept, and published."))
            return redirect(LIST)
    return desk_page(request, "desks/country_judge.html", {"form": form, "row": row}, here=HERE)


@staff_page
def capabilities(request: StaffRequest) -> HttpResponse:
    """The 21 capabilities, the latest self-assessments beside each other."""
    context = {
        "table": assessment_table(by=request.actor),
        "past": assessments(by=request.actor),
        "may_assess": role_may(request, "capability.assess"),
    }
    return desk_page(request, "desks/capabilities.html", context, here=HERE)


@staff_page
def past(request: StaffRequest, assessment_id: UUID) -> HttpResponse:
    """One self-assessment as it was written."""
    context = {"view": past_assessment(assessment_id, by=request.actor)}
    return desk_page(request, "desks/capabilities_past.html", context, here=HERE)


@staff_page
def assess(request: StaffRequest) -> HttpResponse:
    """Assess oneself: a phase and a reason for each capability that was looked at."""
    _need(request, "capability.assess")
    at = now()
    names = {number: str(name) for number, name in names_of_capabilities().items()}
    form = AssessmentForm(request.POST or None, names=names, initial={"assessed_on": localdate(at)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.assess_ourselves(
                scores=form.scores(), assessed_on=form.cleaned_data["assessed_on"], note=form.cleaned_data["note"],
                by=request.actor, at=at,
            )  # fmt: skip
        except InvalidInput as problem:
            if problem.path == "scores":
                form.add_error(None, _("Look at one capability at least."))
            else:
                put_errors(form, problem)
        else:
            messages.success(request, _("The assessment is kept beside the earlier ones."))
            return redirect("desks:capabilities")
    return desk_page(request, "desks/capabilities_assess.html", {"form": form}, here=HERE, at=at)


@staff_page
def rename(request: StaffRequest) -> HttpResponse:
    """Call a capability by the country's own name."""
    _need(request, "capability.assess")
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename_capability(**form.cleaned_data, by=request.actor, at=now())
        except InvalidInput as problem:
            put_errors(form, problem)
        else:
            messages.success(request, _("Renamed. Earlier assessments keep the name that they had."))
            return redirect("desks:capabilities")
    return desk_page(request, "desks/capabilities_rename.html", {"form": form}, here=HERE)


def _need(request: StaffRequest, permission: str) -> None:
    if not role_may(request, permission):
        raise Http404
