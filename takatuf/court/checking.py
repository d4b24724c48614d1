"""Checking a signed document for whoever holds it: nothing is kept, and nothing about the case is asked or told.

A stranger's file is never taken apart before its bytes are proven: hashes, the ledger's signature and the line's place come
first, and only bytes that the ledger holds are read as a PDF. What follows them is read in a process of its own, with
little memory and time.
"""

import hashlib
import logging
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings

from takatuf.agencies.queries import agencies
from takatuf.court.later_revisions import Later, what_follows
from takatuf.court.models import DocumentMark
from takatuf.court.proofs import own_proof
from takatuf.court.rules import SubmissionKind
from takatuf.kernel.errors import InvalidInput
from takatuf.kernel.strict_json import read_json
from takatuf.ledger import verifier
from takatuf.ledger.queries import NotSealedYet, ledger_vkey, witness_rows, witness_vkeys
from takatuf.vault.signatures import RENEW_WITHIN, NotSigned, check_signature, trusted_roots

LARGEST_DOCUMENT, LARGEST_PROOF = 12 * 1024 * 1024, 6 * 1024 * 1024
_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")


class Outcome(StrEnum):
    """What the check came to."""

    GENUINE = "genuine"
    REPLACED = "replaced"
    CORRECTED = "corrected"  # a correction follows: both are read
    NOT_A_PDF = "not_a_pdf"
    NOT_SIGNED = "not_signed"
    CHANGED = "changed"  # not what was signed, or nothing of ours
    BAD_PROOF = "bad_proof"
    OTHER_PROOF = "other_proof"  # the document is ours, the proof belongs to another
    FALSE_PROOF = "false_proof"  # the proof does not hold under the ledger's key
    ADDED_TO = "added_to"  # the signed part is ours, and something was added after it
    WAITING = "waiting"  # signed, and not in the ledger yet


@dataclass(frozen=True, slots=True)
class Successor:
    """A later document that follows this one."""

    kind: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Checked:
    """Everything that the page says. Empty parts were not reached or are not there.

    `signed_at` is what the signer says, `stamped_at` what a trusted time service says. `holds_until` is when the
    certificate behind the last time stamp ends; soon before it, `renewal` is "due", after it "missed".
    """

    outcome: Outcome
    signed_by: str = ""
    signed_at: datetime | None = None
    stamped_at: datetime | None = None
    is_trusted: bool = False
    line: int | None = None
    facts: int = 0
    witnesses: tuple[tuple[str, datetime], ...] = ()
    successors: tuple[Successor, ...] = ()
    own_proof: bool = False
    stamped_after: bool = False
    holds_until: datetime | None = None
    renewal: str = ""

    @property
    def stands(self) -> bool:
        """Whether the document is the one that was signed."""
        return self.outcome in {Outcome.GENUINE, Outcome.REPLACED, Outcome.CORRECTED}


def check_document(pdf: bytes, proof: bytes | None, *, at: datetime) -> Checked:
    """What the document and its proof show at a moment; without a proof the house's own is taken, by the document's hash.

    Never raises on what a stranger sends. Reads no row about a case: only hashes, keys and signatures, which are public.
    """
    if not pdf[:1024].lstrip().startswith(b"%PDF-"):
        return Checked(Outcome.NOT_A_PDF)
    length = _signed_length(pdf)
    if length is None:
        return Checked(Outcome.NOT_SIGNED)
    mark = DocumentMark.objects.filter(sha256=hashlib.sha256(pdf[:length]).hexdigest()).first()
    if proof is None:
        return _with_own_proof(pdf, length, mark, at=at)
    value = _read(proof)
    if value is None:
        return Checked(Outcome.BAD_PROOF)
    return _with_proof(pdf, value, mark, at=at)


def _signed_length(pdf: bytes) -> int | None:
    """Where the first signed revision ends, as its own byte range says; only a place to cut, nothing is believed of it."""
    found = _RANGE.search(pdf)
    if found is None:
        return None
    length = int(found[2]) + int(found[3])
    return length if length <= len(pdf) else None


def _read(proof: bytes) -> dict[str, Any] | None:
    try:
        value = read_json(proof)
    except (InvalidInput, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _with_own_proof(pdf: bytes, length: int, mark: DocumentMark | None, *, at: datetime) -> Checked:
    if mark is None:
        return Checked(Outcome.CHANGED)
    try:
        own = own_proof(mark.ledger_entry, sha256=mark.sha256, length=length)
    except NotSealedYet:
        return Checked(Outcome.WAITING)
    return _with_proof(pdf, own, mark, at=at, is_own=True)


def _with_proof(
    pdf: bytes, proof: dict[str, Any], mark: DocumentMark | None, *, at: datetime, is_own: bool = False
) -> Checked:
    keys = [ledger_vkey(), *witness_vkeys()]
    verdict = verifier.verify(pdf, proof, keys)
    failed = {check.name for check in verdict.checks if not check.ok}
    if "proof" in failed:
        return Checked(Outcome.BAD_PROOF)
    if failed & {"document", "entry"}:
        return Checked(Outcome.OTHER_PROOF if mark is not None else Outcome.CHANGED)
    # Our own proof goes without the facts; what follows the signed part is read below, and not by its form alone.
    if failed - ({"revisions", "facts"} if is_own else {"revisions"}):
        return Checked(Outcome.FALSE_PROOF)
    return _proven(pdf[: proof["document"]["length"]], pdf, proof, keys, at=at, is_own=is_own)


def _outcome_of(later: Set[str]) -> Outcome:
    """What a genuine document is, by the kinds of those that follow it: a supplement adds, a correction puts right."""
    if later - {SubmissionKind.SUPPLEMENT, SubmissionKind.CORRECTION}:
        return Outcome.REPLACED
    return Outcome.CORRECTED if SubmissionKind.CORRECTION in later else Outcome.GENUINE


def _proven(
    first: bytes, pdf: bytes, proof: dict[str, Any], keys: Sequence[str], *, at: datetime, is_own: bool
) -> Checked:
    """The bytes are ours; now what they say, and what came after them."""
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what it finds is said on the page
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    roots = trusted_roots(Path(settings.TAKATUF_KEYS), settings.TAKATUF_STAMP_ROOTS_FILE)
    try:
        signature = check_signature(first, trust_roots=roots, at=at)
    except NotSigned:
        return Checked(Outcome.NOT_SIGNED)
    later = what_follows(pdf, len(first), roots=roots, at=at)
    if not (signature.intact and signature.valid) or later.what is Later.OTHER:
        return Checked(
            Outcome.ADDED_TO, signed_by=_name_of(signature.signer_name), signed_at=signature.signed_at
        )
    sha256 = hashlib.sha256(first).hexdigest()
    successors = tuple(
        Successor(row.kind, row.signed_at)
        for row in DocumentMark.objects.filter(follows_sha256=sha256).order_by("signed_at")
    )
    places = {one.code: str(one) for one in agencies()}
    names = {row.name: places.get(row.agency, row.agency) for row in witness_rows()}
    cosigned = verifier.check_note(
        str(proof["checkpoint"]), [verifier.read_vkey(key) for key in keys]
    ).cosigned
    return Checked(
        _outcome_of({one.kind for one in successors}),
        signed_by=_name_of(signature.signer_name),
        signed_at=signature.signed_at,
        stamped_at=later.stamped_at or signature.stamped_at,
        is_trusted=later.is_trusted or signature.trusted,
        line=int(proof["index"]) + 1,
        facts=len(proof.get("facts", [])),
        witnesses=tuple((names.get(name, name), day) for name, day in cosigned),
        successors=successors,
        own_proof=is_own,
        stamped_after=later.what is Later.VALIDATION,
        holds_until=later.holds_until,
        renewal=_renewal(later.holds_until, at),
    )


def _renewal(holds_until: datetime | None, at: datetime) -> str:
    if holds_until is None or at <= holds_until - RENEW_WITHIN:
        return ""
    return "due" if at <= holds_until else "missed"


def _name_of(subject: str) -> str:
    """A certificate's subject as a person reads it: the values alone, not the names of its parts."""
    return ", ".join(part.partition(": ")[2] or part for part in subject.split(", "))
