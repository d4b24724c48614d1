"""How a call is found again by the number it came from."""

from takatuf.people.identifiers import normalise
from takatuf.vault.keys import keyring
from takatuf.vault.tokens import identifier_token, identifier_tokens

# Not the token of an identifier: who holds the database cannot join callers to the numbers that reports name.
_PURPOSE = "caller"


def caller_token(number: str) -> tuple[bytes, int]:
    """The token under the newest key, and which key that is."""
    ring = keyring()
    return identifier_token(ring, _PURPOSE, _written(number)), ring.token_version


def caller_tokens(number: str) -> list[bytes]:
    """The tokens under every key that calls may still carry."""
    return list(identifier_tokens(keyring(), _PURPOSE, _written(number)).values())


def _written(number: str) -> str:
    return normalise("phone", number) or f"as given: {number}"
