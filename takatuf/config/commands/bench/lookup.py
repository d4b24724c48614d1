"""How long it takes to find the records that name an identifier."""

import time
from statistics import median, quantiles

from takatuf.config.commands.bench import Figure, Figures, say
from takatuf.config.commands.bench.bulk_sender import BATCH, batch_of
from takatuf.config.commands.bench.house import make_provider_key, own_house

REPORTS = 1_000_000
QUESTIONS = 400


def measure_lookup(scale: float) -> Figures:
    """Look-ups by token as a worker of the agency, row security on; `--scale 1` is a million reports."""
    total = max(1_000, int(REPORTS * scale) // 1_000 * 1_000)
    with own_house():
        from django.test import Client

        say(f"{total:,} reports, then {QUESTIONS} look-ups")
        client = Client(headers={"Authorization": f"Bearer {make_provider_key()}", "Host": "127.0.0.1"})
        for first in range(0, total, BATCH):
            client.post("/api/v1/reports", batch_of(first, BATCH, 0), content_type="application/json")
        times = _look_up()
    return {
        "identifier_p50_ms": Figure(round(median(times), 3), "ms", 5, "lower"),
        "identifier_p95_ms": Figure(round(quantiles(times, n=20)[-1], 3), "ms", 20, "lower"),
    }


def _look_up() -> list[float]:
    from django.db import connections

    from takatuf.agencies.models import User, Worker
    from takatuf.agencies.queries import agency_by_code
    from takatuf.agencies.rules import Role
    from takatuf.agencies.scope import worker_scope
    from takatuf.people.queries import matches_of

    user = User(username="bench")
    user.set_unusable_password()
    user.save(using="keeper")
    officer = Worker(
        user_id=user.pk,
        agency_id=agency_by_code("centre").id,
        role=Role.TRIAGE_OFFICER,
        name_ar="قياس",
        name_en="Bench",
    )
    officer.save(using="keeper", force_insert=True)
    with connections["admin"].cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(
            "ANALYZE"
        )  # as the tables' owner: for others it skips them, and the planner goes by guesses
    with connections["keeper"].cursor() as cursor:
        cursor.execute("SELECT record_id FROM intake_report ORDER BY md5(id::text) LIMIT %s", [QUESTIONS])
        records = [row[0] for row in cursor.fetchall()]
    times = []
    with worker_scope(officer.pk) as by:
        for record in records:
            began = time.perf_counter()
            matches_of(record, by=by)
            times.append((time.perf_counter() - began) * 1000)
    return times[len(times) // 10 :]  # the first tenth warms the caches
