"""Making the database ready: several at once take turns."""

import subprocess
import sys
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
def server(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o711)
    server = EmbeddedPostgres(tmp_path / "home", settings={"fsync": "off"})
    server.ensure_started()
    yield server
    server.stop()


def test_two_who_begin_together_on_a_new_server_both_succeed(
    server: EmbeddedPostgres, tmp_path: Path
) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(tmp_path / "home"), str(tmp_path / f"keys-{name}"), name],
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]

    results = [(process.communicate(timeout=120)[1], process.returncode) for process in started]

    assert [status for _, status in results] == [0, 0], results
