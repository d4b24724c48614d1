"""The code of somebody who registered: twelve digits, from which the registration's id is derived."""

import secrets
from uuid import UUID

from takatuf.kernel.arabic import european_digits
from takatuf.vault.keys import keyring
from takatuf.vault.tokens import uuid_from_secret

DIGITS = 12


def new_participant_code() -> str:
    """Twelve digits; whoever loses them registers again."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def registration_id(code: str) -> UUID:
    """The registration to which a code leads. What is no code leads to one that does not exist."""
    digits = "".join(sign for sign in european_digits(code) if sign.isdigit())
    text = digits if len(digits) == DIGITS else f"not a code: {code}"
    return uuid_from_secret(keyring().purpose_key("registration"), text)


def vote_id(registration: UUID, motion: UUID) -> UUID:
    """The id of a participant's vote on one draft: the same each time, so that nobody votes twice."""
    return uuid_from_secret(keyring().purpose_key("forum-vote"), f"{registration} {motion}")


def spoken_digits(code: str) -> str:
    """The code in groups of four."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
