"""The launcher: what dies is started again, and nothing is left behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from takatuf.config.commands.serve import NoAdministrator, OtherRole, ready_database
from takatuf.config.embedded import EmbeddedPostgres
from takatuf.config.environment import read_environment
from takatuf.config.launch import CannotServe, _Child, _database_kept, _surroundings, serve
from takatuf.config.service_users import ServiceUser

# A parent with a child of its own, like the web server; both write down their number.
FAMILY = """
import os, pathlib, sys, time
child = os.fork()
pathlib.Path(sys.argv[1], f"{'parent' if child else 'child'}-{os.getpid()}").touch()
time.sleep(60)
"""


def _until(holds: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def _numbers(folder: Path, who: str) -> list[int]:
    return [int(path.name.split("-")[1]) for path in folder.glob(f"{who}-*")]


def _runs(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


def test_a_killed_child_is_started_again_and_leaves_nobody_behind(tmp_path: Path) -> None:
    child = _Child("family", [sys.executable, "-c", FAMILY, str(tmp_path)], os.environ, None)
    child.keep(time.monotonic())
    _until(lambda: bool(_numbers(tmp_path, "parent") and _numbers(tmp_path, "child")))
    (first,), (orphan,) = _numbers(tmp_path, "parent"), _numbers(tmp_path, "child")
    os.kill(first, signal.SIGKILL)

    def is_there_again() -> bool:
        child.keep(time.monotonic())
        return len(_numbers(tmp_path, "parent")) == 2

    _until(is_there_again)

    _until(lambda: not _runs(orphan))
    child.ask_to_end()
    child.wait(time.monotonic() + 5)
    family = [*_numbers(tmp_path, "parent"), *_numbers(tmp_path, "child")]
    _until(lambda: not any(map(_runs, family)), seconds=5)


def test_an_address_that_is_taken_is_named(tmp_path: Path) -> None:
    surroundings = {"TAKATUF_HOME": str(tmp_path / "home"), "TAKATUF_KEYS": str(tmp_path / "keys")}
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(CannotServe, match=f"127.0.0.1:{port} cannot be used"):
            serve(host="127.0.0.1", port=port, with_worker=True, environment=surroundings)

    assert not (tmp_path / "home").exists()


def test_a_database_of_ones_own_without_its_administrator_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@127.0.0.1:1/takatuf")
    monkeypatch.setenv("DATABASE_KEEPER_URL", "postgresql://keeper@127.0.0.1:1/takatuf")
    monkeypatch.delenv("DATABASE_ADMIN_URL", raising=False)

    with pytest.raises(NoAdministrator, match="DATABASE_ADMIN_URL is not set"), ready_database():
        pytest.fail("It must not begin.")


def test_a_killed_database_is_back_within_thirty_seconds() -> None:
    folder = Path(tempfile.mkdtemp(prefix="tk-launch-", dir="/tmp"))
    folder.chmod(0o711)
    server = EmbeddedPostgres(folder / "home", settings={"fsync": "off", "shared_buffers": "32MB"})
    server.ensure_started()
    killed = int((server.data / "postmaster.pid").read_text().splitlines()[0])
    stopping = threading.Event()

    try:
        with _database_kept(server, stopping):
            os.kill(killed, signal.SIGKILL)
            _until(lambda: not _runs(killed))
            _until(server.is_running)
    finally:
        server.stop()
        shutil.rmtree(folder)


def test_who_web_and_worker_become_reads_nothing_of_roots_own_home(tmp_path: Path) -> None:
    surroundings = {
        "HOME": "/root",
        "TAKATUF_HOME": str(tmp_path / "home"),
        "TAKATUF_KEYS": str(tmp_path / "keys"),
    }
    user = ServiceUser("takatuf", 995, 994, "/srv/nobody")

    theirs = _surroundings(read_environment(surroundings), surroundings, user)
    own = _surroundings(read_environment(surroundings), surroundings, None)

    # libpq looks there for certificates, and gives up where it may not look.
    assert (theirs["HOME"], theirs["USER"]) == ("/srv/nobody", "takatuf")
    assert own["HOME"] == "/root"


def test_what_is_refused_before_django_is_loaded_is_a_sentence_too(tmp_path: Path) -> None:
    surroundings = {
        "TAKATUF_HOME": str(tmp_path / "home"),
        "TAKATUF_KEYS": str(tmp_path / "keys"),
        "PATH": "/usr/bin:/bin",
    }
    lost = "postgresql://{}@127.0.0.1:1/takatuf"
    for name, role in (
        ("DATABASE_URL", "app"),
        ("DATABASE_KEEPER_URL", "keeper"),
        ("DATABASE_ADMIN_URL", "postgres"),
    ):
        surroundings[name] = lost.format(role)

    done = subprocess.run(
        [sys.executable, "-m", "takatuf.config.cli", "serve"], env=surroundings, check=False, capture_output=True, text=True
    )  # fmt: skip

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "The database does not answer" in done.stderr
    assert not (tmp_path / "keys").exists()


def test_an_address_that_signs_in_as_somebody_else_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://takatuf@127.0.0.1:1/takatuf")
    monkeypatch.setenv("DATABASE_KEEPER_URL", "postgresql://keeper@127.0.0.1:1/takatuf")
    monkeypatch.setenv("DATABASE_ADMIN_URL", "postgresql://postgres@127.0.0.1:1/takatuf")

    with (
        pytest.raises(OtherRole, match="DATABASE_URL signs in as 'takatuf'; it must be 'app'"),
        ready_database(),
    ):
        pytest.fail("It must not begin.")
