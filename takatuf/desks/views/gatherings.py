"""One gathering on the awareness officer's desk: who comes, how many came, the questions, the certificates."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from takatuf.awareness import actions
from takatuf.awareness.errors import RegistrationUnknown
from takatuf.awareness.forms import CodeForm
from takatuf.awareness.lessons import Question, lesson
from takatuf.awareness.papers.drawing import Certificate, draw_certificate
from takatuf.awareness.queries import OpenGathering, campaign, open_gathering
from takatuf.desks.forms.awareness import MOMENTS, CountForm, GatheringForm, PaperForm
from takatuf.desks.views.case_page import put_errors
from takatuf.desks.views.one_step import take_step
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page, steps_only
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput
from takatuf.kernel.languages import in_language
from takatuf.web.words import both_dates

HERE, PAGE, RUN = "desks:campaigns", "desks:gathering", "campaign.run"


@staff_page
def call(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """Call a gathering of a campaign."""
    view = campaign(campaign_id, by=request.actor)
    if not role_may(request, RUN) or view.agency.id != request.worker.agency.id:
        raise Http404
    form = GatheringForm(request.POST or None, initial={"sessions": 3})
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.call_gathering(
                campaign_id=campaign_id, **form.cleaned_data, by=request.actor, at=now()
            )
        except InvalidInput as problem:
            put_errors(form, problem)
        else:
            messages.success(request, _("The gathering is called. Tell its code to whoever comes."))
            return redirect(PAGE, row.pk)
    return desk_page(request, "desks/gathering_call.html", {"form": form, "campaign": view}, here=HERE)


@staff_page
def gathering(request: StaffRequest, gathering_id: UUID) -> HttpResponse:
    """One gathering of the own agency."""
    return _page(request, gathering_id, at=now())


def _asked(view: OpenGathering, moment: str) -> tuple[Question, ...]:
    return lesson(view.row.lesson).asked(moment) if view.row.lesson and moment else ()


def _page(
    request: StaffRequest,
    gathering_id: UUID,
    *,
    at: datetime,
    count: forms.Form | None = None,
    paper: PaperForm | None = None,
    shown_code: forms.Form | None = None,
) -> HttpResponse:
    view = open_gathering(gathering_id, by=request.actor, at=at)
    moment = _moment(request)
    asked = _asked(view, moment)
    context = {
        "view": view,
        "row": view.row,
        "standing": [one for one in view.registrations if not one.is_withdrawn],
        "code_form": shown_code or CodeForm(),
        "count_form": count or CountForm(initial={"session": 1, "adults": 0, "children": 0}),
        "moments": [(code, label, code == view.row.asks) for code, label in MOMENTS]
        if view.row.lesson
        else [],
        "answered": _answered(request, view),
        "moment": moment,
        "paper_form": (paper or PaperForm(asked)) if asked else None,
        "may_run": role_may(request, RUN),
    }
    return desk_page(request, "desks/gathering.html", context, here=HERE, at=at)


def _moment(request: StaffRequest) -> str:
    said = request.POST.get("moment") or request.GET.get("moment", "")
    return said if said in dict(MOMENTS) else ""


def _answered(request: StaffRequest, view: OpenGathering) -> list[dict[str, object]]:
    """What was answered, as the own agency counts it: a question, a moment, and how many gave each answer."""
    if not view.row.lesson:
        return []
    language = request.LANGUAGE_CODE
    found = []
    for moment, label in MOMENTS:
        for question in _asked(view, moment):
            options = [
                (in_language(option.label, language), view.answers.get((moment, question.code, option.code), 0)) for option in question.options
            ]  # fmt: skip
            if any(count for _label, count in options):
                found.append(
                    {"moment": label, "text": in_language(question.text, language), "options": options}
                )
    return found


@steps_only(PAGE)
@staff_page
def asks(request: StaffRequest, gathering_id: UUID) -> HttpResponse:
    """Open the questions of a moment, or close them."""
    moment = request.POST.get("moment", "")
    actions.open_questions(gathering_id=gathering_id, moment=moment, by=request.actor, at=now())
    messages.success(request, _("The questions are open on the gathering's page.") if moment else _("The questions are closed."))  # fmt: skip
    return redirect(PAGE, gathering_id)


@steps_only(PAGE)
@staff_page
def count(request: StaffRequest, gathering_id: UUID) -> HttpResponse:
    """Write how many came to a session."""
    at = now()
    return take_step(
        request, CountForm(request.POST),
        lambda values: actions.count_attendance(gathering_id=gathering_id, **values, by=request.actor, at=at),
        said=_("The session is counted."), back=(PAGE, gathering_id),
        again=lambda form: _page(request, gathering_id, at=at, count=form),
    )  # fmt: skip


@steps_only(PAGE)
@staff_page
def came(request: StaffRequest, gathering_id: UUID) -> HttpResponse:
    """Note which of those who registered came."""
    at = now()
    view = open_gathering(gathering_id, by=request.actor, at=at)
    ticked = set(request.POST.getlist("came"))
    standing = [one for one in view.registrations if not one.is_withdrawn]
    actions.note_came(gathering_id=gathering_id, came={one.id: str(one.id) in ticked for one in standing}, by=request.actor, at=at)  # fmt: skip
    messages.success(request, _("It is noted who came. Their certificates are ready."))
    return redirect(PAGE, gathering_id)


@steps_only(PAGE)
@staff_page
def shows_code(request: StaffRequest, gathering_id: UUID) -> HttpResponse:
    """Note that somebody came who shows the code of the registration."""
    at, form = now(), CodeForm(request.POST)

    def note(values: dict[str, Any]) -> None:
        try:
            actions.note_came_with_code(
                gathering_id=gathering_id, code=values["code"], by=request.actor, at=at
            )
        except RegistrationUnknown as unknown:
            raise InvalidInput("code", "unknown_registration") from unknown

    return take_step(
        request, form, note, said=_("It is noted that this person came. The certificate is ready, and the vote is open."),
        back=(PAGE, gathering_id), again=lambda form: _page(request, gathering_id, at=at, shown_code=form),
    )  # fmt: skip


@steps_only(PAGE)
@staff_page
def paper(request: StaffRequest, gathering_id: UUID) -> HttpResponse:
    """Add answers that were given on paper."""
    at = now()
    view, moment = open_gathering(gathering_id, by=request.actor, at=at), _moment(request)
    form = PaperForm(_asked(view, moment), request.POST)
    if not form.is_valid():
        return _page(request, gathering_id, at=at, paper=form)
    actions.add_paper_answers(
        gathering_id=gathering_id, moment=moment, counts=form.counts(), by=request.actor, at=at
    )
    messages.success(request, _("The answers are added."))
    return redirect(PAGE, gathering_id)


@steps_only(PAGE)
@staff_page
def end(request: StaffRequest, gathering_id: UUID) -> HttpResponse:
    """End the gathering."""
    actions.end_gathering(gathering_id=gathering_id, by=request.actor, at=now())
    messages.success(
        request, _("The gathering has ended. In six months its questions can be opened once more.")
    )
    return redirect(PAGE, gathering_id)


@staff_page
def certificate(request: StaffRequest, gathering_id: UUID, registration_id: UUID) -> HttpResponse:
    """The certificate of one registration that came, as a PDF."""
    at = now()
    view = open_gathering(gathering_id, by=request.actor, at=at)
    found = next((one for one in view.registrations if one.id == registration_id and one.came), None)
    if found is None:
        raise Http404
    drawn = draw_certificate(
        Certificate(
            language=request.LANGUAGE_CODE, name=found.name, people=found.people if found.kind == "children" else 1,
            title=str(view.row), day=both_dates(timezone.localdate(view.row.starts_at)), agency=str(view.row.agency),
            sessions=view.row.sessions,
        ),
        at=at,
    )  # fmt: skip
    response = HttpResponse(drawn, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="certificate.pdf"'
    return response
