"""The ledger in the database: order, append-only, proofs, and a sealer that never passes an open transaction."""

import base64
import threading
import time

import pytest
from django.db import DatabaseError, connection, connections

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import RecordKind
from takatuf.agencies.scope import system_scope
from takatuf.kernel.clock import now
from takatuf.kernel.ids import uuid7
from takatuf.ledger import verifier
from takatuf.ledger.actions import seal, write
from takatuf.ledger.models import Checkpoint, LedgerEntry, LedgerWaiting
from takatuf.ledger.queries import NotSealedYet, inclusion_proof, ledger_vkey
from takatuf.vault.actions import destroy_data_key
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")


def _write_lines(count: int) -> list[object]:
    officer = make_worker(make_agency())
    with acting(officer) as by:
        record = uuid7()
        open_record(id=record, kind=RecordKind.CASE, lead=by.agency, at=now())
        return [write("case.noted", about=record, by=by, at=now(), content={"n": n}) for n in range(count)]


def _seal_once() -> int:
    """Seal until nothing may be sealed now; returns how many entries."""
    total = 0
    while True:
        with system_scope("sealer"):
            done = seal(at=now(), most=7)
        total += done
        if not done:
            return total


def _seal_all() -> int:
    """Seal until nothing waits; returns how many entries.

    A transaction that is open anywhere on the server holds the sealer back, and other tests run on the same server:
    so this waits, up to half a minute, and fails when an entry then still waits.
    """
    total, deadline = _seal_once(), time.monotonic() + 30
    while LedgerWaiting.objects.exists():
        assert time.monotonic() < deadline, "the sealer was held back for half a minute"
        time.sleep(0.05)
        total += _seal_once()
    return total


def test_every_entry_is_proved_under_the_signed_head() -> None:
    entries = _write_lines(23)

    assert _seal_all() == 23
    for entry in entries:
        proof = inclusion_proof(entry)  # type: ignore[arg-type]
        head = verifier.check_note(proof.checkpoint, [verifier.read_vkey(ledger_vkey())])
        assert head
        assert verifier.verify_inclusion(
            proof.index, proof.size, verifier.leaf_hash(proof.leaf), proof.path,
            verifier.Checkpoint.parse(proof.checkpoint.split("\n\n")[0] + "\n").root,
        )  # fmt: skip


def test_an_entry_that_waits_has_no_proof_yet() -> None:
    (entry,) = _write_lines(1)

    with pytest.raises(NotSealedYet):
        inclusion_proof(entry)  # type: ignore[arg-type]


def test_the_sealer_never_passes_an_open_transaction() -> None:
    officer = make_worker(make_agency())
    wrote, finish = threading.Event(), threading.Event()

    def slow_writer() -> None:
        with acting(officer) as by:
            record = uuid7()
            open_record(id=record, kind=RecordKind.CASE, lead=by.agency, at=now())
            write("case.slow", about=record, by=by, at=now())
            wrote.set()
            finish.wait(10)
        connections.close_all()

    thread = threading.Thread(target=slow_writer)
    thread.start()
    wrote.wait(10)
    with acting(officer) as by:
        write("system.quick", about=None, by=by, at=now())

    assert _seal_once() == 0
    finish.set()
    thread.join()
    assert _seal_all() == 2
    assert list(LedgerEntry.objects.order_by("nodes__place").values_list("kind", flat=True)) == [
        "case.slow",
        "system.quick",
    ]


def test_nobody_changes_or_removes_a_line() -> None:
    (entry,) = _write_lines(1)

    for sql in (
        "UPDATE ledger_ledgerentry SET kind = 'x' WHERE id = %s",
        "DELETE FROM ledger_ledgerentry WHERE id = %s",
    ):
        for alias in ("default", "keeper", "admin"):
            with pytest.raises(DatabaseError), connections[alias].cursor() as cursor:
                cursor.execute(sql, [entry])


def test_only_the_sealer_seals() -> None:
    _write_lines(1)
    officer = make_worker(make_agency())

    with acting(officer), pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM house.ledger_next(10)")


def test_erasing_a_record_leaves_its_proof_standing() -> None:
    (entry,) = _write_lines(1)
    _seal_all()
    record = LedgerEntry.objects.get(pk=entry).record_id
    assert record is not None

    destroy_data_key(record_id=record, at=now())

    assert inclusion_proof(entry).size == 1  # type: ignore[arg-type]
    assert str(record).encode() not in bytes(LedgerEntry.objects.get(pk=entry).leaf)


def test_a_checkpoint_signs_the_root_that_the_entries_give() -> None:
    _write_lines(5)
    _seal_all()

    newest = Checkpoint.objects.order_by("-size").first()
    assert newest is not None
    assert base64.b64encode(bytes(newest.root)).decode() in newest.note
