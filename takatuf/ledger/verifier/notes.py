"""Signed notes, keys and cosignatures (c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature)."""

import base64
import hashlib
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519, COSIGNATURE = 1, 4  # signature types of c2sp.org/signed-note
_MOST_NOTE, _MOST_SIGNATURES = 1_000_000, 100


class BadNote(ValueError):
    """The note, the key or a signature does not hold."""


def from_b64(text: object, error: type[ValueError]) -> bytes:
    """The bytes of base64 in its one canonical form. Raises `error`."""
    try:
        data = base64.b64decode(str(text), validate=True)
    except ValueError:
        data = b""
    if base64.b64encode(data).decode() != text:  # no second written form of the same bytes either
        raise error("Something that should be base64 is not.")
    return data


@dataclass(frozen=True, slots=True)
class VKey:
    """A public key that somebody trusts: a log's (ED25519) or a witness's (COSIGNATURE)."""

    name: str
    id: bytes
    kind: int
    public: bytes


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A note taken apart, its signatures as (name, key id, rest); nothing in it is checked yet."""

    text: str
    signatures: tuple[tuple[str, bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a tree: whose log, how many leaves, which root."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def body(self) -> str:
        """The text that is signed."""
        root = base64.b64encode(self.root).decode()
        return "".join(f"{line}\n" for line in (self.origin, self.size, root, *self.extensions))

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """The checkpoint of a note's text. Raises BadNote."""
        lines = text.split("\n")
        if (
            len(lines) < 4
            or lines[-1]
            or not all(lines[:-1])
            or not re.fullmatch("0|[1-9][0-9]{0,18}", lines[1])
        ):
            raise BadNote("The note is not a checkpoint.")
        found = cls(lines[0], int(lines[1]), from_b64(lines[2], BadNote), tuple(lines[3:-1]))
        if len(found.root) != 32:
            raise BadNote("The checkpoint's root does not have 32 bytes.")
        return found


@dataclass(frozen=True, slots=True)
class CheckedNote:
    """A checkpoint with the trusted keys that signed it: the log's name, and witnesses with their times."""

    checkpoint: Checkpoint
    signed_by: str
    cosigned: tuple[tuple[str, datetime], ...]


def key_hash(name: str, kind: int, public: bytes) -> bytes:
    """The id of a key, 4 bytes."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def read_vkey(text: str) -> VKey:
    """The key that a line `name+hex id+base64` names. Raises BadNote."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    data = from_b64(encoded, BadNote)
    kind, public = (data[0], data[1:]) if data else (0, b"")
    if not name or kind not in (ED25519, COSIGNATURE) or len(public) != 32:
        raise BadNote("A line of the key file is not a verifier key of a kind known here.")
    if key_id.lower() != key_hash(name, kind, public).hex():
        raise BadNote(f"The id of the key {name} does not fit the key.")
    return VKey(name, key_hash(name, kind, public), kind, public)


def read_note(note: str) -> SignedNote:
    """The note's text and signature lines. Raises BadNote."""
    if len(note) > _MOST_NOTE or any(ord(letter) < 0x20 and letter != "\n" for letter in note):
        raise BadNote("The note is too long, or holds control characters.")
    text, gap, lines = note.rpartition("\n\n")
    if not gap or not lines.endswith("\n"):
        raise BadNote("The note has no signature lines.")
    signatures = tuple(_read_signature(line) for line in lines[:-1].split("\n"))
    if len(signatures) > _MOST_SIGNATURES:
        raise BadNote("The note has too many signature lines.")
    return SignedNote(text + "\n", signatures)


def _read_signature(line: str) -> tuple[str, bytes, bytes]:
    dash, name, encoded = [*line.split(" "), "", "", ""][:3]
    blob = from_b64(encoded, BadNote)
    if dash != "—" or not name or "+" in name or line.count(" ") != 2 or len(blob) < 5:
        raise BadNote("A signature line of the note is malformed.")
    return name, blob[:4], blob[4:]


def cosigned_message(text: str, seconds: int) -> bytes:
    """What a witness signs: header, its time in Unix seconds, and the note's text."""
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def check_note(note: str, keys: Iterable[VKey]) -> CheckedNote:
    """The checkpoint of a note that a trusted log key signed under the checkpoint's own origin.

    Lines of unknown keys are passed over; a false signature under a trusted key refuses the whole note. Raises BadNote.
    """
    opened = read_note(note)
    checkpoint = Checkpoint.parse(opened.text)
    trusted = {(key.name, key.id): key for key in keys}
    signed_by, cosigned = "", dict[str, datetime]()
    for name, key_id, blob in opened.signatures:
        key = trusted.get((name, key_id))
        if key is None:
            continue
        if key.kind == COSIGNATURE:
            cosigned[key.name] = _check_cosignature(key, opened.text, blob)
            continue
        _check_ed25519(key, opened.text.encode(), blob)
        signed_by = key.name if key.name == checkpoint.origin else signed_by
    if not signed_by:
        raise BadNote("No trusted key of this log signed the checkpoint.")
    return CheckedNote(checkpoint, signed_by, tuple(cosigned.items()))


def check_promise_note(note: str, keys: Iterable[VKey]) -> list[str]:
    """The lines of a note that a trusted log key signed, and that is no checkpoint. Raises BadNote."""
    opened = read_note(note)
    trusted = {(key.name, key.id): key for key in keys if key.kind == ED25519}
    for name, key_id, blob in opened.signatures:
        if (name, key_id) in trusted:
            _check_ed25519(trusted[name, key_id], opened.text.encode(), blob)
            return opened.text.splitlines()
    raise BadNote("No key that you trust signed the promise.")


def _check_cosignature(key: VKey, text: str, blob: bytes) -> datetime:
    if len(blob) != 72:
        raise BadNote(f"The cosignature of {key.name} has the wrong length.")
    (seconds,) = struct.unpack(">Q", blob[:8])
    _check_ed25519(key, cosigned_message(text, seconds), blob[8:])
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise BadNote(f"The cosignature of {key.name} has an impossible time.") from error


def _check_ed25519(key: VKey, message: bytes, signature: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise BadNote(f"The signature of {key.name} is false.") from error
