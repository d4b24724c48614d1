"""What triage learns about bursts: which reports belong together, and why in words."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from takatuf.intake.pressure.models import BurstMark, BurstReason
from takatuf.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class BurstView:
    """A burst that a report belongs to. It says nothing against the report: urgency and clock are as without it."""

    burst: UUID
    reasons: tuple[str, ...]
    marked_at: datetime

    @property
    def words(self) -> tuple[str, ...]:
        """The reasons as sentences in the active language, the strongest first."""
        return tuple(str(reason.label) for reason in BurstReason if reason.value in self.reasons)


def bursts_of(report_ids: Collection[UUID], *, by: Actor) -> dict[UUID, BurstView]:
    """By report, the burst that it came in; reports that came in none, or that `by` may not know, are left out."""
    del by  # the scope of the actor is in the database
    rows = BurstMark.objects.filter(report_id__in=report_ids)
    return {row.report_id: BurstView(row.burst, tuple(row.reasons), row.marked_at) for row in rows}


def reports_of_burst(burst: UUID, *, by: Actor, most: int = 200) -> list[UUID]:
    """The reports of a burst that `by` may know, the first `most` of them, in the order in which they were marked."""
    del by  # the scope of the actor is in the database
    rows = BurstMark.objects.filter(burst=burst).order_by("marked_at", "pk")
    return list(rows.values_list("report_id", flat=True)[:most])
