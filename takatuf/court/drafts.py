"""What stands in a submission so far, as its gates, its pages and its document read it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from takatuf.clocks.models import Notice
from takatuf.court import rules
from takatuf.court.models import Approval, Fact, FactSource, Submission, SubmissionFact
from takatuf.court.models.choices import SourceKind, SubmissionKind, SubmissionState
from takatuf.court.rules import Hindrance, PlacedFact, Sections
from takatuf.court.stored import from_json
from takatuf.court.wording import FORBIDDEN, word_list
from takatuf.court.wording.rules import findings
from takatuf.evidence.queries import hashes_of
from takatuf.kernel.errors import NotFound


def sections_of(submission: Submission) -> Sections:
    """The parts that a person wrote."""
    text = submission.unseal("sections")
    return from_json(Sections, text) if text else Sections()


def placed_facts(submission: Submission) -> list[PlacedFact]:
    """What the gates need to know of the facts in a submission."""
    rows = SubmissionFact.objects.filter(submission_id=submission.pk).order_by("number")
    placed = list(rows.values_list("number", "fact_id"))
    ids = [fact_id for _, fact_id in placed]
    sourced = list(
        FactSource.objects.filter(fact_id__in=ids, withdrawn_at__isnull=True).values_list(
            "fact_id", flat=True
        )
    )
    gone = set(Fact.objects.filter(pk__in=ids, withdrawn_at__isnull=False).values_list("pk", flat=True))
    gone |= set(Fact.objects.filter(supersedes_id__in=ids).values_list("supersedes_id", flat=True))
    counts, changed = Counter(sourced), _on_changed_exhibits(ids)
    return [
        PlacedFact(number, counts[fact_id], fact_id in gone, fact_id in changed) for number, fact_id in placed
    ]


def _on_changed_exhibits(fact_ids: Sequence[UUID]) -> set[UUID]:
    """The facts that were taken from an exhibit which is gone, or has another hash now."""
    sources = FactSource.objects.filter(
        fact_id__in=fact_ids,
        source_kind=SourceKind.EXHIBIT,
        source_id__isnull=False,
        withdrawn_at__isnull=True,
    )
    rows = list(sources)
    now = hashes_of([row.source_id for row in rows if row.source_id])
    return {
        row.fact_id
        for row in rows
        if row.source_id is not None and now.get(row.source_id) != row.unseal("source_sha256")
    }


def hindrances_of(submission: Submission) -> list[tuple[Hindrance, int | None]]:
    """What keeps this submission from going on now."""
    sections = sections_of(submission)
    return rules.hindrances(
        sections,
        placed_facts(submission),
        kind=rules.SubmissionKind(submission.kind),
        called=submission.called_at is not None,
        forbidden=bool(findings(word_list(FORBIDDEN), sections.impact)),
    )


#: The kind of notice that the nightly look leaves on a submission, naming the fact (`court.actions.watching`).
EXHIBIT_NOTICE = "exhibit_changed"
_ABOUT_FACTS = (Hindrance.FACT_UNSOURCED, Hindrance.FACT_WITHDRAWN, Hindrance.EXHIBIT_CHANGED)


def fallen_facts(submission: OuterRef) -> QuerySet[SubmissionFact]:
    """For a question about submissions: the facts of one that no longer stand and were not put right since.

    Withdrawn, written anew, left without a source, or taken from an exhibit that the nightly look found to be another. A
    later main submission of the same proceedings puts everything right, a later correction the numbers that it holds.
    Who does not reach the facts of the case finds none: the court reads the signed document alone.
    """
    standing = FactSource.objects.filter(fact_id=OuterRef("fact_id"), withdrawn_at__isnull=True)
    told = Notice.objects.annotate(fact=KeyTextTransform("fact", "params")).filter(
        record_id=OuterRef("record_id"), kind=EXHIBIT_NOTICE, fact=Cast(OuterRef("fact_id"), CharField())
    )  # fmt: skip
    gone = (
        Q(fact__withdrawn_at__isnull=False)
        | Q(fact__superseded_by__isnull=False)
        | ~Exists(standing)
        | Exists(told)
    )
    return SubmissionFact.objects.filter(gone, ~Exists(put_right_later()), submission_id=submission)


def put_right_later() -> QuerySet[SubmissionFact]:
    """For a question about placed facts: what was signed later in the same proceedings and puts this one right."""
    later = _facts_later(
        OuterRef("submission__case_record_id"), OuterRef("submission__court_id"), OuterRef("submission__docket"),
        OuterRef("submission__version"),
    )  # fmt: skip
    return later.filter(Q(submission__kind=SubmissionKind.MAIN) | Q(number=OuterRef("number")))


def _facts_later(case_record: Any, court: Any, docket: Any, version: Any) -> QuerySet[SubmissionFact]:
    """The facts of what was signed later in the same proceedings and puts something right."""
    return SubmissionFact.objects.filter(
        submission__case_record_id=case_record, submission__court_id=court, submission__docket=docket,
        submission__version__gt=version, submission__signed_at__isnull=False,
        submission__kind__in=(SubmissionKind.MAIN, SubmissionKind.CORRECTION),
    )  # fmt: skip


def fallen_since(submission: Submission) -> list[tuple[Hindrance, int | None]]:
    """Which facts of a signed submission no longer stand: withdrawn or written anew, without a source, on a changed exhibit.

    What a later main submission or a correction of that number put right is left out, and so is everything for who does
    not reach the facts of the case.
    """
    if not Fact.objects.filter(record_id=submission.case_record_id).exists():
        return []
    later = _facts_later(
        submission.case_record_id, submission.court_id, submission.docket, submission.version
    ).values_list("submission__kind", "number")
    righted = set(later)
    if any(kind == SubmissionKind.MAIN for kind, _number in righted):
        return []
    numbers = {number for _kind, number in righted}
    found = rules.hindrances(Sections(), placed_facts(submission))
    return [(code, number) for code, number in found if code in _ABOUT_FACTS and number not in numbers]


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
