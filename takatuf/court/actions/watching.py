"""Looking each night whether the exhibits under what stands before a court are still the ones from which it was taken."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from takatuf.clocks.actions import notify
from takatuf.clocks.models import Notice
from takatuf.court.drafts import EXHIBIT_NOTICE, put_right_later
from takatuf.court.models import FactSource, SubmissionFact
from takatuf.court.models.choices import SourceKind
from takatuf.evidence.queries import hashes_with_keys
from takatuf.kernel.actors import Actor
from takatuf.ledger import actions as ledger
from takatuf.vault.queries import data_keys

#: An exhibit changes only behind the program's back, so it is the keeper who finds it.
KEEPER = "keeper"
AT_ONCE = 500


def tell_changed_exhibits(*, by: Actor, at: datetime) -> int:
    """Tell who filed a fact that was taken from an exhibit which is gone or has another hash now; once for each such fact.

    The submission then stands among what has to be corrected until a later one puts the number right, or the exhibit is
    again what it was. Returns how many facts are so now. Raises CannotOpen for a hash whose sealed text was altered.
    """
    found = list(_changed())
    told = {
        (row.record_id, row.params["fact"]): row
        for row in Notice.objects.using(KEEPER).filter(kind=EXHIBIT_NOTICE)
    }
    for placed in found:
        if told.pop((placed.record_id, str(placed.fact_id)), None) is None:
            _tell(placed, by, at)
    Notice.objects.using(KEEPER).filter(pk__in=[row.pk for row in told.values()]).delete()
    return len(found)


@transaction.atomic
def _tell(placed: SubmissionFact, by: Actor, at: datetime) -> None:
    submission = placed.submission
    params: dict[str, str | int] = {
        "submission": submission.code, "number": placed.number, "fact": str(placed.fact_id),
    }  # fmt: skip
    notify(
        agency_id=submission.agency_id, record_id=placed.record_id, kind=EXHIBIT_NOTICE, params=params, by=by, at=at
    )  # fmt: skip
    content = {"submission": submission.pk, "fact": placed.fact_id, "number": placed.number}
    ledger.write("exhibit.found_changed", about=placed.record_id, by=by, at=at, content=content)


def _changed() -> Iterator[SubmissionFact]:
    """The placed facts of filed submissions on an exhibit that is not the same, page by page."""
    of_exhibits = FactSource.objects.filter(
        fact_id=OuterRef("fact_id"), source_kind=SourceKind.EXHIBIT, source_id__isnull=False, withdrawn_at__isnull=True
    )  # fmt: skip
    rows = SubmissionFact.objects.using(KEEPER).select_related("submission").order_by("pk")
    rows = rows.filter(Exists(of_exhibits), ~Exists(put_right_later()), submission__filed_at__isnull=False)
    last = UUID(int=0)
    while page := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        yield from _changed_among(page)
        last = page[-1].pk


def _changed_among(page: Sequence[SubmissionFact]) -> Iterator[SubmissionFact]:
    sources = list(
        FactSource.objects.using(KEEPER).filter(
            fact_id__in={placed.fact_id for placed in page}, source_kind=SourceKind.EXHIBIT, source_id__isnull=False,
            withdrawn_at__isnull=True,
        )
    )  # fmt: skip
    keys = data_keys({row.record_id for row in sources}, using=KEEPER)
    now = hashes_with_keys([row.source_id for row in sources if row.source_id], keys, using=KEEPER)
    changed = {
        row.fact_id
        for row in sources
        # Of an erased case nothing can be compared any more.
        if row.record_id in keys
        and row.source_id is not None
        and now.get(row.source_id) != row.unseal("source_sha256", key=keys[row.record_id])
    }
    return (placed for placed in page if placed.fact_id in changed)
