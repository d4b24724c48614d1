"""A small ledger in memory, signed like ours, with which tests show a witness what a house might show."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from takatuf.ledger.notes import sign_checkpoint, vkey
from takatuf.ledger.tree import append, consistency_proof, leaf_hash, root
from takatuf.ledger.witness.judging import request_body
from takatuf.ledger.witness.watching import HouseRefused
from takatuf.vault.ledger_keys import LedgerSigner

ORIGIN = "takatuf.example/ledger"
HOUSE = "https://takatuf.example"
LOG = LedgerSigner.from_seed(b"l" * 32)
HOUSE_KEY = vkey(ORIGIN, LOG.public)


@dataclass
class ShownLedger:
    """Lines and the heads over them; its `call` answers a witness as the house's door does."""

    lines: list[str]
    signer: LedgerSigner = LOG
    brought: list[str] = field(default_factory=list)

    def head(self, size: int | None = None) -> str:
        size = len(self.lines) if size is None else size
        return sign_checkpoint(origin=ORIGIN, size=size, root=root(size, self._read()), signer=self.signer)

    def proof(self, older: int, newer: int) -> Sequence[bytes]:
        return consistency_proof(older, newer, self._read()) if older else []

    def _read(self):  # type: ignore[no-untyped-def]
        nodes = append([leaf_hash(line.encode()) for line in self.lines], 0, lambda level, index: b"")
        return lambda level, index: nodes[level, index]

    def call(self, url: str, body: bytes | None) -> str:
        place = url.removeprefix(HOUSE + "/ledger/")
        size = len(self.lines)
        if body is not None:
            self.brought.append(body.decode())
            return "1\n"
        if place == "checkpoint":
            return self.head()
        kind, *sizes = place.split("/")
        older, newer = int(sizes[0]), int(sizes[1]) if len(sizes) > 1 else size
        if older > size or newer > size:
            raise HouseRefused(409 if kind == "since" else 404, url)
        return request_body(older, self.proof(older, newer), self.head() if kind == "since" else "")
