"""Releases: only suppressed numbers leave, once for each quarter, signed, and anybody may read them."""

import hashlib
import json
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import IntegrityError, connection, connections, transaction
from django.db.utils import ProgrammingError
from django.utils.translation import override

from takatuf.agencies.actions import open_records
from takatuf.agencies.models import RecordKind, Sector
from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.insight.actions import (
    PeriodReleased,
    ReleaseUnderWay,
    make_ordered_releases,
    make_release,
    order_release,
)
from takatuf.insight.counting import published_tables
from takatuf.insight.dictionary import dictionary
from takatuf.insight.models import PublishedCut, Release
from takatuf.insight.queries import (
    days_of_release,
    dictionary_json,
    latest_release,
    published_csv,
    published_json,
    release,
    signature_of,
)
from takatuf.insight.signing import signed_text
from takatuf.intake.models import Report
from takatuf.kernel.errors import NotAllowed, NotFound
from takatuf.kernel.ids import uuid7
from takatuf.ledger.models import LedgerEntry
from takatuf.ledger.notes import read_note, read_vkey
from takatuf.ledger.queries import ledger_vkey
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
IN_AUGUST = datetime(2026, 8, 10, 9, 0, tzinfo=UTC)


def _reports(
    channel: str, count: int, at: datetime = IN_AUGUST, region: str = "", kind: str = "grooming"
) -> None:
    hotline = make_agency(sector=Sector.HOTLINE)
    ids = [uuid7() for _ in range(count)]
    with system_scope("intake"):
        open_records(ids=ids, kind=RecordKind.REPORT, lead=hotline.id, at=at)
    rows = [
        Report(
            id=uuid7(), record_id=id, agency_id=hotline.id, code=f"R-{str(id)[-12:]}", channel=channel, region=region,
            reporter_kind="bystander", language="ar", kinds=[kind], content=b"x", received_at=at + timedelta(seconds=n),
        )
        for n, id in enumerate(ids)
    ]  # fmt: skip
    Report.objects.using("keeper").bulk_create(rows)


def _release(at: datetime = AT, **how: object) -> Release:
    director = make_worker(make_agency(sector=Sector.MINISTRY), Role.DIRECTOR)
    with acting(director) as by:
        return make_release(by=by, at=at, **how)  # type: ignore[arg-type]


def _table(row: Release, code: str) -> dict[str, list[list[int | None]]]:
    (found,) = [table for table in row.published["tables"] if table["table"] == code]
    return found  # type: ignore[no-any-return]


def test_a_release_holds_only_suppressed_numbers() -> None:
    _reports("public_web", 23)
    _reports("provider", 4)

    row = _release()

    reports = _table(row, "reports_by_channel")
    shown = dict(zip(reports["columns"], reports["cells"][reports["rows"].index("2026-Q3")], strict=True))  # type: ignore[call-overload,arg-type]
    assert shown["hotline"] == 0
    assert shown["provider"] is None
    values = [value for table in row.published["tables"] for line in table["cells"] for value in line]
    assert all(value is None or value == 0 or value >= 10 for value in values)
    text = json.dumps(row.published["tables"])
    assert " 23" not in text
    assert " 27" not in text


def test_every_indicator_has_a_table_or_says_why_there_is_none() -> None:
    known = dictionary()

    counted = {table.indicator for table in known.tables.values()}
    said = {one.indicator for one in known.not_computed}

    assert counted | said >= set(range(1, 22))
    assert [table.code for table in known.tables.values() if len(table.columns) < 2] == []


def test_the_signature_and_the_ledger_hold_the_hash_of_what_is_published() -> None:
    row = _release()

    raw = published_json(row.code)
    assert hashlib.sha256(raw).hexdigest() == row.sha256
    assert rfc8785.dumps(json.loads(raw)) == raw
    assert row.sha256 in bytes(LedgerEntry.objects.get(pk=row.ledger_entry).leaf).decode()
    note = read_note(signature_of(row.code))
    assert note.text == signed_text(row.code, 1, row.sha256)
    ((_name, key_id, blob),) = note.signatures
    key = read_vkey(ledger_vkey())
    assert key_id == key.id
    Ed25519PublicKey.from_public_bytes(key.public).verify(blob, note.text.encode())
    assert hashlib.sha256(dictionary_json(row.code)).hexdigest() == json.loads(raw)["dictionary_sha256"]


def test_a_quarter_is_published_once_and_every_cut_is_on_record() -> None:
    director = make_worker(make_agency(), Role.DIRECTOR)

    with acting(director) as by:
        make_release(by=by, at=AT, quarters=1)
        with pytest.raises(PeriodReleased):
            make_release(by=by, at=AT)

    cuts = set(PublishedCut.objects.values_list("universe", "dimension"))
    assert cuts == {
        (table.family, table.code) for table in dictionary().tables.values() if table.rows != "whole"
    }  # regions come out by the year


def test_of_two_directors_who_publish_at_once_one_does() -> None:
    two = [make_worker(make_agency(), Role.DIRECTOR) for _ in range(2)]
    barrier, outcomes = threading.Barrier(2), []

    def publish(who: WorkerName) -> None:
        try:
            with acting(who) as by:
                barrier.wait(10)
                make_release(by=by, at=AT, quarters=1)
            outcomes.append("published")
        except PeriodReleased:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=publish, args=(who,)) for who in two]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(outcomes) == ["published", "refused"]
    assert Release.objects.count() == 1


def test_the_database_refuses_a_second_cut_of_the_same_count() -> None:
    _release(quarters=1)

    with pytest.raises(IntegrityError, match="insight_cut_once"), transaction.atomic(using="keeper"):
        with connections["keeper"].cursor() as cursor:
            cursor.execute(
                "INSERT INTO insight_publishedcut (id, universe, quarter, dimension, source, source_code, at) SELECT"
                " gen_random_uuid(), universe, quarter, dimension, 'extract', 'x', at FROM insight_publishedcut LIMIT 1"
            )


def test_a_quarter_comes_out_on_its_day_and_not_before() -> None:
    early = _release(datetime(2026, 11, 13, 9, 0, tzinfo=UTC), quarters=1)
    late = _release(datetime(2026, 11, 14, 9, 0, tzinfo=UTC), quarters=1)

    assert (early.code, late.code) == ("F-2026-Q2", "F-2026-Q3")
    assert days_of_release(on=date(2026, 11, 14))[0].day == date(2027, 2, 14)


def test_releases_follow_each_other_and_regions_come_out_once_a_year() -> None:
    _reports("public_web", 30, datetime(2026, 11, 10, 9, 0, tzinfo=UTC), region="SA-01")
    _reports("public_web", 30, region="SA-02")
    first = _release(quarters=1)

    second = _release(datetime(2027, 2, 20, 9, 0, tzinfo=UTC))
    with pytest.raises(PeriodReleased):
        _release(datetime(2027, 2, 21, 9, 0, tzinfo=UTC))
    third = _release(datetime(2028, 2, 20, 9, 0, tzinfo=UTC))

    assert [row.code for row in (first, second, third)] == ["F-2026-Q3", "F-2026-Q4", "F-2027-Q4"]
    codes = [[table["table"] for table in row.published["tables"]] for row in (first, second, third)]
    assert ["reports_by_region" in each for each in codes] == [False, True, True]
    regions = _table(second, "reports_by_region")
    assert regions["rows"] == ["2026-Q1/2026-Q4"]
    assert regions["total"] == 60


def test_a_year_of_which_a_quarter_was_withheld_gives_no_regions() -> None:
    _reports("public_web", 30, datetime(2026, 11, 10, 9, 0, tzinfo=UTC), region="SA-01")
    _reports("public_web", 7, region="SA-02")
    _release(quarters=1)

    second = _release(datetime(2027, 2, 20, 9, 0, tzinfo=UTC))

    assert "reports_by_region" not in [table["table"] for table in second.published["tables"]]


def test_a_release_waits_while_a_country_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting may take longer than the minute after which the database ends a transaction that idles."""
    waited = []

    def slowly(*args: object, **how: object) -> object:
        with connection.cursor() as cursor:
            cursor.execute("SHOW idle_in_transaction_session_timeout")
            waited.extend(cursor.fetchall())
        return published_tables(*args, **how)  # type: ignore[arg-type]

    monkeypatch.setattr("takatuf.insight.actions.published_tables", slowly)

    _release()

    assert waited == [("30min",)]


def test_only_a_director_publishes() -> None:
    caseworker = make_worker(make_agency(), Role.CASEWORKER)

    with acting(caseworker) as by:
        with pytest.raises(NotAllowed):
            make_release(by=by, at=AT)
        with pytest.raises(NotAllowed):
            order_release(by=by, at=AT)


def test_a_release_asked_for_on_a_page_is_counted_by_the_worker() -> None:
    director = make_worker(make_agency(), Role.DIRECTOR)
    with acting(director) as by:
        order_release(by=by, at=AT)
        with pytest.raises(ReleaseUnderWay):
            order_release(by=by, at=AT)

    assert make_ordered_releases(at=AT) == 1
    assert make_ordered_releases(at=AT) == 0

    assert release("F-2026-Q3").period_from == date(2025, 10, 1)
    with acting(director) as by, pytest.raises(PeriodReleased):
        order_release(by=by, at=AT)


def test_anybody_reads_the_latest_release_without_a_scope() -> None:
    assert latest_release() is None

    _release(with_running_quarter=True)

    with override("en"):
        view = latest_release()
    assert view is not None
    assert view.provisional
    assert view.tables[0].rows[-1].label == "Quarter 4 of 2026"
    assert view.caveats[0].startswith("Reports are not children")
    assert any("lateness" in caveat for caveat in view.caveats)


def test_a_release_cannot_be_changed() -> None:
    _release()

    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("UPDATE insight_release SET provisional = true")
    assert not Release.objects.get().provisional


def test_quarters_with_few_reports_are_put_together() -> None:
    _reports("public_web", 30)
    _reports("public_web", 5, datetime(2026, 5, 4, tzinfo=UTC))

    table = _table(_release(), "reports_by_channel")

    assert table["together"]
    assert table["rows"] == ["2025-Q4/2026-Q3"]
    assert table["total"] == 35


def test_a_count_that_is_small_in_all_is_withheld_whole() -> None:
    _reports("public_web", 7)

    row = _release()

    table = _table(row, "reports_by_channel")
    assert table["withheld"]
    assert table["cells"] == []
    assert "withheld" in published_csv(row.code)
    with override("en"):
        view = release(row.code)
    (shown,) = [one for one in view.tables if one.code == "reports_by_channel"]
    assert shown.sentence == "Fewer than 10 in all: the numbers are not shown."


def test_a_sentence_says_only_published_numbers() -> None:
    _reports("public_web", 43)
    _reports("hotline", 12)

    with override("en"):
        row = _release()
        view = release(row.code)

    said = {table.code: table.sentence for table in view.tables}
    assert said["reports_by_channel"] == "In Quarter 3 of 2026 most reports came by: Public form."
    assert said["reports_by_reporter"].endswith("no report came from children themselves.")
    assert said["first_review"].startswith(
        "In Quarter 3 of 2026 at least half of the reports waited longer than 3 days or were not reviewed yet."
    )
    assert said["care_asked"] == "Nothing was counted in this period."


def test_the_lines_of_the_download_are_the_cells_of_the_page() -> None:
    _reports("public_web", 43)
    row = _release()

    lines = published_csv(row.code).splitlines()

    assert "F-2026-Q3,reports_by_channel,1,reports,2026-Q3,public_web,45,shown" in lines
    assert lines[0] == "release,table,indicator,family,row,column,number,state"
    with pytest.raises(NotFound):
        published_csv("F-1999-Q1")
