"""Which undone links may stand behind a submission, and who looked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from takatuf.agencies.queries import WorkerName, workers_by_id
from takatuf.casework.queries import undone_links
from takatuf.court.models import LinkReview, Submission
from takatuf.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class LinkDoubt:
    """A link that counted when the submission was begun, or its first version, and was undone since. `code` is the other case."""

    link_id: UUID
    kind_label: str
    code: str
    undone_at: datetime
    reviewed_by: WorkerName | None
    reviewed_at: datetime | None
    finding: str


def doubts_of(submission: Submission, *, by: Actor) -> list[LinkDoubt]:
    """The undone links that may stand behind a submission, the first first; empty for who does not reach the case."""
    first = submission
    while first.supersedes is not None:
        first = first.supersedes
    links = undone_links(submission.case_record_id, since=first.started_at, by=by)
    if not links:
        return []
    looked = {row.link_id: row for row in LinkReview.objects.filter(submission_id=submission.pk)}
    staff = workers_by_id({row.reviewed_by_id for row in looked.values()})
    return [
        LinkDoubt(
            link_id=link.id, kind_label=link.kind_label, code=link.code, undone_at=link.undone_at,
            reviewed_by=staff.get(found.reviewed_by_id) if (found := looked.get(link.id)) else None,
            reviewed_at=found.reviewed_at if found else None, finding=found.unseal("finding") if found else "",
        )
        for link in links
    ]  # fmt: skip


def link_doubts(submission_id: UUID, *, by: Actor) -> list[LinkDoubt]:
    """The same by the submission's id, for its page; empty where there is none."""
    submission = Submission.objects.filter(pk=submission_id).first()
    return [] if submission is None else doubts_of(submission, by=by)
