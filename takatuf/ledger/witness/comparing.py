"""Two witnesses compare what they were shown: the only way to see that the house keeps two ledgers, one for each."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from takatuf.kernel.errors import Refused
from takatuf.ledger.consistency import verify_consistency
from takatuf.ledger.verifier import BadNote, Checkpoint, VKey, check_note
from takatuf.ledger.witness.judging import BadRequest, read_request
from takatuf.ledger.witness.watching import Call, HouseRefused


class CannotCompare(Refused):
    """A file holds nothing to compare, or the two have no size in common; the sentence says what helps."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One head that a witness was shown, with the note that proves it."""

    head: Checkpoint
    note: str


@dataclass(frozen=True, slots=True)
class SplitView:
    """Two heads, both signed by the house, that cannot both be of one ledger: the proof that it keeps two."""

    first: Shown
    second: Shown


def shown_in(path: Path, keys: Sequence[VKey]) -> list[Shown]:
    """What a witness's `signed.jsonl` holds, or a single note; only heads that the house signed. Raises CannotCompare."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotCompare(f"{path} cannot be read: {error}") from error
    shown = []
    for note in _notes(text, path):
        try:
            shown.append(Shown(check_note(note, keys).checkpoint, note))
        except BadNote as error:
            raise CannotCompare(f"{path} holds a head that the ledger's key did not sign: {error}") from error
    if not shown:
        raise CannotCompare(f"{path} holds no signed head.")
    return shown


def _notes(text: str, path: Path) -> list[str]:
    if not text.lstrip().startswith("{"):
        return [text]
    try:
        return [str(json.loads(line)["note"]) for line in text.splitlines() if line.strip()]
    except (ValueError, KeyError, TypeError) as error:
        raise CannotCompare(f"{path} is no list of signed heads.") from error


def compare(
    first: Sequence[Shown], second: Sequence[Shown], *, house: str, call: Call | None
) -> SplitView | int:
    """The split view, or how many heads of the two could be held against each other and agree.

    Heads of one size must have one root. With `call`, the house is asked besides to prove that the newest head of one
    begins with the newest of the other: a house that keeps two ledgers cannot. Raises CannotCompare when nothing could be
    compared, and HouseAway when the house does not answer.
    """
    by_size = {one.head.size: one for one in first}
    agreed = 0
    for other in second:
        mine = by_size.get(other.head.size)
        if mine is None:
            continue
        if mine.head.root != other.head.root:
            return SplitView(mine, other)
        agreed += 1
    older, newer = sorted((first[-1], second[-1]), key=lambda one: one.head.size)
    if call is not None and older.head.size < newer.head.size:
        if not _grows(older.head, newer.head, house, call):
            return SplitView(older, newer)
        agreed += 1
    if not agreed:
        raise CannotCompare(
            "The two saw no head of the same size; say --house so that it can prove one from the other."
        )
    return agreed


def _grows(older: Checkpoint, newer: Checkpoint, house: str, call: Call) -> bool:
    try:
        body = call(f"{house}/ledger/consistency/{older.size}/{newer.size}", None)
    except HouseRefused as refusal:
        if refusal.status in {404, 409}:
            return False  # a house that signed both sizes can prove one from the other, unless it keeps two ledgers
        raise
    try:
        proof = read_request(body + "\n").proof
    except BadRequest:
        return False
    return verify_consistency(older.size, newer.size, proof, older.root, newer.root)
