"""The database of the tests: real roles, row security on; emptied after each test that used it."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser

from tests.browsing import opened_browser

# How long an example takes says something about the machine, not about the rule that it tries.
hypothesis_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")


@pytest.fixture(autouse=True)
def _arabic_first() -> Iterator[None]:
    """Every test begins in the language of the house: a request by the test client leaves its own language behind."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def _prepared_database(django_db_blocker: object) -> Iterator[None]:
    """Provision once for each worker; drop at the end."""
    from django.db import connections

    from takatuf.config import provision

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        provision.ensure_database()
    yield
    for connection in connections.all():
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
    with psycopg.connect(**provision._admin_conninfo("postgres"), autocommit=True) as server:
        server.execute(
            f'DROP DATABASE IF EXISTS "{settings.DATABASES["admin"]["NAME"]}" WITH (FORCE)'.encode()
        )


KEPT = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "agencies_scopekey",
    "agencies_scopetoken",
}


def empty_tables() -> None:
    """Delete every row that a test left, as the superuser and without triggers; much quicker than TRUNCATE of all."""
    from takatuf.config import provision

    name = settings.DATABASES["admin"]["NAME"]
    with psycopg.connect(**provision._admin_conninfo(name), autocommit=True) as server:
        tables = [
            row[0] for row in server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]
        body = "".join(f'DELETE FROM public."{table}";' for table in tables if table not in KEPT)
        server.execute(f"DO $$ BEGIN SET LOCAL session_replication_role = replica; {body} END $$".encode())


@pytest.fixture
def house(_prepared_database: None, django_db_blocker: object) -> Iterator[None]:
    """A test that uses the database asks for this fixture; everything it wrote is gone afterwards."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield
        empty_tables()


@pytest.fixture(scope="session")
def in_ci() -> bool:
    """Whether a missing real part fails instead of skipping."""
    return os.environ.get("CI") == "true"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The real browser, one for all tests of a module."""
    with opened_browser() as opened:
        yield opened
