"""Whether a witness cosigns a checkpoint: the call `add-checkpoint` of c2sp.org/tlog-witness, rule by rule."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from takatuf.ledger.consistency import verify_consistency
from takatuf.ledger.notes import cosign
from takatuf.ledger.verifier import BadNote, Checkpoint, check_note, read_note
from takatuf.ledger.witness.keeping import Seen, Witness

TEXT, SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"
MOST_LINES = 63


@dataclass(frozen=True, slots=True)
class Answer:
    """What the witness answers: an HTTP status, a content type and a body, as the specification has them."""

    status: int
    body: str
    content_type: str = TEXT


@dataclass(frozen=True, slots=True)
class Asked:
    """The body of `add-checkpoint` taken apart: the size that the sender believes was seen last, the proof, the note."""

    old: int
    proof: tuple[bytes, ...]
    note: str


class BadRequest(ValueError):
    """The body is not of the form that the specification describes."""


def request_body(old: int, proof: Sequence[bytes], note: str) -> str:
    """The body of `add-checkpoint`: an old size line, the proof's lines, an empty line, the checkpoint."""
    lines = "".join(base64.b64encode(step).decode() + "\n" for step in proof)
    return f"old {old}\n{lines}\n{note}"


def read_request(body: str) -> Asked:
    """The parts of a body. Raises BadRequest."""
    head, gap, note = body.partition("\n\n")
    first, *lines = head.split("\n")
    old = re.fullmatch(r"old (0|[1-9][0-9]{0,18})", first)
    if not gap or old is None or len(lines) > MOST_LINES:
        raise BadRequest("The old size, the proof or the checkpoint is missing.")
    return Asked(int(old[1]), tuple(_hash(line) for line in lines), note)


def _hash(line: str) -> bytes:
    try:
        value = base64.b64decode(line, validate=True)
    except ValueError:
        value = b""
    if len(value) != 32 or base64.b64encode(value).decode() != line:
        raise BadRequest("A line of the proof is not a hash in base64.")
    return value


def add_checkpoint(witness: Witness, body: str, *, at: datetime) -> Answer:
    """Cosign the checkpoint, or say why not; what is signed is kept before the answer exists. Inside `witness.alone()`.

    404 unknown ledger, 403 no trusted signature, 400 malformed or a size below the old one, 409 another size or root was
    seen last (its size is the body), 422 the proof does not hold.
    """
    try:
        asked = read_request(body)
        head = Checkpoint.parse(read_note(asked.note).text)
    except ValueError as error:
        return Answer(400, f"{error}\n")
    seen = witness.seen(head.origin)
    refusal = (
        _not_trusted(witness, head, asked) or _not_next(seen, head, asked) or _not_grown(seen, head, asked)
    )
    if refusal:
        return refusal
    line = cosign(asked.note, name=witness.name, signer=witness.key, at=at)
    bare = _without_strangers(asked.note, head, witness)
    witness.keep(head.origin, Seen(head.size, head.root, bare), line=line, at=at)
    return Answer(200, line)


def _not_trusted(witness: Witness, head: Checkpoint, asked: Asked) -> Answer | None:
    keys = [key for key in witness.houses if key.name == head.origin]
    if not keys:
        return Answer(404, "This witness does not know that ledger.\n")
    try:
        check_note(asked.note, keys)
    except BadNote:
        return Answer(403, "No key that this witness trusts signed the checkpoint.\n")
    return None


def _not_next(seen: Seen, head: Checkpoint, asked: Asked) -> Answer | None:
    if asked.old > head.size:
        return Answer(400, "The old size is above the checkpoint's.\n")
    if asked.old != seen.size:
        return Answer(409, f"{seen.size}\n", SIZE)
    return None


def _not_grown(seen: Seen, head: Checkpoint, asked: Asked) -> Answer | None:
    if seen.size == 0:
        return None if not asked.proof else Answer(422, "Nothing was seen before: the proof is empty.\n")
    if seen.size == head.size and seen.root != head.root:
        return Answer(409, f"{seen.size}\n", SIZE)
    if not verify_consistency(seen.size, head.size, asked.proof, seen.root, head.root):
        return Answer(422, "The proof does not show that the ledger only grew.\n")
    return None


def _without_strangers(note: str, head: Checkpoint, witness: Witness) -> str:
    """The note with the ledger's own signature lines alone: what is kept as evidence names nobody else."""
    own = {(key.name, key.id) for key in witness.houses if key.name == head.origin}
    opened = read_note(note)
    lines = [
        f"— {name} {base64.b64encode(key_id + rest).decode()}\n"
        for name, key_id, rest in opened.signatures
        if (name, key_id) in own
    ]
    return f"{opened.text}\n{''.join(lines)}"
