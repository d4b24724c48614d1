"""A link that is undone holds back the submissions that may rest on it, until a named person has looked (practice.md 20)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.court.drafts import locked_submission
from takatuf.court.models import LinkReview, Submission
from takatuf.court.reading_links import doubts_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused
from takatuf.ledger import actions as ledger


class RestsOnUndoneLink(Refused):
    """A link of the case was undone since the submission was begun, and nobody has looked yet what rests on it."""


class ReviewedAlready(Refused):
    """Somebody has looked at this link for this submission before."""


def check_links(*, submission: Submission, by: Actor) -> None:
    """Raise RestsOnUndoneLink while a link that was undone waits to be looked at."""
    if any(row.reviewed_at is None for row in doubts_of(submission, by=by)):
        raise RestsOnUndoneLink("A link of the case was undone; nobody has looked yet what rests on it.")


@transaction.atomic
def review_undone_link(
    *, submission_id: UUID, link_id: UUID, finding: str, by: Actor, at: datetime
) -> LinkReview:
    """Say under one's name whether anything in a submission rests on an undone link, and what was done about it.

    Raises NotAllowed, NotFound for a link that holds this submission back in no way, ReviewedAlready, InvalidInput.
    """
    worker = require(by, "submission.write")
    if worker is None:
        raise NotAllowed("A person looks, never a job.")
    submission = locked_submission(submission_id)
    doubt = next((row for row in doubts_of(submission, by=by) if row.link_id == link_id), None)
    if doubt is None:
        raise NotFound("No such link.")
    if doubt.reviewed_at is not None:
        raise ReviewedAlready("Somebody has looked at this already.")
    if not finding.strip():
        raise InvalidInput("finding", "empty")
    row = LinkReview(
        record_id=submission.case_record_id, submission=submission, link_id=link_id, reviewed_by_id=worker.pk, reviewed_at=at
    )  # fmt: skip
    row.seal(finding=finding)
    row.save(force_insert=True)
    ledger.write(
        "submission.link_reviewed", about=submission.case_record_id, by=by, at=at,
        content={"submission": submission.pk, "link": link_id, "finding": finding},
    )  # fmt: skip
    return row
