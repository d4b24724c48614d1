"""The sentences of the JSON door, in the sender's language."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation.trans_real import parse_accept_lang_header

from takatuf.exchange.api_shapes import NO_ZERO_BYTE

_SENTENCES: dict[str, Callable[[], str]] = {
    "required": lambda: gettext("This is missing."),
    "too_long": lambda: gettext("This is too long: at most %(limit)s characters."),
    "too_short": lambda: gettext("This is too short."),
    "too_many": lambda: gettext("These are too many: at most %(limit)s."),
    "not_one_of": lambda: gettext("This is none of the values that are known here."),
    "none_of": lambda: gettext("This is none of the values that are known here: %(expected)s."),
    "unknown_field": lambda: gettext("There is no field of this name. New flags belong into annotations."),
    "wrong_kind": lambda: gettext("This is not the kind of value that belongs here."),
    "not_time": lambda: gettext("This is not a time as ISO 8601 writes it, with its zone."),
    "out_of_range": lambda: gettext(
        "This number is out of range. Look up in the documentation what may stand here."
    ),
    "wrong_form": lambda: gettext(
        "This is not written in the form that the documentation gives for this field."
    ),
    "zero_byte": lambda: gettext("This text holds a zero byte, which nothing can store."),
    "wrong_value": lambda: gettext("This value cannot be taken."),
    "nothing_given": lambda: gettext(
        "The report says nothing: give words, an identifier, a person or a place."
    ),
    "half_a_character": lambda: gettext("This text holds half a character, which no encoding can carry."),
    "not_json": lambda: gettext("This is not JSON in UTF-8, or it is nested too deeply."),
    "duplicate_name": lambda: gettext(
        "This name stands twice in the same object, so nobody can tell which of the two is meant. Send it once."
    ),
    "too_large": lambda: gettext("This is too large: at most %(limit)s bytes. Send it in parts."),
    "wrong_media_type": lambda: gettext("Send the report as application/json."),
    "bad_key": lambda: gettext("An idempotency key has 8 to 128 letters, digits and the signs . _ : -"),
    "key_reused": lambda: gettext(
        "This key came with another report before. Use a new key for a new report."
    ),
    "not_taken": lambda: gettext(
        "This report could not be stored, and nothing of it was kept. Send it again."
    ),
    "not_now": lambda: gettext(
        "The service does not answer at the moment. Wait as long as Retry-After says, then send the same again with its key: it counts once."
    ),
    "who": lambda: gettext("Give a valid key: Authorization: Bearer, and the key."),
    "key_does_not_open": lambda: gettext(
        "This key does not open this door. Ask the reporting centre for one that does."
    ),
    "no_such_report": lambda: gettext("There is no such report for this key."),
    "not_valid": lambda: gettext("The report was not taken; each thing to put right is named with its path."),
    "not_signed": lambda: gettext("This call is not signed by a gateway that is known here."),
    "too_old": lambda: gettext("The time of this call is more than five minutes away from our clock."),
    "wrong_channel": lambda: gettext("The message names another channel than its address."),
    "no_such_referral": lambda: gettext("No such referral was told to this agency."),
    "referral_refuses": lambda: gettext(
        "The referral stands otherwise, so that this answer cannot be taken now."
    ),
    "message_reused": lambda: gettext("This webhook-id came with another message before."),
    "message_not_valid": lambda: gettext(
        "The message was not taken; each thing to put right is named with its path."
    ),
}

_CODES = {
    "missing": "required", "string_too_long": "too_long", "string_too_short": "too_short", "too_long": "too_many",
    "enum": "not_one_of", "literal_error": "not_one_of", "extra_forbidden": "unknown_field", "timezone_aware": "not_time",
    "string_pattern_mismatch": "wrong_form", "greater_than_equal": "out_of_range", "less_than_equal": "out_of_range",
    "string_unicode": "half_a_character",
}  # fmt: skip


def language_of(request: HttpRequest) -> str:
    """The language that the sender asks for, Arabic without a wish that we know."""
    for tag, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if tag[:2] in {"ar", "en"}:
            return tag[:2]
    return "ar"


def sentence(code: str, parameters: Mapping[str, object] | None = None) -> str:
    """The sentence of a code in the language that is active."""
    text = _SENTENCES.get(code, _SENTENCES["wrong_value"])()
    return text % parameters if parameters and "%(" in text else text


def problems_of(errors: Iterable[Mapping[str, Any]], start: str) -> list[dict[str, str]]:
    """What pydantic found, each with its JSON path, our code and a sentence. At most 100."""
    found: dict[str, dict[str, str]] = {}
    for error in list(errors)[:100]:
        kind, context = str(error["type"]), error.get("ctx") or {}
        code = "zero_byte" if context.get("pattern") == NO_ZERO_BYTE else _CODES.get(kind) or _by_ending(kind)
        limit = context.get("max_length", context.get("le", ""))
        named = {"limit": limit, "expected": context.get("expected", "")}
        said = sentence("none_of" if code == "not_one_of" and named["expected"] else code, named)
        path = _path(start, _places(error["loc"]))
        found.setdefault(path, {"path": path, "code": code, "sentence": said})
    return list(found.values())


def _places(places: Sequence[str | int]) -> Sequence[str | int]:
    """Where the sender put it: what follows an annotation's name is only which of its kinds was tried."""
    return places[: places.index("annotations") + 2] if "annotations" in places else places


def _by_ending(kind: str) -> str:
    if kind.startswith(("datetime", "timezone")):
        return "not_time"
    return "wrong_kind" if kind.endswith(("_type", "_parsing")) else "wrong_value"


def _path(start: str, places: Iterable[str | int]) -> str:
    """A JSON path; of the names that the sender made up only the beginning is repeated."""
    parts = [f"[{place}]" if isinstance(place, int) else f".{str(place)[:60]}" for place in places]
    return start + "".join(parts).encode("utf-8", "replace").decode()
