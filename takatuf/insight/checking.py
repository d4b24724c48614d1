"""Checking published figures for whoever holds them: their line in the ledger, under the hash of the file."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from takatuf.agencies.queries import agencies
from takatuf.insight.models import Release
from takatuf.kernel.errors import NotFound
from takatuf.ledger import verifier
from takatuf.ledger.queries import NotSealedYet, inclusion_proof, ledger_vkey, witness_rows, witness_vkeys


@dataclass(frozen=True, slots=True)
class CheckedFigures:
    """What the page says about published figures. Without `code` they are not what was published here.

    `line` is None while the ledger has not sealed them yet. `newer` is the code of the newest release, where it is another.
    """

    code: str = ""
    released_at: datetime | None = None
    line: int | None = None
    witnesses: tuple[tuple[str, datetime], ...] = ()
    newer: str = ""


def is_figures(data: bytes) -> bool:
    """Whether a file looks like published figures and not like a document; nothing is believed of it."""
    return data[:64].lstrip().startswith(b"{")


def release_proof(code: str) -> dict[str, Any]:
    """The proof of published figures, as `takatuf.ledger.verifier` describes it; the document is `figures.json` whole.

    Raises NotFound, and NotSealedYet while the sealer has not come to it.
    """
    from takatuf.insight.queries import published_json

    row = Release.objects.filter(code=code).first()
    if row is None:
        raise NotFound("No such release.")
    found = inclusion_proof(row.ledger_entry)
    return {
        "format": verifier.FORMAT,
        "document": {"sha256": row.sha256, "length": len(published_json(code))},
        "entry": base64.b64encode(found.leaf).decode(),
        "index": found.index,
        "path": [base64.b64encode(step).decode() for step in found.path],
        "checkpoint": found.checkpoint,
        "issued_at": row.released_at.isoformat(),
    }


def check_figures(data: bytes) -> CheckedFigures:
    """Whether these bytes were published here, and where they stand in the ledger. Never raises on what a stranger sends."""
    row = Release.objects.filter(sha256=hashlib.sha256(data).hexdigest()).first()
    if row is None:
        return CheckedFigures()
    newest = Release.objects.order_by("-period_to", "-released_at").values_list("code", flat=True).first()
    newer = newest if newest and newest != row.code else ""
    try:
        proof = release_proof(row.code)
    except NotSealedYet:
        return CheckedFigures(row.code, row.released_at, newer=newer)
    keys = [ledger_vkey(), *witness_vkeys()]
    if not verifier.verify(data, proof, keys).ok:
        return CheckedFigures()
    places = {one.code: str(one) for one in agencies()}
    names = {one.name: places.get(one.agency, one.agency) for one in witness_rows()}
    cosigned = verifier.check_note(proof["checkpoint"], map(verifier.read_vkey, keys)).cosigned
    witnesses = tuple((names.get(name, name), day) for name, day in cosigned)
    return CheckedFigures(row.code, row.released_at, int(proof["index"]) + 1, witnesses, newer)
