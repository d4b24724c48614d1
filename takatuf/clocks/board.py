"""The internal board of an agency: what is late, of which kind, and how the last months went. Never published."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q

from takatuf.agencies.actions import require
from takatuf.clocks.models import Deadline, DeadlineKind
from takatuf.clocks.queries import agency_of
from takatuf.kernel.actors import Actor

SOON = timedelta(hours=24)
LONG = timedelta(days=7)
LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One kind of thing that the own agency owes. `kept` and `ended` count the limits that ended in the last 90 days.

    `late_long`: of those that are late, how many have been so for more than a week.
    """

    kind: str
    label: str
    late: int
    late_long: int
    soon: int
    running: int
    oldest_due_at: datetime | None
    kept: int
    ended: int

    @property
    def percent_kept(self) -> int | None:
        """Of those that ended; None where none did."""
        return round(100 * self.kept / self.ended) if self.ended else None


def board(*, by: Actor, at: datetime) -> list[BoardRow]:
    """What the own agency owes now and how it kept its limits, by kind, the latest first. Raises NotAllowed.

    Counts only: no record is opened, so no look is recorded.
    """
    require(by, "board.read")
    open_now = Q(met_at__isnull=True)
    ended = Q(due_at__gte=at - LOOKED_BACK, due_at__lt=at)
    found = (
        Deadline.objects.filter(agency_id=agency_of(by))
        .filter(open_now | ended)
        .values("kind")
        .annotate(
            late=Count("pk", filter=open_now & Q(due_at__lt=at)),
            late_long=Count("pk", filter=open_now & Q(due_at__lt=at - LONG)),
            soon=Count("pk", filter=open_now & Q(due_at__gte=at, due_at__lt=at + SOON)),
            running=Count("pk", filter=open_now & Q(due_at__gte=at + SOON)),
            oldest=Min("due_at", filter=open_now & Q(due_at__lt=at)),
            kept=Count("pk", filter=ended & Q(met_at__lte=F("due_at"))),
            ended=Count("pk", filter=ended),
        )
        .order_by()
    )
    words = dict(DeadlineKind.choices)
    rows = [
        BoardRow(
            row["kind"], str(words.get(row["kind"], row["kind"])), row["late"], row["late_long"], row["soon"], row["running"],
            row["oldest"], row["kept"], row["ended"],
        )
        for row in found
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row.late, -row.soon, row.label))
