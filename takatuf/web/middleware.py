"""Language by address, and the headers that keep a browser from doing more than a page needs."""

from collections.abc import Callable, MutableMapping

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from takatuf.kernel.languages import stands_in_for
from takatuf.web.packs import OURS

#: `default` is the policy that web/desk.js makes for htmx; it lets mark-up pass, never scripts. `work` is that of
#: intake/challenge.js, which lets one script of our own be started as a worker.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "img-src 'self'",
        "style-src 'self'",
        "script-src 'self'",
        "worker-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "manifest-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types default work",
    )
)
_NEVER_ASKED = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media", "fullscreen",
    "geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "screen-wake-lock", "serial", "sync-xhr", "usb", "xr-spatial-tracking",
)  # fmt: skip
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in _NEVER_ASKED)
ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": PERMISSIONS_POLICY,
    # Not "no-referrer": with it a browser sends "Origin: null" with our own forms, and the check against forgery refuses them.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
#: First words of addresses, after the language, that a search engine may keep; everything else asks not to be listed.
LISTED = {"", "learn", "figures"}
#: First words of addresses, after the language, that speak the languages of packs; desks, court, advice and figures are whole in
#: the house's own two, and lead there.
SPOKEN_BY_PACKS = {"", "report"}

Answer = Callable[[HttpRequest], HttpResponseBase]


class SecurityHeadersMiddleware:
    """Sets the headers on every answer but static files, which whitenoise gives out before this one is asked."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if request.path.startswith(settings.STATIC_URL):
            return response
        response["Cache-Control"] = "no-store"
        if not may_be_listed(request.path):
            response["X-Robots-Tag"] = "noindex, nofollow, noarchive, nosnippet"
        return response


def headers_of_static_file(headers: MutableMapping[str, str], path: str, url: str) -> None:
    """For whitenoise: what a script needs to be started as a worker of a page that is isolated from other hosts."""
    del url
    if path.endswith(".js"):
        headers["Cross-Origin-Embedder-Policy"] = "require-corp"
        headers["Content-Security-Policy"] = "default-src 'none'"


def may_be_listed(path: str) -> bool:
    """Whether a search engine may keep the page: the home page, advice and published figures only."""
    parts = path.strip("/").split("/")
    if parts[0] in dict(settings.LANGUAGES):
        parts = parts[1:] or [""]
    return parts[0] in LISTED


class LanguageMiddleware(LocaleMiddleware):
    """The language stands in the address; without one it is the default, Arabic.

    Neither a cookie (none before it is needed) nor the browser's list decides: the same address reads the same for all.
    """

    # Django answers at once with what this gives back; the stubs know the parent alone, which gives nothing.
    def process_request(self, request: HttpRequest) -> HttpResponseRedirect | None:  # type: ignore[override]
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("A zero byte, which nothing can store or look for, stands in the address.")
        room = request.path_info.split("/")[2:3] or [""]
        if language not in OURS and room[0] not in SPOKEN_BY_PACKS:
            rest = request.get_full_path().removeprefix(f"/{language}")
            return HttpResponseRedirect(f"/{stands_in_for(language)}{rest}")
        return None

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """As Django's, without `Vary: Accept-Language`, which would not be true here."""
        answer: HttpResponseBase = super().process_response(request, response)
        if isinstance(answer, HttpResponse) and "Accept-Language" in answer.get("Vary", ""):
            kept = [name.strip() for name in answer["Vary"].split(",") if name.strip() != "Accept-Language"]
            if kept:
                answer["Vary"] = ", ".join(kept)
            else:
                del answer["Vary"]
        return answer
