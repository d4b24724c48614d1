"""What is derived from a secret instead of stored: the receipt from a sender's own key, the mailbox from the receipt."""

import hmac
from dataclasses import dataclass, field
from uuid import UUID

from takatuf.intake.receipts import Receipt, canonical_receipt, make_receipt
from takatuf.vault.keys import keyring
from takatuf.vault.tokens import uuid_from_secret

RECEIPT_BITS = 66


@dataclass(frozen=True, slots=True)
class Derived:
    """All that follows from the key with which a report was sent: the same each time, stored nowhere."""

    token: bytes
    content_token: bytes
    receipt: Receipt = field(repr=False)
    mailbox_id: UUID = field(repr=False)


class Deriver:
    """Derives for many keys; the keyring is looked up once."""

    __slots__ = ("_content", "_entropy", "_key", "_receipt")

    def __init__(self) -> None:
        ring = keyring()
        self._entropy, self._key = ring.purpose_key("receipt-entropy"), ring.purpose_key("report-key")
        self._content, self._receipt = ring.purpose_key("report-content"), ring.purpose_key("receipt")

    def derive(self, key: str, content: str) -> Derived:
        """What follows from a sender's key and the canonical JSON of what was sent."""
        entropy = hmac.digest(self._entropy, key.encode(), "sha256")
        receipt = make_receipt(int.from_bytes(entropy, "big") >> (256 - RECEIPT_BITS))
        return Derived(
            token=uuid_from_secret(self._key, key).bytes,
            content_token=uuid_from_secret(self._content, content).bytes,
            receipt=receipt,
            mailbox_id=uuid_from_secret(self._receipt, str(receipt)),  # which is its canonical form
        )


def derived_from_key(key: str, content: str) -> Derived:
    """What follows from one sender's key and the canonical JSON of what was sent."""
    return Deriver().derive(key, content)


def mailbox_id_of(receipt_text: str) -> UUID:
    """The mailbox to which a receipt leads, as words or digits. Text that is no receipt leads to a mailbox too, an empty one.

    So that a mistyped receipt takes the same steps, and the same time, as one that never existed.
    """
    canonical = canonical_receipt(receipt_text)
    return uuid_from_secret(keyring().purpose_key("receipt"), canonical or f"not a receipt: {receipt_text}")


def message_id_of(mailbox_id: UUID, key: str) -> UUID:
    """The id of the message that was sent with this key, so that sending it twice makes one message."""
    return uuid_from_secret(keyring().purpose_key("message-key"), f"{mailbox_id} {key}")
