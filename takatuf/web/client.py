"""From where a request came: the address, for limits and the measure of a crowd, never stored or logged; and from which page."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from takatuf.kernel.addresses import client_address


def address_of(request: HttpRequest) -> str:
    """The client's address, behind the proxies that TAKATUF_TRUSTED_PROXIES names."""
    meta = request.META
    return client_address(
        str(meta.get("REMOTE_ADDR") or ""), str(meta.get("HTTP_X_FORWARDED_FOR") or ""), settings.TAKATUF_TRUSTED_PROXIES
    )  # fmt: skip


def is_from_this_site(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages sent this: for what is kept when the token is missing or old."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    return bool(origin) and urlsplit(origin).netloc == request.get_host()
