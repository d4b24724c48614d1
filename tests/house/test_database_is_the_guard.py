"""Somebody with the database password of `app`, and nothing else: every setting, agency and worker gives no row."""

from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections

from takatuf.agencies.scope import ScopeNested, ScopeToken, ScopeUnknown, scope, worker_scope
from takatuf.agencies.unprotected import UNPROTECTED
from tests.factories import make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")


def _stranger() -> psycopg.Connection[tuple[object, ...]]:
    parts = settings.DATABASES["default"]
    options = {key: value for key, value in parts["OPTIONS"].items() if key != "pool"}
    return psycopg.connect(
        host=parts["HOST"], port=parts.get("PORT") or None, user="app", password=parts.get("PASSWORD") or None,
        dbname=parts["NAME"], autocommit=True, **options,
    )  # fmt: skip


def _personal_tables(stranger: psycopg.Connection[tuple[object, ...]]) -> list[str]:
    rows = stranger.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    return sorted(str(row[0]) for row in rows if row[0] not in UNPROTECTED)


def test_every_setting_agency_and_worker_gives_no_row(filled_house: None) -> None:
    with _stranger() as stranger:
        tables = _personal_tables(stranger)
        agencies = [str(row[0]) for row in stranger.execute("SELECT id FROM agencies_agency")]
        workers = [str(row[0]) for row in stranger.execute("SELECT id FROM agencies_worker")]
        sessions = [str(row[0]) for row in stranger.execute("SELECT session_key FROM django_session")]
        names = ["takatuf.token", "takatuf.agency", "takatuf.worker", "app.agency", "app.user", "house.actor", "role"]
        seen = []
        for value in [*agencies, *workers, *sessions, "worker", "system", "sealer", "intake", "owner", "keeper", "*"]:
            for name in names:
                try:
                    stranger.execute("SELECT set_config(%s, %s, false)", [name, value])
                except psycopg.Error:
                    continue
            for table in tables:
                count = stranger.execute(f'SELECT count(*) FROM "{table}"'.encode()).fetchone()
                seen += [(table, value)] if count and count[0] else []

    assert tables
    assert agencies
    assert workers
    assert seen == []


def test_the_tables_that_the_stranger_looped_over_were_not_empty(filled_house: None) -> None:
    with _stranger() as stranger:
        tables = _personal_tables(stranger)
    with connections["keeper"].cursor() as cursor:
        empty = []
        for table in tables:
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')
            empty += [] if cursor.fetchone()[0] else [table]

    # A loop over empty tables proves nothing: the journey fills these at least.
    assert {"intake_report", "casework_case", "jointwork_referral", "court_fact", "agencies_access"} & set(empty) == set()


def test_the_stranger_cannot_issue_grant_or_open_anything() -> None:
    agency = make_agency()
    officer = make_worker(agency)
    attempts = [
        ("SELECT house.issue_scope(sha256('x'), 'worker', %s, %s, '', 9999999999, sha256('y'))", [officer.id, agency.id]),
        ("SELECT house.open_records(ARRAY[%s]::uuid[], ARRAY['case'], ARRAY[%s]::uuid[], now())", [uuid4(), agency.id]),
        ("SELECT house.grant_access(%s, %s, NULL, 'lead', now(), NULL)", [uuid4(), agency.id]),
        ("INSERT INTO agencies_access SELECT gen_random_uuid(), 'lead', now(), NULL, %s, %s, NULL", [agency.id, uuid4()]),
        ("SET ROLE keeper", []),
        ("SET ROLE owner", []),
        ("SET SESSION AUTHORIZATION postgres", []),
        ("SELECT * FROM agencies_scopetoken", []),
        ("SELECT house.prove('x')", []),
        ("UPDATE ledger_ledgerentry SET kind = 'x'", []),
    ]
    with _stranger() as stranger:
        for sql, parameters in attempts:
            with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidParameterValue)):
                stranger.execute(sql.encode(), parameters)


def test_a_worker_acts_for_the_own_agency_whatever_the_caller_says() -> None:
    ours, theirs = make_agency(), make_agency()
    officer = make_worker(ours)

    with worker_scope(officer.id) as actor:
        assert actor.agency == ours.id
        with pytest.raises(Exception, match="own agency only"), connection.cursor() as cursor:
            cursor.execute(
                "SELECT house.open_records(ARRAY[%s]::uuid[], ARRAY['case'], ARRAY[%s]::uuid[], now())", [uuid4(), theirs.id]
            )


def test_a_scope_is_never_nested() -> None:
    officer = make_worker(make_agency())

    with worker_scope(officer.id), pytest.raises(ScopeNested), scope(ScopeToken("x")):
        pass


def test_an_unknown_token_opens_nothing() -> None:
    with pytest.raises(ScopeUnknown), scope(ScopeToken("guessed")):
        pass


def test_a_scope_ends_with_its_transaction() -> None:
    officer = make_worker(make_agency())

    with worker_scope(officer.id):
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT house.actor_id(), current_setting('takatuf.token', true)")
        assert cursor.fetchone()[0] is None
