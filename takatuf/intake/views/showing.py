"""Pages that only show: home, who you are, and what happens with a report. They set no cookie."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from takatuf.awareness.advice import advice
from takatuf.intake.flows import first, in_language, shared_words
from takatuf.intake.views.kept import flow_or_404, has_begun
from takatuf.intake.views.poster import VIA, code_in
from takatuf.web.packs import OURS


@gzip_page  # these pages echo no secret, so their size tells nothing
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is for, and the two ways on: tell us, or follow what you told."""
    return render(request, "intake/home.html", {"languages": _languages(OURS)})


@gzip_page  # these pages echo no secret, so their size tells nothing
@require_safe
def ways(request: HttpRequest) -> HttpResponse:
    """Who reads neither language, signs, or needs easy words or a call with an interpreter (practice 25)."""
    sign = settings.TAKATUF_SIGN_LANGUAGE
    context = {
        "languages": _languages(),
        "sign_url": sign if sign.startswith("https://") else "",
        "sign_number": "" if sign.startswith("https://") else sign,
    }
    return render(request, "intake/ways.html", context)


@gzip_page  # these pages echo no secret, so their size tells nothing
@require_safe
def easy(request: HttpRequest) -> HttpResponse:
    """What this is and how it is done, in short sentences for who reads with difficulty."""
    return render(request, "intake/easy.html")


def _languages(besides: tuple[str, ...] = ()) -> list[dict[str, str]]:
    """The languages of these pages, each by its own name, with the address at which a report begins in it."""
    return [
        {
            "code": code, "name": name, "dir": "rtl" if code in settings.LANGUAGES_BIDI else "ltr",
            "url": translate_url(reverse("intake:choose"), code),
        }
        for code, name in settings.LANGUAGES
        if code not in besides
    ]  # fmt: skip


@gzip_page  # these pages echo no secret, so their size tells nothing
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Who tells: the questions differ."""
    context = {"has_begun": has_begun(request), "elsewhere_number": settings.TAKATUF_ELSEWHERE_NUMBER}
    return render(request, "intake/choose.html", context | _via(request))


@gzip_page  # these pages echo no secret, so their size tells nothing
@require_safe
def start(request: HttpRequest, flow_code: str) -> HttpResponse:
    """Before the first question: what happens with the answers, and what helps meanwhile (practice 6)."""
    flow, language = flow_or_404(flow_code), get_language() or settings.LANGUAGE_CODE
    lines = advice(flow.reporter_kind.value, "before", language, emergency=settings.TAKATUF_EMERGENCY_NUMBER)
    words = shared_words()
    context = {
        "flow": flow,
        "title": in_language(flow.title, language),
        "opening": in_language(flow.opening, language),
        "every_question": in_language(words["every_question"], language),
        "advice": lines[1:],  # the first is the danger line, which stands on every page
        "first": first(flow).code,
        **_via(request),
    }
    return render(request, "intake/start.html", context)


def _via(request: HttpRequest) -> dict[str, str]:
    """What the links of a page add to their addresses: the code of the poster that led here, or nothing."""
    code = code_in(request)
    return {"via": f"?{VIA}={code}" if code else ""}
