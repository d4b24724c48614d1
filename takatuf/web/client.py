"""The address from which a request came: for limits and for the measure of a crowd; never stored, never logged."""

from django.conf import settings
from django.http import HttpRequest

from takatuf.kernel.addresses import client_address


def address_of(request: HttpRequest) -> str:
    """The client's address, behind the proxies that TAKATUF_TRUSTED_PROXIES names."""
    meta = request.META
    return client_address(
        str(meta.get("REMOTE_ADDR") or ""), str(meta.get("HTTP_X_FORWARDED_FOR") or ""), settings.TAKATUF_TRUSTED_PROXIES
    )  # fmt: skip
