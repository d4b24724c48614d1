"""For an agency's internal board: where its own steps are late, and what other agencies owe it. Never published."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from takatuf.agencies.actions import require
from takatuf.agencies.queries import AgencyName, agencies
from takatuf.clocks.queries import agency_of
from takatuf.jointwork.models import Referral, Step, TrackKind
from takatuf.jointwork.rules import ReferralState
from takatuf.kernel.actors import Actor

_OPEN = [ReferralState.SENT, ReferralState.SEEN]


@dataclass(frozen=True, slots=True)
class OwedBy:
    """One agency: how many of our referrals it has not answered in their limit, and how many steps of shared cases are late."""

    agency: AgencyName
    silent: int
    late_steps: int


@dataclass(frozen=True, slots=True)
class LateTrack:
    """A joint work track on which the own agency is late: with how many steps, in how many cases, and since when."""

    label: str
    steps: int
    cases: int
    oldest_due_at: datetime


def late_by_track(*, by: Actor, at: datetime) -> list[LateTrack]:
    """Where the own agency's steps are late, the track with the most first. Raises NotAllowed. Counts only."""
    require(by, "board.read")
    found = (
        Step.objects.filter(owner_id=agency_of(by), done_at__isnull=True, stopped=False, due_at__lt=at)
        .values("track")
        .annotate(steps=Count("pk"), cases=Count("case_record_id", distinct=True), oldest=Min("due_at"))
        .order_by()
    )
    words = dict(TrackKind.choices)
    rows = [LateTrack(str(words[row["track"]]), row["steps"], row["cases"], row["oldest"]) for row in found]
    return sorted(rows, key=lambda row: (-row.steps, row.oldest_due_at))


def owed_by_others(*, by: Actor, at: datetime) -> list[OwedBy]:
    """The agencies that owe the own one something late, the most first. Raises NotAllowed. Counts only."""
    require(by, "board.read")
    own = agency_of(by)
    silent = Counter(
        Referral.objects.filter(from_agency_id=own, state__in=_OPEN, escalation_level__gt=0).values_list(
            "to_agency_id", flat=True
        )
    )
    steps = Counter(
        Step.objects.filter(done_at__isnull=True, stopped=False, due_at__lt=at)
        .exclude(owner_id=own)
        .values_list("owner_id", flat=True)
    )
    names = {agency.id: agency for agency in agencies()}
    rows = [OwedBy(names[id], silent[id], steps[id]) for id in {*silent, *steps}]
    return sorted(rows, key=lambda row: (-row.silent - row.late_steps, str(row.agency)))
