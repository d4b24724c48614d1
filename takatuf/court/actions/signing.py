"""Building the document from the rows, holding it against its gates, and signing it."""

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.casework.actions.lines import write_line
from takatuf.clocks.law.queries import LawNotChecked, unchecked_law_in
from takatuf.court import rules
from takatuf.court.actions.marking import mark_document
from takatuf.court.actions.renewing import note_first_stamp
from takatuf.court.actions.submissions import SubmissionFrozen, check_ready
from takatuf.court.actions.undone_links import check_links
from takatuf.court.actions.urgent import start_second_approval
from takatuf.court.assembly import assemble, words_that_must_come_back
from takatuf.court.document.drawing import draw
from takatuf.court.document.exhibits import exhibit_attachments
from takatuf.court.document.gates import (
    called_gate,
    identity_gate,
    index_gate,
    page_gate,
    summary_gate,
    text_gate,
)
from takatuf.court.document.graph import with_manifest
from takatuf.court.document.reading import read_document
from takatuf.court.document.view import Attachment, SubmissionView
from takatuf.court.drafts import approvers_of, locked_submission, move
from takatuf.court.models import Submission, SubmissionDocument
from takatuf.court.models.choices import SubmissionKind, SubmissionState
from takatuf.court.proofs import ProvenFacts, facts_attachment, prove_facts
from takatuf.court.rules import Stage
from takatuf.court.stored import to_json
from takatuf.court.withholding import Withheld, withheld, written_words
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotAllowed, Refused
from takatuf.ledger import actions as ledger
from takatuf.ledger.leaves import facts_digest
from takatuf.ledger.queries import NotSealedYet
from takatuf.ledger.verifier.alone import verify_script
from takatuf.vault.signatures import signed_parts
from takatuf.vault.signing import DocumentSigner, sign_document


class NotTheAuthor(Refused):
    """Somebody other than the author wants to sign."""


class ApprovalMissing(Refused):
    """Two persons, neither of them the author, have not both approved yet."""


class LedgerBehind(Refused):
    """The ledger's sealer has not come to every fact yet; it needs about a second, then the document can be built."""


@transaction.atomic
def build_and_sign(*, submission_id: UUID, signer: DocumentSigner, by: Actor, at: datetime) -> str:
    """Draw the approved submission, hold it against every gate, sign it, and bind it in the ledger.

    Returns the SHA-256 of the first signed revision. Every fact is sourced, what speaks against is said or why nothing
    does, two persons approved, no name of a person on the case and no contact of theirs stands anywhere in the file,
    every letter comes back from it, its index is right; otherwise nothing is signed.

    Raises NotTheAuthor, SubmissionFrozen when it is signed already, ApprovalMissing, RestsOnUndoneLink, a NotReady that
    names what is missing, LedgerBehind, LawNotChecked, IdentityFound, LettersLost, IndexWrong, TooLong, SummaryTooLong, FontMissing, CannotDraw, CertificateExpired,
    StampServiceDown, CannotSign.
    """
    prepared = prepare(submission_id=submission_id, by=by, at=at)
    signed, pages = draw_and_sign(
        view=prepared.view, carried=prepared.carried, forbidden=prepared.forbidden, signer=signer, at=at
    )
    return bind_signed(
        submission_id=submission_id, prepared=prepared, signed=signed, pages=pages, by=by, at=at
    )


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a document is drawn from: the view, the proofs of its facts, and what must not stand in it."""

    view: SubmissionView
    proven: ProvenFacts
    carried: list[Attachment]
    forbidden: Withheld


@transaction.atomic
def prepare(*, submission_id: UUID, by: Actor, at: datetime) -> Prepared:
    """Gather what the document is drawn from, once everything that can be known before drawing it holds.

    The first of the three parts of `build_and_sign`, which the worker does apart; raises the same.
    """
    if require(by, "submission.sign") is None:
        raise NotAllowed("A signature is a person's, never a job's.")
    submission = locked_submission(submission_id)
    if submission.author_id != by.id:
        raise NotTheAuthor("Only who wrote a submission signs it: the signature carries that name.")
    check_signable(submission=submission, by=by)
    proven = _proven(submission_id)
    view = assemble(submission, by=by, at=at)
    _check_law(words_that_must_come_back(view))
    carried = [*exhibit_attachments(submission, by=by), facts_attachment(proven)]
    return Prepared(view, proven, carried, withheld(submission.case_id, by=by, at=at))


def check_signable(*, submission: Submission, by: Actor) -> None:
    """Approved as its kind needs it, resting on no undone link, and nothing missing.

    Raises SubmissionFrozen, ApprovalMissing, RestsOnUndoneLink, a NotReady.
    """
    _check_approved(submission)
    check_links(submission=submission, by=by)
    check_ready(submission=submission)


@transaction.atomic
def bind_signed(
    *, submission_id: UUID, prepared: Prepared, signed: bytes, pages: int, by: Actor, at: datetime
) -> str:
    """Keep the signed document and bind it in the ledger, unless something changed while it was drawn; returns its hash.

    The last part of `build_and_sign`; raises the same.
    """
    require(by, "submission.sign")
    submission = locked_submission(submission_id)
    check_signable(submission=submission, by=by)
    return _bind(submission, prepared.view, prepared.proven, signed, pages, by=by, at=at)


def _bind(
    submission: Submission,
    view: SubmissionView,
    proven: ProvenFacts,
    signed: bytes,
    pages: int,
    *,
    by: Actor,
    at: datetime,
) -> str:
    """Keep the signed document, bind it in the ledger and tell the agencies; returns its hash."""
    parts = signed_parts(signed)
    sha256 = hashlib.sha256(signed[: parts.length]).hexdigest()
    entry = ledger.write(
        "submission.signed",
        about=submission.record_id,
        by=by,
        at=at,
        content={"code": submission.code, "version": submission.version, "document_sha256": sha256},
        extra={"document_sha256": sha256, "facts_sha256": facts_digest(proven.leaves)},
    )
    row = SubmissionDocument(
        record_id=submission.record_id,
        submission_id=submission.pk,
        sha256=sha256,
        first_revision_length=parts.length,
        ledger_entry=entry,
        first_page=view.first_page,
        last_page=view.first_page + pages - 1,
        signed_at=at,
    )
    row.seal(pdf=base64.b64encode(signed).decode(), view=to_json(view))
    row.save(force_insert=True)
    note_first_stamp(document=row, holds_until=parts.holds_until, by=by)
    mark_document(
        sha256=sha256,
        ledger_entry=entry,
        signed_at=at,
        follows_sha256=submission.supersedes_sha256,
        kind=submission.kind,
    )
    # What an approver wanted changed is the house's own; the court, which reads this row once it is filed, gets none of it.
    submission.returned_at = submission.returned_by_id = submission.returned_why = None
    submission.save(update_fields=["returned_at", "returned_by", "returned_why"])
    move(submission, SubmissionState.SIGNED, signed_at=at)
    urgent = submission.kind == SubmissionKind.URGENT
    if urgent:
        start_second_approval(submission=submission, by=by, at=at)
    write_line(
        kind="submission_signed_urgently" if urgent else "submission_signed",
        record_id=submission.case_record_id,
        case_record_id=submission.case_record_id,
        by=by,
        at=at,
        params={"submission": submission.code, "to_agency": str(submission.court_id)},
        source=submission.code,
    )
    return sha256


def _check_law(texts: Sequence[str]) -> None:
    """Nothing is printed as law that two persons have not checked. Raises LawNotChecked with the titles."""
    if titles := unchecked_law_in(texts):
        raise LawNotChecked(titles)


def _check_approved(submission: Submission) -> None:
    if submission.signed_at is not None:
        raise SubmissionFrozen("This submission is signed already.")
    kind = rules.SubmissionKind(submission.kind)
    given = rules.approvals_count(submission.author_id, approvers_of(submission.pk))
    needed = rules.approvals_needed(kind)
    state = rules.SubmissionState(submission.state)
    if not rules.may_follow(state, rules.SubmissionState.SIGNED, kind) or given < needed:
        raise ApprovalMissing(f"{needed} approvals are needed, {given} are given.")


def _proven(submission_id: UUID) -> ProvenFacts:
    try:
        return prove_facts(submission_id)
    except NotSealedYet as error:
        raise LedgerBehind("The ledger has not sealed every fact yet; try again in a moment.") from error


def draw_and_sign(
    *,
    view: SubmissionView,
    carried: Sequence[Attachment],
    forbidden: Withheld,
    signer: DocumentSigner,
    at: datetime,
    reached: Callable[[Stage], None] = lambda stage: None,
) -> tuple[bytes, int]:
    """The signed document and its number of pages, without the database; `reached` is told each stage before it begins."""
    reached(Stage.DRAWING)
    attachments = with_manifest(view, *carried, _verifier_attachment())
    pdf = draw(view, attachments=attachments, created_at=at)
    reached(Stage.CHECKING)
    document = read_document(pdf)
    identity_gate(document, forbidden.anywhere)
    called_gate(written_words(view), forbidden.in_words)
    text_gate(document, words_that_must_come_back(view))
    if view.kind is rules.SubmissionKind.URGENT:
        page_gate(document, most=1)
    else:
        index_gate(document, first_page=view.first_page)
        summary_gate(document)
    reached(Stage.SIGNING)
    signed = sign_document(
        pdf,
        signer=signer,
        reason="طلب عاجل إلى المحكمة"
        if view.kind is rules.SubmissionKind.URGENT
        else "مذكرة اجتماعية إلى المحكمة",
        location=view.submitting_body,
        name=view.author,
        at=at,
    )
    return signed, len(document.pages)


def _verifier_attachment() -> Attachment:
    """The stand-alone verifier, so that another party's expert can check without asking us for anything."""
    return Attachment(
        "verify.py", verify_script(), "text/x-python", "supplement", "برنامج مستقل للتحقق من المستند"
    )
