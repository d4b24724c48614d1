"""Webhooks of agencies: their secrets, the calls that go out, and the answers that come in, each done once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from takatuf.agencies.scope import guest_scope, system_scope
from takatuf.exchange.gateways.actions.outbox import MOST_AT_ONCE, TRIED_AFTER
from takatuf.exchange.gateways.sending import SendState, WebhookSender
from takatuf.exchange.gateways.signing import new_secret, secret_bytes
from takatuf.exchange.keys import new_key
from takatuf.jointwork.models import AgencyHook, AnswerLink, HookAnswer, HookCall
from takatuf.jointwork.referring.actions.outside import answer_as_guest, look_as_guest
from takatuf.jointwork.referring.models import Did, Way
from takatuf.kernel.actors import Actor
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, NotFound, Refused
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write
from takatuf.vault.keys import keyring
from takatuf.vault.small import open_small, seal_small
from takatuf.vault.tokens import scope_proof

SECRET_PURPOSE = "agency-hook-secret"  # noqa: S105 - the name of a key
DOOR_HOLDS = timedelta(minutes=5)
ANSWERS: Mapping[str, Did] = {
    "seen": Did.OPENED,
    "accepted": Did.ACCEPTED,
    "declined": Did.DECLINED,
    "question": Did.ASKED,
    "outcome_part": Did.PART,
    "outcome": Did.OUTCOME,
}


class CallReused(Refused):
    """This webhook-id came with another body before."""


@dataclass(frozen=True, slots=True)
class OpenHook:
    """An agency's webhook with its key."""

    agency_id: UUID
    url: str
    key: bytes = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignedAnswer:
    """What a signed call says about one referral."""

    referral_id: UUID
    answer: str
    text: str


@transaction.atomic
def open_hook(*, agency_id: UUID, url: str, by: Actor, at: datetime) -> tuple[str, str]:
    """Let an agency's own system be told of referrals; returns the hook's name and its secret, which is shown once.

    An earlier hook of the agency ends. Inside system_scope("providers"). Raises InvalidInput for anything but https.
    """
    if urlsplit(url).scheme != "https" or not urlsplit(url).hostname:
        raise InvalidInput("url", "wrong_form")
    AgencyHook.objects.filter(agency_id=agency_id, ended_at__isnull=True).update(ended_at=at)
    name, secret = new_key().name, new_secret()
    sealed = seal_small(keyring(), secret.encode(), purpose=SECRET_PURPOSE)
    AgencyHook(agency_id=agency_id, name=name, url=url, secret=sealed, issued_at=at).save(force_insert=True)
    write("hook.opened", about=None, by=by, at=at, extra={"agency": str(agency_id), "hook": name})
    return name, secret


@transaction.atomic
def end_hook(*, agency_id: UUID, by: Actor, at: datetime) -> None:
    """Refuse and make no more calls at once. Inside system_scope("providers"). Raises NotFound."""
    if not AgencyHook.objects.filter(agency_id=agency_id, ended_at__isnull=True).update(ended_at=at):
        raise NotFound("This agency has no open webhook.")
    write("hook.ended", about=None, by=by, at=at, extra={"agency": str(agency_id)})


def _opened(hook: AgencyHook) -> OpenHook:
    secret = open_small(keyring(), bytes(hook.secret), purpose=SECRET_PURPOSE).decode()
    return OpenHook(hook.agency_id, hook.url, secret_bytes(secret), secret)


def hook_by_name(*, name: str) -> OpenHook:
    """The open webhook of this name with its key. Opens a scope of its own. Raises NotFound."""
    with system_scope("answering"):
        hook = AgencyHook.objects.filter(name=name, ended_at__isnull=True).first()
    if hook is None:
        raise NotFound("There is no such webhook.")
    return _opened(hook)


def take_answer(*, hook: OpenHook, given: SignedAnswer, call_id: str, body: bytes, at: datetime) -> bool:
    """Do what a signed call says, once; returns False when the same call was done before.

    Opens scopes of its own. Raises NotFound for a referral that was not told to this agency, CallReused, InvalidInput, and
    what the referral's state refuses.
    """
    body_hash = scope_proof(keyring().purpose_key("hook-answer"), body)
    if given.answer not in ANSWERS:
        raise InvalidInput("answer", "not_one_of")
    with system_scope("answering"):
        if _done_before(hook, call_id, body_hash):
            return False
        told = HookCall.objects.filter(agency_id=hook.agency_id, referral_id=given.referral_id).first()
        if told is None:
            raise NotFound("No such referral.")
        door = AnswerLink(
            record_id=told.record_id, referral_id=told.referral_id, way=Way.WEBHOOK, code_seed=uuid7(), issued_at=at,
            ends_at=at + DOOR_HOLDS,
        )  # fmt: skip
        door.save(force_insert=True)
    try:
        with guest_scope(door.pk) as by:
            HookAnswer(agency_id=hook.agency_id, call_id=call_id, body_hash=body_hash, at=at).save(
                force_insert=True
            )
            if ANSWERS[given.answer] is Did.OPENED:
                look_as_guest(by=by, at=at)
            else:
                answer_as_guest(did=ANSWERS[given.answer], text=given.text, by=by, at=at)
    except IntegrityError:
        with system_scope("answering"):
            if _done_before(hook, call_id, body_hash):  # the same call at the same moment was first
                return False
        raise
    finally:
        with system_scope("answering"):
            AnswerLink.objects.filter(pk=door.pk, ended_at__isnull=True).update(ended_at=at)
    return True


def _done_before(hook: OpenHook, call_id: str, body_hash: bytes) -> bool:
    before = HookAnswer.objects.filter(agency_id=hook.agency_id, call_id=call_id).first()
    if before is not None and bytes(before.body_hash) != body_hash:
        raise CallReused("This id came with another body before.")
    return before is not None


def call_systems(*, at: datetime) -> int:
    """Tell systems of agencies of their new referrals; returns how many calls were tried. Opens scopes of its own.

    A call carries an id, a code, a level and a limit; nothing about a person. It keeps its id over all tries.
    """
    calls = _claim(at)
    for row, hook in calls:
        state, why = SendState.NO_GATEWAY, "no_hook"
        if hook is not None:
            result = WebhookSender(hook.url, hook.secret).call(
                f"call_{row.pk.hex}", body_of(row=row), at=now()
            )
            state, why = result.state, result.why
        _note(row, state, why)
    return len(calls)


def _claim(at: datetime) -> list[tuple[HookCall, OpenHook | None]]:
    due = Q()
    for number, after in enumerate(TRIED_AFTER):
        due |= Q(attempts=number, queued_at__lte=at - after)
    with system_scope("gateways"):
        waiting = HookCall.objects.filter(due, sent_at__isnull=True, failed_at__isnull=True)
        rows = list(waiting.select_for_update(skip_locked=True).order_by("queued_at", "pk")[:MOST_AT_ONCE])
        for row in rows:
            row.attempts += 1
            row.save(update_fields=["attempts"])
        hooks = AgencyHook.objects.filter(
            agency_id__in=[row.agency_id for row in rows], ended_at__isnull=True
        )
        opened = {hook.agency_id: _opened(hook) for hook in hooks}
    return [(row, opened.get(row.agency_id)) for row in rows]


def body_of(*, row: HookCall) -> bytes:
    """What a call says: which referral, how urgent, and by when an answer is owed."""
    data = {
        "id": str(row.referral_id),
        "code": row.code,
        "level": row.level,
        "due_at": row.due_at.isoformat(),
    }
    values = {"type": "referral.sent", "timestamp": row.queued_at.isoformat(), "data": data}
    return json.dumps(values).encode()


def _note(row: HookCall, state: SendState, why: str) -> None:
    over = state in {SendState.REFUSED, SendState.NO_GATEWAY} or row.attempts >= len(TRIED_AFTER)
    at = now()
    ends = {"sent_at": at} if state is SendState.SENT else {"failed_at": at} if over else {}
    with system_scope("gateways") as by:
        waiting = HookCall.objects.filter(pk=row.pk, sent_at__isnull=True, failed_at__isnull=True)
        if waiting.update(why=why, **ends) and ends:
            extra = {"call": str(row.pk), "tries": str(row.attempts)}
            kind = "hook.called" if state is SendState.SENT else "hook.not_called"
            write(kind, about=None, by=by, at=at, extra=extra)
