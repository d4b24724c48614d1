"""The way out, and the pages that say what to do when something went wrong."""

import re
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from takatuf.web.client import is_from_this_site
from takatuf.web.context import house

MOST_AGAIN = 200_000  # letters
_SIGN_IN = re.compile(r"^/(?:[a-z]{2}/)?accounts/")
_STAFF = re.compile(r"^/(?:[a-z]{2}/)?(?:desk|court)/")
_NEVER_AGAIN = re.compile(r"csrfmiddlewaretoken|password|passphrase|secret", re.IGNORECASE)
DRAFT_COOKIE = "draft"
AGAIN_AFTER = 30  # seconds, for machines that ask when to come back
FORGET_AT_ONCE = '"cookies", "storage"'
FORGET_ALL = '"cache", "cookies", "storage"'


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the draft and whatever the browser keeps of us, then go on to a neutral page.

    Without a script the browser waits for this answer, and clearing a full cache may take it seconds: then the cache
    stays, which holds styles and fonts only. The script does not wait, and asks for all of it.
    """
    response = HttpResponse(status=303, headers={"Location": settings.TAKATUF_QUICK_EXIT_URL})
    response.delete_cookie(DRAFT_COOKIE, path="/", samesite="Strict")
    waits = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    response["Clear-Site-Data"] = FORGET_AT_ONCE if waits else FORGET_ALL
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: something in the request could not be read; 413 where it was only too long."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return _page(request, "413.html", 413)
    return _page(request, "400.html", 400)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """404, and 403 too: not there and not for you answer alike, in words and in number."""
    return _page(request, "404.html", 404)


def _page(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    """A page of an error; from an address of the desks it leads back to the desk, from elsewhere to the first page."""
    at_desk = _STAFF.match(request.path_info) is not None
    return render(request, template, {"at_desk": at_desk, **context}, status=status)


def refused(request: HttpRequest, *, sentence: str = "", back_url: str = "") -> HttpResponse:
    """409: a step was refused; `sentence` is already in the reader's language and says why."""
    return render(request, "409.html", {"refused_sentence": sentence, "back_url": back_url}, status=409)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's
    """The form's token is missing or old: mostly a page that stood open too long. What was typed may be sent once more."""
    context = {"typed": typed_before(request), "again_url": request.get_full_path()}
    return _page(request, "403_csrf.html", 403, **context)


def typed_before(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form that came to nothing, for a press that sends them again; empty where that is not safe.

    Only what the browser says one of our own pages sent: another site's form is never offered for a press. No password,
    nothing of the sign-in, and no form that brought a file, which a page cannot hold.
    """
    if request.method != "POST" or not is_from_this_site(request) or _SIGN_IN.match(request.path_info):
        return []
    try:
        sent, brings_file = request.POST, bool(request.FILES)
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return []
    if brings_file:
        return []
    fields = [
        (name, str(value))
        for name, values in sent.lists()
        for value in values
        if not _NEVER_AGAIN.search(name)
    ]
    return fields if sum(len(value) for _, value in fields) <= MOST_AGAIN else []


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault; 503 where the database does not answer, and then what was typed waits in the page to be sent again.

    Drawn without sessions, users or messages, one of which may be what broke.
    """
    context = {**house(request), "at_desk": _STAFF.match(request.path_info) is not None}
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(render_to_string("500.html", context), status=500)
    if typed := typed_before(request):
        context |= {"typed": typed, "csrf_token": get_token(request)}
    if typed or request.method == "GET":
        context["again_url"] = request.get_full_path()
    page = render_to_string("503.html", context)
    return HttpResponse(page, status=503, headers={"Retry-After": str(AGAIN_AFTER)})
