"""Addresses of sign-in: allauth's, without those by which an account could be made or taken over by e-mail."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path

CLOSED = r"^(?:email|confirm-email|password/reset|password/set|phone|login/code|2fa/webauthn/signup|3rdparty/signup|social)(?:/|$)"


def closed(request: HttpRequest) -> HttpResponse:
    """There is no such page here: an administrator makes accounts and resets them."""
    del request
    raise Http404


urlpatterns: list[URLPattern | URLResolver] = [
    re_path(CLOSED, closed),
    path("", include("allauth.urls")),
]
