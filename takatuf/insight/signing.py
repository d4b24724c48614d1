"""What the signature of a release stands under, and the signed note."""

from django.conf import settings

from takatuf.ledger.notes import sign_note
from takatuf.vault.ledger_keys import ledger_signer

FORMAT = "takatuf-figures/1"


def signed_text(code: str, version: int, sha256: str) -> str:
    """What the signature of a release stands under; a reader makes it anew from what was downloaded."""
    return f"{settings.TAKATUF_LEDGER_ORIGIN}/figures\n{FORMAT}\n{code}\n{version}\n{sha256}\n"


def signed_note(code: str, version: int, sha256: str) -> str:
    """The note over a release (C2SP signed-note), signed with the ledger's key."""
    signer = ledger_signer(settings.TAKATUF_KEYS, settings.TAKATUF_KEYS_PASSPHRASE)
    return sign_note(signed_text(code, version, sha256), name=settings.TAKATUF_LEDGER_ORIGIN, signer=signer)
