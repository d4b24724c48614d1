"""Unsent reports: kept for a day under a code that only the writer knows, unreadable to the house."""

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from takatuf.agencies.scope import reporter_scope
from takatuf.intake.models import Draft
from takatuf.kernel.arabic import european_digits
from takatuf.kernel.errors import NotFound
from takatuf.vault.keys import keyring
from takatuf.vault.small import open_with
from takatuf.vault.tokens import uuid_from_secret

_DIGITS = 12
# Twelve digits are 40 bits: whoever stole the database and the keys could try them all. At 2**14 rounds and 16 MiB a
# try, all of them take a thousand processor years, and a draft lives a day.
_ROUNDS, _BLOCK, _LANES = 2**14, 8, 1


class DraftUnknown(NotFound):
    """No draft has this code: mistyped, never made, sent, erased or older than a day, all alike."""


@dataclass(frozen=True, slots=True)
class DraftSecrets:
    """Where a draft lies and what opens it."""

    id: UUID
    key: bytes = field(repr=False)


def new_draft_code() -> str:
    """A new code of twelve digits, for the writer alone."""
    return f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"


def secrets_of(code: str) -> DraftSecrets:
    """What a code leads to, in digits of any kind, with or without spaces; about 50 ms of work on purpose."""
    digits = "".join(letter for letter in european_digits(code) if letter.isdigit())
    return _stretched(digits, keyring().purpose_key("draft"))


def _stretched(digits: str, key: bytes) -> DraftSecrets:
    stretched = hashlib.scrypt(
        digits.encode(), salt=key, n=_ROUNDS, r=_BLOCK, p=_LANES, maxmem=64 * 1024 * 1024
    )
    return DraftSecrets(
        uuid_from_secret(key, stretched.hex()), hmac.new(key, stretched, hashlib.sha256).digest()
    )  # fmt: skip


def open_draft(*, code: str, at: datetime) -> dict[str, Any]:
    """The answers under the code. Opens a scope of its own; never inside another. Raises DraftUnknown."""
    known = secrets_of(code)
    with reporter_scope(known.id):
        draft = Draft.objects.filter(pk=known.id, expires_at__gt=at).first()
    if draft is None:
        raise DraftUnknown("No draft has this code.")
    answers: dict[str, Any] = json.loads(open_with(known.key, bytes(draft.answers), purpose="draft"))
    return answers
