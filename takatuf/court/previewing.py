"""The document as it would be signed now, for who writes it and who stands for it; marked as a draft, and signed by nobody."""

from datetime import datetime
from uuid import UUID

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.rules import Role, may
from takatuf.court.assembly import assemble, words_that_must_come_back
from takatuf.court.document.drawing import draw
from takatuf.court.document.exhibits import exhibit_attachments
from takatuf.court.document.gates import called_gate, identity_gate, text_gate
from takatuf.court.document.graph import with_manifest
from takatuf.court.document.reading import read_document
from takatuf.court.models import Submission
from takatuf.court.withholding import withheld, written_words
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotAllowed, NotFound

_READERS = ("submission.write", "submission.approve", "submission.sign")


def open_preview(submission_id: UUID, *, by: Actor, at: datetime) -> bytes:
    """The PDF of an unsigned submission, "draft" across each page; the look is put on record.

    Everything that the signed one would hold is in it, also what the house draws from its records, so that nobody stands
    for what they have not read. A name that must stay out stops it as it would stop the signature: a draft is carried away
    as easily. Raises NotAllowed, NotFound (also once it is signed), IdentityFound, LettersLost, FontMissing, CannotDraw.
    """
    worker = require(by, "submission.read")
    if worker is None or not any(may(Role(worker.role), permission) for permission in _READERS):
        raise NotAllowed("A draft is read by who writes it and who stands for it.")
    submission = Submission.objects.filter(pk=submission_id, signed_at__isnull=True).first()
    if submission is None:
        raise NotFound("There is no draft of this submission.")
    disclose(record_ids=[submission.record_id], what="open_preview", by=by, at=at)
    view = assemble(submission, by=by, at=at)
    attachments = with_manifest(view, *exhibit_attachments(submission, by=by))
    pdf = draw(view, attachments=attachments, created_at=at, draft=True)
    document = read_document(pdf)
    forbidden = withheld(submission.case_id, by=by, at=at)
    identity_gate(document, forbidden.anywhere)
    called_gate(written_words(view), forbidden.in_words)
    text_gate(document, words_that_must_come_back(view))
    return pdf
