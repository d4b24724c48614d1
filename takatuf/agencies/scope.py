"""The only door into personal data: a transaction in which the database knows who acts, by a token and not by a setting."""

import base64
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import connection, transaction

from takatuf.kernel.actors import Actor, ActorKind
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotAllowed, Refused
from takatuf.vault.held import holding
from takatuf.vault.keys import keyring
from takatuf.vault.tokens import scope_proof

_SYSTEM_NAMESPACE = UUID("5f0c2a64-6f0b-5c63-9f0a-3d1f6a1c7b10")
_current: ContextVar[Actor | None] = ContextVar("takatuf_actor", default=None)


class ScopeNested(Refused):
    """A scope inside another transaction: a released savepoint would leak it."""


class ScopeUnknown(NotAllowed):
    """The token is not known, or has expired."""


@dataclass(frozen=True, slots=True)
class ScopeToken:
    """A secret that the database turns into an actor. Never logged: its repr is empty."""

    value: str

    def __repr__(self) -> str:
        return "ScopeToken(…)"


def system_actor(purpose: str) -> Actor:
    """The actor of one named job, for example `intake`, `clockwork` or `sealer`."""
    return Actor(ActorKind.SYSTEM, uuid5(_SYSTEM_NAMESPACE, purpose))


def issue_token(
    *,
    kind: ActorKind,
    actor_id: UUID,
    agency_id: UUID | None = None,
    purpose: str = "",
    expires_at: datetime,
    value: str | None = None,
) -> ScopeToken:
    """Store a token for the actor and return it.

    The caller proves with the key of the web and job processes that it may; a login to the database alone cannot.
    For workers the agency is read from their row, whatever is passed.
    """
    value = value or base64.urlsafe_b64encode(os.urandom(24)).decode()
    token_hash = hashlib.sha256(value.encode()).digest()
    expires = int(expires_at.timestamp())
    proof = scope_proof(
        keyring().purpose_key("scope-proof"),
        token_hash,
        kind.value.encode(),
        actor_id.bytes,
        agency_id.bytes if agency_id else b"",
        purpose.encode(),
        expires.to_bytes(8, "big"),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT house.issue_scope(%s, %s, %s, %s, %s, %s, %s)",
            [token_hash, kind.value, actor_id, agency_id, purpose, expires, proof],
        )
    return ScopeToken(value)


def end_token(token: ScopeToken) -> None:
    """Forget a token, at sign-out; who does not know it cannot end it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT house.end_scope(%s)", [token.value])


@contextmanager
def scope(token: ScopeToken) -> Iterator[Actor]:
    """Open the outermost transaction as the actor to whom the token belongs.

    Raises ScopeNested inside another transaction, ScopeUnknown when the token is not known or has expired.
    """
    if connection.in_atomic_block:
        raise ScopeNested("scope() must open the outermost transaction.")
    with holding(), transaction.atomic(durable=True):
        actor = _enter(token)
        reset = _current.set(actor)
        try:
            yield actor
        finally:
            _current.reset(reset)


def _enter(token: ScopeToken) -> Actor:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, actor_id, agency_id FROM house.enter(%s)", [token.value])
        row = cursor.fetchone()
    if row is None:
        raise ScopeUnknown("This sign-in has ended.")
    return Actor(ActorKind(row[0]), row[1], row[2])


def current_actor() -> Actor | None:
    """Who acts in the scope that is open now; None outside."""
    return _current.get()


_system_tokens: dict[tuple[int, str, str], tuple[ScopeToken, datetime]] = {}


def system_token(purpose: str) -> ScopeToken:
    """The token of one named job of the system, which this process keeps for an hour.

    For functions of the database that take a token with their question, one step instead of a scope's four.
    """
    key = (os.getpid(), str(connection.settings_dict["NAME"]), purpose)
    known = _system_tokens.get(key)
    if known is None or known[1] < now():
        until = now() + timedelta(hours=2)
        token = issue_token(
            kind=ActorKind.SYSTEM, actor_id=system_actor(purpose).id, purpose=purpose, expires_at=until
        )
        known = _system_tokens[key] = (token, until - timedelta(hours=1))
    return known[0]


@contextmanager
def system_scope(purpose: str) -> Iterator[Actor]:
    """A scope for one named job of the system."""
    with scope(system_token(purpose)) as actor:
        yield actor


def forget_system_token(purpose: str) -> None:
    """After the database was away the next scope of this job gets a fresh token: the old one may not have survived."""
    _system_tokens.pop((os.getpid(), str(connection.settings_dict["NAME"]), purpose), None)


@contextmanager
def reporter_scope(mailbox_id: UUID) -> Iterator[Actor]:
    """A scope for the holder of a receipt or of a draft's code; the id is derived from that secret."""
    token = issue_token(kind=ActorKind.REPORTER, actor_id=mailbox_id, expires_at=now() + timedelta(minutes=2))
    try:
        with scope(token) as actor:
            yield actor
    finally:
        end_token(token)


@contextmanager
def guest_scope(door_id: UUID) -> Iterator[Actor]:
    """A scope for somebody without a desk who came through the door to one record, for example by a one-time link.

    The caller has checked the link and its code, or the signature. The database shows this one record and nothing else.
    """
    token = issue_token(kind=ActorKind.GUEST, actor_id=door_id, expires_at=now() + timedelta(minutes=2))
    try:
        with scope(token) as actor:
            yield actor
    finally:
        end_token(token)


@contextmanager
def worker_scope(worker_id: UUID, *, minutes: int = 10) -> Iterator[Actor]:
    """A scope for one worker from a trusted command on this machine (demonstration, journey, tests)."""
    token = issue_token(
        kind=ActorKind.WORKER, actor_id=worker_id, expires_at=now() + timedelta(minutes=minutes)
    )
    with scope(token) as actor:
        yield actor
