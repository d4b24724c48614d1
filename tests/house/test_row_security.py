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
    owners = {
        row[0] for row in _rows("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
    }

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


# What `app` may write where no row policy stands. Everything else outside row security it can only read.
OPEN_TO_WRITING = {
    "account_emailaddress": "INSERT, UPDATE, DELETE",
    "account_emailconfirmation": "INSERT, UPDATE, DELETE",
    "agencies_signinlimit": "INSERT, UPDATE, DELETE",
    "agencies_user_groups": "INSERT, UPDATE",
    "agencies_user_user_permissions": "INSERT, UPDATE",
    "auth_group": "INSERT, UPDATE",
    "auth_group_permissions": "INSERT, UPDATE",
    "django_session": "INSERT, UPDATE, DELETE",
    "intake_burstsign": "INSERT, UPDATE, DELETE",
    "intake_pressurecount": "INSERT, UPDATE, DELETE",
    "intake_pressureday": "INSERT, DELETE",
    "ledger_ledgerentry": "INSERT",  # a trigger holds the line to who acts
    "mfa_authenticator": "INSERT, UPDATE, DELETE",
    "procrastinate_events": "INSERT, UPDATE, DELETE",
    "procrastinate_jobs": "INSERT, UPDATE, DELETE",
    "procrastinate_periodic_defers": "INSERT, UPDATE, DELETE",
    "procrastinate_workers": "INSERT, UPDATE, DELETE",
    "socialaccount_socialaccount": "INSERT, UPDATE, DELETE",
    "socialaccount_socialapp": "INSERT, UPDATE",
    "socialaccount_socialtoken": "INSERT, UPDATE, DELETE",
    "vault_wrappedkey": "INSERT",  # never changed nor destroyed by the pages' own login
}


def test_the_application_writes_only_here_where_no_policy_stands() -> None:
    rights: dict[str, list[str]] = {}
    for table in UNPROTECTED:
        for right in ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES"):
            if _rows(f"SELECT has_table_privilege('app', 'public.{table}', '{right}')") == [(True,)]:
                rights.setdefault(table, []).append(right)

    assert {table: ", ".join(letters) for table, letters in rights.items()} == OPEN_TO_WRITING


def test_of_a_sign_in_the_application_changes_the_password_and_the_time_alone() -> None:
    rows = _rows(
        "SELECT column_name FROM information_schema.column_privileges WHERE grantee = 'app' AND table_name = 'agencies_user'"
        " AND privilege_type = 'UPDATE' ORDER BY 1"
    )

    assert [row[0] for row in rows] == ["last_login", "password"]


def test_nobody_but_the_owner_makes_anything_in_our_schemas() -> None:
    creators = _rows(
        "SELECT r.rolname, n.nspname FROM pg_roles r, pg_namespace n WHERE n.nspname IN ('public', 'house')"
        " AND r.rolname IN ('app', 'keeper') AND has_schema_privilege(r.oid, n.oid, 'create')"
    )
    temporary = _rows("SELECT has_database_privilege('app', current_database(), 'temporary, create')")

    assert creators == []
    assert temporary == [(False,)]


def test_definer_functions_belong_to_two_roles_and_lie_in_one_schema() -> None:
    rows = _rows(
        "SELECT n.nspname, r.rolname, p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " JOIN pg_roles r ON r.oid = p.proowner WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
    )

    assert {schema for schema, _, _ in rows} == {"house"}
    assert {owner for _, owner, _ in rows} == {"owner", "finder"}


def test_the_finder_reads_tokens_and_leads_and_writes_nothing() -> None:
    rows = _rows(
        "SELECT table_name, column_name, privilege_type FROM information_schema.column_privileges WHERE grantee = 'finder'"
    )

    assert {privilege for _, _, privilege in rows} == {"SELECT"}
    assert {(table, column) for table, column, _ in rows} == {
        ("people_identifier", "record_id"), ("people_identifier", "kind"), ("people_identifier", "token"),
        ("agencies_access", "record_id"), ("agencies_access", "agency_id"), ("agencies_access", "level"),
        ("agencies_access", "until"),
        # To see that what a row refers to is there (agencies.references): ids alone.
        ("agencies_access", "worker_id"), ("intake_report", "record_id"), ("intake_report", "agency_id"),
        ("intake_mailbox", "record_id"), ("intake_mailbox", "report_id"), ("intake_mailbox", "holder_id"),
        ("triage_rating", "record_id"), ("triage_rating", "report_id"), ("triage_rating", "agency_id"),
        ("clocks_deadline", "record_id"), ("clocks_deadline", "agency_id"), ("exchange_delivery", "provider_id"),
        ("exchange_delivery", "report_id"), ("agencies_record", "id"), ("agencies_agency", "id"), ("agencies_worker", "id"),
        ("intake_report", "id"), ("exchange_provider", "id"),
        # Which records belong to a case, and a case by its code (jointwork/migrations/knowing.sql): ids and codes alone.
        ("casework_casereport", "record_id"), ("casework_casereport", "report_record_id"), ("casework_casereport", "report_id"),
        ("casework_caserole", "record_id"), ("casework_caserole", "person_record_id"), ("jointwork_referral", "record_id"),
        ("jointwork_referral", "case_record_id"), ("jointwork_step", "record_id"), ("jointwork_step", "case_record_id"),
        ("jointwork_opening", "record_id"), ("jointwork_opening", "case_record_id"), ("jointwork_lock", "record_id"),
        ("jointwork_lock", "case_record_id"), ("court_submission", "record_id"), ("court_submission", "case_record_id"),
        ("court_proceedings", "record_id"), ("court_proceedings", "case_record_id"), ("court_service", "record_id"),
        ("court_service", "case_record_id"),
        ("intake_reportercontact", "record_id"), ("intake_reportercontact", "report_id"), ("casework_case", "id"),
        ("casework_case", "code"), ("casework_case", "record_id"), ("casework_case", "lead_id"),
        # The other side of a link that stands (casework/migrations/linked_cases.sql): never why, of what kind, or by whom.
        ("casework_caselink", "id"), ("casework_caselink", "record_id"), ("casework_caselink", "other_record_id"),
        ("casework_caselink", "confirmed_at"),
    }  # fmt: skip


def test_no_role_is_a_member_of_another() -> None:
    assert _rows(
        "SELECT m.rolname, r.rolname FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member JOIN pg_roles r ON r.oid ="
        " a.roleid WHERE m.rolname IN ('app', 'keeper', 'finder', 'owner')"
    ) == []  # fmt: skip
