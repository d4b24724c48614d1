"""Ledger proofs: of the facts, carried inside the document, and of the signed document itself."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from takatuf.agencies.actions import require
from takatuf.court.document.view import Attachment
from takatuf.court.models import SubmissionDocument, SubmissionFact
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound
from takatuf.ledger.queries import InclusionProof, inclusion_proofs
from takatuf.ledger.verifier import FORMAT


@dataclass(frozen=True, slots=True)
class ProvenFacts:
    """The proofs of a submission's facts in the order of their numbers, all under one checkpoint."""

    numbers: tuple[int, ...]
    salts: tuple[bytes, ...]
    proofs: tuple[InclusionProof, ...]

    @property
    def leaves(self) -> tuple[bytes, ...]:
        """The ledger's lines of the facts."""
        return tuple(proof.leaf for proof in self.proofs)


def prove_facts(submission_id: UUID) -> ProvenFacts:
    """The proofs of every fact in a submission. Raises NotSealedYet while the sealer has not come to one of them."""
    placed = list(SubmissionFact.objects.filter(submission_id=submission_id).order_by("number"))
    proofs = inclusion_proofs([row.ledger_entry for row in placed])
    return ProvenFacts(
        tuple(row.number for row in placed), tuple(bytes(row.commitment_salt) for row in placed), tuple(proofs)
    )  # fmt: skip


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _line(proof: InclusionProof) -> dict[str, Any]:
    return {"entry": _b64(proof.leaf), "index": proof.index, "path": [_b64(item) for item in proof.path]}


def _fact_lines(facts: Sequence[InclusionProof]) -> list[dict[str, Any]]:
    return [{"id": json.loads(proof.leaf)["extra"]["fact"], **_line(proof)} for proof in facts]


def facts_attachment(proven: ProvenFacts) -> Attachment:
    """`facts-proofs.json`: each fact's line in the ledger with its path, its salt, and the checkpoint over all of them.

    SHA-256 over the salt and the RFC 8785 form of {"code", "number", "text_ar"} is the line's "fact".
    """
    lines = [
        {"number": number, "salt": _b64(salt), **line}
        for number, salt, line in zip(proven.numbers, proven.salts, _fact_lines(proven.proofs), strict=True)
    ]
    checkpoint = proven.proofs[0].checkpoint if proven.proofs else ""
    data = json.dumps({"checkpoint": checkpoint, "facts": lines}, ensure_ascii=False, sort_keys=True)
    return Attachment(
        "facts-proofs.json", data.encode(), "application/json", "data", "إثبات قيد كل واقعة في السجل العام"
    )  # fmt: skip


def proof_of(submission_id: UUID, *, by: Actor, at: datetime) -> dict[str, Any]:
    """The proof of a signed submission, in the format that `takatuf.ledger.verifier` describes.

    It holds nothing about a person and may go to anybody who has the document. Raises NotAllowed, NotFound before it
    is signed, NotSealedYet while the sealer has not come to it.
    """
    require(by, "submission.read")
    document = SubmissionDocument.objects.filter(submission_id=submission_id).first()
    if document is None:
        raise NotFound("There is no signed document.")
    placed = SubmissionFact.objects.filter(submission_id=submission_id).order_by("number")
    entries = [document.ledger_entry, *placed.values_list("ledger_entry", flat=True)]
    signed, *facts = inclusion_proofs(entries)
    return {
        "format": FORMAT,
        "document": {"sha256": document.sha256, "length": document.first_revision_length},
        **_line(signed),
        "checkpoint": signed.checkpoint,
        "facts": _fact_lines(facts),
        "issued_at": at.isoformat(),
    }


def own_proof(entry_id: UUID, *, sha256: str, length: int) -> dict[str, Any]:
    """The proof of a signed document alone, without its facts, which its line binds: for our own check, never handed out.

    Raises NotFound, and NotSealedYet while the sealer has not come to it.
    """
    (signed,) = inclusion_proofs([entry_id])
    document = {"sha256": sha256, "length": length}
    return {"format": FORMAT, "document": document, **_line(signed), "checkpoint": signed.checkpoint}
