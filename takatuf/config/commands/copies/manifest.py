"""What is written beside a copy, and PostgreSQL's own programs that make it and bring it back."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql
from tqdm import tqdm

from takatuf.config.embedded import MAJOR
from takatuf.kernel.errors import Refused

FORMAT = "takatuf-backup/1"
# The first holds the key with which web and jobs prove who they are, the next two who is signed in at this moment: a copy
# that is stolen must open no door of the running house. Workers sign on again by themselves.
LEFT_OUT = ("agencies_scopekey", "agencies_scopetoken", "django_session", "procrastinate_workers")


class BadCopy(Refused):
    """A copy that is not whole, not ours, or made by another version; the sentence says which."""


class ProgramFailed(Refused):
    """pg_dump or pg_restore is missing or ended with an error; the sentence quotes its last line."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a copy holds, counted in the same moment from which it was made."""

    format: str
    made_at: str  # ISO 8601, UTC
    database: str  # the name of its file, beside the manifest
    sha256: str  # of that file, hexadecimal
    bytes: int
    server: int  # major version of PostgreSQL
    migrations: tuple[str, ...]  # "app.name" of each
    rows: Mapping[str, int]  # table -> rows
    ledger_size: int  # entries under the newest signed head; 0: none yet
    ledger_head: str  # that head as it was signed (C2SP note)

    def write(self, path: Path) -> None:
        """Readable by its owner alone, whole or not at all."""
        unfinished = path.with_suffix(".unfinished")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(self), file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)


def read_manifest(path: Path) -> Manifest:
    """Read a manifest and hold the copy beside it against its size and hash.

    Raises BadCopy with the sentence that says what is not as written.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not one"
        raise BadCopy(f"{path} cannot be read as the list of a copy: {reason}.") from error
    known = {field.name for field in fields(Manifest)}
    if not isinstance(values, dict) or values.get("format") != FORMAT or values.keys() != known:
        raise BadCopy(f"{path} is not the list of a copy ({FORMAT}).")
    manifest = Manifest(**{**values, "migrations": tuple(values["migrations"])})
    data = path.parent / Path(manifest.database).name
    if not data.is_file():
        raise BadCopy(f"The copy itself, {data.name}, is not beside {path.name}.")
    if data.stat().st_size != manifest.bytes or sha256_of(data) != manifest.sha256:
        raise BadCopy(f"{data.name} is not the file that was written: its size or its hash differs.")
    return manifest


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def tables_of(database: psycopg.Connection[Any]) -> list[str]:
    """Every table whose rows a copy holds, by name."""
    rows = database.execute(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
        " AND relnamespace = 'public'::regnamespace ORDER BY relname"
    ).fetchall()
    return [name for (name,) in rows if name not in LEFT_OUT]


def count_rows(database: psycopg.Connection[Any], tables: Sequence[str]) -> dict[str, int]:
    counted = {}
    for table in tables:
        row = database.execute(
            sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(table))
        ).fetchone()
        counted[table] = int(row[0]) if row else 0
    return counted


def known_migrations(database: psycopg.Connection[Any]) -> tuple[str, ...]:
    rows = database.execute("SELECT app || '.' || name FROM public.django_migrations ORDER BY 1").fetchall()
    return tuple(name for (name,) in rows)


def conninfo(alias: str) -> dict[str, Any]:
    """How psycopg, and PostgreSQL's programs, reach the database of one alias."""
    parts = settings.DATABASES[alias]
    options = {name: value for name, value in parts["OPTIONS"].items() if name not in {"options", "pool"}}
    known = {
        "host": parts.get("HOST"),
        "port": parts.get("PORT"),
        "user": parts.get("USER"),
        "password": parts.get("PASSWORD"),
        "dbname": parts["NAME"],
        **options,
    }
    return {name: value for name, value in known.items() if value}


def run_program(
    name: str, arguments: Sequence[str], *, alias: str, server: int, tables: int, said: str
) -> None:
    """Run pg_dump or pg_restore on the database of `alias`, showing how many tables are done.

    The password goes by the environment, where other users of the machine do not see it. Raises ProgramFailed.
    """
    reach = {key: str(value) for key, value in conninfo(alias).items()}
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"}
    if password := reach.pop("password", None):
        environment["PGPASSWORD"] = password
    address = psycopg.conninfo.make_conninfo(**reach)
    command = [str(_program(name, server)), "--verbose", "--dbname", address, *arguments]
    last = ""
    with (
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment
        ) as process,
        tqdm(total=tables, unit=" tables", desc=said, disable=None, file=sys.stderr) as bar,
    ):  # fmt: skip
        for line in process.stderr or ():
            last = line.strip() or last
            if "contents of table" in line or "processing data for table" in line:
                bar.update()
    if process.returncode != 0:
        raise ProgramFailed(f"{name} ended with {process.returncode}: {last}")


def _program(name: str, server: int) -> Path:
    """The program of the server's own version; a newer one reads an older server too."""
    from takatuf.config.embedded import wheel_binaries

    debian = Path(f"/usr/lib/postgresql/{server}/bin") / name
    if server == int(MAJOR):
        return wheel_binaries() / name
    if debian.exists():
        return debian
    if found := shutil.which(name):
        return Path(found)
    raise ProgramFailed(f"{name} of PostgreSQL {server} is missing (Debian: postgresql-client-{server}).")
