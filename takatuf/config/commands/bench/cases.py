"""How fast the desks are when the house holds many cases: the query of the newest, and the pages over HTTP, signed in."""

import http.client
import json
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from uuid import UUID

from takatuf.config.commands.bench import Figure, Figures, say
from takatuf.config.commands.bench.bulk_sender import BATCH, batch_of
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
from takatuf.config.commands.bench.forms import served
from takatuf.config.commands.bench.house import cpu_seconds, make_provider_key, own_house
from takatuf.kernel.errors import Refused

CASES = 100_000
REPORTS = 2_000  # that wait for triage
LINES = 8  # of the chronology of each case
RICH = 40  # cases with a child, an assessment and their page opened
ASKED = 60  # requests for each page, after the first few
SHARE = (
    0.25,
    0.2,
    0.15,
    0.12,
    0.1,
    0.08,
    0.06,
    0.035,
    0.004,
    0.001,
)  # of the cases, for each of ten agencies


class PageNotShown(Refused):
    """A page answered with something else; the sentence says what."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What the house holds for the measurement: workers, and the cases whose pages are opened."""

    caseworker: UUID
    few: UUID
    triage: UUID
    supervisor: UUID
    rich: list[UUID]


def measure_cases(scale: float) -> Figures:
    """`--scale 1` is a hundred thousand open cases of ten agencies, with steps, referrals, chronologies and clocks."""
    many = max(1_000, int(CASES * scale))
    with own_house() as root:
        say(f"{many:,} open cases of ten agencies")
        filled = _fill(many)
        say("queries in the database, as each worker")
        newest = _newest(filled.caseworker)
        newest_of_few = _newest(filled.few)
        with served() as port:
            pages = _pages(root, port, filled)
    return {
        "newest_20_p50_ms": Figure(round(newest, 2), "ms", 5, "lower"),
        "newest_20_of_few_p50_ms": Figure(round(newest_of_few, 2), "ms", 5, "lower"),
        **{f"{name}_page_p95_ms": Figure(round(p95, 1), "ms", 150, "lower") for name, p95 in pages.items()},
    }


def _fill(many: int) -> Filled:
    from takatuf.agencies.queries import agency_by_code
    from takatuf.kernel.clock import now

    source, at = random.Random(4), now()  # noqa: S311 - invented data, the same each time
    agencies = make_agencies(len(SHARE))
    caseworker = make_worker(agencies[0], "caseworker", "bench-many")
    few = make_worker(agencies[-1], "caseworker", "bench-few")
    triage = make_worker(agency_by_code("centre").id, "triage_officer", "bench-triage")
    leads = source.choices(agencies, SHARE, k=many)
    partners = [source.choice(agencies) for _ in leads]
    also = [partner if partner != lead else None for lead, partner in zip(leads, partners, strict=True)]
    opened = [at - timedelta(minutes=10 * number + 5) for number in range(many)]
    records = open_records("case", leads, at=at, also=also)
    cases = fill_cases(records, leads, caseworker, opened=opened)
    due = [at + timedelta(hours=source.randrange(-200, 2000)) for _ in records]
    started = at - timedelta(days=30)
    steps = fill_steps(records, records, leads, started=started, due=due)
    owe(records, steps, "step", leads, started=started, due=due)
    _refer(source, agencies, list(zip(cases, records, leads, strict=True)), caseworker, at)
    _write_chronologies(at)
    _send_reports()
    supervisor = make_worker(agencies[0], "supervisor", "bench-supervisor")
    mine = [case for case, lead in zip(cases, leads, strict=True) if lead == agencies[0]]
    rich = source.sample(mine, min(RICH, len(mine)))
    _enrich(rich, caseworker, at)
    _write_work(caseworker, supervisor, but=rich)
    update_statistics()
    return Filled(caseworker, few, triage, supervisor, rich)


def _refer(
    source: random.Random,
    agencies: Sequence[UUID],
    cases: Sequence[tuple[UUID, UUID, UUID]],
    sender: UUID,
    at: datetime,
) -> None:
    """A fifth of the cases wait for the answer of another agency."""
    asked = [
        (case, record, lead, source.choice([one for one in agencies if one != lead]))
        for case, record, lead in cases[::5]
    ]
    ends = [(lead, target) for _, _, lead, target in asked]
    targets = [target for _, target in ends]
    records = open_records("referral", [lead for lead, _ in ends], at=at, also=targets)
    sent = at - timedelta(hours=5)
    ids = fill_referrals(records, [(case, record) for case, record, _, _ in asked], ends, sender, sent=sent)
    due = [sent + timedelta(hours=source.randrange(1, 200)) for _ in ids]
    owe(records, ids, "referral_answer", targets, started=sent, due=due)


def _write_chronologies(at: datetime) -> None:
    from django.db import connections

    with connections["keeper"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_chronologyline (id, record_id, case_record_id, at, agency_id, written_by, kind, params, source)"
            " SELECT uuidv7(), record_id, record_id, %s - n * interval '1 hour', lead_id, 'worker:' || opened_by_id,"
            " (ARRAY['child_seen', 'plan_made', 'plan_approved', 'case_reviewed'])[1 + n %% 4],"
            ' \'{"safe_now": "yes", "decision": "continue"}\', \'\''
            " FROM casework_case, generate_series(1, %s) AS n",
            [at, LINES],
        )


def _write_work(caseworker: UUID, supervisor: UUID, *, but: Sequence[UUID]) -> None:
    """A plan, an assessment and two visits in every case but these; one plan in a hundred waits for a supervisor.

    Their words are empty: nobody opens them, and the desks only ask how they stand.
    """
    from django.db import connections

    cases = " FROM casework_case WHERE NOT (id = ANY(%s))"
    waits = "CASE WHEN hashtext(code) %% {often} = 0 THEN NULL ELSE {else_} END"
    with connections["keeper"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_plan (id, record_id, goal, made_by_id, made_at, approved_by_id, approved_at)"
            " SELECT uuidv7(), record_id, '', %s, opened_at,"
            f" {waits.format(often=100, else_='%s::uuid')}, {waits.format(often=100, else_='opened_at')}{cases}",
            [caseworker, supervisor, list(but)],
        )
        cursor.execute(
            "INSERT INTO casework_assessment (id, record_id, kind, facts, opinion, agency_id, assessed_by_id, at,"  # noqa: S608
            " approval_needed, approved_by_id, approved_at)"
            " SELECT uuidv7(), record_id, 'risk', '', '', lead_id, %s, opened_at, true,"
            f" {waits.format(often=200, else_='%s::uuid')}, {waits.format(often=200, else_='opened_at')}{cases}",
            [caseworker, supervisor, list(but)],
        )
        cursor.execute(
            "INSERT INTO casework_visit (id, record_id, child_seen, child_seen_alone, safe_now, agency_id, visited_by_id, at)"
            " SELECT uuidv7(), record_id, true, true, CASE WHEN hashtext(code) %% 300 = 0 THEN 'no' ELSE 'yes' END, lead_id,"
            " %s, opened_at + n * interval '1 minute' FROM casework_case, generate_series(1, 2) AS n"
            " WHERE hashtext(code) %% 50 <> 0 AND NOT (casework_case.id = ANY(%s))",
            [caseworker, list(but)],
        )


def _send_reports() -> None:
    from django.test import Client

    client = Client(headers={"Authorization": f"Bearer {make_provider_key()}", "Host": "127.0.0.1"})
    for first in range(0, REPORTS, BATCH):
        client.post("/api/v1/reports", batch_of(first, BATCH, 0), content_type="application/json")


def _enrich(cases: Sequence[UUID], worker: UUID, at: datetime) -> None:
    """A child and an assessment in each of these cases, by the actions of the house."""
    from takatuf.agencies.scope import worker_scope
    from takatuf.casework.actions import add_person, record_assessment
    from takatuf.casework.models import AssessmentKind, PersonRole
    from takatuf.people.actions import register_person

    with worker_scope(worker) as by:
        assert by.agency is not None  # noqa: S101 - a worker has one
        for case in cases:
            child = register_person(name="An invented name", lead=by.agency, age=12, by=by, at=at)
            add_person(case_id=case, person_id=child.id, role=PersonRole.CHILD, by=by, at=at)
            record_assessment(
                case_id=case, kind=AssessmentKind.INITIAL, facts="Neutral words of a measurement. " * 10,
                opinion="Neutral words. " * 10, by=by, at=at,
            )  # fmt: skip


def _newest(worker: UUID) -> float:
    """The median of planning and execution of "my 20 newest open cases", row security on, in milliseconds."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from takatuf.agencies.scope import worker_scope
    from takatuf.casework.queries import cases
    from takatuf.kernel.clock import now

    times = []
    with worker_scope(worker) as by:
        with CaptureQueriesContext(connection) as captured:
            cases(by=by, at=now(), most=20)
        (sql,) = [
            str(query["sql"]) for query in captured if str(query["sql"]).startswith('SELECT "casework_case"')
        ]
        for _ in range(50):
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + sql)
                plan = cursor.fetchone()[0]
            plan = plan[0] if isinstance(plan, list) else json.loads(plan)[0]
            times.append(plan["Planning Time"] + plan["Execution Time"])
    return float(median(times[5:]))


def _pages(root: Path, port: int, filled: Filled) -> dict[str, float]:
    """The 95th percentile of each page, in milliseconds; what it costs in CPU time is said beside."""
    source = random.Random(5)  # noqa: S311 - which case is opened
    many, triage = signed_in(filled.caseworker), signed_in(filled.triage)
    supervisor = signed_in(filled.supervisor)
    found = {}
    asked: tuple[tuple[str, str, Callable[[], str]], ...] = (
        ("cases", many, lambda: "/ar/desk/cases/"),
        ("chronology", many, lambda: f"/ar/desk/cases/{source.choice(filled.rich)}/"),
        ("inbox", many, lambda: "/ar/desk/inbox/"),
        ("awaiting", many, lambda: "/ar/desk/"),
        ("supervisor_awaiting", supervisor, lambda: "/ar/desk/"),
        ("triage_queue", triage, lambda: "/ar/desk/triage/"),
        ("triage_awaiting", triage, lambda: "/ar/desk/"),
    )
    for name, cookie, path in asked:
        queries, milliseconds = _queries(cookie, path())
        web, database = cpu_seconds(root, "granian"), cpu_seconds(root, "postgres")
        times = _asked(port, cookie, path)
        web, database = cpu_seconds(root, "granian") - web, cpu_seconds(root, "postgres") - database
        p95 = found[name] = quantiles(times, n=20)[-1]
        each = 1000 / (ASKED + 6)
        say(
            f"{name:<20} p50 {median(times):7.1f} ms  p95 {p95:7.1f} ms  {queries} queries, {milliseconds:.1f} ms of them;"
            f" CPU: web {web * each:.1f} ms, database {database * each:.1f} ms"
        )
    return found


def signed_in(worker: UUID) -> str:
    """The cookie of a session of this worker."""
    from django.conf import settings
    from django.test import Client

    from takatuf.agencies.models import User

    client = Client(headers={"Host": "127.0.0.1"})
    client.force_login(
        User.objects.using("keeper").get(worker__pk=worker), settings.AUTHENTICATION_BACKENDS[0]
    )
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _queries(cookie: str, path: str) -> tuple[int, float]:
    """How many questions a page asks the database, and how long they take together, in this process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"Host": "127.0.0.1", "Cookie": cookie})
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    if answer.status_code != 200:  # noqa: PLR2004 - the page
        raise PageNotShown(f"{path} answered {answer.status_code}.")
    return len(captured), sum(float(query["time"]) for query in captured) * 1000


def _asked(port: int, cookie: str, path: Callable[[], str]) -> list[float]:
    """How long each answer took over HTTP, one after another, in milliseconds."""
    web = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    times = []
    for _ in range(ASKED + 6):
        began = time.perf_counter()
        web.request("GET", path(), headers={"Cookie": cookie})
        answer = web.getresponse()
        body = answer.read()
        times.append((time.perf_counter() - began) * 1000)
        if answer.status != 200 or not re.search(rb"<h1", body):  # noqa: PLR2004 - the page
            raise PageNotShown(f"{path()} answered {answer.status}.")
    return times[6:]
