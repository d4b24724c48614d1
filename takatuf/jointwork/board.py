"""What other agencies owe the own one, for its internal board: silence and late steps, by agency. Never published."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from takatuf.agencies.actions import require
from takatuf.agencies.queries import AgencyName, agencies
from takatuf.clocks.queries import agency_of
from takatuf.jointwork.models import Referral, Step
from takatuf.jointwork.rules import ReferralState
from takatuf.kernel.actors import Actor

_OPEN = [ReferralState.SENT, ReferralState.SEEN]


@dataclass(frozen=True, slots=True)
class OwedBy:
    """One agency: how many of our referrals it has not answered in their limit, and how many steps of shared cases are late."""

    agency: AgencyName
    silent: int
    late_steps: int


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
