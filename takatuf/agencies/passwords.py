"""The password of a sign-in as it is stored: its hash, sealed to the one name that it belongs to."""

import base64
import binascii

from takatuf.vault.keys import keyring
from takatuf.vault.small import CannotOpenSmall, open_with, seal_with

PREFIX = "sealed$"
UNUSABLE = "!"  # what Django writes where there is no password; it matches none


def seal_hash(encoded: str, *, username: str) -> str:
    """The hash under the keyring, bound to the name.

    So whoever only writes into the database can neither make a password for anybody, nor put the own one into another
    person's row; and a copy of the database gives nobody a hash to try passwords against.
    """
    if encoded.startswith((PREFIX, UNUSABLE)):
        return encoded
    sealed = seal_with(_key(), encoded.encode(), purpose=_purpose(username))
    return PREFIX + base64.b64encode(sealed).decode()


def open_hash(stored: str, *, username: str) -> str:
    """The hash that `seal_hash` sealed; empty, which no password matches, for whatever was not sealed for this name."""
    if not stored.startswith(PREFIX):
        return ""
    try:
        sealed = base64.b64decode(stored.removeprefix(PREFIX), validate=True)
        return open_with(_key(), sealed, purpose=_purpose(username)).decode()
    except (binascii.Error, CannotOpenSmall):
        return ""


def _key() -> bytes:
    return keyring().purpose_key("password")


def _purpose(username: str) -> str:
    return f"password:{username}"
