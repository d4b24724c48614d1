"""How a call is found again by the number it came from, and how a number is kept while the call still rings."""

from uuid import UUID

from takatuf.people.identifiers import normalise
from takatuf.vault.keys import keyring
from takatuf.vault.small import open_small, seal_small
from takatuf.vault.tokens import identifier_token, identifier_tokens, uuid_from_secret

# Not the token of an identifier: who holds the database cannot join callers to the numbers that reports name.
_PURPOSE = "caller"
_RINGING = "ringing-call"


def caller_token(number: str) -> tuple[bytes, int]:
    """The token under the newest key, and which key that is."""
    ring = keyring()
    return identifier_token(ring, _PURPOSE, _written(number)), ring.token_version


def caller_tokens(number: str) -> list[bytes]:
    """The tokens under every key that calls may still carry."""
    return list(identifier_tokens(keyring(), _PURPOSE, _written(number)).values())


def _written(number: str) -> str:
    return normalise("phone", number) or f"as given: {number}"


def ringing_token(agency_id: UUID, call: str) -> UUID:
    """By which a call that rings is found when the telephone system tells of it again."""
    return uuid_from_secret(keyring().purpose_key(_RINGING), f"{agency_id} {call}")


def seal_number(number: str) -> bytes | None:
    """The number of a call that rings; it has no record yet, so the house's own key seals it. None for an empty one."""
    return seal_small(keyring(), number.encode(), purpose=_RINGING) if number else None


def open_number(sealed: bytes | memoryview | None) -> str:
    """The opposite of `seal_number`; empty for None."""
    return open_small(keyring(), bytes(sealed), purpose=_RINGING).decode() if sealed else ""
