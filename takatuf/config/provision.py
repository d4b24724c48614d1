"""Makes the database ready: roles, the database itself, migrations as the owner, and the proof key of the scope."""

from itertools import product
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from takatuf.config.migrating import migrate
from takatuf.kernel.errors import Refused
from takatuf.vault.keys import keyring

OLDEST_SERVER = 15_00_00  # PostgreSQL 15, as libpq counts versions

PROVISION_LOCK = 0x7461_6B61_7475_70  # advisory lock of the server
ROLES_WITHOUT_LOGIN = {"owner": "NOLOGIN NOBYPASSRLS", "finder": "NOLOGIN BYPASSRLS"}
ROLES_WITH_LOGIN = {"app": "LOGIN NOBYPASSRLS", "keeper": "LOGIN BYPASSRLS"}
QUIET = {
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_duration": "off",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
# Row policies make a question look dear, so a server would compile it by JIT first: that costs more than all of its answer.
QUICK = {"jit": "off"}


class ServerUnfit(Refused):
    """The database server cannot carry this house; the sentence says why."""


def _admin_conninfo(database: str) -> dict[str, Any]:
    parts = settings.DATABASES["admin"]
    options = {key: value for key, value in parts["OPTIONS"].items() if key not in {"options", "pool"}}
    conninfo = {
        "host": parts.get("HOST") or None,
        "port": parts.get("PORT") or None,
        "user": parts.get("USER"),
        "password": parts.get("PASSWORD") or None,
        "dbname": database,
        **options,
    }
    return {key: value for key, value in conninfo.items() if value}


def ensure_database() -> None:
    """Create what is missing: the four roles, the database, its rights; run the migrations; store the proof key.

    Safe to call at every start, also by several machines at once: they take turns. Needs the admin address (a
    superuser, since `finder` and `keeper` pass row security).
    """
    name = str(settings.DATABASES["admin"]["NAME"])
    with psycopg.connect(**_admin_conninfo("postgres"), autocommit=True) as server:
        _refuse_unfit(server)
        # Roles belong to the whole server, so two who begin together would both create them.
        server.execute("SELECT pg_advisory_lock(%s)", [PROVISION_LOCK])
        _ensure_roles(server)
        known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if known is None:
            server.execute(sql.SQL("CREATE DATABASE {} OWNER owner").format(sql.Identifier(name)))
        _ensure_content(name)
    connections["admin"].close()


def _refuse_unfit(server: psycopg.Connection[Any]) -> None:
    if server.info.server_version < OLDEST_SERVER:
        raise ServerUnfit(
            f"The database is PostgreSQL {server.info.server_version // 10_000}; Takatuf needs 15 or later."
        )
    row = server.execute(
        "SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if row is None or not row[1]:
        raise ServerUnfit(
            f"DATABASE_ADMIN_URL signs in as {row and row[0]}, which is no superuser: only one may make the roles finder and keeper."
        )


def _ensure_content(name: str) -> None:
    with psycopg.connect(**_admin_conninfo(name), autocommit=True) as database:
        _ensure_rights(database, name)
        _set_up_logins(database, name)
    migrate(database="admin")
    with psycopg.connect(**_admin_conninfo(name), autocommit=True) as database:
        _store_scope_key(database)


def _ensure_roles(server: psycopg.Connection[Any]) -> None:
    known = {row[0] for row in server.execute("SELECT rolname FROM pg_roles").fetchall()}
    for role, rights in {**ROLES_WITHOUT_LOGIN, **ROLES_WITH_LOGIN}.items():
        if role not in known:
            server.execute(sql.SQL("CREATE ROLE {} " + rights).format(sql.Identifier(role)))
    for role, alias in (("app", "default"), ("keeper", "keeper")):
        password = settings.DATABASES[alias].get("PASSWORD")
        if password:
            server.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))
            )


def _ensure_rights(database: psycopg.Connection[Any], name: str) -> None:
    statements = f"""
        REVOKE ALL ON DATABASE "{name}" FROM PUBLIC;
        GRANT CONNECT ON DATABASE "{name}" TO app, keeper;
        REVOKE CREATE ON SCHEMA public FROM PUBLIC;
        ALTER SCHEMA public OWNER TO owner;
        CREATE SCHEMA IF NOT EXISTS house AUTHORIZATION owner;
        GRANT USAGE ON SCHEMA public, house TO app, keeper, finder;
        GRANT CREATE ON SCHEMA house TO finder;
        ALTER DEFAULT PRIVILEGES FOR ROLE owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
        ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE ON TABLES TO app;
        ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO keeper;
        ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT USAGE ON SEQUENCES TO app, keeper;
        ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO app, keeper;
        ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT SELECT ON SEQUENCES TO keeper;
        GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO keeper;
    """
    for statement in statements.split(";"):
        if statement.strip():
            database.execute(statement.encode())


def _set_up_logins(database: psycopg.Connection[Any], name: str) -> None:
    """On whatever server this is: what our logins ask, and the errors that quote it, are not for its log; nothing is compiled."""
    for role, (setting, value) in product(ROLES_WITH_LOGIN, {**QUIET, **QUICK}.items()):
        names = [sql.Identifier(part) for part in (role, name, setting)]
        database.execute(
            sql.SQL("ALTER ROLE {} IN DATABASE {} SET {} = {}").format(*names, sql.Literal(value))
        )


def _store_scope_key(database: psycopg.Connection[Any]) -> None:
    """The HMAC pads (RFC 2104, 64-byte block) of the key with which web and jobs prove that they may issue tokens."""
    key = keyring().purpose_key("scope-proof").ljust(64, b"\0")
    inner, outer = (bytes(byte ^ mask for byte in key) for mask in (0x36, 0x5C))
    database.execute(
        "INSERT INTO public.agencies_scopekey (id, inner_pad, outer_pad) VALUES (1, %s, %s)"
        " ON CONFLICT (id) DO UPDATE SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad",
        [inner, outer],
    )
