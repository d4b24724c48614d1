"""Releases: only suppressed numbers leave, once for each quarter, and anybody may read them."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
import rfc8785
from django.db import connection
from django.db.utils import ProgrammingError
from django.utils.translation import override

from takatuf.agencies.actions import open_records
from takatuf.agencies.models import RecordKind, Sector
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.insight.actions import PeriodReleased, make_release
from takatuf.insight.models import Release
from takatuf.insight.queries import latest_release
from takatuf.intake.models import Report
from takatuf.kernel.errors import NotAllowed
from takatuf.kernel.ids import uuid7
from takatuf.ledger.models import LedgerEntry
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
IN_AUGUST = datetime(2026, 8, 10, 9, 0, tzinfo=UTC)


def _reports(channel: str, count: int, at: datetime = IN_AUGUST) -> None:
    hotline = make_agency(sector=Sector.HOTLINE)
    ids = [uuid7() for _ in range(count)]
    with system_scope("intake"):
        open_records(ids=ids, kind=RecordKind.REPORT, lead=hotline.id, at=at)
    rows = [
        Report(
            id=uuid7(), record_id=id, agency_id=hotline.id, code=f"R-{str(id)[-12:]}", channel=channel,
            reporter_kind="bystander", language="ar", kinds=[], content=b"x", received_at=at + timedelta(seconds=n),
        )
        for n, id in enumerate(ids)
    ]  # fmt: skip
    Report.objects.using("keeper").bulk_create(rows)


def test_a_release_holds_only_suppressed_numbers() -> None:
    _reports("public_web", 23)
    _reports("provider", 4)
    director = make_worker(make_agency(sector=Sector.MINISTRY), Role.DIRECTOR)

    with acting(director) as by:
        release = make_release(by=by, at=AT)

    reports = release.tables[0]
    last = reports["cells"][reports["rows"].index("2026-Q3")]
    shown = dict(zip(reports["columns"], last, strict=True))
    assert shown["hotline"] == 0
    assert shown["provider"] is None
    assert all(
        value is None or value == 0 or value >= 10
        for table in release.tables
        for row in table["cells"]
        for value in row
    )
    assert "23" not in str(release.tables)
    assert "27" not in str(release.tables)


def test_the_hash_in_the_ledger_is_that_of_what_is_published() -> None:
    director = make_worker(make_agency(), Role.DIRECTOR)

    with acting(director) as by:
        release = make_release(by=by, at=AT)

    published = {
        "code": release.code, "as_of": AT.isoformat(), "caveats": release.caveats, "tables": release.tables,
    }  # fmt: skip
    assert hashlib.sha256(rfc8785.dumps(published)).hexdigest() == release.sha256
    assert release.sha256 in bytes(LedgerEntry.objects.get(pk=release.ledger_entry).leaf).decode()


def test_a_quarter_is_published_once() -> None:
    director = make_worker(make_agency(), Role.DIRECTOR)

    with acting(director) as by:
        make_release(by=by, at=AT, quarters=1)
        with pytest.raises(PeriodReleased):
            make_release(by=by, at=AT)


def test_only_a_director_publishes() -> None:
    caseworker = make_worker(make_agency(), Role.CASEWORKER)

    with acting(caseworker) as by, pytest.raises(NotAllowed):
        make_release(by=by, at=AT)


def test_anybody_reads_the_latest_release_without_a_scope() -> None:
    director = make_worker(make_agency(), Role.DIRECTOR)
    assert latest_release() is None

    with acting(director) as by:
        make_release(by=by, at=AT, with_running_quarter=True)

    with override("en"):
        view = latest_release()
    assert view is not None
    assert view.provisional
    assert view.tables[0].rows[-1].label == "Quarter 4 of 2026"
    assert len(view.caveats) == 3


def test_a_release_cannot_be_changed() -> None:
    director = make_worker(make_agency(), Role.DIRECTOR)
    with acting(director) as by:
        make_release(by=by, at=AT)

    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("UPDATE insight_release SET provisional = true")
    assert not Release.objects.get().provisional
