"""A gathering's own page, by the code that people were told: register, answer short questions, get a certificate."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from takatuf.agencies.scope import system_scope
from takatuf.awareness.actions import answer_questions, register, withdraw_registration
from takatuf.awareness.door import come_in
from takatuf.awareness.errors import (
    GatheringOver,
    NoSeatLeft,
    NotAnswered,
    QuestionsClosed,
    RegistrationUnknown,
    TooMany,
)
from takatuf.awareness.forms import CodeForm, QuestionsForm, RegisterForm
from takatuf.awareness.lessons import Question, lesson
from takatuf.awareness.papers.drawing import Certificate, draw_certificate
from takatuf.awareness.participants import spoken_digits
from takatuf.awareness.queries import (
    GatheringView,
    OwnRegistration,
    gathering_of_code,
    registration_of,
    seats_left,
)
from takatuf.awareness.rules.codes import read_code
from takatuf.awareness.views.reading import language
from takatuf.kernel.clock import now
from takatuf.kernel.errors import Refused
from takatuf.web.words import both_dates

JOB = "awareness"


def gathering_or_404(code: str) -> GatheringView:
    """The gathering of a code, however it was written."""
    found = gathering_of_code(read_code(code))
    if found is None:
        raise Http404
    return found


def sentence(refusal: Refused) -> str:
    """Why something was refused here, and what to do."""
    return {
        GatheringOver: gettext("This gathering is over. Registrations and answers are closed."),
        NoSeatLeft: gettext("There is no seat left. Ask the agency that invites whether it will be repeated."),
        QuestionsClosed: gettext("These questions are closed now. The person who leads the gathering opens them."),
        NotAnswered: gettext("Choose at least one answer, or leave the page: nothing was kept."),
        RegistrationUnknown: gettext("No registration has this code, or it was withdrawn. Check the digits."),
        TooMany: gettext("Many come from your network just now. Wait a minute and send it again; nothing is lost here."),
    }.get(type(refusal)) or gettext("Something has changed since you opened the page. Load it again.")  # fmt: skip


@require_safe
def gathering(request: HttpRequest, code: str) -> HttpResponse:
    """What, when and where; the ways on."""
    found = gathering_or_404(code)
    with system_scope(JOB):
        left = seats_left(found)
    return render(request, "awareness/gathering.html", {"gathering": found, "left": left, "now": now()})


@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest, code: str) -> HttpResponse:
    """Register for a gathering; the answer shows the code, once."""
    found = gathering_or_404(code)
    form = RegisterForm(request.POST if request.method == "POST" else None)
    problem = ""
    if form.is_bound and form.is_valid():
        at, values = now(), form.cleaned_data
        try:
            come_in(request, at=at)
            with system_scope(JOB) as by:
                given = register(
                    gathering_code=found.code, kind=values["kind"], people=values["people"] or 1, name=values["name"], by=by, at=at
                )  # fmt: skip
        except Refused as refusal:
            problem = sentence(refusal)
        else:
            context = {"gathering": found, "digits": spoken_digits(given.code), "now": at}
            return render(request, "awareness/registered.html", context)
    context = {"gathering": found, "form": form, "problem": problem, "now": now()}
    return render(request, "awareness/register.html", context, status=422 if form.errors or problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, code: str) -> HttpResponse:
    """The short questions that are open now; only counts are kept."""
    found = gathering_or_404(code)
    asked: tuple[Question, ...] = (
        lesson(found.lesson).asked(found.asks) if found.lesson and found.asks else ()
    )
    form = QuestionsForm(asked, language(), request.POST if request.method == "POST" else None)
    problem = "" if asked else sentence(QuestionsClosed())
    if asked and form.is_bound and form.is_valid():
        at = now()
        try:
            come_in(request, at=at)
            with system_scope(JOB) as by:
                answer_questions(
                    gathering_code=found.code, moment=request.POST.get("moment", ""), chosen=form.chosen(), by=by, at=at
                )  # fmt: skip
        except Refused as refusal:
            problem = sentence(refusal)
        else:
            return redirect("awareness:thanks", code=found.code)
    context = {"gathering": found, "form": form if asked else None, "problem": problem}
    return render(
        request, "awareness/questions.html", context, status=422 if problem and form.is_bound else 200
    )


@require_safe
def thanks(request: HttpRequest, code: str) -> HttpResponse:
    """After the answers: who helps, for whoever was worried by a question."""
    return render(request, "awareness/thanks.html", {"gathering": gathering_or_404(code)})


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """The own registration, by its code: what it is for, the certificate, withdrawing."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    found: OwnRegistration | None = None
    if form.is_bound and form.is_valid():
        try:
            come_in(request, at=now())  # codes are not to be tried one after the other
            with system_scope(JOB):
                found = registration_of(form.cleaned_data["code"])
        except (RegistrationUnknown, TooMany) as refusal:
            form.add_error("code", sentence(refusal))
    context = {
        "form": form,
        "found": found,
        "code": form.cleaned_data.get("code", "") if found else "",
        "now": now(),
    }
    return render(request, "awareness/mine.html", context, status=422 if form.errors else 200)


@require_POST
def certificate(request: HttpRequest) -> HttpResponse:
    """The certificate of whoever came, as a PDF; it is kept nowhere."""
    try:
        come_in(request, at=now())
        with system_scope(JOB):
            found = registration_of(request.POST.get("code", ""))
    except (RegistrationUnknown, TooMany):
        raise Http404 from None
    if not found.row.came:
        raise Http404
    at = now()
    return pdf(draw_certificate(certificate_of(found), at=at))


def certificate_of(found: OwnRegistration) -> Certificate:
    """What stands on the certificate of a registration, in the reader's language."""
    is_group = found.row.kind != "person"
    return Certificate(
        language=language(), name=found.row.name, people=found.row.people if is_group else 1, title=str(found.gathering),
        day=both_dates(localdate(found.gathering.starts_at)), agency=str(found.gathering.agency), sessions=found.gathering.sessions,
    )  # fmt: skip


def pdf(data: bytes) -> HttpResponse:
    """A PDF to save."""
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="certificate.pdf"'
    return response


@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take the own registration back; the name is erased."""
    at: datetime = now()
    form = CodeForm(request.POST)
    said = ""
    try:
        come_in(request, at=at)
        with system_scope(JOB) as by:
            withdraw_registration(code=request.POST.get("code", ""), by=by, at=at)
    except (RegistrationUnknown, TooMany) as refusal:
        form.add_error("code", sentence(refusal))
    else:
        form, said = (
            CodeForm(),
            gettext("Your registration is withdrawn, and your name erased where you gave one."),
        )
    context = {"form": form, "found": None, "code": "", "said": said, "now": at}
    return render(request, "awareness/mine.html", context, status=422 if form.errors else 200)
