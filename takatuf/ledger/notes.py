"""Signed notes, checkpoints and cosignatures as C2SP writes them (signed-note, tlog-checkpoint, tlog-cosignature)."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from takatuf.kernel.errors import Refused
from takatuf.ledger.verifier import (
    COSIGNATURE,
    ED25519,
    BadNote,
    CheckedNote,
    Checkpoint,
    SignedNote,
    VKey,
    check_note,
    cosigned_message,
    key_hash,
    read_note,
    read_vkey,
)

__all__ = [
    "COSIGNATURE", "ED25519", "BadNote", "CheckedNote", "Checkpoint", "NoteRefused", "SignedNote", "Signer", "VKey",
    "add_signatures", "check_note", "cosign", "read_note", "read_vkey", "sign_checkpoint", "sign_note", "vkey",
]  # fmt: skip


class NoteRefused(Refused):
    """A note that may not be signed: its text or its signer's name breaks the form."""


class Signer(Protocol):
    """What signs: an Ed25519 key of the vault."""

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes."""


def vkey(name: str, public: bytes, kind: int = ED25519) -> str:
    """The verifier key that others pin: `name+hex id+base64(kind, public key)`; COSIGNATURE for a witness."""
    _require_name(name)
    encoded = base64.b64encode(bytes([kind]) + public).decode()
    return f"{name}+{key_hash(name, kind, public).hex()}+{encoded}"


def sign_note(text: str, *, name: str, signer: Signer) -> str:
    """The text with one Ed25519 signature line. Raises NoteRefused."""
    _require_name(name)
    if not text.endswith("\n") or any(ord(letter) < 0x20 and letter != "\n" for letter in text):
        raise NoteRefused("A note's text ends with a new line and holds no control characters.")
    return f"{text}\n{_line(name, key_hash(name, ED25519, signer.public) + signer.sign(text.encode()))}"


def sign_checkpoint(
    *, origin: str, size: int, root: bytes, signer: Signer, extensions: Sequence[str] = ()
) -> str:
    """The checkpoint of a tree as a note signed under the log's origin. Raises NoteRefused."""
    checkpoint = Checkpoint(origin, size, root, tuple(extensions))
    if size < 0 or len(root) != 32 or any(not line or "\n" in line for line in extensions):
        raise NoteRefused(
            "A checkpoint has a size, a root of 32 bytes and extension lines that are not empty."
        )
    return sign_note(checkpoint.body, name=origin, signer=signer)


def cosign(note: str, *, name: str, signer: Signer, at: datetime) -> str:
    """The cosignature line of a witness over the note's text, with its time in whole seconds.

    The witness has checked the log's signature and the consistency with what it saw last BEFORE it calls this; the
    line says nothing about extension lines. Raises NoteRefused or BadNote.
    """
    _require_name(name)
    seconds = int(at.timestamp())
    if at.tzinfo is None or seconds < 0:
        raise NoteRefused("The time of a cosignature needs its zone.")
    signature = signer.sign(cosigned_message(read_note(note).text, seconds))
    return _line(name, key_hash(name, COSIGNATURE, signer.public) + seconds.to_bytes(8, "big") + signature)


def add_signatures(note: str, lines: Sequence[str]) -> str:
    """The note with further signature lines, each once. Raises BadNote when the result is no note."""
    missing = [line for line in dict.fromkeys(lines) if f"\n{line}" not in note]
    joined = note + "".join(missing)
    read_note(joined)
    return joined


def _line(name: str, blob: bytes) -> str:
    return f"— {name} {base64.b64encode(blob).decode()}\n"


def _require_name(name: str) -> None:
    if not name or "+" in name or any(letter.isspace() or ord(letter) < 0x20 for letter in name):
        raise NoteRefused("A key's name is not empty and holds no space and no plus sign.")
