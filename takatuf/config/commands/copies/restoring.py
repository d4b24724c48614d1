"""`takatuf restore`: a copy back into an empty database, counted and held against its list."""

from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql

from takatuf.config.commands.copies.erased import NAME, read_erased, replay_erased
from takatuf.config.commands.copies.manifest import (
    LEFT_OUT,
    BadCopy,
    Manifest,
    conninfo,
    count_rows,
    known_migrations,
    read_manifest,
    run_program,
    tables_of,
)
from takatuf.kernel.errors import Refused
from takatuf.ledger.queries import own_head
from takatuf.ledger.verifier import BadNote

HELD = (
    "agencies_agency",
    "agencies_user",
    "ledger_ledgerentry",
    "intake_report",
)  # an empty house has none of these


class NotEmpty(Refused):
    """The database holds something already: a copy never goes over what is there."""


def restore_backup(listed: Path) -> Manifest:
    """Bring a copy back into the database of the settings, which must be empty; returns what was brought back.

    Work that was under way when the copy was made is set to begin again; everybody signs in anew. When it fails in the
    middle nothing of it stays, and it can be called again.

    Raises BadCopy, NotEmpty, ProgramFailed.
    """
    manifest = read_manifest(listed)
    _check_keys(manifest)
    with psycopg.connect(**conninfo("admin"), autocommit=True) as admin:
        _check_fits(manifest, admin)
        tables = tables_of(admin)
        admin.execute(
            "SET session_replication_role = replica"
        )  # the ledger's own triggers refuse to be emptied
        names = sql.SQL(", ").join(sql.Identifier(table) for table in tables)
        admin.execute(sql.SQL("TRUNCATE {} CASCADE").format(names))
        run_program(
            "pg_restore",
            ["--data-only", "--disable-triggers", "--single-transaction", "--exit-on-error",
             str(listed.parent / Path(manifest.database).name)],
            alias="admin", server=admin.info.server_version // 10_000, tables=len(tables), said="Bringing back",
        )  # fmt: skip
        _begin_again(admin)
        counted = count_rows(admin, tables)
        if odd := [table for table in tables if counted[table] != manifest.rows.get(table)]:
            raise BadCopy(
                f"The table {odd[0]} has {counted[odd[0]]:,} rows and the list says {manifest.rows.get(odd[0], 0):,}."
            )
    return manifest


def _check_keys(manifest: Manifest) -> None:
    """A ledger that this keyring did not sign is another house's, or the keyring was not brought back yet."""
    try:
        if manifest.ledger_head:
            own_head(manifest.ledger_head)
    except BadNote:
        raise BadCopy(
            "The copy is of a house with another keyring. Bring that keyring back first, into the folder that TAKATUF_KEYS"
            f" names ({settings.TAKATUF_KEYS}); nothing was brought back."
        ) from None


def _check_fits(manifest: Manifest, admin: psycopg.Connection[Any]) -> None:
    """The copy holds rows only, so this program's tables must be those it was made from."""
    if missing := sorted(set(manifest.migrations) ^ set(known_migrations(admin))):
        raise BadCopy(
            f"The copy was made by another version (they differ in {missing[0]}): install that version, restore, then"
            " upgrade."
        )
    for table in HELD:
        row = admin.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(table))).fetchone()
        if row is not None:
            raise NotEmpty(
                f"The database holds something already ({table}). Restore into an empty one: another"
                " TAKATUF_HOME, or another database on your server. Where it was a restore that broke off after it had"
                " brought everything back, `takatuf retention replay erased.json` and `takatuf check` are what is left."
            )


def _begin_again(admin: psycopg.Connection[Any]) -> None:
    admin.execute(
        "UPDATE public.procrastinate_jobs SET status = 'todo', worker_id = NULL WHERE status = 'doing'"
    )
    for table in LEFT_OUT:
        if table != "agencies_scopekey":
            admin.execute(sql.SQL("DELETE FROM public.{}").format(sql.Identifier(table)))


def _keep_erased(path: Path) -> None:
    """What was erased after the copy was made came back with it, and goes again; the list beside the copies says what."""
    if not path.exists():
        print(f"No {path.name} beside the copy: what was erased after it was made is back. `takatuf retention replay FILE` erases it again.")  # fmt: skip
    elif count := replay_erased(path):
        print(f"Erased again: {count} records that had been erased after the copy was made.")


def restore(listed: str) -> int:
    """Bring a copy back, check the house, and say to which moment it went back; 1 when a check failed."""
    from takatuf.config.commands.check import WHOLE, check

    erased = Path(listed).with_name(NAME)
    if erased.exists():
        read_erased(erased)  # a list that cannot be read is refused before anything comes back
    manifest = restore_backup(Path(listed))
    _keep_erased(erased)
    print(f"Brought back: {sum(manifest.rows.values()):,} rows, as they were at {manifest.made_at}.")
    print(
        f"The ledger goes back to {manifest.ledger_size:,} signed entries. What was signed after that moment is gone:"
        " who holds a later receipt or head can show it, and witnesses will say so."
    )
    return check(WHOLE)
