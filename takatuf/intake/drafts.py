"""Unsent reports: kept for a day under a secret that only the writer's browser holds, unreadable to the house.

The secret is long and random, so nothing is stretched to open a draft. A short code to continue elsewhere exists only
once its writer asked for one: it is stretched, and what it unlocks is the secret.
"""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from takatuf.agencies.scope import forget_system_token, system_token
from takatuf.kernel.arabic import european_digits
from takatuf.kernel.errors import NotFound
from takatuf.vault.keys import keyring
from takatuf.vault.small import open_with
from takatuf.vault.tokens import uuid_from_secret

JOB = "drafts"
PATIENCE = 8.0  # seconds that a question waits for a database that is away
_PAUSE = 0.2
_DIGITS = 12
_SECRET_BYTES = 24
# Twelve digits are 40 bits: whoever stole the database and the keys could try them all. At 2**14 rounds and 16 MiB a
# try, all of them take a thousand processor years, and a draft lives a day.
_ROUNDS, _BLOCK, _LANES = 2**14, 8, 1


class DraftUnknown(NotFound):
    """No draft has this secret or code: mistyped, never made, sent, erased or older than a day, all alike."""


@dataclass(frozen=True, slots=True)
class DraftSecrets:
    """Where a draft, or what leads to it, lies, and what opens it."""

    id: UUID
    key: bytes = field(repr=False)


def new_draft_secret() -> str:
    """A new secret of 192 bits, for the cookie of one browser alone."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def new_draft_code() -> str:
    """A new code of twelve digits, to be read aloud or written by hand."""
    return f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"


def secrets_of(secret: str) -> DraftSecrets:
    """What a secret leads to: keyed hashes, since nobody can try 192 bits."""
    key = keyring().purpose_key("draft")
    return DraftSecrets(
        uuid_from_secret(key, f"lies {secret}"), hmac.digest(key, f"opens {secret}".encode(), "sha256")
    )  # fmt: skip


def secrets_of_code(code: str) -> DraftSecrets:
    """What a code leads to, in digits of any kind, with or without spaces; about 50 ms of work on purpose."""
    digits = "".join(letter for letter in european_digits(code) if letter.isdigit())
    key = keyring().purpose_key("draft-code")
    stretched = hashlib.scrypt(
        digits.encode(), salt=key, n=_ROUNDS, r=_BLOCK, p=_LANES, maxmem=64 * 1024 * 1024
    )
    return DraftSecrets(
        uuid_from_secret(key, stretched.hex()), hmac.digest(key, stretched, "sha256")
    )  # fmt: skip


def open_draft(*, secret: str, at: datetime) -> dict[str, Any]:
    """The answers under the secret, by one question to the database. Raises DraftUnknown."""
    known = secrets_of(secret)
    row = ask_house("SELECT answers FROM house.open_draft(%s, %s, %s)", [known.id, at])
    if row is None or row[0] is None:
        raise DraftUnknown("No draft has this secret.")
    answers: dict[str, Any] = json.loads(open_with(known.key, bytes(row[0]), purpose="draft"))
    return answers


def secret_of_code(*, code: str, at: datetime) -> str:
    """The secret that a code unlocks. Raises DraftUnknown."""
    known = secrets_of_code(code)
    row = ask_house("SELECT resume_key FROM house.resume_draft(%s, %s, %s)", [known.id, at])
    if row is None or row[0] is None:
        raise DraftUnknown("No draft has this code.")
    return open_with(known.key, bytes(row[0]), purpose="draft-code").decode()


def ask_house(statement: str, parameters: Sequence[Any]) -> tuple[Any, ...] | None:
    """One call of a function of the house as the job that keeps drafts; its token comes first among the parameters.

    Each such call does the same when it is made twice, so a connection is not asked first whether it lives: one that
    broke is replaced, a token that the database does not know any more too, and a database that is away is waited for.
    Raises OperationalError when it does not come back.
    """
    deadline, knows_token = time.monotonic() + PATIENCE, True
    while True:
        try:
            connection.health_check_done = True  # type: ignore[attr-defined]
            with connection.cursor() as cursor:
                cursor.execute(statement, [system_token(JOB).value, *parameters])
                row: tuple[Any, ...] | None = cursor.fetchone()
                return row
        except (OperationalError, InterfaceError):
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE)
        except DatabaseError as error:
            if (
                not knows_token or getattr(error.__cause__, "sqlstate", "") != "42501"
            ):  # insufficient_privilege
                raise
            knows_token = False
            forget_system_token(JOB)
