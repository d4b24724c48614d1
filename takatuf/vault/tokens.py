"""Blind tokens: keyed hashes by which the database finds and proves without knowing."""

import hmac
from collections.abc import Callable
from uuid import UUID

from takatuf.kernel.errors import Refused
from takatuf.vault.derive import KEY_BYTES, framed, mac_maker
from takatuf.vault.keyring import Keyring

TOKEN_BYTES = 16


class WrongKeySize(Refused):
    """A token key must have 32 bytes."""


def identifier_token(keyring: Keyring, kind: str, normalised: str, version: int | None = None) -> bytes:
    """The token, 16 bytes, by which an identifier is found; the kind is part of it.

    The same written form gives the same token under one version of the token root; the row keeps
    `keyring.token_version`. Raises KeyUnknown for a version that the ring does not hold.
    """
    key = keyring.token_key("identifier-token", version)
    return _mac(key, framed(kind.encode(), normalised.encode()))[:TOKEN_BYTES]


def identifier_tokeniser(keyring: Keyring) -> Callable[[str, str], bytes]:
    """`identifier_token` under the newest version, for many: the key is looked up once."""
    mac = mac_maker(keyring.token_key("identifier-token"))
    kinds: dict[str, bytes] = {}

    def token(kind: str, normalised: str) -> bytes:
        before = kinds.get(kind) or kinds.setdefault(kind, framed(kind.encode()))
        written = normalised.encode()
        return mac(before + len(written).to_bytes(4, "big") + written)[:TOKEN_BYTES]

    return token


def identifier_tokens(keyring: Keyring, kind: str, normalised: str) -> dict[int, bytes]:
    """The identifier's token under every version, newest first: what a look-up asks for after a rotation."""
    versions = range(keyring.token_version, 0, -1)
    return {version: identifier_token(keyring, kind, normalised, version) for version in versions}


def scope_proof(key: bytes, *parts: bytes) -> bytes:
    """HMAC-SHA256 over the parts, each after its length as 4 bytes, big endian.

    The database computes the same in plain SQL with `sha256()` and stored pads, so the form must not change.
    """
    return _mac(key, framed(*parts))


def uuid_from_secret(key: bytes, text: str) -> UUID:
    """The id (UUID version 8, RFC 9562) that a secret text leads to: 122 bits of its keyed hash.

    Who holds the text finds the row; who holds the rows cannot find the text.
    """
    return UUID(bytes=_version_8(_mac(key, text.encode())))


def uuids_from_secrets(key: bytes) -> Callable[[str], bytes]:
    """`uuid_from_secret` for many texts under one key; gives the 16 bytes."""
    mac = mac_maker(key)
    return lambda text: _version_8(mac(text.encode()))


def _version_8(drawn: bytes) -> bytes:
    value = bytearray(drawn[:16])
    value[6] = 0x80 | value[6] & 0x0F
    value[8] = 0x80 | value[8] & 0x3F
    return bytes(value)


def _mac(key: bytes, message: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise WrongKeySize(f"A token key has {KEY_BYTES} bytes, not {len(key)}.")
    return hmac.digest(key, message, "sha256")
