"""References that are checked by statement hold as foreign keys do: for each of them, whoever tries."""

import threading
from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, models

from takatuf.agencies.scope import system_scope, worker_scope
from takatuf.exchange.actions import Sent, receive_deliveries
from takatuf.exchange.keys import provider_by_key
from takatuf.intake.content import Channel, IdentifierClaim, ReportContent, ReporterKind
from takatuf.kernel.clock import now
from tests.exchange.test_api import make_key
from tests.factories import make_agency, make_worker
from tests.house.database import Connection, superuser
from tests.house.test_models import own_models

pytestmark = pytest.mark.usefixtures("house")

# Written by functions of the database itself, which make them from the entries; the entries are append-only.
KEPT_BY_FUNCTIONS = {("ledger_ledgernode", "entry_id"), ("ledger_ledgerwaiting", "entry_id")}
CONTENT = ReportContent(
    channel=Channel.PROVIDER, reporter_kind=ReporterKind.PROVIDER, narrative="neutral words",
    identifiers=(IdentifierClaim(kind="email", value="someone@mail.example"),),
)  # fmt: skip


def unconstrained() -> list[tuple[str, str, str]]:
    """Table, column and the table referred to, of each reference without a foreign key."""
    found = {
        (model._meta.db_table, field.column, field.related_model._meta.db_table)
        for model in own_models()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and not field.db_constraint
    }
    return sorted(each for each in found if each[:2] not in KEPT_BY_FUNCTIONS)


@pytest.fixture
def server() -> Iterator[Connection]:
    """The superuser, in a house with one delivered report and an access of one worker alone."""
    agency = make_agency()
    officer = make_worker(agency)
    provider = provider_by_key(str(make_key(agency)))
    (delivered,) = receive_deliveries(provider=provider, reports=[Sent(CONTENT, "key-number-1")], at=now())
    assert delivered.received is not None
    with worker_scope(officer.id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT house.grant_access(%s, %s, %s, 'read', now(), NULL)",
            [delivered.received.record_id, agency.id, officer.id],
        )
    with superuser() as login:
        yield login


def _count(login: Connection, table: str) -> int:
    row = login.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
    assert row is not None
    return int(row[0])


def test_there_are_references_to_try() -> None:
    assert len(unconstrained()) >= 15


def test_each_reference_is_held_by_a_key_or_by_triggers(server: Connection) -> None:
    triggers = {
        (str(table), str(name))
        for table, name in server.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
        )
    }

    for table, column, parent in unconstrained():
        assert {(table, f"{table}_refers_added"), (table, f"{table}_refers_changed")} <= triggers
        assert {(parent, f"{table}_{column}_{end}") for end in ("lock", "held", "kept", "whole")} <= triggers


def test_no_row_is_changed_to_refer_to_what_is_not_there(server: Connection) -> None:
    for table, column, _ in unconstrained():
        with pytest.raises(psycopg.errors.ForeignKeyViolation) as refusal:
            server.execute(
                f"UPDATE {table} SET {column} = gen_random_uuid() WHERE {column} IS NOT NULL".encode()
            )
        assert refusal.value.diag.constraint_name == f"{table}_{column}_refers"


def test_no_row_is_added_that_refers_to_what_is_not_there(server: Connection) -> None:
    for table, column, _ in unconstrained():
        assert _count(server, f"{table} WHERE {column} IS NOT NULL") > 0, f"{table}.{column} is not tried"
        with pytest.raises(psycopg.errors.ForeignKeyViolation) as refusal:
            _add_copy(server, table, column)
        assert refusal.value.diag.constraint_name == f"{table}_{column}_refers"


def _add_copy(server: Connection, table: str, column: str) -> None:
    """A copy of a row under other ids, which refers to nothing by this column; unique constraints are out of the way."""
    with server.transaction():
        unique = server.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'u'", [table]
        ).fetchall()
        for (name,) in unique:
            server.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'.encode())
        indexes = server.execute(
            "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = %s::regclass AND indisunique AND NOT indisprimary",
            [table],
        ).fetchall()
        for (name,) in indexes:
            server.execute(f"DROP INDEX {name}".encode())
        server.execute(
            f"INSERT INTO {table} SELECT (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), '{column}',"
            f" gen_random_uuid()))).* FROM {table} AS r WHERE {column} IS NOT NULL LIMIT 1".encode()
        )


def test_what_is_referred_to_is_neither_deleted_nor_renamed_nor_emptied(server: Connection) -> None:
    for table, column, parent in unconstrained():
        # Other references hold the same parent; this one is tried alone.
        others = server.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND (tgisinternal OR tgname NOT LIKE %s)",
            [parent, f"{table}_{column}_%"],
        ).fetchall()
        for attempt in (
            f"DELETE FROM {parent} WHERE id IN (SELECT {column} FROM {table})",
            f"UPDATE {parent} SET id = gen_random_uuid() WHERE id IN (SELECT {column} FROM {table})",
            f"TRUNCATE {parent} CASCADE",
        ):
            with pytest.raises(psycopg.errors.ForeignKeyViolation) as refusal:
                _try_alone(server, parent, [str(name) for (name,) in others], attempt)
            assert refusal.value.diag.constraint_name == f"{table}_{column}_refers", attempt


def _try_alone(server: Connection, parent: str, others: list[str], attempt: str) -> None:
    with server.transaction():
        for name in others:
            server.execute(f'ALTER TABLE {parent} DISABLE TRIGGER "{name}"'.encode())
        server.execute(attempt.encode())


def test_what_nothing_refers_to_may_go(server: Connection) -> None:
    record = uuid4()
    server.execute("INSERT INTO agencies_record (id, kind, opened_at) VALUES (%s, 'case', now())", [record])

    gone = server.execute("DELETE FROM agencies_record WHERE id = %s", [record]).rowcount

    assert gone == 1


def _lonely_record(login: Connection) -> UUID:
    record = uuid4()
    login.execute("INSERT INTO agencies_record (id, kind, opened_at) VALUES (%s, 'case', now())", [record])
    return record


ADD = (
    "INSERT INTO people_identifier (id, record_id, kind, whose, value, token, token_version, recorded_at)"
    " VALUES (gen_random_uuid(), %s, 'email', '', '', sha256(gen_random_uuid()::text::bytea), 1, now())"
)


def test_a_parent_that_gets_a_child_meanwhile_is_not_deleted(server: Connection) -> None:
    record = _lonely_record(server)
    failed: list[BaseException] = []

    def delete() -> None:
        with superuser() as other:
            try:
                other.execute("DELETE FROM agencies_record WHERE id = %s", [record])
            except psycopg.Error as error:
                failed.append(error)

    with superuser() as adder:
        adder.execute("BEGIN")
        adder.execute(ADD, [record])
        deleter = threading.Thread(target=delete)
        deleter.start()
        deleter.join(1.0)
        waited = deleter.is_alive()
        adder.execute("COMMIT")
        deleter.join(20)

    assert waited
    assert [type(error) for error in failed] == [psycopg.errors.ForeignKeyViolation]
    assert _count(server, f"agencies_record WHERE id = '{record}'") == 1


def test_a_child_of_a_parent_that_is_being_deleted_is_not_added(server: Connection) -> None:
    record = _lonely_record(server)
    failed: list[BaseException] = []

    def add() -> None:
        with superuser() as other:
            try:
                other.execute(ADD, [record])
            except psycopg.Error as error:
                failed.append(error)

    with superuser() as deleter:
        deleter.execute("BEGIN")
        deleter.execute("DELETE FROM agencies_record WHERE id = %s", [record])
        adder = threading.Thread(target=add)
        adder.start()
        adder.join(1.0)
        waited = adder.is_alive()
        deleter.execute("COMMIT")
        adder.join(20)

    assert waited
    assert [type(error) for error in failed] == [psycopg.errors.ForeignKeyViolation]
    assert _count(server, f"people_identifier WHERE record_id = '{record}'") == 0


def test_an_old_snapshot_is_refused_on_both_sides(server: Connection) -> None:
    record = _lonely_record(server)

    for attempt in (ADD, "DELETE FROM agencies_record WHERE id = %s"):
        with superuser() as login:
            login.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            with pytest.raises(psycopg.errors.InvalidTransactionState):
                login.execute(attempt, [record])


def test_a_writer_may_refer_to_what_it_cannot_read() -> None:
    """The job that takes reports in reads no report back, and its rows refer to reports all the same."""
    provider = provider_by_key(str(make_key()))

    with system_scope("intake"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM intake_report")
        seen = cursor.fetchone()[0]
    (delivered,) = receive_deliveries(provider=provider, reports=[Sent(CONTENT, "key-number-1")], at=now())

    assert seen == 0
    assert delivered.received is not None
