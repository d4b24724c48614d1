"""One submission, opened, its signed document, and what stands against closing its case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.queries import WorkerName, workers_by_id
from takatuf.casework.rules import Objection
from takatuf.court.documents import Proving, proving, whole_document
from takatuf.court.drafts import fallen_since, hindrances_of, sections_of
from takatuf.court.models import Approval, Fact, Submission, SubmissionDocument, SubmissionFact
from takatuf.court.models.choices import SubmissionKind, SubmissionState
from takatuf.court.queries.decided import HearingRow, RulingRow, hearing_rows, ruling_rows
from takatuf.court.queries.facts import FactRow, fact_rows
from takatuf.court.queries.lists import SubmissionRow, submission_rows
from takatuf.court.rules import Hindrance, Sections
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A fact under its number in the submission; `fact` is empty for the court, which reads the signed document."""

    number: int
    fact: FactRow | None


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """That an approver sent the submission back: who, when, and what must change."""

    by: WorkerName
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """A submission, opened, for those who write it, approve it or read it at court.

    `document_view` is the JSON that the signed document was drawn from, empty before it is signed. `fallen` are facts of the
    signed document that no longer stand, for who reaches the case.
    """

    row: SubmissionRow
    sections: Sections
    facts: tuple[PlacedRow, ...]
    hindrances: tuple[tuple[Hindrance, int | None], ...]
    author: WorkerName
    approvers: tuple[tuple[WorkerName, datetime], ...]
    hearings: tuple[HearingRow, ...]
    rulings: tuple[RulingRow, ...]
    document_sha256: str
    document_view: str
    called_at: datetime | None = None
    returned: ReturnedRow | None = None
    fallen: tuple[tuple[Hindrance, int | None], ...] = ()
    proving: Proving | None = None


def _submission(submission_id: UUID) -> Submission:
    row = Submission.objects.filter(pk=submission_id).first()
    if row is None:
        raise NotFound("No such submission.")
    return row


def open_submission(submission_id: UUID, *, by: Actor, at: datetime) -> SubmissionView:
    """Open one submission; the look is put on record.

    The court reads what was signed (`document_view`); it reaches no fact of the case. Raises NotAllowed, and NotFound
    also for those who may not know.
    """
    require(by, "submission.read")
    submission = _submission(submission_id)
    disclose(record_ids=[submission.record_id], what="open_submission", by=by, at=at)
    sections = sections_of(submission)
    approvals = list(
        Approval.objects.filter(submission_id=submission_id, lapsed_at__isnull=True).order_by("at", "pk")
    )
    workers = workers_by_id(
        {
            submission.author_id,
            *(row.worker_id for row in approvals),
            *filter(None, (submission.returned_by_id,)),
        }
    )
    document = SubmissionDocument.objects.filter(submission_id=submission_id).first()
    signed = document is not None
    return SubmissionView(
        row=submission_rows(Q(pk=submission_id))[0],
        sections=sections,
        facts=tuple(_placed_rows(submission_id)),
        hindrances=() if signed else tuple(hindrances_of(submission)),
        author=workers[submission.author_id],
        approvers=tuple((workers[row.worker_id], row.at) for row in approvals),
        hearings=tuple(hearing_rows(submission_id)),
        rulings=tuple(ruling_rows(submission_id)),
        document_sha256=document.sha256 if document else "",
        document_view=document.unseal("view") if document else "",
        called_at=submission.called_at,
        proving=proving(document, at=at),
        returned=_returned(submission, workers),
        fallen=tuple(fallen_since(submission)) if signed else (),
    )


def _returned(submission: Submission, workers: Mapping[UUID, WorkerName]) -> ReturnedRow | None:
    if submission.returned_at is None or submission.returned_by_id is None:
        return None
    return ReturnedRow(
        workers[submission.returned_by_id], submission.returned_at, submission.unseal("returned_why")
    )


def _placed_rows(submission_id: UUID) -> list[PlacedRow]:
    placed = list(SubmissionFact.objects.filter(submission_id=submission_id).order_by("number"))
    facts = list(Fact.objects.filter(pk__in=[row.fact_id for row in placed]))
    opened = {row.id: row for row in fact_rows(facts)}
    return [PlacedRow(row.number, opened.get(row.fact_id)) for row in placed]


def open_document(submission_id: UUID, *, by: Actor, at: datetime) -> bytes:
    """The signed PDF; the look is put on record. Raises NotAllowed, and NotFound before it is signed."""
    require(by, "submission.read")
    document = SubmissionDocument.objects.filter(submission_id=submission_id).first()
    if document is None:
        raise NotFound("There is no signed document.")
    disclose(record_ids=[document.record_id], what="open_document", by=by, at=at)
    return whole_document(document)


def court_objections(case_id: UUID) -> list[Objection]:
    """What the court room has against closing a case: submissions that are under way and not filed yet.

    For `casework.events.closure_objections`, inside the closer's scope. An order is a step that blocks closing, so
    what is still owed under an order is jointwork's to say.
    """
    under_way = Submission.objects.filter(
        case_id=case_id,
        state__in=[SubmissionState.REVIEWED, SubmissionState.APPROVED, SubmissionState.SIGNED],
    ).exclude(
        superseded_by__kind=SubmissionKind.MAIN, superseded_by__signed_at__isnull=False
    )  # it stands in its place
    return [Objection("court_submission_unfiled", {"code": row.code}) for row in under_way.order_by("code")]
