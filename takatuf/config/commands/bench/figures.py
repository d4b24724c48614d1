"""How long a full release takes over a million reports, how much memory, and how fast everybody reads the public page."""

import http.client
import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import UUID

from takatuf.config.commands.bench import Figure, Figures, say
from takatuf.config.commands.bench.cases import PageNotShown
from takatuf.config.commands.bench.filling import make_agencies, make_worker, update_statistics
from takatuf.config.commands.bench.forms import served
from takatuf.config.commands.bench.house import count, own_house

REPORTS = 1_000_000
# The embedded database takes an eighth of a machine's memory for its cache, whatever is done with it. Here it is small, as on
# a small machine, so that what is counted below, cache included, says what a release needs.
CACHE = {"shared_buffers": "256MB"}
ASKED = 200

_FILL = Path(__file__).with_name("figures_fill.sql")


def measure_figures(scale: float) -> Figures:
    """`--scale 1` is a release over a million reports of a year, and 50,000 cases; its pages are read 200 times."""
    many = max(2_000, int(REPORTS * scale))
    with own_house(settings=CACHE) as root:
        say(f"{many:,} reports of a year")
        director = _fill(many)
        say("a release of four quarters")
        with _memory_of(root) as memory:
            seconds = _release(director)
        say(f"released in {seconds:.1f} s; charts in {_draw():.1f} s, which the worker draws afterwards")
        with served() as port:
            pages = _pages(port)
            times = [_asked(port, pages[turn % len(pages)])[0] for turn in range(ASKED)]
        say(f"the page: p50 {median(times):.1f} ms")
    return {
        "public_page_p95_ms": Figure(round(quantiles(times[10:], n=20)[-1], 1), "ms", 100, "lower"),
        "release_s": Figure(round(seconds, 1), "s", 60, "lower"),
        "release_peak_gb": Figure(round(max(memory) / 1e9, 2), "GB", 1, "lower"),
    }


def _fill(many: int) -> UUID:
    """The reports, past row security; returns the director who releases."""
    from django.db import connections
    from django.utils.timezone import localdate

    from takatuf.agencies.models import Agency, Sector
    from takatuf.agencies.queries import agency_by_code
    from takatuf.insight.counting import Span
    from takatuf.insight.rules import last_quarters
    from takatuf.kernel.clock import now

    Agency(code="ministry", name_ar="الوزارة", name_en="Ministry", sector=Sector.MINISTRY).save(
        using="keeper", force_insert=True
    )
    agencies = make_agencies(3)
    worker = make_worker(agency_by_code("centre").id, "triage_officer", "bench")
    span = Span(last_quarters(localdate(now())), now())
    values: dict[str, Any] = {
        "many": many, "since": span.since, "span": span.until - span.since - timedelta(minutes=1), "worker": worker,
        "centre": agency_by_code("centre").id, "social": agencies[0],
    }  # fmt: skip
    with connections["keeper"].cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for statement in _FILL.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                cursor.execute(statement, values)
        cursor.execute("RESET statement_timeout")
    update_statistics()
    reports, decisions = (
        count("SELECT count(*) FROM intake_report"),
        count("SELECT count(*) FROM triage_triagedecision"),
    )
    say(f"{reports:,} reports, {decisions:,} decisions")
    return make_worker(agency_by_code("ministry").id, "director", "bench-director")


def _release(director: UUID) -> float:
    from takatuf.agencies.scope import worker_scope
    from takatuf.insight.actions import make_release
    from takatuf.kernel.clock import now

    began = time.perf_counter()
    with worker_scope(director) as by:
        make_release(by=by, at=now())
    return time.perf_counter() - began


def _draw() -> float:
    from takatuf.insight.actions import draw_missing_charts
    from takatuf.kernel.clock import now

    began = time.perf_counter()
    draw_missing_charts(at=now())
    return time.perf_counter() - began


def _pages(port: int) -> list[str]:
    """The first page and every chapter of the release, in both languages."""
    found = []
    for language in ("ar", "en"):
        first = f"/{language}/figures/"
        _took, body = _asked(port, first)
        chapters = re.findall(rb'href="(/\w+/figures/F-[^/"]+/\w+/)"', body)
        found += [first, *(address.decode() for address in dict.fromkeys(chapters))]
    return found


def _asked(port: int, address: str) -> tuple[float, bytes]:
    """How long one reading of a public page took over HTTP, on a fresh connection, in milliseconds; and the page."""
    web = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    began = time.perf_counter()
    web.request("GET", address)
    answer = web.getresponse()
    body = answer.read()
    took = (time.perf_counter() - began) * 1000
    web.close()
    if answer.status != 200 or b"F-" not in body:  # noqa: PLR2004 - the page
        raise PageNotShown(f"The figures page answered {answer.status}.")
    return took, body


@contextmanager
def _memory_of(root: Path) -> Iterator[list[float]]:
    """The memory of this process and the database together (proportional: shared pages once), sampled; its highest first."""
    samples, stopping = [0.0], threading.Event()

    def watch() -> None:
        while not stopping.wait(0.1):
            samples.append(
                sum(_proportional(entry, root) for entry in Path("/proc").iterdir() if entry.name.isdigit())
            )

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield samples
    finally:
        stopping.set()
        watcher.join()


def _proportional(entry: Path, root: Path) -> float:
    """Bytes of one process, where it belongs to this house."""
    with suppress(OSError, ValueError):
        mine = entry.name == str(os.getpid()) or str(root) in os.readlink(entry / "cwd")
        if mine:
            for line in (entry / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    return float(line.split()[1]) * 1024
    return 0.0
