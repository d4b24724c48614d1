"""The work of each agency over time, as the case page draws it: referrals, steps and what was done for the child."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from takatuf.agencies.queries import AgencyName
from takatuf.casework.queries import CaseView
from takatuf.jointwork.queries import Bar as JointBar
from takatuf.jointwork.queries import Lane as JointLane
from takatuf.web.parts import Bar, BarState, Lane
from takatuf.web.words import words_for_time_left

LEAST_AHEAD = timedelta(hours=12)
#: Bars closer than this share of the window would touch; the next one goes one line down.
APART = 0.015


@dataclass(frozen=True, slots=True)
class Drawing:
    """Lanes with the window of time that they are drawn in."""

    lanes: tuple[Lane, ...]
    starts_at: datetime
    ends_at: datetime


def drawing_of(view: CaseView, joint: Iterable[JointLane], *, at: datetime) -> Drawing:
    """The lanes of a case, the leading agency first; an agency whose bars overlap gets a second line without a name.

    The window ends a while after now, so that a far limit does not press everything else together.
    """
    bars: dict[AgencyName, list[Bar]] = {view.head.lead: _work_bars(view, at)}
    for lane in joint:
        own = bars.setdefault(lane.agency, [])
        own += [
            Bar(
                _label(bar),
                bar.start_at,
                bar.end_at,
                cast(BarState, bar.state),
                _time(bar, at),
            )
            for bar in lane.bars
        ]
    found = {agency: own for agency, own in bars.items() if own}
    starts_at = view.head.opened_at
    latest = max((bar.ends_at for own in found.values() for bar in own), default=at)
    until = at if view.head.closed_at is None else view.head.closed_at
    horizon = until + max((until - starts_at) / 2, LEAST_AHEAD)
    ends_at = max(min(latest, horizon), until + (until - starts_at) / 20, starts_at + timedelta(hours=1))
    lanes = [
        lane
        for agency, own in found.items()
        for lane in _lines(str(agency), own, (ends_at - starts_at) * APART)
    ]
    return Drawing(tuple(lanes), starts_at, ends_at)


def _work_bars(view: CaseView, at: datetime) -> list[Bar]:
    """What the leading agency did for the child: assessments, plans and visits."""
    bars, since = [], view.head.opened_at
    for row in view.assessments:
        bars.append(Bar(row.kind_label, since, row.at))
        since = row.at
    for plan in view.plans:
        ends_at = plan.approved_at or at
        bars.append(Bar(_("Plan"), plan.made_at, ends_at, "done" if plan.approved_at else "open"))
    bars += [Bar(_("Visit"), visit.at, visit.at) for visit in view.visits]
    return bars


def _label(bar: JointBar) -> str:
    return (
        pgettext("what an agency owes for a referral", "Reply")
        if bar.kind == "referral_answer"
        else bar.label
    )


def _time(bar: JointBar, at: datetime) -> str:
    """How long is left, or how late it is, of what is not done."""
    return "" if bar.state == "done" or bar.due_at is None else words_for_time_left(bar.due_at - at)


def _lines(label: str, bars: list[Bar], apart: timedelta) -> list[Lane]:
    """As many lines as are needed for no two bars to overlap; the first carries the name."""
    lines: list[list[Bar]] = []
    for bar in sorted(bars, key=lambda bar: (bar.starts_at, bar.ends_at)):
        free = next(
            (line for line in lines if max(line[-1].ends_at, line[-1].starts_at + apart) <= bar.starts_at),
            None,
        )
        if free is None:
            lines.append([bar])
        else:
            free.append(bar)
    return [Lane(label if place == 0 else "", tuple(line)) for place, line in enumerate(lines)]
