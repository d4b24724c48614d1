"""Scopes, and what a login to the database as `app` may not do; the loops over a full house are in test_filled_house."""

from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from takatuf.agencies.scope import ScopeNested, ScopeToken, ScopeUnknown, scope, worker_scope
from tests.factories import make_agency, make_worker
from tests.house.database import stranger

pytestmark = pytest.mark.usefixtures("house")


def test_the_stranger_cannot_issue_grant_or_open_anything() -> None:
    agency = make_agency()
    officer = make_worker(agency)
    attempts = [
        (
            "SELECT house.issue_scope(sha256('x'), 'worker', %s, %s, '', 9999999999, sha256('y'))",
            [officer.id, agency.id],
        ),
        (
            "SELECT house.open_records(ARRAY[%s]::uuid[], ARRAY['case'], ARRAY[%s]::uuid[], now())",
            [uuid4(), agency.id],
        ),
        ("SELECT house.grant_access(%s, %s, NULL, 'lead', now(), NULL)", [uuid4(), agency.id]),
        (
            "INSERT INTO agencies_access SELECT gen_random_uuid(), 'lead', now(), NULL, %s, %s, NULL",
            [agency.id, uuid4()],
        ),
        ("SET ROLE keeper", []),
        ("SET ROLE owner", []),
        ("SET SESSION AUTHORIZATION postgres", []),
        ("SELECT * FROM agencies_scopetoken", []),
        ("SELECT house.prove('x')", []),
        ("UPDATE ledger_ledgerentry SET kind = 'x'", []),
    ]
    with stranger() as login:
        for sql, parameters in attempts:
            with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidParameterValue)):
                login.execute(sql.encode(), parameters)


def test_a_worker_acts_for_the_own_agency_whatever_the_caller_says() -> None:
    ours, theirs = make_agency(), make_agency()
    officer = make_worker(ours)

    with worker_scope(officer.id) as actor:
        assert actor.agency == ours.id
        with pytest.raises(Exception, match="own agency only"), connection.cursor() as cursor:
            cursor.execute(
                "SELECT house.open_records(ARRAY[%s]::uuid[], ARRAY['case'], ARRAY[%s]::uuid[], now())",
                [uuid4(), theirs.id],
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
