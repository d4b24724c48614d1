"""Deriving keys, keyed hashes, and joining parts of a message without ambiguity."""

from collections.abc import Callable
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
# HMAC (RFC 2104) written out: OpenSSL takes longer to find its own HMAC than to hash a short message twice.
_INNER, _OUTER = (bytes(byte ^ mask for byte in range(256)) for mask in (0x36, 0x5C))


def derive(secret: bytes, *parts: bytes) -> bytes:
    """A key of 32 bytes from a secret by HKDF-SHA256 (RFC 5869), bound to the parts that name its purpose."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=framed(b"takatuf/1", *parts)).derive(
        secret
    )


def framed(*parts: bytes) -> bytes:
    """The parts in a row, each after its length (4 bytes, big endian), so that no two lists give the same bytes."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def pads(key: bytes) -> tuple[bytes, bytes]:
    """The two blocks from which HMAC-SHA256 under a key of at most 64 bytes begins: the inner and the outer one."""
    block = key.ljust(64, b"\0")
    return block.translate(_INNER), block.translate(_OUTER)


def mac_under(padded: tuple[bytes, bytes], message: bytes) -> bytes:
    """HMAC-SHA256 of one message under a key whose pads are known; 32 bytes."""
    return sha256(padded[1] + sha256(padded[0] + message).digest()).digest()


def mac_maker(key: bytes) -> Callable[[bytes], bytes]:
    """HMAC-SHA256 under one key for many messages."""
    inner, outer = map(sha256, pads(key))

    def mac(message: bytes) -> bytes:
        first, second = inner.copy(), outer.copy()
        first.update(message)
        second.update(first.digest())
        return second.digest()

    return mac
