"""One question a page: shown by GET, answered by POST, on to the next; a plain form that needs no script."""

from collections.abc import Mapping
from dataclasses import replace

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from takatuf.intake.content import Answer, AnswerState
from takatuf.intake.flows import (
    Flow,
    Question,
    first,
    following,
    in_language,
    leads_to_pause,
    previous,
    progress,
    says_something,
    wording,
)
from takatuf.intake.forms import QuestionForm
from takatuf.intake.views.kept import (
    Kept,
    begin,
    flow_or_404,
    keep,
    kept_by,
    key_of_sent,
    remember,
    with_code,
)
from takatuf.intake.views.poster import carrying, code_in
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput

WAY_BACK = "way_back"  # the button that asks for a code to continue elsewhere
SEND_NOW = "send_now"  # the button that leaves the rest out: one answer is enough


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, flow_code: str, code: str) -> HttpResponse:
    """One question. The draft and its cookie begin with the first answer, not before."""
    flow = flow_or_404(flow_code)
    question = _question_or_404(flow, code)
    if key_of_sent(request):
        return redirect("intake:sent", flow_code=flow.code)  # the receipt is not confirmed yet
    if question.maps == "voice" and not flow.asks_voice:
        return redirect(carrying(request, _next(request, flow, question.code, {})))
    if request.method != "POST":
        kept = kept_by(request, at=now(), flow=flow)
        before = kept.answers.get(code) if kept else None
        return _page(request, QuestionForm(question, _words(flow, kept), before=before), flow, kept)
    try:
        return _take(request, flow, question)
    except (OperationalError, InterfaceError):
        form = QuestionForm(question, _words(flow, None), data=request.POST)
        form.add_error(None, gettext("This answer could not be kept just now. It still stands here: please press Continue again in a moment."))  # fmt: skip
        return _page(request, form, flow, None, status=503)


def _words(flow: Flow, kept: Kept | None) -> str:
    return wording(flow, kept.answers if kept else {}, get_language() or settings.LANGUAGE_CODE)


def _take(request: HttpRequest, flow: Flow, question: Question) -> HttpResponse:
    """Keep the answer, and lead on: to the next question, the pause, or the code to continue elsewhere."""
    at = now()
    kept = kept_by(request, at=at, flow=flow)
    form = QuestionForm(question, _words(flow, kept), data=request.POST)
    answer, leaves_open = form.read(), WAY_BACK in request.POST or SEND_NOW in request.POST
    if answer is None:
        return _page(request, form, flow, kept, status=422)
    if kept is None and answer.state is AnswerState.SKIPPED:
        return redirect(carrying(request, _next(request, flow, question.code, {})))
    pauses = leads_to_pause(question, answer)
    kept = kept or begin(flow, get_language() or settings.LANGUAGE_CODE)
    kept = replace(kept, campaign=kept.campaign or code_in(request))
    if answer.state is not AnswerState.SKIPPED or not leaves_open:  # who goes on from here skips nothing
        kept = kept.with_answer(question.code, answer)
    try:
        keep(kept, at=at)
    except InvalidInput:
        form.add_error(None, gettext("Your answers are too long together. Please shorten this one."))
        return _page(request, form, flow, kept, status=422)
    if pauses or WAY_BACK in request.POST:
        kept = with_code(kept, at=at)  # who stops here is told the way back
    response = redirect(_onward(request, kept, question, pauses=pauses))
    remember(response, kept)
    return response


def _onward(request: HttpRequest, kept: Kept, question: Question, *, pauses: bool) -> str:
    if WAY_BACK in request.POST:
        return f"{reverse('intake:way_back')}?after={question.code}"
    if pauses:
        return f"{reverse('intake:pause', args=[kept.flow.code])}?after={question.code}"
    if SEND_NOW in request.POST:
        return reverse("intake:review", args=[kept.flow.code])
    return _next(request, kept.flow, question.code, kept.answers)


@require_safe
def pause(request: HttpRequest, flow_code: str) -> HttpResponse:
    """The numbers and the way back, for a child who cannot write now or needs somebody at once; writing on stays open."""
    flow = flow_or_404(flow_code)
    kept = kept_by(request, at=now(), flow=flow)
    answers = kept.answers if kept else {}
    code = request.GET.get("after", first(flow).code)
    on = _next(request, flow, _question_or_404(flow, code).code, answers)
    return render(request, "intake/pause.html", {"flow": flow, "kept": kept, "on": on})


def _question_or_404(flow: Flow, code: str) -> Question:
    try:
        return flow.question(code)
    except InvalidInput:
        raise Http404 from None


def _next(request: HttpRequest, flow: Flow, code: str, answers: Mapping[str, Answer]) -> str:
    after = None if "review" in request.GET else following(flow, code, answers)
    if after is None:
        return reverse("intake:review", args=[flow.code])
    return reverse("intake:ask", args=[flow.code, after.code])


def _page(
    request: HttpRequest, form: QuestionForm, flow: Flow, kept: Kept | None, *, status: int = 200
) -> HttpResponse:
    question, answers = form.question, kept.answers if kept else {}
    number, of = progress(flow, question.code, answers)
    before = previous(flow, question.code, answers)
    given = answers.get(question.code)
    context = {
        "form": form,
        "flow": flow,
        "title": in_language(question.title, form.language),
        "why": in_language(question.why, form.language),
        "hint": in_language(question.help, form.language),
        "number": number,
        "of": of,
        "back": _back(request, flow, before),
        "from_review": "review" in request.GET,
        "may_send": "review" not in request.GET and says_something(flow, answers),
        "kept": kept,
        "was_unknown": bool(given and given.state is AnswerState.UNKNOWN and not question.options),
        "has_own_unknown": bool(question.options),
        "single": "answer" in form.fields,
    }
    return render(request, "intake/question.html", context, status=status)


def _back(request: HttpRequest, flow: Flow, before: Question | None) -> str:
    if "review" in request.GET:
        return reverse("intake:review", args=[flow.code])
    if before is None:
        return carrying(request, reverse("intake:start", args=[flow.code]))
    return carrying(request, reverse("intake:ask", args=[flow.code, before.code]))
