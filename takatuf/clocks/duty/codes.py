"""The six digits that somebody without a desk types beside a link; they follow from a seed and are stored nowhere."""

from uuid import UUID

from takatuf.vault.keys import keyring
from takatuf.vault.tokens import scope_proof

DIGITS = 6


def code_of(seed: UUID) -> str:
    """The digits that belong to a seed: nobody learns them from the database without the keyring."""
    drawn = scope_proof(keyring().purpose_key("answer-code"), seed.bytes)
    return f"{int.from_bytes(drawn[:8], 'big') % 10**DIGITS:0{DIGITS}d}"
