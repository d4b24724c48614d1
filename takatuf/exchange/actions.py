"""Registering providers and their keys, and taking in what they deliver."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.scope import system_scope
from takatuf.exchange.completeness import Completeness, completeness
from takatuf.exchange.keys import SCOPES, IssuedKey, ProviderIdentity, new_key, secret_hash
from takatuf.exchange.models import Provider, ProviderKey
from takatuf.intake.actions import Received
from takatuf.intake.bulk import Incoming, receive_reports
from takatuf.intake.content import ReportContent
from takatuf.kernel.actors import Actor
from takatuf.kernel.bulk import Bulk, Smalls, Texts, Uuids, uuid7_bytes
from takatuf.kernel.errors import InvalidInput, NotFound, Refused
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
    *,
    provider_id: UUID,
    by: Actor,
    at: datetime,
    scopes: Sequence[str] = SCOPES,
    expires_at: datetime | None = None,
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


@dataclass(frozen=True, slots=True)
class Sent:
    """A report as a provider sent it, with the provider's own key for it."""

    content: ReportContent
    key: str = field(repr=False)
    score: Completeness | None = None  # where the door has made it already


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of it: received (perhaps before already), or refused by a named reason."""

    received: Received | None = None
    refusal: Refused | None = None


def receive_deliveries(
    *, provider: ProviderIdentity, reports: Sequence[Sent], at: datetime
) -> list[Delivered]:
    """Take up to 1,000 reports of a provider in by one transaction; the outcome of each, in their order.

    Opens the scope itself, never inside another. A key is the provider's own: another provider's same key is another.
    When this returns, what is received is stored and committed. Raises TooMany.
    """
    with system_scope("intake") as by:
        return receive_deliveries_in(provider=provider, reports=reports, by=by, at=at)


def receive_deliveries_in(
    *, provider: ProviderIdentity, reports: Sequence[Sent], by: Actor, at: datetime
) -> list[Delivered]:
    """As `receive_deliveries`, inside a system_scope("intake") that is open: what else is written there stands or falls with it."""
    batch = [Incoming(report.content, f"{provider.id}:{report.key}") for report in reports]
    outcomes = receive_reports(batch=batch, lead=provider.agency_id, by=by, at=at)
    new = [
        (report.score or completeness(report.content), outcome)
        for report, outcome in zip(reports, outcomes, strict=True)
        if isinstance(outcome, Received) and not outcome.repeated
    ]
    if new:
        _store_deliveries(provider, new, at)
    return [
        Delivered(received=outcome) if isinstance(outcome, Received) else Delivered(refusal=outcome)
        for outcome in outcomes
    ]


def _store_deliveries(
    provider: ProviderIdentity, new: Sequence[tuple[Completeness, Received]], at: datetime
) -> None:
    scores = [score for score, _ in new]
    rows = [received for _, received in new]
    Bulk().insert("exchange_delivery", {
        "id": Uuids(uuid7_bytes(len(rows))), "provider_id": provider.id,
        "report_id": Uuids([row.report_id.bytes for row in rows]), "record_id": Uuids([row.record_id.bytes for row in rows]),
        "mailbox_id": Uuids([row.mailbox_id.bytes for row in rows]), "code": Texts([row.code for row in rows]),
        "completeness": Smalls([score.score for score in scores]),
        "missing": ("{}::varchar[]", Texts(["{" + ",".join(score.missing) + "}" for score in scores])), "received_at": at,
    })  # fmt: skip
