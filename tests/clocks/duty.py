"""A reporting centre with a rota, for the tests of duty, rings and handovers."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from takatuf.agencies.numbers import set_number
from takatuf.agencies.queries import AgencyName, WorkerName
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.clocks.duty.actions import add_shift, open_due_handovers, ring_who_is_due
from tests.factories import acting, make_agency, make_worker

RIYADH = ZoneInfo("Asia/Riyadh")
EVERY_DAY = list(range(7))


def riyadh(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 in Riyadh; the 26th is a Thursday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=RIYADH)


@dataclass(frozen=True)
class Centre:
    """Two at night, one by day, and who leads them."""

    agency: AgencyName
    night: WorkerName
    second: WorkerName
    day: WorkerName
    lead: WorkerName


def make_centre(code: str = "centre") -> Centre:
    """Nights from 23:00 to 7:00 with two persons, days from 7:00 to 23:00 with one; all reached by telephone."""
    agency = make_agency(code, sector="hotline")
    night, second, day = (make_worker(agency, Role.TRIAGE_OFFICER) for _ in range(3))
    lead = make_worker(agency, Role.SHIFT_LEADER)
    at = riyadh(1, 9)
    with acting(lead) as by:
        add_shift(
            worker_id=night.id, place="first", weekdays=EVERY_DAY, starts=time(23), ends=time(7), from_on=date(2026, 11, 1), by=by,
            at=at,
        )  # fmt: skip
        add_shift(
            worker_id=second.id, place="second", weekdays=EVERY_DAY, starts=time(23), ends=time(7), from_on=date(2026, 11, 1),
            by=by, at=at,
        )  # fmt: skip
        add_shift(
            worker_id=day.id, place="first", weekdays=EVERY_DAY, starts=time(7), ends=time(23), from_on=date(2026, 11, 1), by=by,
            at=at,
        )  # fmt: skip
        for number, worker in enumerate((night, second, day, lead)):
            set_number(worker_id=worker.id, phone=f"05500000{number:02d}", email="", by=by, at=at)
    return Centre(agency, night, second, day, lead)


def the_clock_strikes(at: datetime) -> int:
    """What the worker's loop does at this moment about duty; returns how many attempts were made."""
    with system_scope("clockwork"):
        open_due_handovers(at=at)
    with system_scope("ringing"):
        return ring_who_is_due(at=at)
