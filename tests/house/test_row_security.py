"""What the database itself refuses: asked of its catalogue, and tried as the role `app`."""

import pytest
from django.db import connection, connections

from takatuf.agencies.unprotected import UNPROTECTED

pytestmark = pytest.mark.usefixtures("house")


def _rows(sql: str) -> list[tuple[object, ...]]:
    with connections["admin"].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_every_table_is_under_forced_row_security_or_on_the_list() -> None:
    rows = _rows(
        "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class"
        " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    )

    open_tables = {name for name, protected in rows if not protected}
    assert open_tables - UNPROTECTED.keys() == set()
    assert UNPROTECTED.keys() - open_tables == set()


def test_every_policy_reads_only_access_and_the_actor() -> None:
    policies = _rows(
        "SELECT polrelid::regclass::text, coalesce(pg_get_expr(polqual, polrelid), '') || ' ' ||"
        " coalesce(pg_get_expr(polwithcheck, polrelid), '') FROM pg_policy"
    )

    import re

    wrong = []
    for table, text in policies:
        sources = set(re.findall(r"\bFROM ([a-z_.]+)", str(text)))
        allowed = set() if table == "agencies_access" else {"agencies_access"}
        if sources - allowed:
            wrong.append((table, sources))
    assert wrong == []


def test_the_application_role_neither_owns_nor_passes() -> None:
    roles = {
        row[0]: row[1:]
        for row in _rows("SELECT rolname, rolcanlogin, rolsuper, rolbypassrls FROM pg_roles WHERE rolname IN"
                         " ('owner', 'app', 'finder', 'keeper')")
    }  # fmt: skip
    owners = {row[0] for row in _rows("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")}

    assert roles == {
        "owner": (False, False, False), "app": (True, False, False), "finder": (False, False, True),
        "keeper": (True, False, True),
    }  # fmt: skip
    assert owners == {"owner"}


def test_definer_functions_pin_their_search_path_and_are_closed_to_the_public() -> None:
    rows = _rows(
        "SELECT proname, coalesce(array_to_string(proconfig, ','), ''), has_function_privilege('public', oid, 'execute')"
        " FROM pg_proc WHERE pronamespace = 'house'::regnamespace"
    )

    assert [name for name, config, _ in rows if "search_path=" not in str(config)] == []
    assert [name for name, _, public in rows if public] == []


def test_views_do_not_run_as_their_owner() -> None:
    assert _rows(
        "SELECT relname FROM pg_class WHERE relkind = 'v' AND relnamespace IN ('public'::regnamespace,"
        " 'house'::regnamespace) AND NOT coalesce('security_invoker=true' = ANY(reloptions), false)"
    ) == []  # fmt: skip


def test_the_application_cannot_read_tokens_or_pads() -> None:
    with connection.cursor() as cursor:
        for table in ("agencies_scopetoken", "agencies_scopekey"):
            cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [table])
            assert cursor.fetchone() == (False,)
