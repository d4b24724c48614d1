"""Who calls: Basic authentication with a provider's key, and nothing else; no cookie is read."""

import base64
import binascii
import hmac

from django.http import HttpRequest

from takatuf.exchange.keys import KeyRefused, ProviderIdentity, provider_by_key, provider_by_name_and_secret
from takatuf.kernel.errors import NotAllowed

LONGEST_HEADER = 1_000


class NobodyNamed(NotAllowed):
    """The call carries no user name and password, or not in the form that Basic authentication has."""


def provider_of(request: HttpRequest) -> ProviderIdentity:
    """The provider whose key the call carries.

    Either user name = the key's name and password = its secret, or user name = the provider's code and password = the
    whole key. The database compares keyed hashes, so the time says nothing about the key.
    Raises NobodyNamed, and KeyRefused for a key that is unknown, has ended, or is another provider's than was named.
    """
    name, password = _halves(request.headers.get("Authorization", ""))
    if not password.startswith("tk_"):
        return provider_by_name_and_secret(name, password)
    provider = provider_by_key(password)
    if not hmac.compare_digest(provider.code.encode(), name.encode()):
        raise KeyRefused("This key is another provider's.")
    return provider


def _halves(header: str) -> tuple[str, str]:
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic" or len(header) > LONGEST_HEADER:
        raise NobodyNamed("The call names nobody.")
    try:
        text = base64.b64decode(value.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise NobodyNamed("The call names nobody.") from None
    name, colon, password = text.partition(":")
    if not colon:
        raise NobodyNamed("The call names nobody.")
    return name, password
