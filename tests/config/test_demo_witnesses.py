"""The demonstration's witnesses: real processes with keys of their own, enrolled once, that cosign what they are shown."""

import time
from pathlib import Path

import pytest

from takatuf.agencies.scope import system_scope
from takatuf.config.commands.demo_witnesses import forget_witnesses, ready_witnesses, running_witnesses
from takatuf.config.commands.work import seal_everything
from takatuf.kernel.clock import now
from takatuf.ledger.actions import write
from takatuf.ledger.queries import witness_rows
from tests.desks.serving import served
from tests.factories import make_agency

pytestmark = pytest.mark.usefixtures("house")


def test_two_witnesses_of_the_demonstration_cosign_from_processes_of_their_own(tmp_path: Path) -> None:
    for code in ("centre", "health", "prosecution"):
        make_agency(code)
    with system_scope("intake") as by:
        write("system.noted", about=None, by=by, at=now())
    seal_everything()

    with served() as url:
        folders = ready_witnesses(tmp_path, url=url, watched_by="centre")
        assert ready_witnesses(tmp_path, url=url, watched_by="centre") == folders
        with running_witnesses(folders):
            until = time.monotonic() + 60
            while not all(row.signed_at for row in witness_rows()) and time.monotonic() < until:
                time.sleep(0.2)

    assert [(row.agency, row.size) for row in witness_rows()] == [("health", 1), ("prosecution", 1)]
    forget_witnesses(tmp_path)
    assert not any(folder.exists() for folder in folders)
