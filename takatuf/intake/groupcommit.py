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
from django.db import DatabaseError, connection

from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import ScopeNested, ScopeUnknown, forget_system_token, system_scope
from takatuf.intake.actions import Received, erase_sent_drafts
from takatuf.intake.bulk import Incoming, Outcome, Prepared, prepare, store
from takatuf.intake.content import ReportContent
from takatuf.intake.pressure.arrival import Arrival
from takatuf.kernel.clock import now
from takatuf.kernel.errors import Refused

MOST = 200
PATIENCE = 15.0  # seconds that a request waits for its report to be stored
_PAUSE = 0.2  # seconds between tries while the database is away
_NOBODY = UUID(int=0)  # until the writer looks up who leads

log = structlog.get_logger(__name__)


class NotYetStored(Refused):
    """The database did not answer in time. The report may be stored or not: sent again with its key, it is one."""


@dataclass(slots=True, eq=False)
class _Waiting:
    prepared: Prepared = field(repr=False)
    lead: str
    draft: UUID | None = field(repr=False)
    until: float
    done: threading.Event = field(default_factory=threading.Event)
    outcome: Outcome | None = None
    error: Exception | None = None


_queue: SimpleQueue[_Waiting] = SimpleQueue()
_starting = threading.Lock()
_writer_of: dict[int, threading.Thread] = {}


def receive(
    *,
    content: ReportContent,
    key: str,
    lead: str,
    draft: UUID | None = None,
    arrival: Arrival | None = None,
    patience: float | None = None,
) -> Received:
    """Take one report in, together with those that arrive at the same moment; returns when it is durably stored.

    `lead` is the code of the agency that takes it in. `draft` is the place of the draft that this report was: it is
    erased by the same transaction. Never inside a scope: the writer opens its own, and here nothing is asked of the
    database. Raises what `receive_report` raises, NotFound for an unknown agency, and NotYetStored.
    """
    if connection.in_atomic_block:
        raise ScopeNested("A report that shares its commit is never sent inside another transaction.")
    patience = PATIENCE if patience is None else patience
    (prepared,) = prepare([Incoming(content, key, arrival)], lead=_NOBODY)
    if not isinstance(prepared, Prepared):
        raise prepared
    waiting = _Waiting(prepared, lead, draft, time.monotonic() + patience)
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
            outcomes = _store_once(waiting, now())
        except (DatabaseError, ScopeUnknown) as error:
            # The transaction may have been committed before the answer was lost: with the same keys it is still one report.
            log.warning("intake.database_away", kind=type(error).__name__)
            connection.close()
            forget_system_token("intake")
            time.sleep(_PAUSE)
            continue
        for each, outcome in zip(waiting, outcomes, strict=True):
            each.outcome = outcome
        return


def _store_once(batch: list[_Waiting], at: datetime) -> list[Outcome]:
    leads = {code: agency_by_code(code).id for code in {each.lead for each in batch}}
    for each in batch:
        each.prepared.lead = leads[each.lead]
    with system_scope("intake") as by:
        outcomes = store([each.prepared for each in batch], by=by, at=at)
        erase_sent_drafts(ids=[
            each.draft for each, outcome in zip(batch, outcomes, strict=True) if each.draft and isinstance(outcome, Received)
        ])  # fmt: skip
        return outcomes
