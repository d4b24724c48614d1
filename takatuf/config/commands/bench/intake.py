"""How fast reports come in by machine."""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from takatuf.config.commands.bench import Figure, Figures, say
from takatuf.config.commands.bench.house import count, cpu_seconds, make_provider_key, memory_mb, own_house
from takatuf.kernel.errors import Refused

REPORTS = 2_000_000
SENDERS = 2


class RowsDiffer(Refused):
    """What is in the database is not what was acknowledged; the sentence says where."""


def measure_bulk(scale: float) -> Figures:
    """Two senders at once through the JSON door; `--scale 1` is two million reports."""
    with own_house() as root:
        return _bulk(root, max(4_000, int(REPORTS * scale) // 2_000 * 2_000))


def _bulk(root: Path, total: int) -> Figures:
    say(f"{total:,} reports through the JSON door, {SENDERS} senders, sealed as they come")
    key = make_provider_key()
    surroundings = os.environ | {"DJANGO_SETTINGS_MODULE": "takatuf.config.settings"}
    module = "takatuf.config.commands.bench.bulk_sender"
    worker = subprocess.Popen([sys.executable, "-m", "takatuf.config.cli", "work"], env=surroundings)
    time.sleep(2)
    before = cpu_seconds(root) + _children_seconds()
    senders = [
        subprocess.Popen(
            [sys.executable, "-m", module, str(number), str(total // SENDERS), key], env=surroundings,
            stdout=subprocess.PIPE,
        )
        for number in range(SENDERS)
    ]  # fmt: skip
    try:
        batches, memory = _watch(senders, total)
        while count(
            "SELECT count(*) FROM (SELECT 1 FROM ledger_ledgerentry WHERE position IS NULL LIMIT 1) AS waiting"
        ):
            time.sleep(0.1)
        ended = time.time()
        for sender in senders:
            sender.wait()
        used = cpu_seconds(root) + _children_seconds() - before
    finally:
        for process in (*senders, worker):
            process.terminate()
            process.wait()
    _verify(total)
    first, last = _ends(batches)
    say(
        f"CPU of everything: {used / total * 1e6:.0f} us a report; memory of a sender {memory[0]:.0f} MB, at the end {memory[1]:.0f} MB"
    )
    seconds = ended - batches[0][0] + (batches[-1][0] - batches[0][0]) / max(1, len(batches) - 1)
    return {
        "bulk_reports_per_s": Figure(round(total / seconds, 1), "reports/s", 4000, "higher"),
        "bulk_last_over_first": Figure(round(last / first, 3), "ratio", 0.8, "higher"),
    }


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(
    senders: list["subprocess.Popen[bytes]"], total: int
) -> tuple[list[tuple[float, int]], tuple[float, float]]:
    """When each batch was answered, and the memory of one sender early on and at the end."""
    import selectors

    batches: list[tuple[float, int]] = []
    early = late = 0.0
    with selectors.DefaultSelector() as selector:
        for sender in senders:
            assert sender.stdout is not None  # noqa: S101 - it was asked for above
            selector.register(sender.stdout, selectors.EVENT_READ, sender)
        while selector.get_map():
            for ready, _ in selector.select():
                line = ready.fileobj.readline()  # type: ignore[union-attr]
                if not line:
                    selector.unregister(ready.fileobj)
                    continue
                values = json.loads(line)
                batches.append((values["at"], values["received"]))
                if len(batches) == min(20, total // 2000):
                    early = memory_mb(senders[0].pid)
                if len(batches) % 10 == 0 or len(batches) * 1000 >= total - 2000:
                    late = _memory_if_alive(senders[0]) or late
    return sorted(batches), (early, late)


def _memory_if_alive(process: "subprocess.Popen[bytes]") -> float:
    try:
        return memory_mb(process.pid)
    except OSError:
        return 0.0


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
        "people_identifier": 4 * total, "triage_rating": total, "clocks_deadline": total, "agencies_record": 2 * total,
    }  # fmt: skip
    for table, rows in wanted.items():
        if (found := count(f"SELECT count(*) FROM {table}")) != rows:  # noqa: S608 - names from the list above
            raise RowsDiffer(f"{table} holds {found} rows, not {rows}.")
    lines = count(
        "SELECT count(*) FROM ledger_ledgerentry WHERE kind LIKE '%re%d' AND position IS NOT NULL AND record_id IS NOT NULL"
    )
    if lines != 3 * total:
        raise RowsDiffer(f"The ledger holds {lines} sealed lines, not {3 * total}.")
