"""Deriving keys, and joining parts of a message without ambiguity."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


def derive(secret: bytes, *parts: bytes) -> bytes:
    """A key of 32 bytes from a secret by HKDF-SHA256 (RFC 5869), bound to the parts that name its purpose."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=framed(b"takatuf/1", *parts)).derive(
        secret
    )


def framed(*parts: bytes) -> bytes:
    """The parts in a row, each after its length (4 bytes, big endian), so that no two lists give the same bytes."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
