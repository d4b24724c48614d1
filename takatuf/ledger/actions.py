"""Writing lines, and sealing them into the tree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from takatuf.kernel.actors import Actor
from takatuf.kernel.bulk import Bigs, Bulk, Bytes, OptionalUuids, Smalls, Texts, Uuids, uuid7_bytes
from takatuf.kernel.errors import NotFound, Refused
from takatuf.kernel.ids import uuid7
from takatuf.ledger import tree
from takatuf.ledger.leaves import canonical, leaf_bytes, plain_leaf_bytes
from takatuf.ledger.models import Checkpoint, LedgerEntry, LedgerWitness
from takatuf.ledger.notes import COSIGNATURE, BadNote, add_signatures, read_vkey, sign_checkpoint
from takatuf.ledger.queries import ledger_vkey, stored_nodes, tree_size
from takatuf.ledger.verifier import check_note
from takatuf.vault.batch import RecordKey
from takatuf.vault.envelopes import pseudonym, row_commitment
from takatuf.vault.ledger_keys import ledger_signer
from takatuf.vault.queries import data_key, data_keys

MOST_AT_ONCE = 15_000  # entries that one sealing takes
MOST_COSIGNATURES = 10  # lines that one call brings
CLOCKS_DIFFER = timedelta(minutes=5)
SEALER_LOCK = 0x7461_6B61_7475_66  # advisory lock: one sealer at a time, on however many machines


def write(
    kind: str,
    *,
    about: UUID | None,
    by: Actor,
    at: datetime,
    content: Mapping[str, Any] | None = None,
    extra: Mapping[str, str] | None = None,
    using: str = "default",
) -> UUID:
    """Write one line in the transaction of the change that it records; returns the entry's id.

    `about` is the record; its data key makes the pseudonym and the commitment to `content`, so the leaf reveals
    nothing and still binds the row version after the key is destroyed. `extra` goes into the leaf as it is: hashes of
    documents, never anything about a person. `using` is the connection whose transaction it belongs to, where the keeper
    changes what it records.
    """
    about_text, commitment = "", ""
    if about is not None:
        key = data_key(about)
        about_text = pseudonym(key, about).hex()
        if content is not None:
            commitment = row_commitment(key, canonical(content), about=about).hex()
    leaf = leaf_bytes(
        kind=kind, about=about_text, by=str(by), at=at, commitment=commitment, extra=dict(extra or {})
    )
    entry = LedgerEntry(record_id=about, kind=kind, by=str(by), at=at, leaf=leaf)
    entry.save(force_insert=True, using=using)
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
    lines = [Line(entry.kind, keys[entry.about], canonical(entry.content)) for entry in entries]
    write_many(Bulk(), lines, by=by, at=at)


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


class WitnessRefused(Refused):
    """A witness that cannot be enrolled or ended; the sentence says why."""


class CosignatureRefused(Refused):
    """A line that is no cosignature of an enrolled witness under this checkpoint."""


def enrol_witness(
    *, id: UUID, vkey: str, agency: str, watched_by: UUID, by: Actor, at: datetime
) -> LedgerWitness:
    """Take the cosignatures of a witness from now on. `id` is its record, `agency` the code of who runs it.

    Inside a `witnesses` scope. Raises WitnessRefused for a key of another kind, or a name or key that is known already.
    """
    try:
        key = read_vkey(vkey)
    except BadNote as error:
        raise WitnessRefused(str(error)) from error
    if key.kind != COSIGNATURE:
        raise WitnessRefused("This is the key of a ledger, not of a witness.")
    known = LedgerWitness.objects.filter(name=key.name).exists()
    if known or any(read_vkey(one.vkey).public == key.public for one in LedgerWitness.objects.all()):
        raise WitnessRefused(
            "A witness of this name, or with this key, is known already; a new one takes a new name."
        )
    witness = LedgerWitness(
        id=id, name=key.name, vkey=vkey.strip(), agency=agency, watched_by=watched_by, enrolled_at=at
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT house.ledger_enrol_witness(%s, %s, %s, %s, %s, %s)",
            [id, key.name, witness.vkey, agency, watched_by, at],
        )
    write("witness.enrolled", about=None, by=by, at=at, extra={"witness": witness.vkey, "agency": agency})
    return witness


def end_witness(*, name: str, by: Actor, at: datetime) -> LedgerWitness:
    """Take no cosignature of this witness any more; those that it gave stand. Inside a `witnesses` scope. Raises WitnessRefused."""
    witness = LedgerWitness.objects.filter(name=name, ended_at__isnull=True).first()
    if witness is None:
        raise WitnessRefused(f"No witness of the name {name!r} is enrolled.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT house.ledger_end_witness(%s, %s)", [witness.pk, at])
    write("witness.ended", about=None, by=by, at=at, extra={"witness": witness.vkey})
    return witness


def take_cosignatures(*, size: int, lines: str, at: datetime) -> int:
    """Store the cosignatures of enrolled witnesses under the checkpoint of this size; returns how many lines were theirs.

    Lines of unknown keys are passed over. No ledger line is written: it would be one more thing to cosign. Raises
    NotFound for a size that was never signed, CosignatureRefused when a line is malformed, false, or from the future.
    """
    checkpoint = Checkpoint.objects.filter(pk=size).first()
    if checkpoint is None:
        raise NotFound("No checkpoint of this size.")
    witnesses = {one.name: one for one in LedgerWitness.objects.filter(ended_at__isnull=True)}
    keys = [read_vkey(ledger_vkey()), *(read_vkey(one.vkey) for one in witnesses.values())]
    given = [f"{line}\n" for line in lines.splitlines() if line]
    taken = 0
    for line in given[:MOST_COSIGNATURES]:
        try:
            cosigned = check_note(add_signatures(checkpoint.note, [line]), keys).cosigned
        except BadNote as error:
            raise CosignatureRefused(str(error)) from error
        for name, signed_at in cosigned:
            if signed_at > at + CLOCKS_DIFFER:
                raise CosignatureRefused(f"The cosignature of {name} is from the future.")
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT house.ledger_cosign(%s, %s, %s, %s, %s)",
                    [uuid7(), witnesses[name].pk, size, line, signed_at],
                )
            taken += 1
    return taken
