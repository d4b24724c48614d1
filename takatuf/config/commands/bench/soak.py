"""Hours of mixed work on one house: what grows, slows down or is lost while it goes on."""

import http.client
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from uuid import UUID

from takatuf.config.commands.bench import Figure, Figures, say
from takatuf.config.commands.bench.bulk_sender import BATCH, batch_of
from takatuf.config.commands.bench.cases import signed_in
from takatuf.config.commands.bench.court import Court, approved, make_court, make_facts
from takatuf.config.commands.bench.crowd import send_all
from takatuf.config.commands.bench.filling import make_worker
from takatuf.config.commands.bench.forms import filled, processes, served
from takatuf.config.commands.bench.house import count, make_provider_key, memory_mb, own_house

SECONDS = 3_600.0
FORMS, FACTS = 100, 300
EVERY = 4  # rounds between two documents
PAUSE = 1.0  # seconds between rounds: a busy day, not the crowd of `bench intake`
PAGES = ("/ar/desk/", "/ar/desk/triage/")
PROGRAMS = {"web": "granian", "worker": "takatuf.config.cli work"}


@dataclass(slots=True)
class Seen:
    """What was sent and acknowledged, and in each round the memory of each program (MB) and how long a page took (ms)."""

    acknowledged: int = 0
    failed: int = 0
    documents: int = 0
    memory: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in PROGRAMS})
    pages: list[float] = field(default_factory=list)


def measure_soak(scale: float) -> Figures:
    """Forms, batches, pages and documents in rounds, for an hour with `--scale 1`; the last fifth is held against the first."""
    seconds = SECONDS * scale
    with own_house() as root, served() as port:
        say(f"{seconds / 60:.0f} minutes of forms, batches, pages and documents")
        seen = _rounds(root, port, time.monotonic() + seconds)
        stored = count("SELECT count(*) FROM intake_report")
        signed = count("SELECT count(*) FROM court_submission WHERE signed_at IS NOT NULL")
    say(
        f"{seen.acknowledged:,} reports acknowledged, {stored:,} stored; {signed} of {seen.documents} documents signed"
    )
    grown = {name: _late_over_early(values) for name, values in seen.memory.items()}
    return {
        "soak_lost": Figure(max(0, seen.acknowledged - stored), "reports", 0, "lower"),
        "soak_failed": Figure(seen.failed, "answers", 0, "lower"),
        "soak_unsigned": Figure(seen.documents - signed, "documents", 0, "lower"),
        **{
            f"soak_{name}_memory_late_over_early": Figure(round(ratio, 3), "ratio", 1.2, "lower")
            for name, ratio in grown.items()
        },
        "soak_page_late_over_early": Figure(round(_late_over_early(seen.pages), 3), "ratio", 1.5, "lower"),
    }  # fmt: skip


def _rounds(root: Path, port: int, until: float) -> Seen:
    from takatuf.agencies.queries import agency_by_code

    seen, key = Seen(), make_provider_key()
    officer = signed_in(make_worker(agency_by_code("centre").id, "triage_officer", "bench-triage"))
    here = make_court()
    facts = make_facts(here, FACTS)
    number = 0
    while time.monotonic() < until or number < EVERY:
        if number % EVERY == 0:
            _ask_for_document(here, facts, number // EVERY)
            seen.documents += 1
        _send_forms(seen, port)
        _send_batch(seen, port, key, number)
        seen.pages.append(median(_page(seen, port, officer, path) for path in PAGES * 5))
        for name, words in PROGRAMS.items():
            seen.memory[name].append(sum(memory_mb(process) for process in processes(root, words)))
        if number % 10 == 0:
            held = ", ".join(f"{name} {values[-1]:.0f} MB" for name, values in seen.memory.items())
            say(f"round {number}: {seen.acknowledged:,} reports, {held}, a page in {seen.pages[-1]:.0f} ms")
        number += 1
        time.sleep(PAUSE)
    _wait_for(lambda: not count("SELECT count(*) FROM court_building WHERE ended_at IS NULL"), 120)
    return seen


def _send_forms(seen: Seen, port: int) -> None:
    answered = send_all(port, [form.request for form in filled(FORMS)], at_once=8)
    kept = sum(head.startswith(b"http/1.1 302 ") and b"/sent/" in head for head in answered.heads)
    seen.acknowledged += kept
    seen.failed += FORMS - kept


def _send_batch(seen: Seen, port: int, key: str, number: int) -> None:
    body = batch_of(number * BATCH, BATCH, 0)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    if _asked(port, "POST", "/api/v1/reports", body, headers).startswith(b'{"received":%d,' % BATCH):
        seen.acknowledged += BATCH
    else:
        seen.failed += 1


def _page(seen: Seen, port: int, cookie: str, path: str) -> float:
    """How long the page took, in milliseconds."""
    began = time.perf_counter()
    if b"<h1" not in _asked(port, "GET", path, None, {"Cookie": cookie}):
        seen.failed += 1
    return (time.perf_counter() - began) * 1000


def _asked(port: int, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> bytes:
    """The body of the answer; empty when it was not 200."""
    web = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        web.request(method, path, body, headers)
        answer = web.getresponse()
        said = answer.read()
    finally:
        web.close()
    return said if answer.status == 200 else b""  # noqa: PLR2004 - the page


def _ask_for_document(here: Court, facts: list[UUID], number: int) -> None:
    """Have the worker draw and sign one more submission over the same facts."""
    from takatuf.agencies.scope import worker_scope
    from takatuf.court.actions import ask_for_document
    from takatuf.kernel.clock import now

    submission = approved(here, facts, number)
    with worker_scope(here.writer) as by:
        ask_for_document(submission_id=submission, by=by, at=now())


def _late_over_early(values: list[float]) -> float:
    """The middle of the last fifth over that of the second one: in the first, what is loaded once is loaded."""
    part = max(1, len(values) // 5)
    return median(values[-part:]) / median(values[part : 2 * part])


def _wait_for(done: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        time.sleep(0.5)
