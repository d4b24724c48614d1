"""Checks a signed submission against the ledger, alone: needs only Python 3.11 and the package `cryptography`.

    python verifier.py FILE --proof proof.json --key ledger.pub [--witnesses N] [--first COPY.pdf]

It ends with 0 when every check holds, with 1 and sentences when one fails. FILE is the document. `ledger.pub` holds the
keys that YOU trust, one verifier key a line (C2SP: name+id+base64; lines with # are remarks); get it from the ledger's
keeper or a witness yourself, not from whoever gave you the document. `--witnesses` asks for so many cosignatures by
witness keys in that file. `--first` writes out the proven bytes alone, to read and compare.

The proof is a JSON object:

    format      "takatuf-proof/1"
    document    {"sha256": hexadecimal, "length": bytes} of the FIRST SIGNED REVISION of the PDF, counted from its start
    entry       base64 of the ledger line: JSON whose "extra" holds "document_sha256", and may hold "facts_sha256"
    index       the line's place in the tree; the first is 0
    path        the hashes from the line up to the root, lowest first, base64 (RFC 6962, RFC 9162)
    checkpoint  the signed head of the tree, a C2SP note, with cosignatures of witnesses if there are any
    facts       a list of {"id", "entry", "index", "path"}, under the same checkpoint; "id" is the line's "fact" in
                "extra", or else its "about"
    issued_at   when the proof was written out; said by its writer, not proven

What this shows: these bytes stood in the ledger when the checkpoint was signed and have not changed since. What it does
not show: that what they say is true, or that nobody kept two ledgers; against the latter ask for witnesses whom the
ledger's keeper does not command. Bytes after the first signed revision (validation data and time stamps, added later)
are looked at for their outer form only; `takatuf verify`, which has a PDF library, says what they hold.
"""

import argparse
import base64
import hashlib
import json
import re
import struct
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "takatuf-proof/1"
ED25519, COSIGNATURE = 1, 4  # signature types of c2sp.org/signed-note
_MOST_NOTE, _MOST_SIGNATURES, _MOST_PATH = 1_000_000, 100, 64


class BadNote(ValueError):
    """The note, the key or a signature does not hold."""


class BadProof(ValueError):
    """The proof is not of the format that this file describes."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf, 32 bytes (RFC 9162 section 2.1)."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees, 32 bytes."""
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of_nothing() -> bytes:
    """The root of a tree without leaves."""
    return hashlib.sha256(b"").digest()


def verify_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path leads from the leaf's hash at this index to the root of a tree of this size (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, value = index, size - 1, leaf
    for other in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            value = node_hash(other, value)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            value = node_hash(value, other)
        place, last = place >> 1, last >> 1
    return last == 0 and value == root


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
        found = cls(lines[0], int(lines[1]), _from_b64(lines[2], BadNote), tuple(lines[3:-1]))
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
    data = _from_b64(encoded, BadNote)
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
    blob = _from_b64(encoded, BadNote)
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


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, in words."""

    name: str
    ok: bool
    sentence_ar: str
    sentence_en: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks; the document stands only when every one holds."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether there are checks and all of them hold."""
        return bool(self.checks) and all(check.ok for check in self.checks)


_SENTENCES = {  # name: what is said when it holds, and when it fails; Arabic, English
    "proof": ("ملف الإثبات مقروء.", "The proof can be read.",
              "ملف الإثبات أو ملف المفاتيح غير سليم.", "The proof or the key file is not well formed."),
    "document": ("المستند هو نفسه الذي وُقِّع، لم يتغير منه شيء.", "The document is the one that was signed, unchanged.",
                 "المستند ليس هو الذي وُقِّع: تغيرت بياناته.", "The document is not the one that was signed: its bytes differ."),
    "entry": ("قيد السجل يخص هذا المستند.", "The ledger line is about this document.",
              "قيد السجل لا يخص هذا المستند.", "The ledger line is not about this document."),
    "checkpoint": ("رأس السجل موقّع بمفتاح تثق به.", "The head of the ledger is signed by a key that you trust.",
                   "رأس السجل غير موقّع بمفتاح تثق به.", "The head of the ledger is not signed by a key that you trust."),
    "inclusion": ("القيد مثبت في السجل.", "The line stands in the ledger.",
                  "القيد غير مثبت في السجل.", "The line does not stand in the ledger."),
    "facts": ("كل واقعة مثبتة في السجل.", "Every fact stands in the ledger.",
              "واقعة على الأقل غير مثبتة في السجل.", "At least one fact does not stand in the ledger."),
    "witnesses": ("صدّق الشهود على رأس السجل بالعدد المطلوب.", "As many witnesses as you asked for cosigned the head.",
                  "لم يصدّق على رأس السجل العدد المطلوب من الشهود.", "Fewer witnesses than you asked for cosigned the head."),
    "revisions": ("لا إضافة بعد التوقيع، أو إضافات سليمة الشكل لم يُفحص محتواها هنا.",
                  "Nothing follows the signed revision, or updates of sound form whose content is not checked here.",
                  "بعد التوقيع بيانات ليست تحديثاً سليماً للملف.",
                  "After the signed revision come bytes that are not a sound update of the file."),
}  # fmt: skip


def verify(
    file_bytes: bytes, proof: dict[str, Any], vkeys: Sequence[str], witnesses_needed: int = 0
) -> Verdict:
    """Check the document against its proof and the keys that the reader trusts; never raises on bad input."""
    try:
        document = proof["document"]
        length, sha256 = _whole(document["length"]), str(document["sha256"])
        keys = [read_vkey(line) for line in vkeys]
        entry, index, path = _read_line(proof)
        extra = _extra(entry)
        facts = [(str(fact["id"]), *_read_line(fact)) for fact in proof.get("facts", [])]
        if proof.get("format") != FORMAT or not isinstance(proof["checkpoint"], str):
            raise BadProof("The proof is of another format.")
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        return Verdict((_check("proof", holds=False, why=str(error)),))
    checks = [_check("proof", holds=True)]
    first = file_bytes[:length]
    unchanged = len(first) == length and hashlib.sha256(first).hexdigest() == sha256
    checks.append(_check("document", holds=unchanged))
    checks.append(_check("entry", holds=bool(sha256) and extra.get("document_sha256") == sha256))
    try:
        note = check_note(proof["checkpoint"], keys)
    except ValueError as error:
        return Verdict((*checks, _check("checkpoint", holds=False, why=str(error))))
    head = note.checkpoint
    checks.append(_check("checkpoint", holds=True, why=f"{note.signed_by}, {head.size}"))
    checks.append(
        _check("inclusion", holds=verify_inclusion(index, head.size, leaf_hash(entry), path, head.root))
    )
    if facts or "facts_sha256" in extra:
        checks.append(_check("facts", holds=_facts_hold(facts, extra, head), why=str(len(facts))))
    if witnesses_needed or note.cosigned:
        said = ", ".join(f"{name} {at.isoformat()}" for name, at in note.cosigned)
        checks.append(_check("witnesses", holds=len(note.cosigned) >= witnesses_needed, why=said))
    checks.append(
        _check("revisions", holds=_is_update(file_bytes, length), why=f"{len(file_bytes) - length} bytes")
    )
    return Verdict(tuple(checks))


def _facts_hold(
    facts: list[tuple[str, bytes, int, list[bytes]]], extra: dict[str, Any], head: Checkpoint
) -> bool:
    for name, entry, index, path in facts:
        named = _extra(entry).get("fact", _read_json(entry).get("about"))
        if name != named or not verify_inclusion(index, head.size, leaf_hash(entry), path, head.root):
            return False
    listed = hashlib.sha256(b"".join(leaf_hash(entry) for _, entry, _, _ in facts)).hexdigest()
    return bool(extra.get("facts_sha256", listed) == listed)


def _is_update(file_bytes: bytes, length: int) -> bool:
    """Whether nothing follows the first revision, or its last cross-reference lies inside what follows: form only."""
    if not file_bytes[length:].strip():
        return True
    end = re.search(rb"startxref\s+(\d{1,12})\s+%%EOF\s*\Z", file_bytes[length:][-1024:])
    return end is not None and length <= int(end[1]) < len(file_bytes)


def _check(name: str, *, holds: bool, why: str = "") -> Check:
    arabic, english = _SENTENCES[name][:2] if holds else _SENTENCES[name][2:]
    more = f" ({why})" if why else ""
    return Check(name, holds, arabic + more, english + more)


def _read_line(part: dict[str, Any]) -> tuple[bytes, int, list[bytes]]:
    entry = _from_b64(part["entry"], BadProof)
    path = [_from_b64(item, BadProof) for item in part["path"]]
    if len(path) > _MOST_PATH or any(len(item) != 32 for item in path):
        raise BadProof("A path is too long, or holds something that is no hash.")
    _extra(entry)
    return entry, _whole(part["index"]), path


def _read_json(entry: bytes) -> dict[str, Any]:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise BadProof("A ledger line names a part twice.")
        return dict(pairs)

    return dict(json.loads(entry, object_pairs_hook=once))


def _extra(entry: bytes) -> dict[str, Any]:
    value = _read_json(entry).get("extra")
    if not isinstance(value, dict):
        raise BadProof("A ledger line has no extra part.")
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise BadProof("A length or an index is not a whole number.")
    return value


def _from_b64(text: object, error: type[ValueError]) -> bytes:
    try:
        data = base64.b64decode(str(text), validate=True)
    except ValueError:
        data = b""
    if base64.b64encode(data).decode() != text:  # no second written form of the same bytes either
        raise error("Something that should be base64 is not.")
    return data


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its use stands at the top of this file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--proof", type=Path, required=True)
    parser.add_argument(
        "--key", type=Path, required=True, help="the verifier keys that you trust, one a line"
    )
    parser.add_argument("--witnesses", type=int, default=0, help="how many witnesses must have cosigned")
    parser.add_argument("--first", type=Path, help="write the proven bytes here")
    chosen = parser.parse_args(arguments)
    try:
        data, proof = chosen.file.read_bytes(), json.loads(chosen.proof.read_bytes())
        lines = [line.strip() for line in chosen.key.read_text("utf-8").splitlines()]
    except (OSError, ValueError) as error:
        print(f"A file cannot be read: {error}", file=sys.stderr)
        return 1
    verdict = verify(
        data, proof, [line for line in lines if line and not line.startswith("#")], chosen.witnesses
    )
    for check in verdict.checks:
        print(
            f"{'ok  ' if check.ok else 'FAIL'} {check.name}\n     {check.sentence_ar}\n     {check.sentence_en}"
        )
    print("ثبتت صحة المستند. / Verified." if verdict.ok else "لم تثبت صحة المستند. / NOT verified.")
    if verdict.ok and chosen.first:
        chosen.first.write_bytes(data[: proof["document"]["length"]])
    return 0 if verdict.ok else 1


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    raise SystemExit(main())
