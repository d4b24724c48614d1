"""Opening gateways, their secrets, and answering what they pass on."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from takatuf.agencies.scope import system_scope
from takatuf.exchange.gateways import words
from takatuf.exchange.gateways.contents import content_of
from takatuf.exchange.gateways.models import Door, Gateway, GatewayMessage, GatewaySecret, Outcome
from takatuf.exchange.gateways.reading import Inbound
from takatuf.exchange.gateways.signing import new_secret, secret_bytes
from takatuf.exchange.keys import new_key
from takatuf.intake.actions import KeyReused, receive_report, write_as_reporter
from takatuf.intake.derived import derived_from_key
from takatuf.intake.models import ReportKey
from takatuf.intake.receipts import Receipt
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.ledger.actions import write
from takatuf.vault.keys import keyring
from takatuf.vault.small import open_small, seal_small
from takatuf.vault.tokens import scope_proof

REPLY_EVERY = timedelta(minutes=10)
MESSAGES_KEPT = timedelta(days=30)
LONGEST_ADDITION = (
    10_000  # characters that a mailbox takes at once; what is longer becomes a report of its own
)
SECRET_PURPOSE = "gateway-secret"  # noqa: S105 - the name of a key


@dataclass(frozen=True, slots=True)
class OpenGateway:
    """A gateway whose door is open, with the keys that its calls may be signed with."""

    channel: Door
    agency_id: UUID
    accepts_reports: bool
    keys: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a message; `reply` is what its sender is to be told, or None."""

    outcome: Outcome
    reply: str | None = field(repr=False)
    language: str
    media_refused: int


@transaction.atomic
def open_gateway(*, channel: str, agency_id: UUID, accepts_reports: bool, by: Actor, at: datetime) -> UUID:
    """Open the door for one kind of message, or change what it does; returns its id. Inside system_scope("providers").

    Raises InvalidInput for a channel that does not exist.
    """
    if channel not in Door.values:
        raise InvalidInput("channel", "not_one_of")
    gateway = Gateway.objects.filter(channel=channel).first() or Gateway(channel=channel)
    gateway.agency_id, gateway.accepts_reports, gateway.is_open = agency_id, accepts_reports, True
    gateway.save()
    takes = "reports" if accepts_reports else "nothing"
    write("gateway.opened", about=None, by=by, at=at, extra={"channel": channel, "takes": takes})
    return gateway.pk


@transaction.atomic
def close_gateway(*, channel: str, by: Actor, at: datetime) -> None:
    """Close the door at once: every call is refused. Inside system_scope("providers"). Raises NotFound."""
    if not Gateway.objects.filter(channel=channel, is_open=True).update(is_open=False):
        raise NotFound("There is no open gateway of this kind.")
    write("gateway.closed", about=None, by=by, at=at, extra={"channel": channel})


@transaction.atomic
def issue_gateway_secret(*, channel: str, by: Actor, at: datetime) -> tuple[str, str]:
    """Make a secret for a gateway, beside those that hold; returns its name and the secret, which is shown once.

    Inside system_scope("providers"). Raises NotFound.
    """
    gateway = Gateway.objects.filter(channel=channel).first()
    if gateway is None:
        raise NotFound("There is no gateway of this kind.")
    name, secret = new_key().name, new_secret()
    sealed = seal_small(keyring(), secret.encode(), purpose=SECRET_PURPOSE)
    GatewaySecret(gateway=gateway, name=name, secret=sealed, issued_at=at).save(force_insert=True)
    write("gateway.secret_issued", about=None, by=by, at=at, extra={"channel": channel, "secret": name})
    return name, secret


@transaction.atomic
def end_gateway_secret(*, name: str, by: Actor, at: datetime) -> None:
    """End a secret at once. Inside system_scope("providers"). Raises NotFound."""
    if not GatewaySecret.objects.filter(name=name, ended_at__isnull=True).update(ended_at=at):
        raise NotFound("There is no such secret, or it has ended.")
    write("gateway.secret_ended", about=None, by=by, at=at, extra={"secret": name})


def gateway_for(*, channel: str) -> OpenGateway:
    """The open gateway of this kind with its keys. Opens a scope of its own. Raises NotFound."""
    with system_scope("intake"):
        gateway = Gateway.objects.filter(channel=channel, is_open=True).first()
        if gateway is None:
            raise NotFound("There is no gateway of this kind.")
        secrets = GatewaySecret.objects.filter(gateway=gateway, ended_at__isnull=True).order_by("-issued_at")
        sealed = [bytes(each.secret) for each in secrets]
    keys = (open_small(keyring(), each, purpose=SECRET_PURPOSE).decode() for each in sealed)
    return OpenGateway(
        Door(gateway.channel), gateway.agency_id, gateway.accepts_reports, tuple(map(secret_bytes, keys))
    )  # fmt: skip


def answer_message(
    *, gateway: OpenGateway, message: Inbound, webhook_id: str, place: words.Place, at: datetime
) -> Answered:
    """Answer what a gateway passed on, once: the same id again is answered the same and nothing is done twice.

    Where the agency takes reports by this door, the words become a report, or are added to the one that the same sender
    made on the same day. Elsewhere nothing of the message is kept. Who sent it is kept nowhere, unless a line of the
    message asks for a call: then, sealed apart from the report. Opens scopes of its own, never inside another.

    Raises KeyReused when the id came with other words before.
    """
    tokens = _Tokens.of(gateway, message, webhook_id, at)
    with system_scope("intake") as by:
        _one_at_a_time(tokens)
        row = GatewayMessage.objects.filter(token=tokens.call).first()
        if row is None:
            row = _take(gateway, message, tokens, by, at)
        elif bytes(row.content_token) != tokens.content:
            raise KeyReused("This id came with another message before.")
        first = row if row.joins is None else GatewayMessage.objects.get(pk=row.joins)
        receipt = _receipt(bytes(first.token))
    if row.outcome == Outcome.ADDED:
        # Outside, because a reporter's scope is another one; by the key it is one message, also when the call is repeated.
        write_as_reporter(
            receipt_text=str(receipt),
            text=message.text,
            at=at,
            key=tokens.call.hex(),
            danger=message.says_danger,
        )
    return Answered(
        Outcome(row.outcome), _reply(row, receipt, message, place), message.language, message.media
    )


def forget_senders(*, at: datetime) -> int:
    """Erase the tokens of senders whose day is over, and rows after 30 days, inside a `clockwork` scope; returns how many."""
    midnight = at.astimezone(ZoneInfo(settings.TIME_ZONE)).replace(hour=0, minute=0, second=0, microsecond=0)
    forgotten = GatewayMessage.objects.filter(sender_token__isnull=False, at__lt=midnight).update(
        sender_token=None
    )
    erased, _ = GatewayMessage.objects.filter(at__lt=at - MESSAGES_KEPT).delete()
    return forgotten + erased


@dataclass(frozen=True, slots=True)
class _Tokens:
    call: bytes
    content: bytes
    sender: bytes | None

    @classmethod
    def of(cls, gateway: OpenGateway, message: Inbound, webhook_id: str, at: datetime) -> "_Tokens":
        """Keyed hashes: without the keyring nobody learns from them who wrote, or which call it was."""
        ring, channel = keyring(), gateway.channel.encode()
        day = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date().isoformat().encode()
        said = (
            message.text,
            message.sender,
            message.language,
            str(message.media),
            *["danger"] * message.danger,
        )
        return cls(
            call=scope_proof(ring.purpose_key("gateway-call"), channel, webhook_id.encode()),
            content=scope_proof(ring.purpose_key("gateway-content"), *(each.encode() for each in said)),
            sender=scope_proof(ring.purpose_key("gateway-sender"), day, channel, message.sender.encode())
            if message.sender
            else None,
        )


def _one_at_a_time(tokens: _Tokens) -> None:
    """The same call twice at once, and two messages of one sender at once, wait for each other."""
    with connection.cursor() as cursor:
        for token in sorted(filter(None, (tokens.call, tokens.sender))):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(token[:8], "big", signed=True)]
            )


def _take(gateway: OpenGateway, message: Inbound, tokens: _Tokens, by: Actor, at: datetime) -> GatewayMessage:
    before = _of_sender(tokens.sender)
    # Whoever says danger is given the emergency number each time.
    replied_lately = not message.says_danger and any(
        one.replied and one.at > at - REPLY_EVERY for one in before
    )
    row = GatewayMessage(
        token=tokens.call, content_token=tokens.content, sender_token=tokens.sender, channel=gateway.channel,
        outcome=Outcome.QUIET if replied_lately else Outcome.ANSWERED, replied=not replied_lately,
        media_refused=message.media, at=at,
    )  # fmt: skip
    if gateway.accepts_reports and message.text:
        first = next((one for one in before if one.outcome == Outcome.RECEIVED), None)
        if first is not None and not message.asks_for_a_call and len(message.text) <= LONGEST_ADDITION:
            row.outcome, row.joins = Outcome.ADDED, first.pk
        else:
            # Whoever gets a new code is told it, however lately there was another reply.
            row.outcome, row.replied = Outcome.RECEIVED, True
            content = content_of(message, channel=gateway.channel, earlier=_code_of(first))
            receive_report(
                content=content, key=_report_key(tokens.call), lead=gateway.agency_id, by=by, at=at
            )
    row.save(force_insert=True)
    write(
        "gateway.answered",
        about=None,
        by=by,
        at=at,
        extra={"channel": gateway.channel, "outcome": row.outcome},
    )
    return row


def _of_sender(token: bytes | None) -> list[GatewayMessage]:
    """What the same sender wrote on the same day by the same door, in order; nothing for who hides the number."""
    return list(GatewayMessage.objects.filter(sender_token=token).order_by("at", "id")) if token else []


def _report_key(call: bytes) -> str:
    """The key of the report that a call made: it follows from the call, so the receipt can be told again."""
    return scope_proof(keyring().purpose_key("gateway-report"), call).hex()


def _receipt(call: bytes) -> Receipt:
    return derived_from_key(_report_key(call), "").receipt


def _code_of(first: GatewayMessage | None) -> str:
    """R-YY-NNNNNN of the report that this message made; empty when there is none."""
    if first is None:
        return ""
    key = derived_from_key(_report_key(bytes(first.token)), "").token
    return ReportKey.objects.values_list("code", flat=True).get(pk=key)


def _reply(row: GatewayMessage, receipt: Receipt, message: Inbound, place: words.Place) -> str | None:
    if not row.replied:
        return None
    if row.outcome == Outcome.RECEIVED:
        return words.report_reply(place, receipt, message, channel=row.channel)
    if row.outcome == Outcome.ADDED:
        return words.added_reply(message)
    return words.link_reply(place, message.language, media=message.media)
