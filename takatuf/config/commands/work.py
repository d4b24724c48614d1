"""The worker: jobs, the clock of deadlines, and the sealer of the ledger."""

import signal
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from types import FrameType

import structlog
from django.db import OperationalError, close_old_connections

from takatuf.agencies.drafts.actions import erase_old_drafts
from takatuf.agencies.scope import system_scope
from takatuf.awareness.actions import forget_names
from takatuf.clocks.tasks import run_clockwork, run_digests, run_ringing
from takatuf.config.commands.outbox import run_outbox, send_outbox
from takatuf.config.outage import is_away
from takatuf.court.actions.renewing import renew_documents
from takatuf.court.actions.watching import tell_changed_exhibits
from takatuf.exchange.gateways.actions import forget_senders
from takatuf.exchange.ispws.actions import finish_overdue_filings
from takatuf.exchange.witnesses.actions import watch_witnesses
from takatuf.insight.actions import draw_missing_charts, make_ordered_releases
from takatuf.insight.ladder.actions import count_ladders
from takatuf.insight.research.actions import draw_approved_extracts
from takatuf.insight.training.actions import count_training
from takatuf.intake.actions import erase_expired_drafts
from takatuf.intake.calls.actions import forget_ringing, store_sent_calls
from takatuf.intake.pressure.actions import forget_crowd
from takatuf.keeping.actions import carry_out, list_due
from takatuf.kernel.clock import now
from takatuf.kernel.errors import Refused
from takatuf.ledger.actions import MOST_AT_ONCE, seal
from takatuf.ledger.models import LedgerWaiting
from takatuf.ledger.queries import lines_sealed_since
from takatuf.triage.actions import compare_reports, rate_dangers_said

SEALS_EVERY = 0.5  # seconds
RENEWS_EVERY = 3600.0  # seconds; a further time stamp is due for ninety days
CHECKS_EVERY = 15.0  # seconds
COMPARING_TAKES = (
    1.5  # seconds of each check: a crowd waits its turn, and taking reports in goes before comparing them
)
COMPARED_AT_ONCE = 25
COMPARED_IN_A_CROWD = 5
CROWD = 2_500  # lines written within CROWD_LASTS: some hundred reports a second
CROWD_LASTS = timedelta(
    seconds=10
)  # what waits for the sealer at one moment rises and falls with each of its rounds

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
    while LedgerWaiting.objects.exists():
        if time.monotonic() > deadline:
            raise SealerHeldBack(
                "The ledger could not be sealed: a transaction on the server has been open too long."
            )
        time.sleep(0.02)
        sealed += seal_ledger()
    return sealed


def compare_new_reports() -> int:
    """Find the reports of the same matter among those that came in, and rate again whom they concern; returns how many.

    While a crowd comes in, only the first few: each waits for its turn, and none of them waits for being stored.
    """
    compared, until = 0, time.monotonic() + COMPARING_TAKES
    while time.monotonic() < until:
        crowd = _crowd_comes_in()
        with system_scope("triage") as by:
            count = compare_reports(at=now(), by=by, most=COMPARED_IN_A_CROWD if crowd else COMPARED_AT_ONCE)
        compared += count
        if not count or crowd:
            break
    return compared


def hear_dangers() -> int:
    """Rate again the reports about which danger was said in a message; returns how many."""
    with system_scope("triage") as by:
        return rate_dangers_said(at=now(), by=by)


def _crowd_comes_in() -> bool:
    """Whether reports come in faster than some hundred a second, or came until a moment ago, on whichever machine."""
    sealed = lines_sealed_since(now() - CROWD_LASTS)
    return sealed >= CROWD or LedgerWaiting.objects.all()[: CROWD - sealed].count() == CROWD - sealed


def count_campaigns() -> int:
    """Count the ladders of all campaigns and the training, and erase old names; returns how many ladders were written."""
    with system_scope("awareness") as by:
        forget_names(by=by, at=now())
    with system_scope("counting") as by:
        count_training(by=by, at=now())
        return count_ladders(by=by, at=now())


def keep_records() -> int:
    """Erase what two persons approved, and list what has become due; returns how many records were erased."""
    erased = carry_out(at=now())
    list_due(at=now())
    return erased


def look_at_exhibits() -> int:
    """Tell who filed a fact whose exhibit is not the same any more; returns how many such facts there are."""
    with system_scope("clockwork") as by:
        return tell_changed_exhibits(by=by, at=now())


class PartsFailed(Refused):
    """Some parts of the worker's round ended with an error; the others were done."""


def _watch_witnesses() -> None:
    with system_scope("clockwork") as by:
        watch_witnesses(by=by, at=now())


def _erase_what_ran_out() -> None:
    with system_scope("clockwork"):
        erase_expired_drafts(at=now())
        forget_senders(at=now())
        forget_ringing(at=now())
    with system_scope("workdrafts"):
        erase_old_drafts(at=now())
    forget_crowd(at=now())


def _make_figures() -> None:
    make_ordered_releases(at=now())
    draw_missing_charts(at=now())
    draw_approved_extracts(at=now())


#: In the order of harm: who must be rung is rung before anything that may take long, or may fail.
ROUND: tuple[tuple[str, Callable[[], object]], ...] = (
    ("escalating", run_clockwork),
    ("calls", store_sent_calls),
    ("ringing", run_ringing),
    ("hearing", hear_dangers),
    ("digests", run_digests),
    ("witnesses", _watch_witnesses),
    ("filings", lambda: finish_overdue_filings(at=now())),
    ("erasing", _erase_what_ran_out),
    ("comparing", compare_new_reports),
    ("figures", _make_figures),
)


def check_clocks(parts: Sequence[tuple[str, Callable[[], object]]] = ROUND) -> None:
    """Escalate what is overdue, ring who is due, then everything else that comes round again and again.

    A part that fails keeps no other from its turn: a chart that cannot be drawn must not silence a call. Raises
    PartsFailed at the end with the names of those that did, and at once the error of a database that is away.
    """
    failed: list[str] = []
    for name, part in parts:
        try:
            part()
        except Exception as error:  # noqa: BLE001 - named in the log and raised below
            if isinstance(error, OperationalError) and is_away(error):
                raise
            log.warning("worker.part_failed", part=name, kind=type(error).__name__)
            failed.append(name)
    if failed:
        raise PartsFailed(f"These parts of the worker's round failed: {', '.join(failed)}.")


def renew_stamps() -> int:
    """Add further time stamps to signed documents whose last ones end soon; returns how many documents got one."""
    came_to = renew_documents(at=now())
    for document, reason in came_to.refused:
        log.warning("stamps.not_renewed", document=str(document), reason=reason)
    return came_to.done


def work(*, once: bool) -> int:
    """Run until SIGTERM or SIGINT; with `once`, do what is due now and end."""
    if once:
        try:
            check_clocks()
        finally:
            renew_stamps()
            send_outbox()
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
    outbox = threading.Thread(target=run_outbox, args=(stopping,), name="outbox", daemon=True)
    outbox.start()
    # What the clocks bring about may take long after a crowd came in; the ledger is sealed within a second all the same.
    clocks = threading.Thread(target=_run_clocks, args=(stopping,), name="clocks", daemon=True)
    clocks.start()
    while not stopping.is_set():
        try:
            while seal_ledger() == MOST_AT_ONCE and not stopping.is_set():
                pass  # a crowd came in: go on at once
        except OperationalError:
            # The database is restarting: nothing is lost, the entries and deadlines wait in it.
            log.warning("worker.database_away")
            close_old_connections()
            stopping.wait(1.0)
        stopping.wait(SEALS_EVERY)
    jobs.join(timeout=5)
    clocks.join(timeout=5)
    return 0


def _run_clocks(stopping: threading.Event) -> None:
    """Check the clocks again and again. A database that is away is waited for: the deadlines wait in it."""
    renews_at = time.monotonic()
    while not stopping.is_set():
        try:
            try:
                check_clocks()
            except PartsFailed:
                close_old_connections()  # each was named in the log; the next round tries it again
            if time.monotonic() >= renews_at:
                renews_at = time.monotonic() + RENEWS_EVERY
                renew_stamps()
        except OperationalError:
            log.warning("worker.database_away")
            close_old_connections()
            stopping.wait(1.0)
            continue
        except Exception as error:  # noqa: BLE001 - whatever a stamp ends with must not end the clocks; it is tried again
            log.warning("worker.renewing_failed", kind=type(error).__name__)
        stopping.wait(CHECKS_EVERY)


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
