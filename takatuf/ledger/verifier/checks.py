"""The checks of a document against its proof, each in a sentence in Arabic and English."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from takatuf.ledger.verifier.hashes import leaf_hash, verify_inclusion
from takatuf.ledger.verifier.notes import Checkpoint, check_note, from_b64, read_vkey

FORMAT = "takatuf-proof/1"
_MOST_PATH = 64


class BadProof(ValueError):
    """The proof is not of the format that this program describes."""


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
    named = extra.get("document_sha256", extra.get("release_sha256"))
    checks.append(_check("entry", holds=bool(sha256) and named == sha256))
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
    entry = from_b64(part["entry"], BadProof)
    path = [from_b64(item, BadProof) for item in part["path"]]
    if len(path) > _MOST_PATH or any(len(item) != 32 for item in path):
        raise BadProof("A path is too long, or holds something that is no hash.")
    _extra(entry)
    return entry, _whole(part["index"]), path


def read_proof(text: bytes) -> Any:
    """The value of a proof's text. Raises ValueError, BadProof among it, where a name stands twice: two programs could read
    two different proofs in it. Raises RecursionError for what is nested too deeply."""
    return _read_once(text, "The proof")


def _read_json(entry: bytes) -> dict[str, Any]:
    return dict(_read_once(entry, "A ledger line"))


def _read_once(text: bytes, what: str) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise BadProof(f"{what} names a part twice.")
        return dict(pairs)

    return json.loads(text, object_pairs_hook=once)


def _extra(entry: bytes) -> dict[str, Any]:
    value = _read_json(entry).get("extra")
    if not isinstance(value, dict):
        raise BadProof("A ledger line has no extra part.")
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise BadProof("A length or an index is not a whole number.")
    return value
