"""The list of the newest cases: how it is found, and how far it is counted."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import RecordKind
from takatuf.agencies.queries import WorkerName
from takatuf.casework.models import Case
from takatuf.casework.queries import cases, cases_count
from takatuf.kernel.clock import now
from takatuf.kernel.ids import uuid7
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")


def open_cases(officer: WorkerName, many: int) -> list[str]:
    """So many open cases of the officer's agency, the newest first, by their codes."""
    at = now()
    codes = []
    with acting(officer):
        for number in range(many):
            record = uuid7()
            open_record(id=record, kind=RecordKind.CASE, lead=officer.agency.id, at=at)
            code = f"{officer.agency.code[-8:]}-{number}"
            Case(
                record_id=record, code=code, level=2, lead_id=officer.agency.id, opened_at=at - timedelta(hours=number),
                opened_by_id=officer.id,
            ).save(force_insert=True)  # fmt: skip
            codes.append(code)
    return codes


def test_each_agency_sees_its_own_newest_cases_in_order_and_counts_up_to_the_limit() -> None:
    officer, other = make_worker(make_agency(), "caseworker"), make_worker(make_agency(), "caseworker")
    mine, theirs = open_cases(officer, 5), open_cases(other, 2)

    with acting(officer) as by:
        assert [row.code for row in cases(by=by, at=now(), most=3)] == mine[:3]
        assert (cases_count(by=by), cases_count(by=by, most=3)) == (5, 3)
    with acting(other) as by:
        assert [row.code for row in cases(by=by, at=now())] == theirs


def test_the_newest_cases_are_found_without_gathering_every_grant_of_the_agency() -> None:
    officer = make_worker(make_agency(), "caseworker")
    open_cases(officer, 3)

    with acting(officer) as by:
        with CaptureQueriesContext(connection) as captured:
            cases(by=by, at=now())
        (sql,) = [
            str(query["sql"]) for query in captured if str(query["sql"]).startswith('SELECT "casework_case"')
        ]
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + sql)
            plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "SubPlan" in plan
    assert "hashed SubPlan" not in plan
