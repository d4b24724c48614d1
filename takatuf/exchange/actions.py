"""Registering providers and their keys, and taking in what they deliver."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.exchange.keys import SCOPES, IssuedKey, new_key, secret_hash
from takatuf.exchange.models import Provider, ProviderKey
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.ledger.actions import write


@transaction.atomic
def register_provider(*, code: str, name: str, agency_id: UUID, by: Actor, at: datetime) -> UUID:
    """Register a company that reports to one agency; returns its id. Runs inside system_scope("providers")."""
    provider = Provider(code=code, name=name, agency_id=agency_id)
    provider.save(force_insert=True)
    write("provider.registered", about=None, by=by, at=at, extra={"provider": str(provider.pk)})
    return provider.pk


@transaction.atomic
def issue_provider_key(
    *, provider_id: UUID, by: Actor, at: datetime, scopes: Sequence[str] = SCOPES, expires_at: datetime | None = None
) -> IssuedKey:
    """Make a key for a provider; its secret is in the answer and nowhere else.

    Runs inside system_scope("providers"). Raises InvalidInput for a scope that does not exist.
    """
    if unknown := [scope for scope in scopes if scope not in SCOPES]:
        raise InvalidInput("scopes", "unknown_scope", scope=unknown[0])
    key = new_key()
    ProviderKey(
        provider_id=provider_id, name=key.name, secret_hash=secret_hash(key.name, key.secret), scopes=list(scopes),
        issued_at=at, expires_at=expires_at,
    ).save(force_insert=True)  # fmt: skip
    extra = {"provider": str(provider_id), "key": key.name}
    write("provider.key_issued", about=None, by=by, at=at, extra=extra)
    return key


@transaction.atomic
def revoke_provider_key(*, name: str, by: Actor, at: datetime) -> None:
    """End a key at once. Runs inside system_scope("providers"). Raises NotFound."""
    changed = ProviderKey.objects.filter(name=name, revoked_at__isnull=True).update(revoked_at=at)
    if not changed:
        raise NotFound("No such key, or it has ended.")
    write("provider.key_revoked", about=None, by=by, at=at, extra={"key": name})
