"""How fast the clock engine raises what is overdue, alone, and with two workers of which one is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from takatuf.config.commands.bench import Figure, Figures, say
from takatuf.config.commands.bench.filling import (
    fill_cases,
    fill_referrals,
    fill_steps,
    make_agencies,
    make_worker,
    open_records,
    owe,
    update_statistics,
)
from takatuf.config.commands.bench.house import count, cpu_seconds, own_house
from takatuf.kernel.errors import Refused

DEADLINES = 1_000_000
OVERDUE = 10_000
PATIENCE = 120.0  # seconds until two workers have raised everything, or it has failed


class NothingRaised(Refused):
    """The workers ran and raised nothing."""


def measure_clocks(scale: float) -> Figures:
    """`--scale 1` is a million open deadlines of which ten thousand are overdue: steps, referrals and first reviews."""
    open_ones, overdue = max(1_000, int(DEADLINES * scale)), max(200, int(OVERDUE * scale) // 10 * 10)
    with own_house() as root:
        say(f"{open_ones:,} open deadlines")
        agencies = make_agencies(10)
        sender = make_worker(agencies[0], "supervisor", "bench")
        _fill_open(agencies, open_ones)
        update_statistics()
        idle = _seconds_of_check()
        say(f"{overdue:,} of them overdue, one worker")
        _fill_overdue(agencies, sender, overdue)
        update_statistics()
        before = time.process_time() + cpu_seconds(root, "postgres")
        alone = _seconds_of_check()
        cpu = time.process_time() + cpu_seconds(root, "postgres") - before
        say(f"{overdue:,} more, two workers, one killed by -9 in the middle")
        _fill_overdue(agencies, sender, overdue)
        killed = _with_one_killed(overdue)
        lost, doubled = _told_once(2 * overdue)
    return {
        "clock_idle_check_ms": Figure(round(idle * 1000, 1), "ms", 100, "lower"),
        "clock_check_s": Figure(round(alone, 2), "s", 10, "lower"),
        "clock_cpu_us_each": Figure(round(cpu / overdue * 1_000_000), "us", 1_000, "lower"),
        "clock_check_s_one_killed": Figure(round(killed, 2), "s", 10, "lower"),
        "clock_lost": Figure(lost, "levels", 0, "lower"),
        "clock_doubled": Figure(doubled, "levels", 0, "lower"),
    }


def _fill_open(agencies: Sequence[UUID], many: int) -> None:
    """Deadlines of the coming weeks about a thousand records."""
    from django.db import connections

    from takatuf.kernel.clock import now

    at = now()
    records = open_records("case", [agencies[number % len(agencies)] for number in range(1_000)], at=at)
    with connections["keeper"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO clocks_deadline (id, record_id, subject_id, kind, agency_id, origin, checked, started_at, due_at,"
            " missed_level, next_check_at)"
            " SELECT uuidv7(), (%(records)s::uuid[])[1 + n %% 1000], uuidv7(), 'step', (%(agencies)s::uuid[])[1 + n %% 10],"
            " 'law', true, %(at)s, due, 0, due"
            " FROM (SELECT n, %(at)s + interval '2 hours' + n * interval '3 seconds' AS due"
            " FROM generate_series(1, %(many)s) AS n) AS made",
            {"records": records, "agencies": list(agencies), "at": at, "many": many},
        )


def _fill_overdue(agencies: Sequence[UUID], sender: UUID, many: int) -> None:
    """Two fifths steps, two fifths unanswered referrals, the rest first reviews; each about a record of its own."""
    from takatuf.kernel.clock import now
    from takatuf.kernel.ids import uuid7

    started = now() - timedelta(hours=3)
    fifth = many // 5
    due = [now() - timedelta(minutes=10)] * (2 * fifth)
    owners = [agencies[number % len(agencies)] for number in range(2 * fifth)]
    others = [*agencies[1:], agencies[0]]
    ends = [(others[number % len(agencies)], owner) for number, owner in enumerate(owners)]
    case_records = open_records("case", owners, at=started)
    cases = fill_cases(case_records, owners, sender, opened=[started] * len(owners))
    steps = open_records("step", owners, at=started)
    step_ids = fill_steps(steps, case_records, owners, started=started, due=due)
    referrals = open_records("referral", owners, at=started, also=[source for source, _ in ends])
    both = list(zip(cases, case_records, strict=True))
    referral_ids = fill_referrals(referrals, both, ends, sender, sent=started)
    reviews = open_records("report", owners[:fifth], at=started)
    owe(steps, step_ids, "step", owners, started=started, due=due)
    owe(referrals, referral_ids, "referral_answer", owners, started=started, due=due)
    owe(reviews, [uuid7() for _ in reviews], "first_review", owners[:fifth], started=started, due=due[:fifth])


def _seconds_of_check() -> float:
    """One worker's check, until nothing is due."""
    from takatuf.clocks.tasks import run_clockwork

    began = time.perf_counter()
    run_clockwork()
    return time.perf_counter() - began


def _with_one_killed(overdue: int) -> float:
    """Two whole workers as in production; from the start of the first check until the last level is raised."""
    from takatuf.kernel.clock import now

    waiting = "SELECT count(*) FROM clocks_deadline WHERE next_check_at <= now()"
    began, until = now(), time.monotonic() + PATIENCE
    workers = [_worker(), _worker()]
    try:
        while (left := count(waiting)) > overdue // 2 and time.monotonic() < until:
            time.sleep(0.01)
        os.kill(workers[0].pid, signal.SIGKILL)
        say(f"killed one with {left:,} left")
        while count(waiting) and time.monotonic() < until:
            time.sleep(0.01)
        ended = now()
    finally:
        for worker in workers:
            worker.terminate()
            worker.wait()
    return (ended - _first_check_after(began)).total_seconds()


def _worker() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "takatuf.config.cli", "work"], stdout=subprocess.DEVNULL)


def _first_check_after(began: datetime) -> datetime:
    """When the check began that raised the first level; its lines say so."""
    from takatuf.ledger.models import LedgerEntry

    lines = LedgerEntry.objects.using("keeper").filter(kind="deadline.missed", at__gte=began)
    found = lines.order_by("at").values_list("at", flat=True).first()
    if found is None:
        raise NothingRaised("Neither worker raised a level.")
    return found


# What each overdue deadline leaves behind, by the room's own words: ledger lines, lines of the chronology, notices.
_TRACES = {
    "SELECT record_id FROM ledger_ledgerentry WHERE kind = 'deadline.missed'": 5,
    "SELECT record_id FROM ledger_ledgerentry WHERE kind = 'step.escalated'": 2,
    "SELECT record_id FROM ledger_ledgerentry WHERE kind = 'referral.escalated'": 2,
    "SELECT record_id FROM casework_chronologyline WHERE kind = 'step_late'": 2,
    "SELECT record_id FROM casework_chronologyline WHERE kind = 'referral_escalated'": 2,
    "SELECT record_id FROM clocks_notice WHERE kind = 'step_late'": 2,
    "SELECT (record_id, agency_id) FROM clocks_notice WHERE kind = 'referral_escalated'": 4,
}


def _told_once(overdue: int) -> tuple[int, int]:
    """How many levels were lost, and how many were told twice, by all that they leave behind; fifths of the overdue."""
    lost = count("SELECT count(*) FROM clocks_deadline WHERE due_at < now() AND missed_level <> 1")
    doubled = 0
    for traces, fifths in _TRACES.items():
        distinct = count(f"SELECT count(DISTINCT trace) FROM ({traces}) AS traces(trace)")  # noqa: S608 - from above
        lost += overdue // 5 * fifths - distinct
        doubled += count(f"SELECT count(*) FROM ({traces}) AS traces(trace)") - distinct  # noqa: S608 - from above
    return lost, doubled
