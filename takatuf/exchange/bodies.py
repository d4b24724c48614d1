"""The body of a call: read up to a limit, so that its sender also hears the answer when it is longer; and its JSON."""

from typing import Any

from django.http import HttpRequest
from pydantic_core import from_json, to_json

from takatuf.kernel.errors import InvalidInput
from takatuf.kernel.strict_json import name_twice, read_marked

# A sender that is still sending when the answer comes sees a broken line instead of it; so what is too long is read to
# its end and dropped, up to here.
MOST_DRAINED = 64 * 1024 * 1024
_CHUNK = 64 * 1024
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # some programs put it before UTF-8; it says nothing, and is passed over


def limited_body(request: HttpRequest, *, limit: int) -> bytes:
    """The body, of at most `limit` bytes. Raises InvalidInput (too_large); no more than the limit is ever held."""
    declared = request.headers.get("Content-Length", "")
    if declared.isascii() and declared.isdigit() and int(declared) > limit:
        _drain(request)
        raise InvalidInput("$", "too_large", limit=limit)
    body = request.read(limit + 1)
    if len(body) > limit:
        _drain(request)
        raise InvalidInput("$", "too_large", limit=limit)
    return body


def _drain(request: HttpRequest) -> None:
    left = MOST_DRAINED
    while left > 0 and (chunk := request.read(_CHUNK)):
        left -= len(chunk)


def json_of(body: bytes) -> Any:
    """The value of a body. Raises InvalidInput: not_json, and duplicate_name with the path of a name that stands twice."""
    value = json_parts_of(body)
    for part in value if isinstance(value, list) else ():
        if isinstance(part, InvalidInput):
            raise part
    return value


def json_parts_of(body: bytes) -> Any:
    """`json_of` for a body that may be a list: a part of it in which a name stands twice is its refusal, path and all.

    So one report of a batch is refused, and not every one of them. Raises InvalidInput where the body is no list.
    """
    value = _quick(body)
    if not _may_repeat_names(value, body):
        return value
    marked = _marked(body)
    if isinstance(marked, list):
        return [name_twice(part) or part for part in marked]
    if (refusal := name_twice(marked)) is not None:
        raise refusal
    return value


def _quick(body: bytes) -> Any:
    try:
        return from_json(body.removeprefix(_BYTE_ORDER_MARK), allow_inf_nan=False)
    except (ValueError, RecursionError):
        raise InvalidInput("$", "not_json") from None


def _marked(body: bytes) -> Any:
    try:
        return read_marked(body.removeprefix(_BYTE_ORDER_MARK))
    except (ValueError, RecursionError):
        raise InvalidInput("$", "not_json") from None


def _may_repeat_names(value: Any, body: bytes) -> bool:
    """Whether a name may stand twice, cheaply: looking at each name in Python costs a batch more than reading it.

    Of two members with one name the quick reader keeps one, so written again it has a colon less at the least. A colon
    written as \\u003a would hide that, so such a body is always looked at.
    """
    return to_json(value).count(b":") != body.count(b":") or b"\\u003" in body
