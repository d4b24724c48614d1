"""A house full of work, asked by those who may not see it: a stranger with the password of `app`, a hostile agency."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import RecordKind
from takatuf.agencies.queries import WorkerName
from takatuf.agencies.scope import reporter_scope, system_scope, worker_scope
from takatuf.kernel.clock import now
from takatuf.kernel.ids import uuid7
from tests.factories import make_agency, make_worker
from tests.house.database import Connection, personal_tables, stranger, superuser

pytestmark = pytest.mark.usefixtures("filled_house")

SETTINGS = [
    "takatuf.token", "takatuf.agency", "takatuf.worker", "app.agency", "app.user", "app.current_agency", "house.actor",
    "role", "session_authorization", "row_security",
]  # fmt: skip
GUESSES = [
    "",
    "worker",
    "system",
    "sealer",
    "intake",
    "clockwork",
    "jointwork",
    "owner",
    "keeper",
    "finder",
    "off",
    "*",
]

# Tables that the journey leaves empty, so that looping over them proves nothing; each is filled by tests of its own room.
EMPTY_AFTER_THE_JOURNEY = {
    # Filled in tests/awareness.
    "awareness_answercount", "awareness_attendance", "awareness_lessondone", "awareness_material", "awareness_proposal", "awareness_registration", "awareness_vote", "awareness_votecount",
    "agencies_workdraft", "casework_formanswer", "casework_takenovercase",
    "casework_earliertext", "clocks_noticechoice", "court_linkreview", "court_building", "court_identitykey", "agencies_denial", "agencies_guard", "jointwork_guardianblock",
    "jointwork_lock", "jointwork_lookreview", "jointwork_opening",
    # No person stands in them; every member of staff reads recommendations (tests/insight/test_recommendations.py).
    "insight_recommendation", "insight_recommendationevent", "insight_releaseorder", "insight_selfassessment",
    "insight_capabilityname", "insight_researchrequest", "insight_trainingcount",
    # Nothing is due and nothing is held; tests/keeping fills both.
    "keeping_erasure", "keeping_hold",
    # Doors of agencies' own systems: signed calls through the web, tried in tests/exchange/test_referral_hooks.py.
    "jointwork_agencyhook", "jointwork_hookanswer", "jointwork_hookcall",
    "intake_contactopening", "intake_reporteroutcome",
    "agencies_dutynumber", "clocks_dutychange", "clocks_dutynotice", "clocks_dutyshift", "clocks_handover", "clocks_ringattempt",
    "exchange_delivery", "exchange_filing", "exchange_filingfile", "exchange_provider", "exchange_providerkey",
    "clocks_ringrequest", "exchange_gateway", "exchange_gatewaymessage", "exchange_gatewaysecret", "intake_burstmark",
    "intake_callattempt", "intake_callback", "intake_calltransfer", "intake_debrief", "intake_paperform",
    "jointwork_excludedtime", "triage_bundlemember", "triage_carerequest", "triage_exposure",
    "triage_handover", "triage_newfacts", "triage_reviewitem", "triage_ruleversion", "triage_texttoken",
}  # fmt: skip

# Public by design: what they answer is in the directory of agencies.
PUBLIC_ANSWERS = {"is_court"}


@pytest.fixture(scope="module")
def hostile(filled_house: Path, django_db_blocker: object) -> WorkerName:
    """A supervisor of an agency that has nothing to do with any case, and one record of its own."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        officer = make_worker(make_agency("hostile", sector="court"), "supervisor")  # type: ignore[arg-type]
        with worker_scope(officer.id) as by:
            open_record(id=uuid7(), kind=RecordKind.CASE, lead=by.agency, at=now())
    return officer


def _ids(login: Connection, sql: str) -> list[UUID]:
    return [row[0] for row in login.execute(sql.encode())]


def _known_to_everybody(login: Connection) -> list[UUID]:
    """Ids that a login finds outside row security: the directory, the ledger and the wrapped keys."""
    return [
        *_ids(login, "SELECT id FROM agencies_agency"),
        *_ids(login, "SELECT id FROM agencies_worker"),
        *_ids(login, "SELECT DISTINCT record_id FROM ledger_ledgerentry WHERE record_id IS NOT NULL"),
        *_ids(login, "SELECT record_id FROM vault_wrappedkey"),
    ]


def test_every_setting_agency_worker_record_and_session_gives_no_row() -> None:
    seen = []
    with stranger() as login:
        tables = personal_tables(login)
        ids = _known_to_everybody(login)
        sessions = [str(row[0]) for row in login.execute("SELECT session_key FROM django_session")]
        jobs = [str(row[0]) for row in login.execute("SELECT DISTINCT by FROM ledger_ledgerentry")]
        count = " + ".join(f'(SELECT count(*) FROM "{table}")' for table in tables)
        for value in [*map(str, ids), *sessions, *jobs, *GUESSES]:
            for name in SETTINGS:
                try:
                    login.execute("SELECT set_config(%s, %s, false)", [name, value])
                except psycopg.Error:
                    continue
            try:
                row = login.execute(f"SELECT {count}".encode()).fetchone()
            except (
                psycopg.errors.InsufficientPrivilege
            ):  # row_security = off turns a hidden row into an error
                login.execute("RESET row_security")
                continue
            seen += [value] if row and row[0] else []

    assert len(tables) > 30
    assert len(ids) > 40
    assert seen == []


def test_the_tables_that_the_stranger_looped_over_were_not_empty() -> None:
    with superuser() as server:
        tables = personal_tables(server)
        empty = {
            table
            for table in tables
            if not server.execute(f'SELECT 1 FROM "{table}" LIMIT 1'.encode()).fetchone()
        }

    assert sorted(empty - EMPTY_AFTER_THE_JOURNEY) == []
    assert sorted(EMPTY_AFTER_THE_JOURNEY - empty) == []


def _functions(login: Connection) -> list[tuple[str, str, list[str]]]:
    rows = login.execute(
        "SELECT oid::regprocedure::text, proname, ARRAY(SELECT t::regtype::text FROM unnest(proargtypes) AS t) FROM pg_proc"
        " WHERE pronamespace = 'house'::regnamespace AND has_function_privilege(oid, 'execute')"
        " AND prorettype <> 'trigger'::regtype ORDER BY 1"
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _plausible(kind: str, ids: list[UUID], tokens: list[bytes]) -> list[Any]:
    base = kind.removesuffix("[]")
    values: list[Any] = {
        "uuid": [*ids, None],
        "text": ["case", "lead", "worker", "system", "intake", "x"],
        "timestamp with time zone": [now()],
        "bytea": [*tokens, b"x"],
        "boolean": [True],
        "date": [now().date()],
    }.get(base, [1])
    return [values[:60]] if kind.endswith("[]") else values


def _answers(
    cursor: Any, functions: list[tuple[str, str, list[str]]], ids: list[UUID], tokens: list[bytes]
) -> list[str]:
    """What the functions say to everything plausible; nothing, no, and a refusal are no answer."""
    said = []
    for signature, name, kinds in functions:
        if name in PUBLIC_ANSWERS or name.startswith("actor_"):
            continue
        marks = ", ".join(f"%s::{kind}" for kind in kinds)
        values = [_plausible(kind, ids, tokens) for kind in kinds]
        longest = max((len(options) for options in values), default=1)
        for turn in range(longest):
            chosen = [options[turn % len(options)] for options in values]
            try:
                cursor.execute("SAVEPOINT ask")
                cursor.execute(f"SELECT * FROM house.{name}({marks})", chosen)
                rows = cursor.fetchall() if cursor.description else []
                said += [
                    _line(signature, chosen, row)
                    for row in rows
                    if any(value not in (None, "", False, []) for value in row)
                ]
            except (DatabaseError, psycopg.Error):
                pass
            finally:
                cursor.execute("ROLLBACK TO SAVEPOINT ask")
    return said


def _line(signature: str, chosen: list[Any], row: tuple[Any, ...]) -> str:
    """What was said; a mere yes says something about what was asked about, so that stands beside it."""
    if row == (True,) and isinstance(chosen[0] if chosen else None, UUID):
        return f"{signature}: yes of {chosen[0]}"
    return f"{signature}: {row}"


def test_no_function_of_the_house_tells_a_stranger_anything() -> None:
    with superuser() as server:
        tokens = [bytes(row[0]) for row in server.execute("SELECT DISTINCT token FROM people_identifier")]
    with stranger() as login:
        functions = _functions(login)
        ids = _known_to_everybody(login)
        with login.transaction(), login.cursor() as cursor:
            said = _answers(cursor, functions, ids, tokens)

    assert len(functions) >= 12
    assert tokens
    assert said == []


def test_no_function_of_the_house_tells_a_hostile_agency_more_than_that_a_match_exists(
    hostile: WorkerName,
) -> None:
    with superuser() as server:
        tokens = [bytes(row[0]) for row in server.execute("SELECT DISTINCT token FROM people_identifier")]
    with stranger() as login:
        functions = _functions(login)
        ids = _known_to_everybody(login)

    with worker_scope(hostile.id), connection.cursor() as cursor:
        said = _answers(cursor, functions, [*ids, hostile.agency.id], tokens)
        own = {str(row) for row in _own_access(cursor)}

    told = [line for line in said if "holders_of" not in line and not any(record in line for record in own)]
    # The one narrow answer: an agency holds a match of a kind; never which record, never whose.
    matches = [line for line in said if "holders_of" in line]
    assert told == []
    assert all("(UUID(" in line and line.count("UUID(") == 1 for line in matches)


def _own_access(cursor: Any) -> list[UUID]:
    cursor.execute("SELECT record_id FROM agencies_access UNION SELECT agency_id FROM agencies_access")
    return [row[0] for row in cursor.fetchall()]


def _visible(cursor: Any, tables: list[str]) -> dict[str, int]:
    found = {}
    for table in tables:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        if count := cursor.fetchone()[0]:
            found[table] = count
    return found


def test_a_hostile_agency_sees_its_own_record_and_nothing_else(hostile: WorkerName) -> None:
    with superuser() as server:
        tables = personal_tables(server)

    with worker_scope(hostile.id), connection.cursor() as cursor:
        found = _visible(cursor, tables)

    assert found == {"agencies_access": 1, "agencies_record": 1}


def test_a_guessed_mailbox_and_an_unknown_job_see_nothing() -> None:
    with superuser() as server:
        tables = personal_tables(server)

    found = []
    for opened in (reporter_scope(uuid4()), system_scope("curious")):
        with opened, connection.cursor() as cursor:
            found.append(_visible(cursor, tables))

    assert found == [{}, {}]


def _writable(server: Connection) -> Iterator[tuple[str, str, list[str], Any]]:
    """Each protected table with its key column, its columns, and one row of somebody else's as JSON."""
    for table in personal_tables(server):
        columns = [
            str(row[0])
            for row in server.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
                " AND attgenerated = ''",
                [table],
            )
        ]
        key = server.execute(
            "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
            " WHERE i.indrelid = %s::regclass AND i.indisprimary",
            [table],
        ).fetchone()
        row = server.execute(f'SELECT to_jsonb(t)::text FROM "{table}" AS t LIMIT 1'.encode()).fetchone()
        if row is not None and key is not None:
            yield table, str(key[0]), columns, row[0]


def _attempts(table: str, key: str, columns: list[str], row: str) -> list[tuple[str, list[Any]]]:
    names = ", ".join(f'"{name}"' for name in columns)
    copied = f'INSERT INTO "{table}" ({names}) SELECT {names} FROM jsonb_populate_record(NULL::"{table}", %s::jsonb)'
    same = ", ".join(
        f'"{name}" = (jsonb_populate_record(NULL::"{table}", %s::jsonb))."{name}"' for name in columns[:1]
    )
    return [
        (copied, [row]),
        (f"{copied} ON CONFLICT DO NOTHING", [row]),
        (f'UPDATE "{table}" SET {same}', [row]),
        *[(f'UPDATE "{table}" SET "{name}" = "{name}"', []) for name in columns],
        (f'UPDATE "{table}" SET "{key}" = "{key}" WHERE "{key}"::text = (%s::jsonb ->> %s)', [row, key]),
        (f'DELETE FROM "{table}"', []),
        (f'DELETE FROM "{table}" WHERE "{key}"::text = (%s::jsonb ->> %s)', [row, key]),
        (f'TRUNCATE "{table}"', []),
    ]


def _with_new_key(row: str, key: str) -> str:
    import json

    value = json.loads(row)
    value[key] = str(uuid7()) if isinstance(value[key], str) and len(value[key]) == 36 else value[key]
    return json.dumps(value)


def _written(cursor: Any, server: Connection, own: set[str]) -> list[str]:
    """The attempts that changed a row; each is undone."""
    wrote = []
    for table, key, columns, row in _writable(server):
        for sql, values in _attempts(table, key, columns, _with_new_key(row, key)) + _attempts(
            table, key, columns, row
        ):
            try:
                with transaction.atomic():
                    cursor.execute(sql, values)
                    if cursor.rowcount > 0 and table not in own:
                        wrote.append(f"{table}: {sql[:60]}")
                    transaction.set_rollback(True)
            except DatabaseError:
                continue
    return wrote


def test_a_hostile_agency_writes_into_nobodys_rows(hostile: WorkerName) -> None:
    with superuser() as server, worker_scope(hostile.id), connection.cursor() as cursor:
        assert _written(cursor, server, own=set()) == []


def test_an_agency_that_may_only_read_writes_nothing_but_that_it_looked(hostile: WorkerName) -> None:
    with superuser() as server:
        server.execute(
            "INSERT INTO agencies_access (id, level, granted_at, agency_id, record_id) SELECT gen_random_uuid(), 'read',"
            " now(), %s, id FROM agencies_record ON CONFLICT DO NOTHING",
            [hostile.agency.id],
        )
        try:
            with worker_scope(hostile.id), connection.cursor() as cursor:
                seen = _visible(cursor, ["casework_case", "court_fact", "intake_report"])
                wrote = _written(cursor, server, own=set())
        finally:
            server.execute(
                "DELETE FROM agencies_access WHERE agency_id = %s AND level = 'read'", [hostile.agency.id]
            )

    assert len(seen) == 3  # the attempt was against rows that it does see
    assert wrote == []


def test_access_ends_at_its_time(hostile: WorkerName) -> None:
    with superuser() as server:
        server.execute(
            "INSERT INTO agencies_access (id, level, granted_at, until, agency_id, record_id) SELECT gen_random_uuid(), 'lead',"
            " now(), now() - interval '1 second', %s, id FROM agencies_record ON CONFLICT DO NOTHING",
            [hostile.agency.id],
        )
        tables = personal_tables(server)
        try:
            with worker_scope(hostile.id), connection.cursor() as cursor:
                found = _visible(cursor, tables)
                wrote = _written(cursor, server, own=set())
        finally:
            server.execute(
                "DELETE FROM agencies_access WHERE agency_id = %s AND until IS NOT NULL", [hostile.agency.id]
            )

    assert found == {"agencies_access": 1, "agencies_record": 1}
    assert wrote == []


def test_access_of_one_worker_is_not_a_colleagues(hostile: WorkerName) -> None:
    colleague = make_worker(hostile.agency)
    with superuser() as server:
        server.execute(
            "INSERT INTO agencies_access (id, level, granted_at, agency_id, record_id, worker_id) SELECT gen_random_uuid(),"
            " 'lead', now(), %s, id, %s FROM agencies_record ON CONFLICT DO NOTHING",
            [hostile.agency.id, colleague.id],
        )
        tables = personal_tables(server)
        try:
            with worker_scope(hostile.id), connection.cursor() as cursor:
                found = _visible(cursor, tables)
        finally:
            server.execute("DELETE FROM agencies_access WHERE worker_id = %s", [colleague.id])

    assert found == {"agencies_access": 1, "agencies_record": 1}


def test_every_pair_of_agencies_sees_only_what_its_access_names() -> None:
    """For each worker of the country: the records behind the visible rows are those that Access names, or public."""
    with superuser() as server:
        workers = server.execute("SELECT id, agency_id FROM agencies_worker").fetchall()
        granted: dict[UUID, set[UUID]] = {}
        for agency, record in server.execute(
            "SELECT agency_id, record_id FROM agencies_access WHERE worker_id IS NULL AND (until IS NULL OR until > now())"
        ):
            granted.setdefault(agency, set()).add(record)
        tables = [
            str(row[0])
            for row in server.execute(
                "SELECT DISTINCT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'record_id'"
                " WHERE c.relrowsecurity AND c.relkind = 'r'"
            )
        ]

    beyond = []
    for (worker, agency), table in itertools.product(workers, tables):
        with worker_scope(worker), connection.cursor() as cursor:
            cursor.execute(f'SELECT DISTINCT record_id FROM "{table}"')
            records = {row[0] for row in cursor.fetchall()}
        beyond += [(table, agency)] if records - granted.get(agency, set()) else []

    assert tables
    assert beyond == []
