"""How fast reports come in by machine."""

import json
import resource
import selectors
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from takatuf.config.commands.bench import Figure, Figures, say
from takatuf.config.commands.bench.forms import served
from takatuf.config.commands.bench.house import count, cpu_seconds, make_provider_key, memory_mb, own_house
from takatuf.kernel.errors import Refused

REPORTS = 2_000_000
_PARTS = {"web": "granian", "database": "postgres", "worker": "takatuf.config.cli\0work"}
SENDERS = 5  # batches under way: while one waits for the disk, another computes


class RowsDiffer(Refused):
    """What is in the database is not what was acknowledged; the sentence says where."""


@dataclass(frozen=True, slots=True)
class _Watched:
    """When each batch was answered and how many of it were received; memory in MB, early on and at the end."""

    batches: list[tuple[float, int]]
    early: float
    late: float


def measure_bulk(scale: float) -> Figures:
    """Batches of 1,000 over HTTP to two web processes, sealed as they come; `--scale 1` is two million reports."""
    with own_house() as root, served() as port:
        return _bulk(root, port, max(8_000, int(REPORTS * scale) // (1000 * SENDERS) * 1000 * SENDERS))


def _bulk(root: Path, port: int, total: int) -> Figures:
    say(f"{total:,} reports in batches of 1,000, {SENDERS} under way, two web processes, sealed as they come")
    key = make_provider_key()
    before, began = _used(root), time.time()
    senders = [
        subprocess.Popen(
            [sys.executable, "-m", "takatuf.config.commands.bench.bulk_sender", str(number), str(total // SENDERS), key,
             str(port)],
            stdout=subprocess.PIPE,
        )
        for number in range(SENDERS)
    ]  # fmt: skip
    try:
        watched = _watch(root, senders, total)
        while count("SELECT count(*) FROM (SELECT 1 FROM ledger_ledgerwaiting LIMIT 1) AS waiting"):
            time.sleep(0.1)
        seconds = time.time() - began
        for sender in senders:
            sender.wait()
        used = {part: seconds - before[part] for part, seconds in _used(root).items()}
    finally:
        for sender in senders:
            sender.terminate()
            sender.wait()
    _verify(total)
    first, last = _ends(watched.batches)
    say(
        f"CPU in us a report: {_split(used, total)}; memory of the web processes {watched.early:.0f} MB, at the end"
        f" {watched.late:.0f} MB; the first tenth {first:.0f} a second, the last {last:.0f}"
    )
    return {
        "bulk_reports_per_s": Figure(round(total / seconds, 1), "reports/s", 4000, "higher"),
        "bulk_last_over_first": Figure(round(last / first, 3), "ratio", 0.8, "higher"),
        "bulk_memory_late_over_early": Figure(round(watched.late / watched.early, 3), "ratio", 1.2, "lower"),
    }


def _used(root: Path) -> dict[str, float]:
    """CPU seconds so far: of the web processes, the database, the worker, and the senders that have ended."""
    parts = {name: cpu_seconds(root, word) for name, word in _PARTS.items()}
    return parts | {"senders": _children_seconds()}


def _split(used: dict[str, float], total: int) -> str:
    each = [f"{name} {seconds / total * 1e6:.0f}" for name, seconds in used.items()]
    return f"{sum(used.values()) / total * 1e6:.0f} ({', '.join(each)})"


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(root: Path, senders: "list[subprocess.Popen[bytes]]", total: int) -> _Watched:
    batches: list[tuple[float, int]] = []
    early = late = 0.0
    with selectors.DefaultSelector() as selector:
        for sender in senders:
            assert sender.stdout is not None  # noqa: S101 - it was asked for above
            selector.register(sender.stdout, selectors.EVENT_READ)
        while selector.get_map():
            for ready, _ in selector.select():
                line = ready.fileobj.readline()  # type: ignore[union-attr]
                if not line:
                    selector.unregister(ready.fileobj)
                    continue
                values = json.loads(line)
                batches.append((values["at"], values["received"]))
                if len(batches) % 10 == 0 or len(batches) * 1000 == total:
                    late = _memory_of_web(root)
                    early = late if len(batches) <= max(10, min(100, total // 10_000)) else early
    return _Watched(sorted(batches), early, late)


def _memory_of_web(root: Path) -> float:
    total = 0.0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if (
                    b"granian" in (entry / "cmdline").read_bytes()
                    and str(root).encode() in (entry / "environ").read_bytes()
                ):
                    total += memory_mb(int(entry.name))
    return total


def _ends(batches: list[tuple[float, int]]) -> tuple[float, float]:
    """The rates of the first and of the last tenth."""
    part = max(2, len(batches) // 10)
    first, last = batches[: part + 1], batches[-part - 1 :]

    def rate(some: list[tuple[float, int]]) -> float:
        return sum(received for _, received in some[1:]) / max(1e-6, some[-1][0] - some[0][0])

    return rate(first), rate(last)


def _verify(total: int) -> None:
    """Every row that belongs to a report is there, as often as it should be."""
    wanted = {
        "intake_report": total, "intake_reportkey": total, "intake_mailbox": total, "exchange_delivery": total,
        "people_identifier": 4 * total, "triage_rating WHERE cause = 'received'": total, "clocks_deadline": total, "agencies_record": 2 * total,
    }  # fmt: skip
    for table, rows in wanted.items():
        if (found := count(f"SELECT count(*) FROM {table}")) != rows:  # noqa: S608 - names from the list above
            raise RowsDiffer(f"{table} holds {found} rows, not {rows}.")
    # Rating again, while the machine looks for reports of the same matter, adds lines; it never takes one away.
    lines = count(
        "SELECT count(DISTINCT e.id) FROM ledger_ledgerentry AS e JOIN ledger_ledgernode AS n ON n.entry_id = e.id"
        " WHERE e.kind = 'report.received'"
    )
    rated = count(
        "SELECT count(DISTINCT e.record_id) FROM ledger_ledgerentry AS e JOIN ledger_ledgernode AS n ON n.entry_id = e.id"
        " WHERE e.kind = 'report.rated'"
    )
    if (lines, rated) != (total, total):
        raise RowsDiffer(f"The ledger holds {lines} and {rated} sealed lines, not {total} each.")
