"""Doors into the database of the tests, for those who ask it directly: the stranger and the superuser."""

from typing import Any

import psycopg
from django.conf import settings

from takatuf.agencies.unprotected import PUBLISHED, UNPROTECTED

Connection = psycopg.Connection[tuple[Any, ...]]


def stranger() -> Connection:
    """Somebody with the database password of `app`, and nothing else."""
    parts = settings.DATABASES["default"]
    options = {key: value for key, value in parts["OPTIONS"].items() if key != "pool"}
    return psycopg.connect(
        host=parts["HOST"], port=parts.get("PORT") or None, user="app", password=parts.get("PASSWORD") or None,
        dbname=parts["NAME"], autocommit=True, **options,
    )  # fmt: skip


def superuser() -> Connection:
    """The superuser: row security does not bind it, and triggers can be turned off."""
    from takatuf.config import provision

    conninfo = provision._admin_conninfo(settings.DATABASES["admin"]["NAME"])
    return psycopg.connect(**conninfo, autocommit=True)


def personal_tables(connection: Connection) -> list[str]:
    """Every table under row security, by name."""
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    return sorted(str(row[0]) for row in rows if row[0] not in {**UNPROTECTED, **PUBLISHED})
