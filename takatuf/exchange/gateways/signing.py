"""Signatures of webhooks by the Standard Webhooks specification: HMAC-SHA256 over id, time and body."""

import base64
import binascii
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from takatuf.kernel.errors import InvalidInput

PREFIX = "whsec_"
TOLERANCE = timedelta(minutes=5)
SECRET_BYTES = 32
_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_TIME = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the three headers say: an id that is the same when the call is repeated, a time, and signatures."""

    id: str
    timestamp: str
    signatures: str


def new_secret() -> str:
    """A fresh secret of 256 bits in its written form: "whsec_" and base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def secret_bytes(text: str) -> bytes:
    """The key of a written secret. Raises InvalidInput for anything but "whsec_" and base64 of 24 to 64 bytes."""
    try:
        key = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput("secret", "wrong_form") from None
    if not text.startswith(PREFIX) or not 24 <= len(key) <= 64:
        raise InvalidInput("secret", "wrong_form")
    return key


def sign(key: bytes, *, id: str, timestamp: str, body: bytes) -> str:
    """The signature of a call, as the header carries it: "v1," and base64."""
    digest = hmac.digest(key, f"{id}.{timestamp}.".encode() + body, "sha256")
    return "v1," + base64.b64encode(digest).decode()


def check_stamp(stamp: Stamp, *, at: datetime) -> None:
    """Whether the headers can belong to a call of now, before anything else is read.

    Raises InvalidInput: not_signed for headers that are missing or odd, too_old for a time more than five minutes away.
    """
    if not (_ID.fullmatch(stamp.id) and _TIME.fullmatch(stamp.timestamp) and stamp.signatures):
        raise InvalidInput("webhook-signature", "not_signed")
    if abs(int(stamp.timestamp) - at.timestamp()) > TOLERANCE.total_seconds():
        raise InvalidInput("webhook-timestamp", "too_old")


def is_signed(stamp: Stamp, body: bytes, *, keys: Iterable[bytes]) -> bool:
    """Whether one of the signatures was made with one of the keys; every pair is compared in constant time."""
    given = [each.encode() for each in stamp.signatures.split(" ")[:10] if each.isascii()]
    good = False
    for key in keys:
        wanted = sign(key, id=stamp.id, timestamp=stamp.timestamp, body=body).encode()
        for signature in given:
            good |= hmac.compare_digest(wanted, signature)
    return good
