"""What the other actions share: one person at a time, and the order within a bundle."""

from collections.abc import Collection
from uuid import UUID

from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected, LockNotAvailable

from takatuf.triage.models import BundleMember, DecisionState, Rating, TriageDecision


def one_at_a_time(*, report_id: UUID) -> None:
    """Until this transaction ends, nobody else decides about or rates this report; these rows cannot be locked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(report_id.bytes[8:], "big", signed=True)]
        )


def alone(*, lock: int) -> bool:
    """Whether this transaction is the only one of a job, which it then is until it ends; and it gives way to persons.

    It waits for a person's decision shorter than the database looks for a deadlock (1 s): the machine comes again,
    a person must not be refused.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock])
        row = cursor.fetchone()
        cursor.execute("SET LOCAL lock_timeout = '400ms'")
    return bool(row and row[0])


def gave_way(*, error: OperationalError) -> bool:
    """Whether a job's step ended because a person holds the report just now."""
    return isinstance(error.__cause__, LockNotAvailable | DeadlockDetected)


def hold_reports(*, report_ids: Collection[UUID]) -> None:
    """Hold several reports in one order everywhere, so that two persons who decide about one bundle never wait for each other."""
    for report_id in sorted(report_ids):
        one_at_a_time(report_id=report_id)


def settle_bundle(*, report_id: UUID) -> None:
    """Let the most urgent waiting report of this report's bundle stand for the others; a gate or another child never folds."""
    bundle = BundleMember.objects.filter(report_id=report_id).values_list("bundle", flat=True).first()
    if bundle is not None:
        settle(bundle=bundle)


def settle(*, bundle: UUID) -> None:
    """Fold the waiting reports of a bundle behind the most urgent of them. Who was taken out, or stands alone, unfolds.

    Reports on which a proposal waits stand in their own line, so that the second person sees each.
    """
    members = BundleMember.objects.filter(bundle=bundle)
    together = members.filter(apart_at__isnull=True, alone="").values("report_id")
    proposed = TriageDecision.objects.filter(state=DecisionState.PROPOSED).values("report_id")
    foldable = Rating.objects.filter(
        report_id__in=together.exclude(report_id__in=proposed), awaiting=True, gates=[]
    )
    lead = foldable.order_by("level", "review_due_at", "turn", "pk").values_list("pk", flat=True).first()
    Rating.objects.filter(report_id__in=members.values("report_id"), folded=True).exclude(
        pk__in=foldable.values("pk")
    ).update(folded=False)
    if lead is None:
        return
    Rating.objects.filter(pk=lead, folded=True).update(folded=False)
    Rating.objects.filter(pk__in=foldable.values("pk"), folded=False).exclude(pk=lead).update(folded=True)
