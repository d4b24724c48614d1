"""A home, keys and an embedded database that exist for one measurement only."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_ADDRESSES = ("DATABASE_URL", "DATABASE_KEEPER_URL", "DATABASE_ADMIN_URL")
_TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def own_house(*, settings: dict[str, str] | None = None) -> Iterator[Path]:
    """A fresh house whose settings are in the environment; Django is loaded. Everything is gone afterwards.

    `settings` override those of the embedded database.
    """
    root = Path(tempfile.mkdtemp(prefix="tk-bench-"))
    root.chmod(0o711)  # the database's own user must reach its folder below
    kept = {name: os.environ.pop(name, None) for name in _ADDRESSES}
    os.environ.update(
        TAKATUF_HOME=str(root / "home"), TAKATUF_KEYS=str(root / "keys"), TAKATUF_MODE="demo",
        TAKATUF_DATABASE_NAME="takatuf",
    )  # fmt: skip
    from takatuf.config.commands.serve import ready_database

    try:
        with ready_database(settings=settings):
            _make_centre()
            yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)
        os.environ.update({name: value for name, value in kept.items() if value is not None})


def _make_centre() -> None:
    from takatuf.agencies.models import Agency, Sector

    Agency(code="centre", name_ar="المركز", name_en="Centre", sector=Sector.HOTLINE).save(
        using="keeper", force_insert=True
    )


def make_provider_key() -> str:
    """A key of a provider that reports to the centre, in its written form."""
    from takatuf.agencies.queries import agency_by_code
    from takatuf.agencies.scope import system_scope
    from takatuf.exchange.actions import issue_provider_key, register_provider
    from takatuf.kernel.clock import now

    with system_scope("providers") as by:
        provider = register_provider(
            code="bench", name="Bench", agency_id=agency_by_code("centre").id, by=by, at=now()
        )
        return str(issue_provider_key(provider_id=provider, by=by, at=now()))


def count(sql: str) -> int:
    """One number, counted past row security."""
    from django.db import connections

    with connections["keeper"].cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def cpu_seconds(root: Path, word: str = "", *, but: frozenset[int] = frozenset()) -> float:
    """The CPU time, with that of ended children, of every process that belongs to this house: database, web, worker.

    With a word, of those alone whose command holds it.
    """
    total = 0.0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) in but:
            continue
        with suppress(OSError, ValueError):
            surroundings = (entry / "environ").read_bytes()
            mine = str(root).encode() in surroundings or str(root) in os.readlink(entry / "cwd")
            if mine and word in (entry / "cmdline").read_bytes().decode(errors="replace"):
                values = (entry / "stat").read_text().rpartition(")")[2].split()
                total += sum(int(value) for value in values[11:15]) / _TICKS
    return total


def memory_mb(process: int) -> float:
    """The resident memory of one process."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0
