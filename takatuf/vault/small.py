"""Small secrets outside any record: second factors of staff, tokens of sign-in sessions, texts under a key of their own."""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from takatuf.kernel.errors import Refused
from takatuf.vault.keyring import Keyring

_NONCE = 12


class CannotOpenSmall(Refused):
    """The sealed bytes were altered, or belong to another key."""


def seal_with(key: bytes, data: bytes, *, purpose: str) -> bytes:
    """AES-256-GCM under a key of 32 bytes, the purpose as associated data; nonce first."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, purpose.encode())


def open_with(key: bytes, sealed: bytes, *, purpose: str) -> bytes:
    """The opposite of `seal_with`. Raises CannotOpenSmall."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotOpenSmall("These sealed bytes cannot be opened.") from error


def seal_small(ring: Keyring, data: bytes, *, purpose: str) -> bytes:
    """Seal under the ring's key for this purpose."""
    return seal_with(ring.purpose_key(purpose), data, purpose=purpose)


def open_small(ring: Keyring, sealed: bytes, *, purpose: str) -> bytes:
    """Open what `seal_small` sealed. Raises CannotOpenSmall."""
    return open_with(ring.purpose_key(purpose), sealed, purpose=purpose)


def session_token(key: bytes, session_key: str) -> str:
    """The scope token of a sign-in session: derived, so that neither the session's row nor its cookie holds it."""
    return hmac.new(key, session_key.encode(), hashlib.sha256).hexdigest()
