"""Two workers who watch the witnesses at once: one clock is started, and neither round ends with an error."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from django.db import connection

from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.clocks.kinds import DeadlineKind
from takatuf.clocks.models import Deadline
from takatuf.exchange.witnesses.actions import enrol_witness, watch_witnesses
from takatuf.kernel.clock import now
from takatuf.ledger.queries import ledger_vkey
from takatuf.ledger.witness.keeping import make_witness
from tests.factories import acting, make_agency, make_worker


@contextmanager
def _held_open(watched: Event, may_end: Event) -> Iterator[None]:
    """A round of another worker that has watched and has not committed yet."""

    def other() -> None:
        with system_scope("clockwork") as by:
            watch_witnesses(by=by, at=now())
            watched.set()
            may_end.wait(10)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(other)
        assert watched.wait(10)
        try:
            yield
        finally:
            may_end.set()
        running.result(10)


def test_two_rounds_at_once_start_one_clock(house: None, tmp_path: Path) -> None:
    centre = make_agency("centre")
    make_agency("health")
    witness = make_witness(
        tmp_path / "w", name="health.example/witness", house_url="http://127.0.0.1:9", house_key=ledger_vkey()
    )
    with system_scope("witnesses") as by:
        enrol_witness(vkey=witness.vkey, agency="health", watched_by=centre.code, by=by, at=now())

    with _held_open(Event(), Event()), system_scope("clockwork") as by:
        watch_witnesses(by=by, at=now())
    with system_scope("clockwork") as by:
        watch_witnesses(by=by, at=now())

    with acting(make_worker(centre, Role.DIRECTOR)):
        assert Deadline.objects.filter(kind=DeadlineKind.WITNESS_SILENT).count() == 1
