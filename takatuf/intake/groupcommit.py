"""Group commit: request threads prepare their reports, one writer in each process stores up to 200 of them at once.

A report is acknowledged only after its transaction is durable. One commit costs as much for 200 reports as for one, so
a crowd at the door shares it instead of queueing for it. Several processes, on several machines, do this side by side:
that a key is one report is held by the database.
"""

import os
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from queue import Empty, SimpleQueue
from uuid import UUID

import structlog
from django.db import DatabaseError, close_old_connections, connection

from takatuf.agencies.scope import ScopeNested, ScopeUnknown, forget_system_token, system_scope
from takatuf.intake.actions import Received
from takatuf.intake.bulk import Incoming, Outcome, Prepared, prepare, store
from takatuf.intake.content import ReportContent
from takatuf.kernel.clock import now
from takatuf.kernel.errors import Refused

MOST = 200
PATIENCE = 30.0  # seconds that a request waits for its report to be stored
_PAUSE = 0.2  # seconds between tries while the database is away

log = structlog.get_logger(__name__)


class NotYetStored(Refused):
    """The database did not answer in time. The report may be stored or not: sent again with its key, it is one."""


@dataclass(slots=True, eq=False)
class _Waiting:
    prepared: Prepared = field(repr=False)
    until: float
    done: threading.Event = field(default_factory=threading.Event)
    outcome: Outcome | None = None
    error: Exception | None = None


_queue: SimpleQueue[_Waiting] = SimpleQueue()
_starting = threading.Lock()
_writer_of: dict[int, threading.Thread] = {}


def receive(*, content: ReportContent, key: str, lead: UUID, patience: float = PATIENCE) -> Received:
    """Take one report in, together with those that arrive at the same moment; returns when it is durably stored.

    Never inside a scope: the writer opens its own. Raises what `receive_report` raises, and NotYetStored.
    """
    if connection.in_atomic_block:
        raise ScopeNested("A report that shares its commit is never sent inside another transaction.")
    connection.close()  # back to the pool: a thread that waits must not keep the connection that the writer needs
    (prepared,) = prepare([Incoming(content, key)], lead=lead)
    if not isinstance(prepared, Prepared):
        raise prepared
    waiting = _Waiting(prepared, time.monotonic() + patience)
    _ensure_writer()
    _queue.put(waiting)
    if not waiting.done.wait(patience):
        raise NotYetStored("The report could not be stored in time.")
    if waiting.error is not None:
        raise waiting.error
    if isinstance(waiting.outcome, Received):
        return waiting.outcome
    raise waiting.outcome or NotYetStored("The report could not be stored.")


def _ensure_writer() -> None:
    """One writer in each process; a process that was forked has none of its parent's threads."""
    writer = _writer_of.get(os.getpid())
    if writer is not None and writer.is_alive():
        return
    with _starting:
        writer = _writer_of.get(os.getpid())
        if writer is None or not writer.is_alive():
            writer = _writer_of[os.getpid()] = threading.Thread(
                target=_write, name="intake-writer", daemon=True
            )
            writer.start()


def _write() -> None:
    while True:
        batch = _next_batch()
        try:
            _store(batch)
        except Exception as error:  # noqa: BLE001 - the writer must outlive whatever one batch does; the error goes to who waits
            log.critical("intake.writer_failed", kind=type(error).__name__)  # noqa: TRY400 - a trace would carry what it says
            for waiting in batch:
                waiting.error = error
        finally:
            for waiting in batch:
                waiting.done.set()


def _next_batch() -> list[_Waiting]:
    batch = [_queue.get()]
    while len(batch) < MOST:
        try:
            batch.append(_queue.get_nowait())
        except Empty:
            break
    return batch


def _store(batch: list[_Waiting]) -> None:
    """Store a batch; while the database is away, try again until nobody waits any more."""
    while waiting := [each for each in batch if time.monotonic() < each.until]:
        try:
            outcomes = _store_once([each.prepared for each in waiting], now())
        except (DatabaseError, ScopeUnknown) as error:
            # The transaction may have been committed before the answer was lost: with the same keys it is still one report.
            log.warning("intake.database_away", kind=type(error).__name__)
            connection.close()
            close_old_connections()
            forget_system_token("intake")
            time.sleep(_PAUSE)
            continue
        for each, outcome in zip(waiting, outcomes, strict=True):
            each.outcome = outcome
        return


def _store_once(prepared: list[Prepared], at: datetime) -> list[Outcome]:
    with system_scope("intake") as by:
        return store(prepared, by=by, at=at)
