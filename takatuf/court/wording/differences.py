"""What changed between two versions of a sentence, word by word."""

import difflib
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stayed, went or came."""

    words: str
    change: Literal["same", "gone", "new"]


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces in reading order: what is gone stands before what came in its place."""
    old, new = before.split(), after.split()
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(" ".join(old[i1:i2]), "same"))
            continue
        if i2 > i1:
            pieces.append(Piece(" ".join(old[i1:i2]), "gone"))
        if j2 > j1:
            pieces.append(Piece(" ".join(new[j1:j2]), "new"))
    return tuple(pieces)
