"""The same envelopes as `envelopes`, for many records at once: one draw of randomness, one cipher for each key.

Every function here gives bytes that the one-by-one functions open and check; tests hold the two against each other.
"""

import os
from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from takatuf.vault.derive import KEY_BYTES, framed, mac_maker, mac_under, pads
from takatuf.vault.envelopes import CannotSeal, padded_length
from takatuf.vault.keyring import Keyring

_FORMAT = b"\x01"
_NONCE = 12
_extract = mac_maker(b"\0" * 32)  # HKDF's first step (RFC 5869) without a salt
_PSEUDONYM = framed(b"takatuf/1", b"pseudonym") + b"\x01"
_COMMITMENT = framed(b"takatuf/1", b"commitment") + (16).to_bytes(4, "big")


class Nonces:
    """Random nonces of 12 bytes, drawn together."""

    __slots__ = ("_at", "_drawn")

    def __init__(self, count: int) -> None:
        self._drawn = os.urandom(_NONCE * count)
        self._at = 0

    def next(self) -> bytes:
        """A nonce that was not given out before."""
        start = self._at
        self._at = start + _NONCE
        nonce = self._drawn[start : self._at]
        return nonce if len(nonce) == _NONCE else os.urandom(_NONCE)


class RecordKey:
    """The data key of one record, ready to seal cells and to make its pseudonym and its commitments."""

    __slots__ = ("_cipher", "_commits", "about", "key", "record")

    def __init__(self, key: bytes, record: bytes) -> None:
        self.key, self.record = key, record
        self._cipher = AESGCM(key)
        extracted = pads(_extract(key))
        self._commits = pads(mac_under(extracted, _COMMITMENT + record + b"\x01"))
        self.about = mac_under(pads(mac_under(extracted, _PSEUDONYM)), record)[:16].hex()

    def seal(self, text: str, cell: "Cell", row: bytes, nonce: bytes) -> bytes:
        """As `envelopes.seal_text`. Raises CannotSeal."""
        try:
            plain = text.encode()
        except UnicodeEncodeError as error:
            raise CannotSeal("This text holds half a character and cannot be written.") from error
        padded = (plain + b"\x80").ljust(padded_length(len(plain)), b"\0")
        return _FORMAT + nonce + self._cipher.encrypt(nonce, padded, cell.before + row + cell.after)

    def commitment(self, canonical: bytes) -> str:
        """As `envelopes.row_commitment`, in hexadecimal."""
        return mac_under(self._commits, canonical).hex()


class Cell:
    """A table's column, as the associated data name it."""

    __slots__ = ("after", "before")

    def __init__(self, table: str, column: str) -> None:
        self.before = _FORMAT + framed(b"text", table.encode()) + (16).to_bytes(4, "big")
        self.after = framed(column.encode())


def new_record_keys(keyring: Keyring, records: Sequence[bytes]) -> tuple[list[RecordKey], list[bytes]]:
    """A new data key for each record, and beside it the same key wrapped, as `envelopes.wrap` does. Raises NoActiveKey."""
    pairs = _wrapped_pairs(keyring, records)
    keys = [RecordKey(key, record) for (key, _), record in zip(pairs, records, strict=True)]
    return keys, [wrapped for _, wrapped in pairs]


def wrap_only(keyring: Keyring, records: Sequence[bytes]) -> list[bytes]:
    """New data keys, wrapped, for records under which nothing is sealed yet. Raises NoActiveKey."""
    return [wrapped for _, wrapped in _wrapped_pairs(keyring, records)]


def _wrapped_pairs(keyring: Keyring, records: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    drawn = os.urandom(KEY_BYTES * len(records))
    header = _FORMAT + keyring.active_id
    sealer = AESGCM(keyring.wrapping_key(keyring.active_id))
    before = framed(b"key", header) + (16).to_bytes(4, "big")
    nonces = Nonces(len(records))
    pairs = []
    for place, record in enumerate(records):
        key, nonce = drawn[place * KEY_BYTES : (place + 1) * KEY_BYTES], nonces.next()
        pairs.append((key, header + nonce + sealer.encrypt(nonce, key, before + record)))
    return pairs
