"""Checking the answers, sending them once, and the receipt."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from takatuf.awareness.advice import advice
from takatuf.awareness.rules.codes import read_code, spoken
from takatuf.intake.actions import KeyReused
from takatuf.intake.content import Answer, ReportContent
from takatuf.intake.flows import Flow, Question, explain, first, questions_asked, review, to_content, wording
from takatuf.intake.groupcommit import NotYetStored
from takatuf.intake.pressure.door import arrival_of, challenge_of
from takatuf.intake.regions import REGIONS
from takatuf.intake.submitting import receipt_of_sent, submit
from takatuf.intake.views.kept import (
    Kept,
    flow_or_404,
    forget,
    is_key,
    kept_by,
    key_of_sent,
    remember_sent,
)
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput
from takatuf.web.views import refused


@require_http_methods(["GET", "HEAD", "POST"])
def review_and_send(request: HttpRequest, flow_code: str) -> HttpResponse:
    """Every answer in words, each with a way to change it; POST sends them."""
    flow = flow_or_404(flow_code)
    if key_of_sent(request):
        return redirect("intake:sent", flow_code=flow.code)
    if request.method != "POST":
        return _page(request, flow, kept_by(request, at=now(), flow=flow))
    try:
        kept = kept_by(request, at=now(), flow=flow)
        if kept is None:
            return _sent_before(request, flow) or _page(request, flow, None, missing=_nothing_given())
        return _send(request, kept)
    except (NotYetStored, OperationalError, InterfaceError):
        return _not_yet(request, flow)


def _not_yet(request: HttpRequest, flow: Flow) -> HttpResponse:
    """The database did not answer in time: nothing is lost, and sent again with its key it is still one report."""
    key = request.POST.get("key", "")
    return render(
        request, "intake/not_yet.html", {"flow": flow, "key": key if is_key(key) else ""}, status=503
    )


def _send(request: HttpRequest, kept: Kept) -> HttpResponse:
    if (again := _asked_once_more(kept)) is not None:
        return redirect("intake:ask", flow_code=kept.flow.code, code=again.code)
    try:
        content = to_content(kept.flow, kept.answers, kept.language)
        content = replace(content, campaign=_campaign(request, kept))
    except InvalidInput as error:
        return _page(request, kept.flow, kept, missing=explain(error, _language()))
    try:
        _receive(request, content, kept)
    except KeyReused:
        # Another page sent it while this one changed an answer; its receipt is the way to add the change.
        return refused(request, sentence=_already_sent(), back_url=reverse("intake:follow"))
    return _to_receipt(kept.flow, kept.key)


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _campaign(request: HttpRequest, kept: Kept) -> str:
    """The poster's code as it stands on the page that is sent: its writer may have changed it or taken it out."""
    return read_code(request.POST.get("campaign", kept.campaign))


def _receive(request: HttpRequest, content: ReportContent, kept: Kept) -> None:
    submit(content, kept.key, draft_secret=kept.secret, arrival=arrival_of(request, kept.key, at=now()))


def _sent_before(request: HttpRequest, flow: Flow) -> HttpResponse | None:
    """The second click, when the first has already been taken and the draft is gone: the same receipt."""
    key = request.POST.get("key", "")
    return _to_receipt(flow, key) if is_key(key) and receipt_of_sent(key) is not None else None


def _to_receipt(flow: Flow, key: str) -> HttpResponse:
    response = HttpResponseRedirect(_receipt_address(flow.code, get_language()))
    remember_sent(response, key)
    return response


@cache
def _receipt_address(flow_code: str, language: str | None) -> str:
    """Made once for each flow and language: a crowd at the last step asked Django for the same few again and again."""
    del language  # part of the cache's key: it stands in the address
    return reverse("intake:sent", args=[flow_code])


def _asked_once_more(kept: Kept) -> Question | None:
    """The gentle second question after danger without place or number, unless it was shown already (practice 7)."""
    asked = questions_asked(kept.flow, kept.answers)
    return next((one for one in asked if one.maps == "emergency" and one.code not in kept.answers), None)


def _nothing_given() -> str:
    return explain(InvalidInput("answers", "nothing_given"), _language())


def _already_sent() -> str:
    return gettext(
        "This report has already been sent. What you changed since can be added as a message, with your follow-up code."
    )


def _page(request: HttpRequest, flow: Flow, kept: Kept | None, *, missing: str = "") -> HttpResponse:
    answers = kept.answers if kept else {}
    context = {
        "flow": flow,
        "rows": review(flow, _with_names(answers), wording(flow, answers, _language())),
        "kept": kept,
        "challenge": challenge_of(request, kept.key, at=now()) if kept else None,
        "missing": missing,
        "campaign": spoken(kept.campaign) if kept and kept.campaign else "",
        "first": first(flow).code,
        "last": questions_asked(flow, answers)[-1].code,
    }
    return render(request, "intake/review.html", context, status=422 if missing else 200)


def _with_names(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers with regions by name instead of code."""
    shown = dict(answers)
    for code, answer in answers.items():
        if isinstance(answer.value, Mapping) and answer.value.get("region") in REGIONS:
            shown[code] = replace(
                answer, value={**answer.value, "region": str(REGIONS[answer.value["region"]])}
            )
    return shown


@require_safe
def sent(request: HttpRequest, flow_code: str) -> HttpResponse:
    """The receipt. Loading it again shows it again, until it is confirmed or half an hour has passed."""
    flow, key = flow_or_404(flow_code), key_of_sent(request)
    receipt = receipt_of_sent(key) if key else None
    if receipt is None:
        return redirect("intake:follow")
    emergency = settings.TAKATUF_EMERGENCY_NUMBER
    context = {
        "flow": flow,
        "words": receipt.words(_language()),
        "digits": receipt.digits,
        "advice": advice(flow.reporter_kind.value, "after", _language(), emergency=emergency),
    }
    return render(request, "intake/sent.html", context)


@require_POST
def saved(request: HttpRequest, flow_code: str) -> HttpResponse:  # noqa: ARG001 - Django's
    """The reporter has the receipt: from here on this browser cannot show it any more."""
    flow_or_404(flow_code)
    response = redirect(f"{reverse('intake:follow')}?saved=1")
    forget(response)
    return response
