"""The address to which gateways pass messages on, signed: read, checked, answered with what the sender is to be told."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import ngettext, override
from ninja import Router, Schema
from pydantic import Field

from takatuf.exchange.api_shapes import Problem
from takatuf.exchange.api_words import language_of, problems_of, sentence
from takatuf.exchange.bodies import limited_body
from takatuf.exchange.gateways.actions import Answered, OpenGateway, answer_message, gateway_for
from takatuf.exchange.gateways.models import Door, GatewayChannel
from takatuf.exchange.gateways.reading import (
    LARGEST_MESSAGE,
    Inbound,
    MessageIn,
    ValidationError,
    read_message,
)
from takatuf.exchange.gateways.signing import Stamp, check_stamp, is_signed
from takatuf.exchange.gateways.words import Place
from takatuf.intake.actions import KeyReused
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, NotFound

router = Router(tags=["gateways"])
STATUS = {
    "not_signed": 401,
    "too_old": 401,
    "too_large": 413,
    "wrong_media_type": 415,
    "not_json": 400,
    "duplicate_name": 400,
}


class AnswerOut(Schema):
    """What became of a message: answered, quiet (answered not long ago), received as a report, or added to one."""

    outcome: str
    reply: str | None = Field(
        description="What its sender is to be told, in the sender's language; null: nothing."
    )
    language: str
    media_refused: int = Field(description="Parts that were dropped unread and are stored nowhere.")
    sentence: str


HEADERS = [
    {"name": "webhook-id", "in": "header", "required": True, "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,128}$"},
     "description": "The same when a call is repeated: it is answered the same, and nothing is done twice."},
    {"name": "webhook-timestamp", "in": "header", "required": True, "schema": {"type": "string", "pattern": "^[0-9]{1,12}$"},
     "description": "Seconds since 1970, at most five minutes away from our clock."},
    {"name": "webhook-signature", "in": "header", "required": True, "schema": {"type": "string"},
     "description": "By Standard Webhooks: v1, and base64 of HMAC-SHA256 over id.timestamp.body; several with spaces between."},
]  # fmt: skip
_BODY = {
    "parameters": HEADERS,
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": MessageIn.model_json_schema()}},
    },
}
_REFUSALS = {400: Problem, 401: Problem, 409: Problem, 413: Problem, 415: Problem, 422: Problem, 503: Problem}


@router.post(
    "/gateways/{channel}",
    response={200: AnswerOut, **_REFUSALS},
    openapi_extra=_BODY,
    summary="Pass a message on",
)
def pass_message_on(request: HttpRequest, channel: GatewayChannel) -> HttpResponse:
    """A signed call with one e-mail, text message or WhatsApp message. Its words are read; media is dropped unread."""
    try:
        gateway, stamp, body = checked_call(request, Door(channel))
        message = read_message(body, channel=channel)
        return _answer(request, gateway, stamp, message)
    except ValidationError as error:
        with override(language_of(request)):
            errors = problems_of(error.errors(include_url=False, include_input=False), "$")
        return refused(request, 422, "message_not_valid", errors)
    except InvalidInput as error:
        status = STATUS.get(error.code, 422)
        with override(language_of(request)):
            errors = [
                {"path": error.path, "code": error.code, "sentence": sentence(error.code, error.params)}
            ]
        return refused(request, status, error.code, errors, **error.params)
    except KeyReused:
        return refused(request, 409, "message_reused")


def checked_call(request: HttpRequest, channel: Door) -> tuple[OpenGateway, Stamp, bytes]:
    """The gateway, the headers and the body of a call that is signed. No word of an unsigned one is looked at."""
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    stamp = Stamp(*(request.headers.get(name, "") for name in names))
    check_stamp(stamp, at=now())
    if request.content_type != "application/json":
        raise InvalidInput("Content-Type", "wrong_media_type")
    body = limited_body(request, limit=LARGEST_MESSAGE)
    try:
        gateway = gateway_for(channel=channel)
    except NotFound:
        raise InvalidInput("webhook-signature", "not_signed") from None
    if not is_signed(stamp, body, keys=gateway.keys):
        raise InvalidInput("webhook-signature", "not_signed")
    return gateway, stamp, body


def _answer(request: HttpRequest, gateway: OpenGateway, stamp: Stamp, message: Inbound) -> HttpResponse:
    place = Place(settings.TAKATUF_PUBLIC_URL or f"{request.scheme}://{request.get_host()}")
    answered = answer_message(gateway=gateway, message=message, webhook_id=stamp.id, place=place, at=now())
    with override(language_of(request)):
        said = _said(answered)
    return json_answer({
        "outcome": answered.outcome.value, "reply": answered.reply, "language": answered.language,
        "media_refused": answered.media_refused, "sentence": said,
    }, 200)  # fmt: skip


def _said(answered: Answered) -> str:
    """What became of it, for the people of the gateway."""
    refused = ""
    if answered.media_refused:
        refused = ngettext(
            "%(count)d media part was dropped unread; no picture or file is taken here.",
            "%(count)d media parts were dropped unread; no picture or file is taken here.",
            answered.media_refused,
        ) % {"count": answered.media_refused}
    return " ".join(filter(None, (f"{answered.outcome.label}.", refused)))


def refused(
    request: HttpRequest, status: int, code: str, errors: list[dict[str, str]] | None = None, **params: Any
) -> HttpResponse:
    with override(language_of(request)):
        body = {"code": code, "sentence": sentence(code, params), "errors": errors or []}
    return json_answer(body, status)


def json_answer(body: dict[str, Any], status: int) -> HttpResponse:
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
