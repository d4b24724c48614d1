"""Reading the body of a call up to a limit, so that its sender also hears the answer when it is longer."""

from django.http import HttpRequest

from takatuf.kernel.errors import InvalidInput

# A sender that is still sending when the answer comes sees a broken line instead of it; so what is too long is read to
# its end and dropped, up to here.
MOST_DRAINED = 64 * 1024 * 1024
_CHUNK = 64 * 1024


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
