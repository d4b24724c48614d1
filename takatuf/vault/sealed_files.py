"""Files that leave the house for one reader: age, to an X25519 public key that the reader gave."""

import pyrage

from takatuf.kernel.errors import Refused


class RecipientUnfit(Refused):
    """The key is no public key of age."""


def read_recipient(text: str) -> str:
    """The public key as age writes it, `age1...`. Raises RecipientUnfit; a secret key is refused by name."""
    plain = "".join(text.split())
    if plain.upper().startswith("AGE-SECRET-KEY"):
        raise RecipientUnfit(
            "This is the secret key. It stays with the court; give the public one, which begins with age1."
        )
    try:
        return str(pyrage.x25519.Recipient.from_str(plain))
    except pyrage.RecipientError as error:
        raise RecipientUnfit("The public key begins with age1 and has 62 characters.") from error


def seal_for(recipient: str, data: bytes) -> bytes:
    """The bytes as only the holder of the secret key reads them. Raises RecipientUnfit."""
    key = pyrage.x25519.Recipient.from_str(read_recipient(recipient))
    return bytes(pyrage.encrypt(data, [key]))


def new_pair() -> tuple[str, str]:
    """A secret key and its public one, for the demonstration and for tests."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def open_with_secret(secret: str, sealed: bytes) -> bytes:
    """The opposite of `seal_for`; the house never holds such a secret, tests and the demonstration do."""
    return bytes(pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(secret)]))
