"""Filing a signed submission with its court, and the court's receipt."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.agencies.models import Level
from takatuf.casework.actions.lines import write_line
from takatuf.court import rules
from takatuf.court.actions.parties import open_proceedings
from takatuf.court.actions.undone_links import check_links
from takatuf.court.drafts import fallen_since, locked_submission, move
from takatuf.court.events import SubmissionFiled
from takatuf.court.models.choices import SubmissionState
from takatuf.court.rules import Hindrance
from takatuf.jointwork.actions import share_submission
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import Refused
from takatuf.kernel.events import publish
from takatuf.ledger import actions as ledger


class NotSigned(Refused):
    """Only a signed submission goes to a court."""


class AlreadyFiled(Refused):
    """The submission is with the court already."""


class NoLongerStands(Refused):
    """A fact of the signed document was withdrawn or written anew since; `found` holds each with its number."""

    def __init__(self, found: Sequence[tuple[Hindrance, int | None]]) -> None:
        super().__init__(", ".join(f"{code} {number}" for code, number in found))
        self.found = tuple(found)


@transaction.atomic
def file_with_court(*, submission_id: UUID, by: Actor, at: datetime) -> None:
    """Hand the signed submission to its court: from now on the court reaches this record, and nothing of the case.

    The court also decides from now on who else reads it. The parties that there are already are served at once.

    Raises NotSigned, AlreadyFiled, RestsOnUndoneLink, NoLongerStands; the database refuses whoever does not lead the submission.
    """
    require(by, "submission.sign")
    submission = locked_submission(submission_id)
    if submission.filed_at is not None:
        raise AlreadyFiled("This submission is with the court already.")
    if not rules.may_follow(rules.SubmissionState(submission.state), rules.SubmissionState.FILED):
        raise NotSigned("Only a signed submission goes to a court.")
    check_links(submission=submission, by=by)
    if fallen := fallen_since(submission):
        raise NoLongerStands(fallen)
    share_submission(
        record_id=submission.record_id, agency_id=submission.court_id, level=Level.LEAD, by=by, at=at
    )
    move(submission, SubmissionState.FILED, filed_at=at)
    open_proceedings(submission=submission, by=by, at=at)
    ledger.write(
        "submission.filed",
        about=submission.record_id,
        by=by,
        at=at,
        content={"code": submission.code, "court": submission.court_id},
    )
    write_line(
        kind="submission_filed",
        record_id=submission.case_record_id,
        case_record_id=submission.case_record_id,
        by=by,
        at=at,
        params={"submission": submission.code, "to_agency": str(submission.court_id)},
        source=submission.code,
    )
    publish(
        SubmissionFiled(
            submission_id=submission.pk,
            record_id=submission.record_id,
            case_id=submission.case_id,
            case_record_id=submission.case_record_id,
            court_id=submission.court_id,
            at=at,
        )
    )


@transaction.atomic
def acknowledge_submission(*, submission_id: UUID, by: Actor, at: datetime) -> None:
    """The court notes that it received the submission. Raises NotSigned when it is not filed, AlreadyFiled when noted."""
    require(by, "court.read")
    submission = locked_submission(submission_id)
    if submission.acknowledged_at is not None:
        raise AlreadyFiled("The receipt was acknowledged already.")
    if not rules.may_follow(rules.SubmissionState(submission.state), rules.SubmissionState.ACKNOWLEDGED):
        raise NotSigned("This submission is not with the court.")
    move(submission, SubmissionState.ACKNOWLEDGED, acknowledged_at=at)
    ledger.write(
        "submission.acknowledged", about=submission.record_id, by=by, at=at, content={"code": submission.code}
    )  # fmt: skip
    write_line(
        kind="submission_acknowledged",
        record_id=submission.record_id,
        case_record_id=submission.case_record_id,
        by=by,
        at=at,
        params={"submission": submission.code},
        source=submission.code,
    )
