"""The numbers of facts, exhibits and pages over a chain of submissions: what stands in one bundle keeps its number in every later one."""

from collections.abc import Mapping
from uuid import UUID

from takatuf.court.models import Fact, Submission, SubmissionDocument, SubmissionFact
from takatuf.court.models.choices import SubmissionKind


def chain_before(submission: Submission) -> list[UUID]:
    """The submissions that this one goes on from, the nearest first."""
    found: list[UUID] = []
    row = submission
    while row.supersedes is not None:
        row = row.supersedes
        found.append(row.pk)
    return found


def numbers_before(submission: Submission) -> dict[UUID, int]:
    """The facts of the submissions before, each with the number under which it stood first."""
    rows = SubmissionFact.objects.filter(submission_id__in=chain_before(submission)).order_by("-record_id")
    return dict(rows.values_list("fact_id", "number"))


def numbers_taken(submission: Submission) -> list[int]:
    """The numbers used in this submission and in those before it."""
    chain = [submission.pk, *chain_before(submission)]
    return list(SubmissionFact.objects.filter(submission_id__in=chain).values_list("number", flat=True))


def number_replaced(fact: Fact, before: Mapping[UUID, int]) -> tuple[int, UUID] | None:
    """The number, and the fact, of the bundle before of which this fact is a newer version; None where it is of none."""
    earlier = fact.supersedes
    while earlier is not None:
        if earlier.pk in before:
            return before[earlier.pk], earlier.pk
        earlier = earlier.supersedes
    return None


def first_page_of(submission: Submission) -> int:
    """Where the page numbers of a document begin: after the bundle before it for what is added to it, else with 1."""
    adds = submission.kind in {SubmissionKind.SUPPLEMENT, SubmissionKind.CORRECTION}
    if not adds or submission.supersedes_id is None:
        return 1
    return SubmissionDocument.objects.get(submission_id=submission.supersedes_id).last_page + 1


def exhibit_number(number: int) -> str:
    """An exhibit's number as the document writes it."""
    return f"E-{number:02d}"
