"""When to call back, what counts as a pattern, how a serial number is read; pure."""

import re
from datetime import datetime, time, timedelta

FINISHED_WITHIN = timedelta(hours=1)
"""Our default: a call is sent or closed within this after it was opened on the desk."""
TRANSFER_WITHIN = timedelta(minutes=5)
"""Our default: somebody takes a call in danger over within this."""
CUT_OFF_AFTER = timedelta(minutes=5)
"""When to try again where the line was cut."""
NIGHT = timedelta(hours=24)
_WAITS = (timedelta(hours=1), timedelta(hours=3), NIGHT)
ATTEMPTS_ALONE = 4
"""After so many tries in vain the queue asks to decide with the shift leader; the promise stays open until then."""
PATTERN_DAYS = timedelta(days=7)
SILENT_PATTERN, OFTEN_PATTERN = 2, 4
MOST_FORMS = 50
_SERIAL = re.compile(r"P?-?(\d{2})-?(\d{1,6})")


def within_safe_hours(moment: time, safe_from: time | None, safe_until: time | None) -> bool:
    """Whether a time of day is safe; without hours every time is, and hours may pass midnight."""
    if safe_from is None or safe_until is None:
        return True
    if safe_from <= safe_until:
        return safe_from <= moment <= safe_until
    return moment >= safe_from or moment <= safe_until


def next_safe_time(local: datetime, safe_from: time | None, safe_until: time | None) -> datetime:
    """The first safe moment from `local` on: itself where it is safe, else the next beginning of the safe hours."""
    if safe_from is None or within_safe_hours(local.time(), safe_from, safe_until):
        return local
    begins = datetime.combine(local.date(), safe_from, tzinfo=local.tzinfo)
    return begins if begins >= local else begins + timedelta(days=1)


def next_attempt_at(
    *, somebody_else: bool, attempts: int, local: datetime, safe_from: time | None, safe_until: time | None
) -> datetime:
    """When to try again after the attempt number `attempts` was in vain.

    After nobody answered: an hour, three hours, then each day. After somebody else answered: not before the next day,
    so that the telephone does not ring twice in front of the same person. Always within the safe hours.
    """
    wait = NIGHT if somebody_else else _WAITS[min(attempts, len(_WAITS)) - 1]
    return next_safe_time(local + wait, safe_from, safe_until)


def pattern_of(*, total: int, silent: int) -> str:
    """What the calls of one number within a week say: `silent`, `often`, or nothing."""
    if silent >= SILENT_PATTERN:
        return "silent"
    return "often" if total >= OFTEN_PATTERN else ""


def serial_of(year: int, number: int) -> str:
    """The serial number as it is printed: P-26-000123."""
    return f"P-{year % 100:02d}-{number:06d}"


def read_serial(text: str) -> str:
    """The printed form of a serial number as somebody typed it, digits already European; empty when it is none."""
    found = _SERIAL.fullmatch(re.sub(r"[\s_/–—]+", "-", text.strip().upper()).strip("-"))
    return f"P-{found[1]}-{int(found[2]):06d}" if found else ""


def read_time_of_day(text: str) -> time | None:
    """A time of day as a browser sends it (17:30); None where nothing was given. Raises ValueError for anything else."""
    return time.fromisoformat(text.strip()) if text.strip() else None
