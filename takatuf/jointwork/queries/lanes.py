"""What each agency did and owes over time, for the case page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from takatuf.agencies.queries import AgencyName
from takatuf.jointwork.queries.referrals import ReferralRow, referrals_of
from takatuf.jointwork.queries.steps import StepRow, steps_of
from takatuf.jointwork.rules import ReferralState
from takatuf.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing on a lane. `state` is done, open or late; an open bar ends where it is due, or now when it is late."""

    kind: str
    label: str
    start_at: datetime
    end_at: datetime
    due_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class Lane:
    """The bars of one agency."""

    agency: AgencyName
    bars: tuple[Bar, ...]


def _bar(
    kind: str, label: str, *, start: datetime, due: datetime | None, done: datetime | None, at: datetime
) -> Bar:
    if done is not None:
        return Bar(kind, label, start, done, due, "done")
    late = due is not None and at > due
    return Bar(kind, label, start, at if late else max(due or at, start), due, "late" if late else "open")


def _referral_bars(row: ReferralRow, at: datetime) -> list[Bar]:
    withdrawn = row.state == ReferralState.WITHDRAWN
    ended = row.declined_at or row.accepted_at
    answered = ended or (row.sent_at if withdrawn else None)
    due = None if ended else row.due_at
    bars = [_bar("referral_answer", row.purpose_label, start=row.sent_at, due=due, done=answered, at=at)]
    if row.accepted_at is not None:
        due = row.due_at if row.state == ReferralState.ACCEPTED else None
        done = row.answered_at or (row.accepted_at if withdrawn else None)
        bars.append(
            _bar("referral_outcome", row.purpose_label, start=row.accepted_at, due=due, done=done, at=at)
        )
    return bars


def _step_bar(row: StepRow, at: datetime) -> Bar:
    return _bar("step", row.title_label, start=row.started_at, due=row.due_at, done=row.done_at, at=at)


def lanes(case_id: UUID, *, by: Actor, at: datetime) -> list[Lane]:
    """The lanes of a case, one for each agency that did or owes something, the earliest first.

    The caller has opened the case. Raises NotFound.
    """
    return lanes_of(referrals_of(case_id, by=by), steps_of(case_id, by=by), at=at)


def lanes_of(referrals: Iterable[ReferralRow], steps: Iterable[StepRow], *, at: datetime) -> list[Lane]:
    """The lanes of what the caller has read already."""
    bars: dict[AgencyName, list[Bar]] = {}
    for referral in referrals:
        bars.setdefault(referral.to_agency, []).extend(_referral_bars(referral, at))
    for step in steps:
        bars.setdefault(step.owner, []).append(_step_bar(step, at))
    found = [Lane(agency, tuple(sorted(own, key=lambda bar: bar.start_at))) for agency, own in bars.items()]
    return sorted(found, key=lambda lane: lane.bars[0].start_at)
