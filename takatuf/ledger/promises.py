"""Signed promises of inclusion: who holds one can show later that a line was promised to the ledger, and ask whether it stands.

A promise is a JSON object, checked by `takatuf verify FILE`:

    format      "takatuf-promise/1"
    entry       base64 of the ledger line
    promise     a signed note (C2SP) by the ledger's key: "takatuf-promise/1", the line's hash in base64, the moment of
                the promise, and the seconds within which the line stands in the tree
    inclusion   where the line was sealed already: {"index", "path", "checkpoint"} as in `takatuf-proof/1`
"""

import base64
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from takatuf.kernel.errors import NotFound
from takatuf.ledger.models import LedgerEntry
from takatuf.ledger.notes import sign_note
from takatuf.ledger.queries import NotSealedYet, inclusion_proof
from takatuf.ledger.verifier import (
    BadNote,
    check_note,
    check_promise_note,
    leaf_hash,
    read_vkey,
    verify_inclusion,
)
from takatuf.vault.ledger_keys import ledger_signer

FORMAT = "takatuf-promise/1"
KEPT_WITHIN = timedelta(hours=24)  # the sealer needs a second; a day covers an outage


def promise_of(record_id: UUID, kind: str, *, at: datetime) -> dict[str, Any]:
    """The promise for the first line of this kind about a record. Raises NotFound when there is none."""
    entry = LedgerEntry.objects.filter(record_id=record_id, kind=kind).order_by("at", "pk").first()
    if entry is None:
        raise NotFound("No such line.")
    leaf = bytes(entry.leaf)
    signer = ledger_signer(settings.TAKATUF_KEYS, settings.TAKATUF_KEYS_PASSPHRASE)
    moment = at.astimezone(UTC).isoformat(timespec="seconds")
    text = f"{FORMAT}\n{_b64(leaf_hash(leaf))}\n{moment}\n{int(KEPT_WITHIN.total_seconds())}\n"
    note = sign_note(text, name=settings.TAKATUF_LEDGER_ORIGIN, signer=signer)
    promise: dict[str, Any] = {"format": FORMAT, "entry": _b64(leaf), "promise": note}
    try:
        proof = inclusion_proof(entry.pk)
    except NotSealedYet:
        return promise
    path = [_b64(step) for step in proof.path]
    return promise | {"inclusion": {"index": proof.index, "path": path, "checkpoint": proof.checkpoint}}


def check_promise(
    promise: dict[str, Any], vkeys: Sequence[str], *, later: dict[str, Any] | None = None, at: datetime
) -> list[tuple[str, bool, str]]:
    """Each check as name, whether it holds, and a sentence; never raises on bad input.

    `later` is the file fetched again: whether the line that was promised at first stands is read from it. A promise
    whose time is up at `at` without such a proof is not kept.
    """
    try:
        keys = [read_vkey(line) for line in vkeys]
        leaf = base64.b64decode(str(promise["entry"]), validate=True)
        lines = check_promise_note(str(promise["promise"]), keys)
        hash_b64, moment, seconds = lines[1], datetime.fromisoformat(lines[2]), int(lines[3])
        if promise.get("format") != FORMAT or lines[0] != FORMAT:
            raise BadNote("The promise is of another format.")
        until = moment + timedelta(seconds=seconds)
        late = until < at
    except (KeyError, IndexError, TypeError, ValueError, OverflowError) as error:
        sentence = f"The promise cannot be read or is not signed by a key that you trust: {error}"
        return [("promise", False, sentence)]
    checks = [
        ("promise", True, f"The ledger's key promised on {moment.isoformat()} that the line stands by {until.isoformat()}."),
        ("entry", hash_b64 == _b64(leaf_hash(leaf)), "The promise is about the line in this file."),
    ]  # fmt: skip
    inclusion = (later or promise).get("inclusion")
    if inclusion is not None:
        kept = "The promise is kept: the line stands in the ledger."
        return [*checks, ("inclusion", _stands(inclusion, leaf, keys), kept)]
    if late or later is not None:
        return [*checks, ("inclusion", not late, "The line stands in the ledger, or its time is not up yet.")]
    return checks


def _stands(inclusion: Any, leaf: bytes, keys: Sequence[Any]) -> bool:
    try:
        head = check_note(str(inclusion["checkpoint"]), keys).checkpoint
        path = [base64.b64decode(str(step), validate=True) for step in inclusion["path"]]
        return verify_inclusion(int(inclusion["index"]), head.size, leaf_hash(leaf), path, head.root)
    except (KeyError, TypeError, ValueError):
        return False


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
