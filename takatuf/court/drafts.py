"""What stands in a submission so far, as its gates, its pages and its document read it."""

from datetime import datetime
from uuid import UUID

from takatuf.court.models import Approval, Fact, FactSource, Submission, SubmissionFact
from takatuf.court.models.choices import SubmissionState
from takatuf.court.rules import PlacedFact, Sections
from takatuf.court.stored import from_json
from takatuf.kernel.errors import NotFound


def sections_of(submission: Submission) -> Sections:
    """The parts that a person wrote."""
    text = submission.unseal("sections")
    return from_json(Sections, text) if text else Sections()


def placed_facts(submission: Submission) -> list[PlacedFact]:
    """What the gates need to know of the facts in a submission."""
    placed = list(SubmissionFact.objects.filter(submission_id=submission.pk).order_by("number"))
    ids = [row.fact_id for row in placed]
    sourced = list(
        FactSource.objects.filter(fact_id__in=ids, withdrawn_at__isnull=True).values_list(
            "fact_id", flat=True
        )
    )
    gone = set(Fact.objects.filter(pk__in=ids, withdrawn_at__isnull=False).values_list("pk", flat=True))
    gone |= set(Fact.objects.filter(supersedes_id__in=ids).values_list("supersedes_id", flat=True))
    return [PlacedFact(row.number, sourced.count(row.fact_id), row.fact_id in gone) for row in placed]


def approvers_of(submission_id: UUID) -> list[UUID]:
    """The workers whose approval stands, the first first."""
    rows = Approval.objects.filter(submission_id=submission_id, lapsed_at__isnull=True).order_by("at", "pk")
    return list(rows.values_list("worker_id", flat=True))


def locked_submission(submission_id: UUID) -> Submission:
    """The submission, locked until the transaction ends. Raises NotFound."""
    row = Submission.objects.select_for_update().filter(pk=submission_id).first()
    if row is None:
        raise NotFound("No such submission.")
    return row


def move(submission: Submission, to: SubmissionState, **columns: datetime) -> None:
    """Set the state and the times that go with it."""
    submission.state = to
    for name, value in columns.items():
        setattr(submission, name, value)
    submission.save(update_fields=["state", *columns])
