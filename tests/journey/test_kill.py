"""The database dies by `kill -9` while reports come in: none that was acknowledged is lost, none is there twice."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from takatuf.config.embedded import EmbeddedPostgres
from tests.journey.test_journey import _environment

pytestmark = pytest.mark.slow
KILLS = 3
SENDERS = ("one", "two", "three")
CHECKOUT = Path(__file__).resolve().parents[2]


class House:
    """An embedded database of its own, and the processes that this test started around it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.server = EmbeddedPostgres(root / "home")
        self._started: list[subprocess.Popen[str]] = []
        self._surroundings = _environment(
            TAKATUF_HOME=str(root / "home"),
            TAKATUF_KEYS=str(root / "keys"),
            TAKATUF_MODE="test",
            PYTHONPATH=str(CHECKOUT),
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", *arguments]
        with (self.root / f"log-{len(self._started)}").open("w") as log:
            process = subprocess.Popen(
                command, env=self._surroundings, cwd="/", stdout=log, stderr=subprocess.STDOUT, text=True
            )
        self._started.append(process)
        return process

    def run(self, *arguments: str) -> str:
        process = self.start(*arguments)
        status = process.wait(180)
        printed = (self.root / f"log-{len(self._started) - 1}").read_text()
        assert status == 0, printed
        return printed

    def said(self) -> str:
        """The last lines of every process, for a failure to show."""
        logs = sorted(self.root.glob("log-*"))
        return "\n".join(f"{log.name}: {log.read_text()[-2000:]}" for log in logs)

    def kill_database(self) -> None:
        pid = int((self.server.data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGKILL)

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.server.admin_dsn("takatuf"), autocommit=True) as connection:
            return connection.execute(question.encode()).fetchall()

    def missed_more_than_once(self) -> list[tuple[Any, ...]]:
        """Levels of deadlines that were told twice: their lines commit to the same content."""
        return self.ask(
            "SELECT record_id, convert_from(leaf, 'UTF8')::json ->> 'commitment' FROM ledger_ledgerentry"
            " WHERE kind = 'deadline.missed' GROUP BY 1, 2 HAVING count(*) > 1"
        )

    def acknowledged(self) -> list[dict[str, Any]]:
        return [
            json.loads(line)
            for name in SENDERS
            if (self.root / f"acknowledged-{name}").exists()
            for line in (self.root / f"acknowledged-{name}").read_text().splitlines()
        ]

    def wait_for(self, count: int, seconds: float = 90) -> None:
        deadline = time.monotonic() + seconds
        while len(self.acknowledged()) < count:
            assert time.monotonic() < deadline, (
                f"only {len(self.acknowledged())} of {count} reports were acknowledged"
            )
            time.sleep(0.1)

    def close(self) -> None:
        for process in self._started:
            if process.poll() is None:
                process.kill()
                process.wait()
        self.server.stop()


@pytest.fixture
def house_of_its_own() -> Iterator[House]:
    root = Path(tempfile.mkdtemp(prefix="tk-kill-"))
    root.chmod(0o711)
    house = House(root)
    try:
        house.server.ensure_started()
        house.run("tests.journey.loop", "prepare")
        yield house
    finally:
        house.close()
        if not house.server.socket_dir.is_relative_to(root):
            shutil.rmtree(house.server.socket_dir, ignore_errors=True)
        shutil.rmtree(root)


def test_no_acknowledged_report_is_lost_or_doubled_when_the_database_is_killed(
    house_of_its_own: House,
) -> None:
    house = house_of_its_own
    workers = [
        house.start("takatuf.config.cli", "work") for _ in range(2)
    ]  # two sealers and two clocks at once
    senders = [house.start("tests.journey.loop", "send", name, str(house.root)) for name in SENDERS]

    away = []
    house.wait_for(10)
    for _ in range(KILLS):
        before = len(house.acknowledged())
        house.kill_database()
        died = time.monotonic()
        house.server.ensure_started()
        house.wait_for(before + 15)
        away.append(time.monotonic() - died)
    (house.root / "stop").touch()
    for sender in senders:
        assert sender.wait(60) == 0
    for worker in workers:
        assert worker.poll() is None, "a worker ended when the database went away"
        worker.terminate()
        assert worker.wait(30) == 0
    house.run("takatuf.config.cli", "work", "--once")

    answers = house.acknowledged()
    stored = house.ask("SELECT id::text, code FROM intake_report")
    assert sum(answer["failures"] for answer in answers) > 0, "the database was never away"
    assert max(away) < 30
    assert sorted(stored) == sorted((answer["report"], answer["code"]) for answer in answers)
    assert (
        len({answer["key"] for answer in answers})
        == len(answers)
        == len({answer["receipt"] for answer in answers})
    )
    for table in (
        "intake_reportkey",
        "intake_mailbox",
        "intake_reportercontact",
        "triage_rating WHERE cause = 'received'",
    ):
        assert house.ask(f"SELECT count(*) FROM {table}") == [(len(answers),)], table
    assert house.ask("SELECT count(*) FROM ledger_ledgerentry WHERE kind = 'report.received'") == [
        (len(answers),)
    ]
    assert house.ask("SELECT count(*) FROM ledger_ledgerwaiting") == [(0,)]
    assert house.missed_more_than_once() == []
    assert "give the root that was signed" in house.run("takatuf.config.cli", "check")


def test_two_sealers_and_two_clocks_at_once_do_each_thing_once(house_of_its_own: House) -> None:
    house = house_of_its_own
    senders = [house.start("tests.journey.loop", "send", name, str(house.root)) for name in SENDERS]
    house.wait_for(60)
    (house.root / "stop").touch()
    assert [sender.wait(60) for sender in senders] == [0, 0, 0]

    working = [house.start("takatuf.config.cli", "work", "--once") for _ in range(3)]

    assert [process.wait(120) for process in working] == [0, 0, 0], house.said()
    house.run("takatuf.config.cli", "work", "--once")  # what the lock made one of them leave
    assert house.ask("SELECT count(*) FROM ledger_ledgerwaiting") == [(0,)]
    entries, positions, last = house.ask(
        "SELECT count(DISTINCT e.id), count(DISTINCT n.place), max(n.place) + 1 FROM ledger_ledgerentry AS e"
        " LEFT JOIN ledger_ledgernode AS n ON n.entry_id = e.id"
    )[0]
    assert entries == positions == last
    assert house.ask("SELECT count(*) > 0 FROM ledger_ledgerentry WHERE kind = 'deadline.missed'") == [
        (True,)
    ]
    assert house.missed_more_than_once() == []
    assert "give the root that was signed" in house.run("takatuf.config.cli", "check")
