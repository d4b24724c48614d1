"""Training by role: the lessons for one's own work, and, for whoever leads, who of the agency has finished which."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.agencies.queries import staff_of
from takatuf.awareness.actions import finish_lesson
from takatuf.awareness.errors import NotYetRight
from takatuf.awareness.forms import QuestionsForm
from takatuf.awareness.lessons import Lesson, training_of
from takatuf.awareness.queries import lessons_done, training_in_agency
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page
from takatuf.insight.training.queries import training_in_country
from takatuf.kernel.clock import now
from takatuf.kernel.languages import in_language

HERE = "desks:training"


def _key(one: Lesson) -> str:
    return f"{one.code}/{one.version}"


@staff_page
def training(request: StaffRequest) -> HttpResponse:
    """The lessons for this person's role: what is open first."""
    done, language = lessons_done(by=request.actor), request.LANGUAGE_CODE
    rows = [
        {
            "code": one.code, "title": in_language(one.title, language), "aim": in_language(one.aim, language), "minutes": one.minutes,
            "done_at": done.get(_key(one)),
        }
        for one in training_of(request.worker.role)
    ]  # fmt: skip
    rows.sort(key=lambda row: row["done_at"] is not None)
    context = {
        "rows": rows,
        "open": sum(row["done_at"] is None for row in rows),
        "team": _team(request),
        "may_plan": role_may(request, "training.country"),
    }
    return desk_page(request, "desks/training.html", context, here=HERE)


def _team(request: StaffRequest) -> list[dict[str, object]]:
    """Each colleague of the agency with how many of their lessons are finished; for whoever leads only."""
    if not role_may(request, "training.read"):
        return []
    done = training_in_agency(by=request.actor)
    found: list[dict[str, object]] = []
    for person in staff_of([request.worker.agency.id]):
        lessons = training_of(person.role)
        finished = sum((person.id, _key(one)) in done for one in lessons)
        found.append({"person": str(person), "finished": finished, "of": len(lessons)})
    return found


@staff_page
def country(request: StaffRequest) -> HttpResponse:
    """How far the training is in the whole country, lesson by lesson, for whoever plans it."""
    context = {"training": training_in_country(by=request.actor)}
    return desk_page(request, "desks/training_country.html", context, here=HERE)


@staff_page
def lesson(request: StaffRequest, code: str) -> HttpResponse:
    """One lesson: read it, answer its questions, finish it; how often one tried is not kept."""
    found = next((one for one in training_of(request.worker.role) if one.code == code), None)
    if found is None:
        raise Http404
    language = request.LANGUAGE_CODE
    form = QuestionsForm(found.questions, language, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            finish_lesson(lesson_code=code, chosen=form.chosen(), by=request.actor, at=now())
        except NotYetRight:
            _mark(form, found)
        else:
            messages.success(request, _("You have finished this lesson. Thank you."))
            return redirect(HERE)
    context = {
        "form": form,
        "title": in_language(found.title, language),
        "aim": in_language(found.aim, language),
        "sessions": [
            {"title": in_language(each.title, language), "minutes": each.minutes, "steps": [in_language(step, language) for step in each.steps]}
            for each in found.sessions
        ],
        "done_at": lessons_done(by=request.actor).get(_key(found)),
    }  # fmt: skip
    return desk_page(request, "desks/training_lesson.html", context, here=HERE)


def _mark(form: QuestionsForm, found: Lesson) -> None:
    """Say at each question that is not right yet to look again; the right answer is in the lesson."""
    for question in found.questions:
        option = question.option(form.cleaned_data.get(question.code) or "")
        if option is None or not option.counts:
            form.add_error(question.code, _("Look at the lesson once more, then choose again."))
