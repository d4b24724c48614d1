"""Making the database ready: several at once take turns."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from takatuf.config.embedded import EmbeddedPostgres

PROGRAM = """
import os, sys
os.environ.update(TAKATUF_MODE="test", TAKATUF_HOME=sys.argv[1], TAKATUF_KEYS=sys.argv[2], TAKATUF_DATABASE_NAME=sys.argv[3])
for name in ("DATABASE_URL", "DATABASE_KEEPER_URL", "DATABASE_ADMIN_URL"):
    os.environ.pop(name, None)
from takatuf.config.commands.serve import prepare
prepare()
"""


@pytest.fixture
def root() -> Iterator[Path]:
    """A folder through which the database's own user may pass; pytest's own are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="tk-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def server(root: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(root / "home", settings={"fsync": "off"})
    server.ensure_started()
    yield server
    server.stop()


def test_two_who_begin_together_on_a_new_server_both_succeed(server: EmbeddedPostgres, root: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(root / "home"), str(root / f"keys-{name}"), name],
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]

    results = [(process.communicate(timeout=400)[1], process.returncode) for process in started]

    assert [status for _, status in results] == [0, 0], results
