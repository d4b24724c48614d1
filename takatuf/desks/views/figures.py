"""Published figures: everybody may read and download them; hidden numbers are hidden in words."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from takatuf.insight.annual.queries import annual_report, annual_reports
from takatuf.insight.checking import release_proof
from takatuf.insight.queries import (
    ChapterView,
    ReleaseView,
    days_of_release,
    dictionary_json,
    latest_release,
    meanings,
    overdue,
    published_csv,
    published_json,
    release,
    releases,
    signature_of,
    signing_key,
)
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotFound


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The latest release, calmly: what matters first, and its chapters. No sign-in, nothing about a single report."""
    return _page(request, latest_release())


@require_safe
def one_release(request: HttpRequest, code: str) -> HttpResponse:
    """A release by its code."""
    return _page(request, _release(code))


@require_safe
def chapter(request: HttpRequest, code: str, chapter: str) -> HttpResponse:
    """One chapter of a release: each table with its sentence, its chart and its numbers."""
    shown = _release(code)
    found = next((one for one in shown.chapters if one.code == chapter), None)
    if found is None:
        raise Http404
    context = {"release": shown, "chapter": found, "numbers": _numbers(shown, found)}
    return render(request, "desks/figures_chapter.html", context)


def _release(code: str) -> ReleaseView:
    try:
        return release(code)
    except NotFound as missing:
        raise Http404 from missing


@require_safe
def dictionary(request: HttpRequest, code: str) -> HttpResponse:
    """What each number means, and the codes by which it stands in the files."""
    shown, known = _release(code), meanings(code)
    chapters = [
        (one.title, [known.tables[table.code] for table in one.tables if table.code in known.tables]) for one in shown.chapters
    ]  # fmt: skip
    return render(request, "desks/figures_dictionary.html", {"release": shown, "chapters": chapters})


_DRAWN: dict[tuple[str, str, str, bool], SafeString] = {}
_MOST_DRAWN = 64


def _numbers(shown: ReleaseView, found: ChapterView) -> SafeString:
    """The tables and charts of a chapter, drawn once in each process and language: what is published never changes."""
    key = (shown.sha256, found.code, get_language() or "", any(table.chart for table in shown.tables))
    if key not in _DRAWN:
        if len(_DRAWN) >= _MOST_DRAWN:
            _DRAWN.clear()
        _DRAWN[key] = render_to_string("desks/figures_numbers.html", {"chapter": found})
    return _DRAWN[key]


def _page(request: HttpRequest, shown: ReleaseView | None) -> HttpResponse:
    names, today = releases(), localdate(now())
    context = {
        "release": shown,
        "others": [one for one in names if shown and one.code != shown.code],
        "days": days_of_release(on=today),
        "overdue": overdue(names, on=today),
        "annual": annual_reports(),
        "key": signing_key() if shown else "",
    }
    return render(request, "desks/figures.html", context)


def _download(name: str, code: str, kind: str, read: Callable[[str], bytes | str]) -> HttpResponse:
    """A file of a release, which never changes; 404 where there is none of this code."""
    try:
        body = read(code)
    except NotFound as missing:
        raise Http404 from missing
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "public, max-age=86400",
    }
    return HttpResponse(body, content_type=kind, headers=headers)


@require_safe
def annual_pdf(request: HttpRequest, year: int) -> HttpResponse:
    """The annual report in the page's language, the newest version."""
    del request
    language = "en" if (get_language() or "ar").startswith("en") else "ar"
    try:
        body = annual_report(year, language)
    except NotFound as missing:
        raise Http404 from missing
    headers = {"Content-Disposition": f'attachment; filename="takatuf-{year}-{language}.pdf"'}
    return HttpResponse(body, content_type="application/pdf", headers=headers)


@require_safe
def as_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Every published cell as a line."""
    del request
    return _download(f"{code}.csv", code, "text/csv; charset=utf-8", published_csv)


@require_safe
def as_json(request: HttpRequest, code: str) -> HttpResponse:
    """What was signed, byte for byte."""
    del request
    return _download(f"{code}.json", code, "application/json", published_json)


@require_safe
def data_dictionary(request: HttpRequest, code: str) -> HttpResponse:
    """What each number means, in both languages."""
    del request
    return _download(f"{code}.dictionary.json", code, "application/json", dictionary_json)


@require_safe
def proof(request: HttpRequest, code: str) -> HttpResponse:
    """Where the release stands in the ledger, for `takatuf verify`; 404 also in the second before it is sealed."""
    del request
    try:
        found = release_proof(code)
    except NotFound as missing:
        raise Http404 from missing
    answer = JsonResponse(found, json_dumps_params={"indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{code}.proof.json"'
    return answer


@require_safe
def signature(request: HttpRequest, code: str) -> HttpResponse:
    """The signed note over code, version and fingerprint."""
    del request
    return _download(f"{code}.sig.txt", code, "text/plain; charset=utf-8", signature_of)
