"""What stands in the way of a command is said in a sentence; a fault of the program is not dressed up as one."""

import errno
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, OperationalError, ProgrammingError
from psycopg import errors

from takatuf.config.outage import outage_in_words

REFUSED = 'connection to server at "db.example", port 5432 failed: FATAL:  password authentication failed for user "app"'
SAID = {
    "a wrong password": (psycopg.OperationalError(f"connection failed:\n{REFUSED}\n"), "DATABASE_URL"),
    "a database that is not there": (psycopg.OperationalError('FATAL:  database "takatuf" does not exist'), "takatuf serve"),
    "a server that is not there": (psycopg.OperationalError("connection refused"), "Is the service running?"),
    "tables of another version": (errors.UndefinedTable('relation "x" does not exist'), "not those of this version"),
    "a missing right": (errors.InsufficientPrivilege("permission denied for table x"), "permission denied for table x"),
    "a standby": (errors.ReadOnlySqlTransaction("cannot execute INSERT"), "standby"),
    "a lock that was not given": (errors.LockNotAvailable("canceling statement due to lock timeout"), "call again"),
    "a server without a place": (errors.TooManyConnections("too many clients"), "no room left"),
    "a full disk": (OSError(errno.ENOSPC, "No space left on device", "/srv/copies/x.json"), "/srv/copies/x.json"),
    "a closed file": (PermissionError(errno.EACCES, "Permission denied", "/etc/takatuf/keys/keyring.json"), "as root"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(SAID))
def test_what_stands_in_the_way_is_one_sentence_that_says_what_to_do(name: str) -> None:
    error, said = SAID[name]

    sentence = outage_in_words(error)

    assert sentence is not None
    assert said in sentence
    assert "\n" not in sentence
    assert sentence.endswith((".", "?"))


def test_what_django_wraps_is_said_alike() -> None:
    wrapped = ProgrammingError("relation does not exist")
    wrapped.__cause__ = errors.UndefinedTable("relation does not exist")

    assert "not those of this version" in (outage_in_words(wrapped) or "")


@pytest.mark.parametrize(
    "error", [ValueError("x"), errors.UniqueViolation("x"), DatabaseError("x"), OperationalError("x")]
)
def test_a_fault_of_the_program_stays_one(error: Exception) -> None:
    assert outage_in_words(error) is None


def test_a_wrong_password_ends_a_command_with_a_sentence(house: None) -> None:
    database = settings.DATABASES["default"]
    host, name, port = quote(str(database["HOST"]), safe=""), database["NAME"], database.get("PORT") or 5432
    # Nobody of this name may sign in, by whichever way the server asks.
    url = f"postgresql://nobody_of_ours:wrong@:{port}/{name}?host={host}"

    done = subprocess.run(
        [sys.executable, "-m", "takatuf.config.cli", "user", "--list"], capture_output=True, text=True, check=False,
        env=os.environ | {"DATABASE_URL": url, "DATABASE_KEEPER_URL": url},
    )  # fmt: skip

    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    assert "The database does not answer (" in done.stderr
    assert "wrong" not in done.stderr


def test_a_keys_folder_without_a_way_in_is_named(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file where a folder should be")
    surroundings = {
        "TAKATUF_HOME": str(tmp_path / "home"),
        "TAKATUF_KEYS": str(tmp_path / "keys"),
        "PATH": "/usr/bin:/bin",
    }

    done = subprocess.run(
        [sys.executable, "-m", "takatuf.config.cli", "check"],
        capture_output=True,
        text=True,
        check=False,
        env=surroundings,
    )

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(tmp_path / "keys") in done.stderr
