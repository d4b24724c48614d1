"""Submissions that are filed with the actor's court, and the proceedings that a submission belongs to."""

from uuid import UUID

from django.db import connection

from takatuf.agencies.actions import require
from takatuf.court.models import Proceedings, Submission
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotAllowed, NotFound, Refused


class NotBeforeTheCourt(Refused):
    """The submission is not filed with the actor's court."""


class NoProceedings(Refused):
    """The submission is not filed yet, so there are no parties."""


def person_who(by: Actor, permission: str) -> UUID:
    """The worker who acts, who must carry the permission; what stands before a court is written by a person."""
    worker = require(by, permission)
    if worker is None:
        raise NotAllowed("What stands before a court is written by a person.")
    return worker.pk


def filed_submission(submission_id: UUID, by: Actor) -> Submission:
    """The submission, filed with the actor's court. Raises NotFound, NotBeforeTheCourt."""
    submission = Submission.objects.filter(pk=submission_id).first()
    if submission is None:
        raise NotFound("No such submission.")
    if submission.filed_at is None or submission.court_id != by.agency:
        raise NotBeforeTheCourt("This submission is not filed with this court.")
    return submission


def proceedings_of(submission: Submission) -> Proceedings:
    """The proceedings of a filed submission, as far as the actor reaches them. Raises NoProceedings."""
    found = Proceedings.objects.filter(
        court_id=submission.court_id, case_id=submission.case_id, docket=submission.docket
    ).first()
    if found is None:
        raise NoProceedings("This submission is not filed yet.")
    return found


def submission_reached(submission_id: UUID) -> Submission:
    """The submission, for who reaches it. Raises NotFound."""
    row = Submission.objects.filter(pk=submission_id).first()
    if row is None:
        raise NotFound("No such submission.")
    return row


def hold_proceedings(proceedings_id: UUID) -> None:
    """Let nobody else number a party or a question of these proceedings until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"proceedings {proceedings_id}"]
        )
