"""Writing lines, and sealing them into the tree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import rfc8785
from django.conf import settings
from django.db import connection

from takatuf.kernel.actors import Actor
from takatuf.kernel.bulk import Bigs, Bulk, Bytes, OptionalUuids, Smalls, Texts, Uuids, uuid7_bytes
from takatuf.kernel.errors import NotFound
from takatuf.ledger import tree
from takatuf.ledger.leaves import leaf_bytes, plain_leaf_bytes
from takatuf.ledger.models import Checkpoint, LedgerEntry
from takatuf.ledger.notes import sign_checkpoint
from takatuf.ledger.queries import stored_nodes, tree_size
from takatuf.vault.batch import RecordKey
from takatuf.vault.envelopes import pseudonym, row_commitment
from takatuf.vault.ledger_keys import ledger_signer
from takatuf.vault.queries import data_key, data_keys

MOST_AT_ONCE = 15_000  # entries that one sealing takes
SEALER_LOCK = 0x7461_6B61_7475_66  # advisory lock: one sealer at a time, on however many machines


def write(
    kind: str,
    *,
    about: UUID | None,
    by: Actor,
    at: datetime,
    content: Mapping[str, Any] | None = None,
    extra: Mapping[str, str] | None = None,
) -> UUID:
    """Write one line in the transaction of the change that it records; returns the entry's id.

    `about` is the record; its data key makes the pseudonym and the commitment to `content`, so the leaf reveals
    nothing and still binds the row version after the key is destroyed. `extra` goes into the leaf as it is: hashes of
    documents, never anything about a person.
    """
    about_text, commitment = "", ""
    if about is not None:
        key = data_key(about)
        about_text = pseudonym(key, about).hex()
        if content is not None:
            commitment = row_commitment(key, rfc8785.dumps(_plain(content)), about=about).hex()
    leaf = leaf_bytes(
        kind=kind, about=about_text, by=str(by), at=at, commitment=commitment, extra=dict(extra or {})
    )
    entry = LedgerEntry(record_id=about, kind=kind, by=str(by), at=at, leaf=leaf)
    entry.save(force_insert=True)
    return entry.pk


@dataclass(frozen=True, slots=True)
class Line:
    """One of many lines: its record's key, and the canonical JSON (RFC 8785) of what it binds, which the caller wrote."""

    kind: str
    record: RecordKey
    canonical: bytes


def write_many(bulk: Bulk, lines: Sequence[Line], *, by: Actor, at: datetime) -> None:
    """Write many lines in the transaction of the changes that they record, each the same as `write` would."""
    actor = str(by)
    ids = uuid7_bytes(len(lines))
    leaves = [
        plain_leaf_bytes(
            kind=line.kind,
            about=line.record.about,
            by=actor,
            at=at,
            commitment=line.record.commitment(line.canonical),
        )
        for line in lines
    ]
    columns = {
        "id": Uuids(ids), "record_id": Uuids([line.record.record for line in lines]),
        "kind": Texts([line.kind for line in lines]), "by": actor, "at": at, "leaf": Bytes(leaves),
    }  # fmt: skip
    bulk.insert("ledger_ledgerentry", columns)


@dataclass(frozen=True, slots=True)
class Entry:
    """One of many lines as `write` takes it: its kind, the record that it is about, and what it binds."""

    kind: str
    about: UUID
    content: Mapping[str, Any]


def write_entries(entries: Sequence[Entry], *, by: Actor, at: datetime) -> None:
    """Write many lines in the transaction of the changes that they record, each the same as `write` would.

    Raises NotFound when one of the records has no data key, or had its key destroyed: then none is written.
    """
    if not entries:
        return
    about = {entry.about for entry in entries}
    keys = {record: RecordKey(key, record.bytes) for record, key in data_keys(about).items()}
    if len(keys) < len(about):
        raise NotFound("One of these records has no data key any more.")
    lines = [Line(entry.kind, keys[entry.about], rfc8785.dumps(_plain(entry.content))) for entry in entries]
    write_many(Bulk(), lines, by=by, at=at)


def _plain(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content as JSON's own types, so that its canonical form is one and the same tomorrow."""
    return {
        key: value if isinstance(value, (bool, int, str, type(None))) else str(value)
        for key, value in content.items()
    }


def seal(*, at: datetime, most: int = MOST_AT_ONCE) -> int:
    """Give the waiting entries their places in the tree and sign a checkpoint; returns how many were sealed.

    Runs inside a `sealer` scope. Does nothing while another sealer holds the lock.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALER_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    bulk = Bulk()
    bulk.execute("SELECT xid, entry, hash FROM house.ledger_next(%s)", [most])
    rows = bulk.fetchall()
    if rows:
        _store_places(bulk, rows)
        sign_head(at=at)
    return len(rows)


def _store_places(bulk: Bulk, rows: Sequence[tuple[str, UUID, bytes]]) -> None:
    """Give the lines their places, in their order, and store the hashes of the tree that come to be."""
    size = tree_size()
    nodes = tree.append([row[2] for row in rows], size, stored_nodes())
    lines = iter(rows)
    entries = [next(lines)[1].bytes if level == 0 else None for level, _ in nodes]
    last_xid, last_entry, _ = rows[-1]
    bulk.execute(
        "SELECT house.ledger_seal(%s, %s::text::xid8, %s, %s::smallint[], %s::bigint[], %s::bytea[], %s::uuid[])",
        [
            len(rows), last_xid, last_entry, Smalls([level for level, _ in nodes]), Bigs([place for _, place in nodes]),
            Bytes(list(nodes.values())), OptionalUuids(entries),
        ],
    )  # fmt: skip


def sign_head(*, at: datetime) -> Checkpoint | None:
    """Sign the present head of the tree; None while the tree is empty or the head is signed already."""
    size = tree_size()
    if size == 0 or Checkpoint.objects.filter(pk=size).exists():
        return None
    root = tree.root(size, stored_nodes())
    signer = ledger_signer(settings.TAKATUF_KEYS, settings.TAKATUF_KEYS_PASSPHRASE)
    note = sign_checkpoint(origin=settings.TAKATUF_LEDGER_ORIGIN, size=size, root=root, signer=signer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT house.ledger_checkpoint(%s, %s, %s, %s)", [size, root, note, at])
    return Checkpoint(size=size, root=root, note=note, at=at)
