"""The tree's size, its stored hashes, and proofs."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, Max

from takatuf.kernel.errors import NotFound
from takatuf.kernel.ids import made_at
from takatuf.ledger import tree
from takatuf.ledger.models import (
    Checkpoint,
    Cosignature,
    LedgerEntry,
    LedgerNode,
    LedgerWaiting,
    LedgerWitness,
)
from takatuf.ledger.notes import CheckedNote, add_signatures, check_note, read_note, read_vkey, vkey
from takatuf.vault.ledger_keys import ledger_signer

SILENT_AFTER = timedelta(hours=6)  # our default: a witness looks every five minutes


def tree_size() -> int:
    """How many entries are sealed."""
    last = LedgerNode.objects.filter(level=0).aggregate(last=Max("place"))["last"]
    return 0 if last is None else int(last) + 1


def waiting_since() -> datetime | None:
    """Since when the line that waits longest waits for the sealer, which comes twice a second; None when none waits."""
    first = LedgerWaiting.objects.order_by("xid", "entry_id").values_list("entry_id", flat=True).first()
    return made_at(first) if first else None


def stored_nodes(
    known: dict[tuple[int, int], bytes] | None = None,
) -> Callable[[int, int], bytes]:
    """A reader of the stored subtree hashes: (level, place) -> hash; `known` are those that were fetched together."""
    known = {} if known is None else known

    def read(level: int, place: int) -> bytes:
        if (level, place) not in known:
            known[level, place] = bytes(LedgerNode.objects.get(level=level, place=place).hash)
        return known[level, place]

    return read


def _nodes_for(indexes: Sequence[int], size: int) -> dict[tuple[int, int], bytes]:
    """The hashes on the paths of many leaves, one query a level: a document of a thousand facts asks for them at once."""
    wanted: dict[int, set[int]] = defaultdict(set)

    def note(level: int, place: int) -> bytes:
        wanted[level].add(place)
        return b""

    tree.inclusion_proofs(indexes, size, note)
    return {
        (level, place): bytes(found)
        for level, places in wanted.items()
        for place, found in LedgerNode.objects.filter(level=level, place__in=places).values_list(
            "place", "hash"
        )
    }


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That an entry stands in the tree under a signed checkpoint."""

    leaf: bytes
    index: int
    size: int
    path: tuple[bytes, ...]
    checkpoint: str


class NotSealedYet(NotFound):
    """The entry is written but not sealed; the sealer needs about a second."""


def inclusion_proof(entry_id: UUID) -> InclusionProof:
    """The proof of one entry under the checkpoint over it that most witnesses cosigned, the newest of these.

    Raises NotFound for an unknown entry, NotSealedYet while the sealer has not come to it.
    """
    return inclusion_proofs([entry_id])[0]


def inclusion_proofs(entry_ids: Sequence[UUID]) -> list[InclusionProof]:
    """The proofs of several entries, in the order given, all under one checkpoint: as for one entry.

    Raises NotFound for an unknown entry, NotSealedYet while the sealer has not come to one of them.
    """
    entries = {
        entry.pk: entry
        for entry in LedgerEntry.objects.filter(pk__in=list(entry_ids)).annotate(index=F("nodes__place"))
    }
    last = max((entry.index for entry in entries.values() if entry.index is not None), default=0)
    checkpoint = _best_checkpoint(after=last)
    note = cosigned_note(checkpoint) if checkpoint else ""
    sealed = [entry.index for entry in entries.values() if entry.index is not None]
    within = [index for index in sealed if checkpoint is not None and index < checkpoint.size]
    size = checkpoint.size if checkpoint else 0
    nodes = stored_nodes(_nodes_for(within, size))
    paths = dict(zip(within, tree.inclusion_proofs(within, size, nodes), strict=True))
    proofs = []
    for entry_id in entry_ids:
        entry = entries.get(entry_id)
        if entry is None:
            raise NotFound("No such entry.")
        if entry.index not in paths:
            raise NotSealedYet("This entry is not sealed yet.")
        proofs.append(InclusionProof(bytes(entry.leaf), entry.index, size, tuple(paths[entry.index]), note))
    return proofs


def ledger_vkey() -> str:
    """The verifier key of this ledger, as others pin it (C2SP: name+id+base64)."""
    signer = ledger_signer(settings.TAKATUF_KEYS, settings.TAKATUF_KEYS_PASSPHRASE)
    return vkey(settings.TAKATUF_LEDGER_ORIGIN, signer.public)


def own_head(note: str) -> CheckedNote:
    """A head that this house's key signed, under the ledger's present name or an earlier one. Raises BadNote."""
    name = read_note(note).text.partition("\n")[0]
    return check_note(note, [read_vkey(vkey(name, read_vkey(ledger_vkey()).public))])


def _best_checkpoint(*, after: int) -> Checkpoint | None:
    """The checkpoint over the leaf `after` that most witnesses cosigned, the newest of these; without any, the newest of all."""
    covering = Cosignature.objects.filter(checkpoint_id__gt=after).values("checkpoint_id")
    best = covering.annotate(many=Count("pk")).order_by("-many", "-checkpoint_id").first()
    if best is not None:
        return Checkpoint.objects.get(pk=best["checkpoint_id"])
    return newest_checkpoint()


def newest_checkpoint() -> Checkpoint | None:
    """The newest signed head; None while nothing was sealed."""
    return Checkpoint.objects.order_by("-size").first()


def lines_sealed_since(moment: datetime) -> int:
    """How many lines of the ledger got their place after this moment; read from the signed heads, however many lines there are."""
    newest = newest_checkpoint()
    before = Checkpoint.objects.filter(at__lte=moment).order_by("-size").first()
    return (newest.size if newest else 0) - (before.size if before else 0)


def cosigned_note(checkpoint: Checkpoint) -> str:
    """The signed head with the lines of the witnesses that cosigned it."""
    lines = checkpoint.cosignatures.order_by("witness__name").values_list("line", flat=True)
    return add_signatures(checkpoint.note, list(lines))


def checkpoint_note(size: int) -> str:
    """The signed head of this size, with cosignatures. Raises NotFound when none was signed at it."""
    checkpoint = Checkpoint.objects.filter(pk=size).first()
    if checkpoint is None:
        raise NotFound("No checkpoint of this size.")
    return cosigned_note(checkpoint)


def consistency_path(older: int, newer: int) -> list[bytes]:
    """The proof that the ledger of `older` lines is the beginning of that of `newer`; empty from nothing.

    Raises tree.OutsideTree for sizes that the ledger does not have.
    """
    if older == 0 and 0 <= newer <= tree_size():
        return []
    if newer > tree_size():
        raise tree.OutsideTree(f"The ledger has no {newer} lines.")
    return tree.consistency_proof(older, newer, stored_nodes())


@dataclass(frozen=True, slots=True)
class WitnessRow:
    """A witness, and when it cosigned last, up to which size. Its id is that of its record."""

    id: UUID
    name: str
    agency: str
    vkey: str
    watched_by: UUID
    enrolled_at: datetime
    ended_at: datetime | None
    signed_at: datetime | None
    size: int | None

    @property
    def heard_at(self) -> datetime:
        """Its newest cosignature, or when it was enrolled; SILENT_AFTER later it is silent."""
        return self.signed_at or self.enrolled_at


def witness_rows() -> list[WitnessRow]:
    """Every witness, those that are enrolled first, by name; witnesses and what they signed are public."""
    rows = []
    for one in LedgerWitness.objects.order_by(F("ended_at").desc(nulls_first=True), "name"):
        last = Cosignature.objects.filter(witness=one).order_by("-signed_at").first()
        rows.append(
            WitnessRow(
                one.pk, one.name, one.agency, one.vkey, one.watched_by, one.enrolled_at, one.ended_at,
                last.signed_at if last else None, last.checkpoint_id if last else None,
            )
        )  # fmt: skip
    return rows


def witness_vkeys() -> list[str]:
    """The verifier keys of every witness that ever was enrolled: a cosignature that it gave stands after it ended."""
    return list(LedgerWitness.objects.order_by("name").values_list("vkey", flat=True))
