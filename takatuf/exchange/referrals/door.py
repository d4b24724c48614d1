"""The address to which an agency's own system posts its answer to a referral, signed by Standard Webhooks."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import override
from django.views.decorators.http import require_POST

from takatuf.exchange.api_words import language_of, sentence
from takatuf.exchange.bodies import json_of, limited_body
from takatuf.exchange.gateways.signing import Stamp, check_stamp, is_signed
from takatuf.exchange.referrals.actions import CallReused, OpenHook, SignedAnswer, hook_by_name, take_answer
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, NotFound, Refused

LARGEST = 64 * 1024
LONGEST_TEXT = 8000
_STATUS = {
    "not_signed": 401,
    "too_old": 401,
    "too_large": 413,
    "wrong_media_type": 415,
    "not_json": 400,
    "duplicate_name": 400,
}


@require_POST
def answer(request: HttpRequest, name: str) -> HttpResponse:
    """Take one answer: {"type": "referral.answer", "data": {"id", "answer", "text"}}. Repeated calls are done once."""
    at = now()
    try:
        stamp, hook, body = _checked(request, name)
        given = _read(body)
        done = take_answer(hook=hook, given=given, call_id=stamp.id, body=body, at=at)
    except InvalidInput as error:
        return _said(request, _STATUS.get(error.code, 422), error.code, path=error.path)
    except NotFound:
        return _said(request, 404, "no_such_referral")
    except CallReused:
        return _said(request, 409, "message_reused")
    except Refused as refusal:
        return _said(request, 409, "referral_refuses", why=type(refusal).__name__)
    return JsonResponse({"taken": True, "repeated": not done})


answer.csrf_exempt = True  # type: ignore[attr-defined] # signed by the agency's secret; no cookie is looked at


def _checked(request: HttpRequest, name: str) -> tuple[Stamp, OpenHook, bytes]:
    """No word of an unsigned call is looked at; a hook that does not exist answers like a wrong signature."""
    stamp = Stamp(
        *(request.headers.get(each, "") for each in ("webhook-id", "webhook-timestamp", "webhook-signature"))
    )
    check_stamp(stamp, at=now())
    if request.content_type != "application/json":
        raise InvalidInput("Content-Type", "wrong_media_type")
    body = limited_body(request, limit=LARGEST)
    try:
        hook = hook_by_name(name=name)
    except NotFound:
        raise InvalidInput("webhook-signature", "not_signed") from None
    if not is_signed(stamp, body, keys=(hook.key,)):
        raise InvalidInput("webhook-signature", "not_signed")
    return stamp, hook, body


def _read(body: bytes) -> SignedAnswer:
    values = json_of(body)
    data = (
        values.get("data") if isinstance(values, dict) and values.get("type") == "referral.answer" else None
    )
    if not isinstance(data, dict):
        raise InvalidInput("$.data", "required")
    text, said = data.get("text", ""), data.get("answer")
    if not isinstance(text, str) or not isinstance(said, str) or "\0" in text:
        raise InvalidInput("$.data.answer", "wrong_kind")
    if len(text) > LONGEST_TEXT:
        raise InvalidInput("$.data.text", "wrong_value")
    try:
        return SignedAnswer(UUID(str(data.get("id"))), said, text)
    except ValueError:
        raise InvalidInput("$.data.id", "wrong_form") from None


def _said(request: HttpRequest, status: int, code: str, **more: str) -> HttpResponse:
    with override(language_of(request)):
        values = {"code": code, "sentence": sentence(code, {"limit": LARGEST}), **more}
    return JsonResponse(values, status=status, json_dumps_params={"ensure_ascii": False})
