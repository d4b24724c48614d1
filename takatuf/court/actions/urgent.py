"""The urgent application: the telephone call goes before it, and a second person approves it after it was signed."""

import json
from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.casework.actions.lines import write_line
from takatuf.clocks.actions import meet_deadline, start_deadline
from takatuf.clocks.holidays.queries import calendar
from takatuf.clocks.models import DeadlineKind, LimitOrigin
from takatuf.clocks.rules import Limit, Unit, add_time
from takatuf.court import rules
from takatuf.court.drafts import approvers_of, locked_submission
from takatuf.court.models import Approval, Submission
from takatuf.court.models.choices import SubmissionKind
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed, Refused
from takatuf.ledger import actions as ledger

#: One working day (practice.md 13).
SECOND_APPROVAL = Limit(1, Unit.WORKING_DAYS)


class NotUrgent(Refused):
    """Only an urgent application has a call before it and an approval after it."""


class ApprovedAfterwards(Refused):
    """The second person approved it already."""


@transaction.atomic
def record_call(
    *, submission_id: UUID, to: str, said: str, called_at: datetime, by: Actor, at: datetime
) -> None:
    """Put the call to the court on record; it goes before the application is signed.

    Raises NotUrgent, SubmissionFrozen once it is signed, InvalidInput without words or for a call in the future.
    """
    from takatuf.court.actions.submissions import SubmissionFrozen

    require(by, "submission.write")
    for name, text in (("to", to), ("said", said)):
        if not text.strip():
            raise InvalidInput(name, "missing")
    if called_at > at:
        raise InvalidInput("called_at", "in_the_future")
    submission = _urgent(submission_id)
    if not rules.is_open(rules.SubmissionState(submission.state)):
        raise SubmissionFrozen("This application is signed already.")
    submission.called_at = called_at
    submission.seal(
        call=json.dumps({"to": to.strip(), "said": said.strip()}, ensure_ascii=False, sort_keys=True)
    )
    submission.save(update_fields=["called_at", "call"])
    ledger.write(
        "submission.called",
        about=submission.record_id,
        by=by,
        at=at,
        content={"called_at": called_at, "to": to.strip(), "said": said.strip()},
    )


def _urgent(submission_id: UUID) -> Submission:
    submission = locked_submission(submission_id)
    if submission.kind != SubmissionKind.URGENT:
        raise NotUrgent("This is no urgent application.")
    return submission


def start_second_approval(*, submission: Submission, by: Actor, at: datetime) -> None:
    """The clock of the second approval, from the signature on; part of the action that signs."""
    start_deadline(
        record_id=submission.record_id,
        subject_id=submission.pk,
        kind=DeadlineKind.SECOND_APPROVAL,
        agency_id=submission.agency_id,
        due_at=add_time(at, SECOND_APPROVAL, calendar()),
        origin=LimitOrigin.OUR_DEFAULT,
        by=by,
        at=at,
    )


@transaction.atomic
def approve_afterwards(*, submission_id: UUID, by: Actor, at: datetime) -> None:
    """Stand for an urgent application that one person signed; stops its clock.

    Raises NotUrgent, NotSigned before it is signed, AuthorApproves for who signed it, ApprovedAfterwards.
    """
    from takatuf.court.actions.filing import NotSigned
    from takatuf.court.actions.submissions import AuthorApproves

    worker = require(by, "submission.approve")
    if worker is None:
        raise NotAllowed("An approval is a person's, never a job's.")
    submission = _urgent(submission_id)
    if submission.signed_at is None:
        raise NotSigned("This application is not signed yet.")
    if submission.author_id == worker.pk:
        raise AuthorApproves("Who signed an urgent application does not approve it afterwards.")
    if approvers_of(submission.pk):
        raise ApprovedAfterwards("A second person approved it already.")
    Approval(record_id=submission.record_id, submission_id=submission.pk, worker_id=worker.pk, at=at).save(
        force_insert=True
    )
    meet_deadline(subject_id=submission.pk, kind=DeadlineKind.SECOND_APPROVAL, by=by, at=at)
    ledger.write(
        "submission.approved_afterwards",
        about=submission.record_id,
        by=by,
        at=at,
        content={"worker": worker.pk},
    )
    write_line(
        kind="submission_approved_afterwards",
        record_id=submission.case_record_id,
        case_record_id=submission.case_record_id,
        by=by,
        at=at,
        params={"submission": submission.code},
        source=submission.code,
    )
