"""When somebody is told: set hours for a digest, quiet hours, and what an urgent call does. Pure; times are local."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)


def is_quiet(moment: time, *, begins: time | None, ends: time | None) -> bool:
    """Whether a time of day lies in the quiet hours, which may run over midnight; the end itself is no longer quiet."""
    if begins is None or ends is None or begins == ends:
        return False
    if begins < ends:
        return begins <= moment < ends
    return moment >= begins or moment < ends


def set_hour_passed(hours: Sequence[time], *, since: datetime, at: datetime, zone: ZoneInfo) -> bool:
    """Whether one of the set hours lies after `since` and not after `at`, in the zone's own days."""
    day = max(since, at - _DAY).astimezone(zone).date()
    while day <= at.astimezone(zone).date():
        if any(since < datetime.combine(day, hour, zone) <= at for hour in hours):
            return True
        day += _DAY
    return False


def digest_is_due(
    hours: Sequence[time], *, since: datetime, at: datetime, zone: ZoneInfo, begins: time | None, ends: time | None, on_duty: bool
) -> bool:  # fmt: skip
    """Whether one message for all that came since `since` goes out now.

    In quiet hours it waits until they end; who is on duty has none.
    """
    if not on_duty and is_quiet(at.astimezone(zone).time(), begins=begins, ends=ends):
        return False
    return set_hour_passed(hours, since=since, at=at, zone=zone)


def urgent_is_told(
    at: datetime, *, zone: ZoneInfo, begins: time | None, ends: time | None, on_duty: bool
) -> bool:
    """Whether an urgent call of the agency is told at once to somebody besides: who is on duty is rung by the rota already."""
    return not on_duty and not is_quiet(at.astimezone(zone).time(), begins=begins, ends=ends)
