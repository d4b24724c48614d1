"""Unsent reports: kept for a day under a code that only the writer knows, unreadable to the house."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from takatuf.agencies.scope import reporter_scope
from takatuf.intake.models import Draft
from takatuf.kernel.arabic import european_digits
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.vault.keys import keyring
from takatuf.vault.small import open_with, seal_with
from takatuf.vault.tokens import uuid_from_secret

KEPT_FOR = timedelta(hours=24)
LONGEST = 200_000  # characters of JSON; a form holds far less
_DIGITS = 12
# Twelve digits are 40 bits: whoever stole the database and the keys could try them all. At 2**14 rounds and 16 MiB a
# try, all of them take a thousand processor years, and a draft lives a day.
_ROUNDS, _BLOCK, _LANES = 2**14, 8, 1


class DraftUnknown(NotFound):
    """No draft has this code: mistyped, never made, sent, erased or older than a day, all alike."""


@dataclass(frozen=True, slots=True)
class _DraftSecrets:
    """Where a draft lies and what opens it."""

    id: UUID
    key: bytes = field(repr=False)


def new_draft_code() -> str:
    """A new code of twelve digits, for the writer alone."""
    return f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"


def _secrets_of(code: str) -> _DraftSecrets:
    digits = "".join(letter for letter in european_digits(code) if letter.isdigit())
    return _stretched(digits, keyring().purpose_key("draft"))


def _stretched(digits: str, key: bytes) -> _DraftSecrets:
    stretched = hashlib.scrypt(
        digits.encode(), salt=key, n=_ROUNDS, r=_BLOCK, p=_LANES, maxmem=64 * 1024 * 1024
    )
    return _DraftSecrets(
        uuid_from_secret(key, stretched.hex()), hmac.new(key, stretched, hashlib.sha256).digest()
    )  # fmt: skip


def save_draft(*, code: str, answers: Mapping[str, Any], at: datetime) -> datetime:
    """Keep the answers under the code, in place of what it held before; returns when they will be erased.

    Opens a scope of its own; never inside another. Raises InvalidInput when the answers are larger than any form.
    """
    text = json.dumps(answers, ensure_ascii=False, sort_keys=True)
    if len(text) > LONGEST:
        raise InvalidInput("answers", "too_long", limit=LONGEST)
    known = _secrets_of(code)
    sealed, expires_at = seal_with(known.key, text.encode(), purpose="draft"), at + KEPT_FOR
    with reporter_scope(known.id):
        Draft.objects.bulk_create(
            [Draft(id=known.id, answers=sealed, expires_at=expires_at)],
            update_conflicts=True, unique_fields=["id"], update_fields=["answers", "expires_at"],
        )  # fmt: skip
    return expires_at


def open_draft(*, code: str, at: datetime) -> dict[str, Any]:
    """The answers under the code. Opens a scope of its own; never inside another. Raises DraftUnknown."""
    known = _secrets_of(code)
    with reporter_scope(known.id):
        draft = Draft.objects.filter(pk=known.id, expires_at__gt=at).first()
    if draft is None:
        raise DraftUnknown("No draft has this code.")
    answers: dict[str, Any] = json.loads(open_with(known.key, bytes(draft.answers), purpose="draft"))
    return answers


def erase_draft(*, code: str) -> None:
    """Erase the draft of the code: it was sent, or its writer wishes so. Opens a scope of its own. Raises DraftUnknown."""
    known = _secrets_of(code)
    with reporter_scope(known.id):
        erased, _ = Draft.objects.filter(pk=known.id).delete()
    if not erased:
        raise DraftUnknown("No draft has this code.")


def erase_expired_drafts(*, at: datetime) -> int:
    """Erase the drafts whose day is over, inside a `clockwork` scope; returns how many there were."""
    erased, _ = Draft.objects.filter(expires_at__lte=at).delete()
    return erased
