"""Holding every row that the ledger binds against its line, at one moment, as the keeper reads both."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connections, transaction
from django.db.models import Exists, OuterRef

from takatuf.agencies.models import Record, RecordKind
from takatuf.casework import bound as casework
from takatuf.casework.bound_work import WORK_LINES, promised_work
from takatuf.court import bound as court
from takatuf.court.bound_proceedings import (
    PROCEEDINGS_ALSO,
    PROCEEDINGS_LINES,
    STEP_LINES,
    promised_of_proceedings,
    promised_of_steps,
)
from takatuf.evidence import bound as evidence
from takatuf.intake import bound as intake
from takatuf.jointwork.meetings import bound as meetings
from takatuf.ledger.binding import Book, Fault, Promised, faults
from takatuf.ledger.models import LedgerEntry
from takatuf.triage import bound as triage
from takatuf.vault.models import WrappedKey
from takatuf.vault.queries import data_keys

KEEPER = "keeper"
SHOWN = 5  # faults that are named; the others are counted

_Reader = Callable[..., Iterator[Promised]]


@dataclass(frozen=True, slots=True)
class _Bound:
    """The rows under one kind of record, by room, and how many records are looked at together."""

    kind: RecordKind
    readers: Sequence[_Reader]
    lines: Mapping[str, str]
    most: int


BOUND = (
    _Bound(RecordKind.REPORT, (intake.promised, triage.promised), {**intake.LINES, **triage.LINES}, 1000),
    _Bound(
        RecordKind.CASE,
        (
            casework.promised, promised_work, evidence.promised, meetings.promised_items, court.promised_of_cases,
            promised_of_steps,
        ),
        {**casework.LINES, **WORK_LINES, **evidence.LINES, **meetings.LINES, **court.CASE_LINES, **STEP_LINES}, 100,
    ),
    _Bound(
        RecordKind.SUBMISSION, (court.promised_of_submissions, promised_of_proceedings),
        {**court.SUBMISSION_LINES, **PROCEEDINGS_LINES}, 50,
    ),
    _Bound(RecordKind.MEETING, (meetings.promised,), meetings.LINES, 100),
    _Bound(RecordKind.STEP, (promised_of_steps,), STEP_LINES, 1000),
)  # fmt: skip
#: Lines that bind a row's present words, though not each of them belongs to one row.
ALSO = (
    "submission.written", "case.lead_appointed", "fact.removed", *PROCEEDINGS_ALSO, *meetings.ALSO,
)  # fmt: skip


@dataclass(slots=True)
class Found:
    """How many records were held against the ledger, how many are erased, and what is not as it was written."""

    records: int
    erased: int
    faults: list[Fault]
    more: int = 0

    def add(self, found: Sequence[Fault]) -> None:
        room = max(0, SHOWN - len(self.faults))
        self.faults += found[:room]
        self.more += len(found[room:])


def hold_rows() -> Found:
    """Hold every row that the ledger binds against its line, in one snapshot of the database.

    A record whose key was destroyed is counted and passed over: nothing of it can be read any more. Raises CannotOpen
    for a sealed text that was altered or moved, and what the keyring raises.
    """
    found = Found(0, 0, [])
    with transaction.atomic(using=KEEPER):
        with connections[KEEPER].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        for bound in BOUND:
            for records in _pages(bound):
                _hold(bound, records, found)
        found.add(_lines_without_record())
    return found


def _pages(bound: _Bound) -> Iterator[list[UUID]]:
    """The records of a kind in pages, by their ids, so that a million of them need no memory."""
    rows = Record.objects.using(KEEPER).filter(kind=bound.kind).order_by("pk")
    total, seen, last = rows.count(), 0, UUID(int=0)
    while page := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[: bound.most]):
        yield page
        seen, last = seen + len(page), page[-1]
        if sys.stderr.isatty() and total > bound.most:
            print(f"\r{bound.kind.label}: {seen:,} / {total:,}", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty() and total > bound.most:
        print(file=sys.stderr)


def _hold(bound: _Bound, records: Sequence[UUID], found: Found) -> None:
    keys = data_keys(records, using=KEEPER)
    erased = WrappedKey.objects.using(KEEPER).filter(record_id__in=records, wrapped__isnull=True)
    book = Book(keys, [*bound.lines, *ALSO], using=KEEPER)
    promised = (one for reader in bound.readers for one in reader(keys, using=KEEPER))
    found.add(faults(book, promised, bound.lines))
    found.records += len(keys)
    if len(keys) < len(records):
        known = set(erased.values_list("record_id", flat=True))
        found.erased += len(known)
        lost = [one for one in records if one not in keys and one not in known]
        found.add([Fault("vault_wrappedkey", one, "data key") for one in lost])


def _lines_without_record() -> list[Fault]:
    """Lines of rows whose record is gone as a whole."""
    kinds = [kind for bound in BOUND for kind in bound.lines]
    there = Record.objects.using(KEEPER).filter(pk=OuterRef("record_id"))
    rows = LedgerEntry.objects.using(KEEPER).filter(kind__in=kinds, record_id__isnull=False)
    lost = rows.filter(~Exists(there)).order_by("pk").values_list("record_id", "kind")
    return [Fault("", record, kind, missing_row=True) for record, kind in lost[:1000] if record]
