"""Keys of providers: their written form, and who a key belongs to."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from takatuf.agencies.scope import ScopeToken, issue_token, scope
from takatuf.kernel.actors import Actor, ActorKind
from takatuf.kernel.errors import NotAllowed
from takatuf.vault.keys import keyring
from takatuf.vault.tokens import scope_proof

REPORTS_WRITE, REPORTS_READ = "reports.write", "reports.read"
SCOPES = (REPORTS_WRITE, REPORTS_READ)
_KEY = re.compile(r"tk_([a-z0-9]{12})_([A-Za-z0-9_-]{43})")
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


class KeyRefused(NotAllowed):
    """No such key, or one that has ended, or whose provider has; which of them is not said."""


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key. `str()` of it is what the provider is told, once; `name` and `secret` serve Basic authentication."""

    name: str
    secret: str = field(repr=False)

    def __str__(self) -> str:
        return f"tk_{self.name}_{self.secret}"


@dataclass(frozen=True, slots=True)
class ProviderIdentity:
    """Who a key belongs to: the provider, the agency that receives its reports, and what the key opens."""

    id: UUID
    code: str
    name: str
    agency_id: UUID
    scopes: frozenset[str]


def new_key() -> IssuedKey:
    """A fresh key: an open name of 12 letters, a secret of 256 bits."""
    return IssuedKey("".join(secrets.choice(_LETTERS) for _ in range(12)), secrets.token_urlsafe(32))


def secret_hash(name: str, secret: str) -> bytes:
    """What is stored instead of the secret: a keyed hash bound to the key's name, 32 bytes."""
    return scope_proof(keyring().purpose_key("provider-key"), name.encode(), secret.encode())


def provider_by_key(text: str) -> ProviderIdentity:
    """The provider of a key in its written form ("tk_name_secret"). Raises KeyRefused."""
    match = _KEY.fullmatch(text)
    if match is None:
        raise KeyRefused("This is no key.")
    return provider_by_name_and_secret(match[1], match[2])


def provider_by_name_and_secret(name: str, secret: str) -> ProviderIdentity:
    """The provider of a key in its two halves, as Basic authentication sends them. Raises KeyRefused."""
    if not name.isascii() or not secret.isascii() or "\0" in name + secret:
        raise KeyRefused("This is no key.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, code, name, agency_id, scopes FROM house.provider_by_key(%s, %s)",
            [name, secret_hash(name, secret)],
        )
        row = cursor.fetchone()
    if row is None:
        raise KeyRefused("This is no key.")
    return ProviderIdentity(row[0], row[1], row[2], row[3], frozenset(row[4]))


@contextmanager
def provider_scope(provider: ProviderIdentity, *, at: datetime) -> Iterator[Actor]:
    """A scope in which the database shows a provider its own deliveries and nothing else.

    The token names no agency: a provider reaches no record, also none of the agency that it reports to.
    """
    known = _tokens.get(provider.id)
    if known is None or known[1] < at:
        until = at + timedelta(hours=2)
        token = issue_token(kind=ActorKind.PROVIDER, actor_id=provider.id, expires_at=until)
        known = _tokens[provider.id] = (token, until - timedelta(hours=1))
    with scope(known[0]) as actor:
        yield actor


_tokens: dict[UUID, tuple[ScopeToken, datetime]] = {}
