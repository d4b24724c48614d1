"""The tree's size, its stored hashes, and proofs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import F, Max

from takatuf.kernel.errors import NotFound
from takatuf.ledger import tree
from takatuf.ledger.models import Checkpoint, LedgerEntry, LedgerNode
from takatuf.ledger.notes import vkey
from takatuf.vault.ledger_keys import ledger_signer


def tree_size() -> int:
    """How many entries are sealed."""
    last = LedgerNode.objects.filter(level=0).aggregate(last=Max("place"))["last"]
    return 0 if last is None else int(last) + 1


def stored_nodes() -> Callable[[int, int], bytes]:
    """A reader of the stored subtree hashes: (level, place) -> hash."""
    known: dict[tuple[int, int], bytes] = {}

    def read(level: int, place: int) -> bytes:
        if (level, place) not in known:
            known[level, place] = bytes(LedgerNode.objects.get(level=level, place=place).hash)
        return known[level, place]

    return read


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
    """The proof of one entry under the newest checkpoint that covers it.

    Raises NotFound for an unknown entry, NotSealedYet while the sealer has not come to it.
    """
    return inclusion_proofs([entry_id])[0]


def inclusion_proofs(entry_ids: Sequence[UUID]) -> list[InclusionProof]:
    """The proofs of several entries, in the order given, all under the same newest checkpoint.

    Raises NotFound for an unknown entry, NotSealedYet while the sealer has not come to one of them.
    """
    checkpoint = Checkpoint.objects.order_by("-size").first()
    entries = {
        entry.pk: entry
        for entry in LedgerEntry.objects.filter(pk__in=list(entry_ids)).annotate(index=F("nodes__place"))
    }
    nodes = stored_nodes()
    proofs = []
    for entry_id in entry_ids:
        entry = entries.get(entry_id)
        if entry is None:
            raise NotFound("No such entry.")
        if entry.index is None or checkpoint is None or checkpoint.size <= entry.index:
            raise NotSealedYet("This entry is not sealed yet.")
        path = tree.inclusion_proof(entry.index, checkpoint.size, nodes)
        proofs.append(
            InclusionProof(bytes(entry.leaf), entry.index, checkpoint.size, tuple(path), checkpoint.note)
        )
    return proofs


def ledger_vkey() -> str:
    """The verifier key of this ledger, as others pin it (C2SP: name+id+base64)."""
    signer = ledger_signer(settings.TAKATUF_KEYS, settings.TAKATUF_KEYS_PASSPHRASE)
    return vkey(settings.TAKATUF_LEDGER_ORIGIN, signer.public)
