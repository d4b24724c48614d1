"""The worker: jobs, the clock of deadlines, and the sealer of the ledger."""

import signal
import threading
import time
from types import FrameType

import structlog
from django.db import OperationalError, close_old_connections

from takatuf.agencies.scope import system_scope
from takatuf.clocks.actions import check_deadlines
from takatuf.exchange.ispws.actions import finish_overdue_filings
from takatuf.intake.actions import erase_expired_drafts
from takatuf.kernel.clock import now
from takatuf.kernel.errors import Refused
from takatuf.ledger.actions import MOST_AT_ONCE, seal
from takatuf.ledger.models import LedgerEntry

SEALS_EVERY = 0.5  # seconds
CHECKS_EVERY = 15.0  # seconds

log = structlog.get_logger(__name__)


def seal_ledger() -> int:
    """Seal what waits; returns how many entries."""
    with system_scope("sealer"):
        return seal(at=now())


class SealerHeldBack(Refused):
    """A transaction that is open somewhere on the database server keeps the sealer from what was written after it."""


def seal_everything(*, patience: float = 30.0) -> int:
    """Seal until no entry waits; returns how many were sealed.

    A transaction that is open anywhere on the server holds the sealer back; after `patience` seconds SealerHeldBack is
    raised. The worker's own loop never waits like this: it comes again.
    """
    sealed, deadline = seal_ledger(), time.monotonic() + patience
    while LedgerEntry.objects.filter(position__isnull=True).exists():
        if time.monotonic() > deadline:
            raise SealerHeldBack(
                "The ledger could not be sealed: a transaction on the server has been open too long."
            )
        time.sleep(0.02)
        sealed += seal_ledger()
    return sealed


def check_clocks() -> int:
    """Escalate what is overdue, finish what providers left open, erase old drafts; returns how many deadlines were missed."""
    with system_scope("clockwork"):
        erase_expired_drafts(at=now())
        missed = check_deadlines(at=now())
    finish_overdue_filings(at=now())
    return missed


def work(*, once: bool) -> int:
    """Run until SIGTERM or SIGINT; with `once`, do what is due now and end."""
    if once:
        check_clocks()
        while seal_ledger():
            pass
        return 0
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    jobs = threading.Thread(target=_run_jobs, args=(stopping,), name="jobs", daemon=True)
    jobs.start()
    last_check = 0.0
    while not stopping.is_set():
        try:
            while seal_ledger() == MOST_AT_ONCE and not stopping.is_set():
                pass  # a crowd came in: go on at once
            if time.monotonic() - last_check >= CHECKS_EVERY:
                last_check = time.monotonic()
                check_clocks()
        except OperationalError:
            # The database is restarting: nothing is lost, the entries and deadlines wait in it.
            log.warning("worker.database_away")
            close_old_connections()
            stopping.wait(1.0)
        stopping.wait(SEALS_EVERY)
    jobs.join(timeout=5)
    return 0


def _run_jobs(stopping: threading.Event) -> None:
    """procrastinate's worker in a loop of its own, polling; started again when the database was away."""
    import asyncio

    from takatuf.config.jobs import run_worker

    while not stopping.is_set():
        try:
            asyncio.run(run_worker(stopping))
        except Exception as error:  # noqa: BLE001 - whatever ends the queue must not end the sealer; it is tried again
            log.warning("worker.jobs_ended", kind=type(error).__name__)
            stopping.wait(2.0)
