"""A little work for a browser while a crowd is at the door: signed, stored nowhere, good for one report.

The work is scrypt over 128 KiB with another number each time, until the result begins with enough zero bits: a cheap
telephone does a try in a few milliseconds, a server checks one in 0.4, and a machine made for hashing gains little.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from takatuf.vault.keys import keyring

ROUNDS, BLOCK, LANES = 128, 8, 1  # as in static/intake/work.js
GOOD_FOR = timedelta(hours=1)
FRESH_FOR = timedelta(minutes=15)  # so long a page may count on what it was asked for
_FORM = re.compile(r"([0-9]{1,2})\.([0-9]{10})\.[A-Za-z0-9_-]{22}")
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a page carries: `bits` leading zeros are looked for; with none the page only proves when it was fetched."""

    text: str
    bits: int


@dataclass(frozen=True, slots=True)
class Proven:
    """What a form has shown: work of so many bits, for a page fetched at that moment."""

    bits: int
    fresh: bool


def challenge_for(key: str, *, bits: int, at: datetime) -> Challenge:
    """The challenge for the report with this key."""
    return Challenge(_signed(key, bits, int(at.timestamp())), bits)


def proven_by(text: str, number: str, *, key: str, at: datetime) -> Proven | None:
    """What a challenge and the number that was found prove for this report; None when they prove nothing."""
    read = _FORM.fullmatch(text)
    if read is None:
        return None
    bits, issued = int(read[1]), int(read[2])
    age = timedelta(seconds=at.timestamp() - issued)
    if not -FRESH_FOR < age < GOOD_FOR or not hmac.compare_digest(_signed(key, bits, issued), text):
        return None
    if bits and not (_NUMBER.fullmatch(number) and has_zeros(text, number, bits)):
        return None
    return Proven(bits, age < FRESH_FOR)


def has_zeros(text: str, number: str, bits: int) -> bool:
    """Whether this number solves the challenge."""
    result = hashlib.scrypt(number.encode(), salt=text.encode(), n=ROUNDS, r=BLOCK, p=LANES, dklen=4)
    return int.from_bytes(result, "big") >> (32 - bits) == 0


def _signed(key: str, bits: int, issued: int) -> str:
    plain = f"{bits}.{issued:010d}"
    mac = hmac.digest(keyring().purpose_key("send-challenge"), f"{plain} {key}".encode(), "sha256")[:16]
    return f"{plain}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"
