"""Envelopes: a data key for each record, and the texts, commitments and pseudonyms under it."""

import hmac
import json
import os
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from takatuf.kernel.errors import Refused
from takatuf.vault.derive import KEY_BYTES, derive, framed
from takatuf.vault.keyring import KEY_ID_BYTES, Keyring

_FORMAT = b"\x01"
_NONCE = 12
_TAG = 16
_HEADER = len(_FORMAT) + KEY_ID_BYTES
_FINE, _COARSE, _COARSE_FROM = 64, 1024, 4096


class CannotOpen(Refused):
    """Wrong key, moved ciphertext, or altered bytes; which of them cannot be known."""


class CannotSeal(Refused):
    """The text holds half a character (a lone surrogate), which no encoding can carry; doors clean it away."""


def new_data_key() -> bytes:
    """A fresh data key of 32 bytes."""
    return os.urandom(KEY_BYTES)


def wrap(keyring: Keyring, data_key: bytes, record_id: UUID) -> bytes:
    """The data key under the ring's active key: format (1), key id (4), nonce (12), ciphertext and tag.

    Bound to the record: it opens for no other. Raises NoActiveKey.
    """
    header = _FORMAT + keyring.active_id
    nonce = os.urandom(_NONCE)
    sealer = AESGCM(keyring.wrapping_key(keyring.active_id))
    return header + nonce + sealer.encrypt(nonce, data_key, framed(b"key", header, record_id.bytes))


def unwrap(keyring: Keyring, wrapped: bytes, record_id: UUID) -> bytes:
    """The data key of the record. Raises CannotOpen, KeyUnknown or KeyDestroyed."""
    key_id = wrapping_key_id(wrapped)
    nonce, box = wrapped[_HEADER : _HEADER + _NONCE], wrapped[_HEADER + _NONCE :]
    return _decrypt(
        keyring.wrapping_key(key_id), nonce, box, framed(b"key", wrapped[:_HEADER], record_id.bytes)
    )


def wrapping_key_id(wrapped: bytes) -> bytes:
    """The id of the ring key that wrapped this. Raises CannotOpen when it is no wrapped key."""
    if wrapped[:1] != _FORMAT or len(wrapped) != _HEADER + _NONCE + KEY_BYTES + _TAG:
        raise CannotOpen("These bytes are not a wrapped key.")
    return wrapped[1:_HEADER]


def rewrap(keyring: Keyring, wrapped: bytes, record_id: UUID) -> bytes:
    """The same data key under the active key. Raises as `unwrap` and `wrap` do."""
    return wrap(keyring, unwrap(keyring, wrapped, record_id), record_id)


def seal_text(data_key: bytes, text: str, *, table: str, row: UUID, column: str) -> bytes:
    """The text sealed for one cell: format (1), nonce (12), ciphertext and tag.

    It opens in no other table, row or column. The length is hidden in steps (`padded_length`). Raises CannotSeal.
    """
    return _seal_cell(data_key, _utf8(text), _cell("text", table, row, column))


def open_text(data_key: bytes, sealed: bytes, *, table: str, row: UUID, column: str) -> str:
    """The text of one cell. Raises CannotOpen."""
    return _open_cell(data_key, sealed, _cell("text", table, row, column)).decode()


def seal_json(data_key: bytes, value: Any, *, table: str, row: UUID, column: str) -> bytes:
    """A JSON value sealed for one cell, as `seal_text` does. Raises CannotSeal."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return _seal_cell(data_key, _utf8(text), _cell("json", table, row, column))


def open_json(data_key: bytes, sealed: bytes, *, table: str, row: UUID, column: str) -> Any:
    """The JSON value of one cell. Raises CannotOpen."""
    return json.loads(_open_cell(data_key, sealed, _cell("json", table, row, column)))


def seal_bytes(data_key: bytes, data: bytes, *, table: str, row: UUID, column: str) -> bytes:
    """Bytes sealed for one cell, as `seal_text` does."""
    return _seal_cell(data_key, data, _cell("bytes", table, row, column))


def open_bytes(data_key: bytes, sealed: bytes, *, table: str, row: UUID, column: str) -> bytes:
    """The bytes of one cell. Raises CannotOpen."""
    return _open_cell(data_key, sealed, _cell("bytes", table, row, column))


def row_commitment(data_key: bytes, canonical_plaintext: bytes, *, about: UUID) -> bytes:
    """HMAC-SHA256, 32 bytes, of a row version under a salt that the data key makes for this record.

    It binds the version for ever; once the data key is destroyed it says nothing about the plaintext.
    """
    return hmac.digest(derive(data_key, b"commitment", about.bytes), canonical_plaintext, "sha256")


def pseudonym(data_key: bytes, value: UUID) -> bytes:
    """A stand-in of 16 bytes for an id, which only the holder of the data key can tie to it."""
    return hmac.digest(derive(data_key, b"pseudonym"), value.bytes, "sha256")[:16]


def padded_length(length: int) -> int:
    """The length to which a plaintext of this many bytes is padded: the next multiple of 64, from 4 KB on of 1,024.

    One byte goes to the mark that ends the text, so even an empty one has 64.
    """
    step = _FINE if length + 1 <= _COARSE_FROM else _COARSE
    return -(-(length + 1) // step) * step


def _cell(kind: str, table: str, row: UUID, column: str) -> bytes:
    return framed(kind.encode(), table.encode(), row.bytes, column.encode())


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise CannotSeal("This text holds half a character and cannot be written.") from error


def _seal_cell(data_key: bytes, plain: bytes, cell: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    # ISO/IEC 7816-4: one byte 0x80 ends the text, zeros fill up.
    padded = (plain + b"\x80").ljust(padded_length(len(plain)), b"\0")
    return _FORMAT + nonce + AESGCM(data_key).encrypt(nonce, padded, _FORMAT + cell)


def _open_cell(data_key: bytes, sealed: bytes, cell: bytes) -> bytes:
    if sealed[:1] != _FORMAT:
        raise CannotOpen("These bytes are not a sealed text.")
    padded = _decrypt(data_key, sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], _FORMAT + cell)
    return padded[: padded.rindex(b"\x80")]


def _decrypt(key: bytes, nonce: bytes, box: bytes, bound_to: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(nonce, box, bound_to)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen("The key is not the right one, or the bytes were moved or altered.") from error
