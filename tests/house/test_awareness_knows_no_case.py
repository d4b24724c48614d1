"""No case data can reach the room of awareness: asked of the catalogue, and tried in a house that is full of cases."""

import pytest
from django.db import connection, connections
from django.test import Client

from takatuf.agencies.scope import system_scope
from tests.house import planted
from tests.house.database import personal_tables, stranger, superuser

pytestmark = pytest.mark.usefixtures("filled_house")
OWN = "awareness_"
#: What a gathering stands on: the directory of agencies, its record and who has access to it. None speaks of a person of a case.
GROUND = {"agencies_agency", "agencies_worker", "agencies_record"}


def _rows(sql: str) -> list[tuple[str, ...]]:
    with connections["admin"].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_the_job_behind_the_public_pages_reads_no_row_of_any_other_room() -> None:
    with stranger() as login:
        tables = [table for table in personal_tables(login) if not table.startswith(OWN)]
    with superuser() as house:
        full = [
            table for table in tables if house.execute(f'SELECT 1 FROM "{table}" LIMIT 1'.encode()).fetchone()
        ]

    seen = []
    with system_scope("awareness"), connection.cursor() as cursor:
        for table in full:
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - names of our own catalogue
            if cursor.fetchone()[0]:
                seen.append(table)

    assert {
        "casework_case",
        "people_person",
        "intake_report",
        "court_submission",
        "jointwork_referral",
    } <= set(full)
    assert seen == []


def test_no_policy_of_another_room_knows_this_job() -> None:
    named = _rows(
        "SELECT tablename FROM pg_policies WHERE coalesce(qual, '') || coalesce(with_check, '') LIKE '%''awareness''%'"
    )

    assert named
    assert [table for (table,) in named if not table.startswith(OWN)] == []


def test_no_column_of_this_room_refers_to_a_case_a_person_or_a_report() -> None:
    keys = _rows(
        "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint"
        f" WHERE contype = 'f' AND conrelid::regclass::text LIKE '{OWN}%'"
    )

    assert len(keys) > 10
    assert {to for _here, to in keys if not to.startswith(OWN)} <= GROUND


def test_no_function_of_the_house_brings_this_room_what_row_security_hides() -> None:
    """SECURITY DEFINER functions pass row security; none of their texts speaks of this room's tables or of its job."""
    speaking = _rows(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'house'::regnamespace AND prosrc LIKE '%awareness%'"
    )

    assert speaking == []


def test_no_public_page_of_this_room_shows_a_word_that_was_said_in_a_case() -> None:
    words = planted.words()
    pages = [
        "", "lessons/", "words/", "mine/", "parents/", "young-13-17/", "child-7-9/", "schools/", "providers/", "lessons/safe-circle/",
    ]  # fmt: skip

    said = "".join(Client().get(f"/en/learn/{page}").content.decode() for page in pages)

    assert len(words) > 20
    assert [word for word in words if word in said] == []
