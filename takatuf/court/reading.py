"""What a reader of a signed submission needs beside its words: its versions, what they changed, and who of the own house read it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from takatuf.agencies.actions import require
from takatuf.agencies.queries import LookRow, looks_of
from takatuf.court.changes import Changes, changes
from takatuf.court.document.view import SubmissionView as DocumentView
from takatuf.court.models import Hearing, Submission, SubmissionDocument
from takatuf.court.models.choices import SubmissionKind
from takatuf.court.stored import from_json
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One signed version of a submission that this reader reaches."""

    id: UUID
    code: str
    version: int
    kind: SubmissionKind
    signed_at: datetime | None
    filed_at: datetime | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Versions:
    """All versions, the first first; `changes` compares the open one with the one before it, where that is reached.

    `late_for` is the hearing that had been set already when the open version was filed; None: it came before.
    """

    rows: tuple[VersionRow, ...]
    changes: Changes
    late_for: datetime | None

    @property
    def later(self) -> VersionRow | None:
        """The newest version, when it came after the open one."""
        last = self.rows[-1] if self.rows else None
        return None if last is None or last.is_open else last


def versions_of(submission_id: UUID, *, by: Actor) -> Versions:
    """The versions of an opened submission, as far as the actor reaches them. The caller has opened the submission.

    Raises NotAllowed, NotFound.
    """
    require(by, "submission.read")
    row = Submission.objects.filter(pk=submission_id).first()
    if row is None:
        raise NotFound("No such submission.")
    chain = _chain(row)
    signed = [one for one in chain if one.signed_at is not None]
    return Versions(
        rows=tuple(_row(one, is_open=one.pk == row.pk) for one in signed),
        changes=_changes(row),
        late_for=_hearing_before(row, chain),
    )


def _chain(row: Submission) -> list[Submission]:
    """The first version, and all after it."""
    first = row
    while first.supersedes_id and (before := Submission.objects.filter(pk=first.supersedes_id).first()):
        first = before
    chain = [first]
    while after := Submission.objects.filter(supersedes_id=chain[-1].pk).first():
        chain.append(after)
    return chain


def _row(row: Submission, *, is_open: bool) -> VersionRow:
    return VersionRow(
        row.pk, row.code, row.version, SubmissionKind(row.kind), row.signed_at, row.filed_at, is_open
    )


def _changes(row: Submission) -> Changes:
    views = {
        document.submission_id: from_json(DocumentView, document.unseal("view"))
        for document in SubmissionDocument.objects.filter(submission_id__in=[row.pk, row.supersedes_id])
    }
    if row.supersedes_id is None or len(views) < 2:
        return Changes()
    adds_only = row.kind in {SubmissionKind.SUPPLEMENT, SubmissionKind.CORRECTION}
    return changes(views[row.supersedes_id], views[row.pk], adds_only=adds_only)


def _hearing_before(row: Submission, chain: list[Submission]) -> datetime | None:
    """The hearing for which this version came late: it had been set before, and was not held yet."""
    if row.filed_at is None or row.supersedes_id is None:
        return None
    set_before = Hearing.objects.filter(
        submission_id__in=[one.pk for one in chain], recorded_at__lt=row.filed_at, starts_at__gt=row.filed_at
    ).order_by("starts_at", "pk")
    hearing = set_before.first()
    return hearing.starts_at if hearing else None


def own_looks(submission_id: UUID, *, by: Actor) -> list[LookRow]:
    """Who of the actor's own agency looked at the submission, the newest first; nobody else is shown this.

    Raises NotAllowed, NotFound.
    """
    require(by, "submission.read")
    row = Submission.objects.filter(pk=submission_id).first()
    if row is None:
        raise NotFound("No such submission.")
    return [look for look in looks_of(row.record_id, by=by) if look.agency.id == by.agency]
