"""`takatuf backup`: a copy of everything that the database holds, from one moment, while work goes on."""

import os
from pathlib import Path

import psycopg

from takatuf.agencies.scope import system_scope
from takatuf.config.commands.copies.erased import NAME, write_erased
from takatuf.config.commands.copies.manifest import (
    FORMAT,
    LEFT_OUT,
    Manifest,
    conninfo,
    count_rows,
    known_migrations,
    run_program,
    sha256_of,
    tables_of,
)
from takatuf.kernel.clock import now
from takatuf.kernel.errors import Refused
from takatuf.ledger import actions as ledger


class NoPlaceForCopy(Refused):
    """The folder for the copy cannot be used; the sentence says why."""


def make_backup(folder: Path) -> Path:
    """Write the rows of every table as the keeper reads them, and a manifest beside them; returns the manifest's path.

    The rows are data only: tables, policies and functions come from the program that brings them back, so that a copy in
    strange hands cannot change them. What is sealed stays sealed: the keys are no part of it. That a copy was made is a
    line of the ledger, with the copy's hash.

    Raises NoPlaceForCopy, ProgramFailed.
    """
    at = now()
    folder = folder.absolute()
    _own(folder)
    stem = f"takatuf-{at:%Y%m%dT%H%M%SZ}"
    data, listed = folder / f"{stem}.dump", folder / f"{stem}.json"
    if data.exists() or listed.exists():
        raise NoPlaceForCopy(f"{data.name} is there already; wait a second and call again.")
    with psycopg.connect(**conninfo("keeper")) as keeper:
        # One moment for the rows, the counts and the ledger's head: pg_dump reads by this transaction's snapshot.
        keeper.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        keeper.execute("SET idle_in_transaction_session_timeout = 0")
        snapshot = keeper.execute("SELECT pg_export_snapshot()").fetchone()
        tables = tables_of(keeper)
        server = keeper.info.server_version // 10_000
        head = keeper.execute(
            "SELECT size, note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1"
        ).fetchone()
        rows, migrations = count_rows(keeper, tables), known_migrations(keeper)
        _dump(data, snapshot=str(snapshot[0]) if snapshot else "", server=server, tables=len(tables))
    manifest = Manifest(
        format=FORMAT,
        made_at=at.isoformat(),
        database=data.name,
        sha256=sha256_of(data),
        bytes=data.stat().st_size,
        server=server,
        migrations=migrations,
        rows=rows,
        ledger_size=int(head[0]) if head else 0,
        ledger_head=str(head[1]) if head else "",
    )
    manifest.write(listed)
    write_erased(folder / NAME)
    with system_scope("backup") as by:
        ledger.write("backup.made", about=None, by=by, at=at, extra={"backup_sha256": manifest.sha256})
    return listed


def _own(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise NoPlaceForCopy(f"{folder} cannot be used: {error.strerror}.") from error
    if not os.access(folder, os.W_OK):
        raise NoPlaceForCopy(f"{folder} cannot be written to.")


def _dump(path: Path, *, snapshot: str, server: int, tables: int) -> None:
    """Under another name until it is whole, and readable by its owner alone."""
    unfinished = path.with_suffix(".unfinished")
    os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    arguments = ["--format=custom", "--data-only", "--schema=public", f"--snapshot={snapshot}"]
    arguments += [f"--exclude-table={table}" for table in LEFT_OUT]
    try:
        run_program(
            "pg_dump", [*arguments, f"--file={unfinished}"], alias="keeper", server=server, tables=tables, said="Copying"
        )  # fmt: skip
        descriptor = os.open(unfinished, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    unfinished.rename(path)


def backup(folder: str) -> int:
    """Make a copy and say what it holds, and what it does not."""
    listed = make_backup(Path(folder))
    print(f"Copied: {listed.with_suffix('.dump')}\nIts list:  {listed}")
    print(
        f"What was erased: {listed.with_name(NAME)}. Carry it along: it keeps the erased erased after a restore."
    )
    print(
        "The keys are not in it. Keep a copy of them at another place, or what is sealed stays sealed for ever."
    )
    return 0
