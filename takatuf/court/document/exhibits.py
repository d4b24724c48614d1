"""The case's exhibits and their chains of custody as attachments of the document, in CASE/UCO."""

from takatuf.court.document.view import Attachment
from takatuf.court.models import Submission
from takatuf.court.models.choices import SubmissionKind
from takatuf.evidence.case_uco import exhibit_files
from takatuf.evidence.queries import exhibits_of
from takatuf.kernel.actors import Actor


def exhibit_attachments(submission: Submission, *, by: Actor) -> list[Attachment]:
    """One file an exhibit, without names, places and reasons; numbered under the submission, so the case stays unknown."""
    if submission.kind == SubmissionKind.CORRECTION:
        return []  # it holds only what was wrong
    rows = exhibits_of(submission.case_record_id, by=by)
    files = exhibit_files(rows, case_code=submission.code)
    return [
        Attachment(name, data, "application/ld+json", "data", "الدليل وسلسلة حيازته بصيغة CASE")
        for name, data in files.items()
    ]
