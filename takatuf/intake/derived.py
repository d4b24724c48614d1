"""What is derived from a secret instead of stored: the receipt from a sender's own key, the mailbox from the receipt."""

from dataclasses import dataclass, field
from uuid import UUID

from takatuf.intake.receipts import Receipt, canonical_receipt, make_receipt, place_of_word
from takatuf.kernel.arabic import european_digits
from takatuf.vault.derive import mac_maker
from takatuf.vault.keys import keyring
from takatuf.vault.tokens import uuid_from_secret, uuids_from_secrets

RECEIPT_BITS = 66
CONFIRMATION_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Derived:
    """All that follows from the key with which a report was sent: the same each time, stored nowhere."""

    token: bytes
    content_token: bytes
    receipt: Receipt = field(repr=False)
    mailbox: bytes = field(repr=False)

    @property
    def mailbox_id(self) -> UUID:
        return UUID(bytes=self.mailbox)


class Deriver:
    """Derives for many keys; the keyring is looked up once."""

    __slots__ = ("_content", "_entropy", "_key", "_receipt")

    def __init__(self) -> None:
        ring = keyring()
        self._entropy = mac_maker(ring.purpose_key("receipt-entropy"))
        self._key, self._content, self._receipt = (
            uuids_from_secrets(ring.purpose_key(purpose))
            for purpose in ("report-key", "report-content", "receipt")
        )

    def derive(self, key: str, content: str) -> Derived:
        """What follows from a sender's key and the canonical JSON of what was sent."""
        entropy = self._entropy(key.encode())
        receipt = make_receipt(int.from_bytes(entropy, "big") >> (256 - RECEIPT_BITS))
        return Derived(
            token=self._key(key),
            content_token=self._content(content),
            receipt=receipt,
            mailbox=self._receipt(str(receipt)),  # which is its canonical form
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


def thing_id_of(mailbox_id: UUID, kind: str, key: str) -> UUID:
    """The id of another thing that was sent to a mailbox with this key (a contact, a wish, a document)."""
    return uuid_from_secret(keyring().purpose_key("message-key"), f"{mailbox_id} {kind} {key}")


def confirmation_id_of(code: str, second_word: str) -> UUID:
    """The confirmation to which a code and its second word lead. What is neither leads to one too, which does not exist."""
    digits = "".join(letter for letter in european_digits(code) if letter.isdigit())
    place = place_of_word(second_word)
    known = len(digits) == CONFIRMATION_DIGITS and place is not None
    text = f"{digits} {place}" if known else f"not a confirmation: {code} {second_word}"
    return uuid_from_secret(keyring().purpose_key("confirmation"), text)
