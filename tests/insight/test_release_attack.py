"""A release as it is downloaded, attacked whole: no small count of any table about reports can be worked out from all of them."""

import json
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from takatuf.agencies.actions import open_records
from takatuf.agencies.models import RecordKind, Sector
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.insight.actions import make_release
from takatuf.insight.queries import published_json
from takatuf.insight.rules import SafeTable
from takatuf.intake.models import Report
from takatuf.kernel.ids import uuid7
from tests.factories import acting, make_agency, make_worker
from tests.insight.attacking import MINIMUM, Attack, read_table

pytestmark = pytest.mark.usefixtures("house")

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
QUARTERS = [datetime(2025, 11, 10, tzinfo=UTC), datetime(2026, 2, 10, tzinfo=UTC), datetime(2026, 5, 10, tzinfo=UTC), datetime(2026, 8, 10, tzinfo=UTC)]  # fmt: skip
TABLES = ("reports_by_channel", "reports_by_reporter", "reports_by_kind", "reports_by_region")


def _fill(source: random.Random) -> dict[str, Counter[tuple[int, str]]]:
    """Invented reports in four quarters, most of them alike and some rare; returns the true counts by table, quarter and code."""
    hotline, rows = make_agency(sector=Sector.HOTLINE), []
    true: dict[str, Counter[tuple[int, str]]] = {name: Counter() for name in TABLES}
    for quarter, at in enumerate(QUARTERS):
        for _ in range(source.randrange(15, 60)):
            told = {
                "reports_by_channel": source.choices(
                    ["public_web", "hotline", "provider", "agency"], [60, 20, 5, 2]
                )[0],
                "reports_by_reporter": source.choices(["parent", "child", "professional"], [70, 8, 20])[0],
                "reports_by_kind": source.choices(["grooming", "extortion", "marriage"], [70, 20, 4])[0],
                "reports_by_region": source.choices(["SA-01", "SA-02", "SA-12"], [70, 20, 3])[0],
            }
            for name, code in told.items():
                true[name][quarter, code] += 1
            rows.append((at + timedelta(minutes=len(rows)), told))
    ids = [uuid7() for _ in rows]
    with system_scope("intake"):
        open_records(ids=ids, kind=RecordKind.REPORT, lead=hotline.id, at=AT)
    Report.objects.using("keeper").bulk_create([
        Report(
            id=uuid7(), record_id=id, agency_id=hotline.id, code=f"R-{str(id)[-12:]}", channel=told["reports_by_channel"],
            region=told["reports_by_region"], reporter_kind=told["reports_by_reporter"], language="ar",
            kinds=[told["reports_by_kind"]], content=b"x", received_at=at,
        )
        for id, (at, told) in zip(ids, rows, strict=True)
    ])  # fmt: skip
    return true


@pytest.mark.parametrize("seed", range(4))
def test_no_small_count_is_found_in_all_tables_of_a_downloaded_release(seed: int) -> None:
    true = _fill(random.Random(seed))
    with acting(make_worker(make_agency(sector=Sector.MINISTRY), Role.DIRECTOR)) as by:
        code = make_release(by=by, at=AT).code

    told = {table["table"]: table for table in json.loads(published_json(code))["tables"]}
    family = {name: table for name, table in told.items() if table["family"] == "reports"}
    attack = Attack({name: (len(table["rows"]), len(table["columns"])) for name, table in family.items()})
    for name, table in family.items():
        read_table(
            attack, name,
            SafeTable(
                tuple(map(tuple, table["cells"])), tuple(table["row_totals"]), tuple(table["column_totals"]), table["total"],
                table["minimum"], table["base"],
            ),
        )  # fmt: skip
    _know_that_all_count_the_same(attack, family)

    tried = 0
    for name in TABLES:
        for row in range(len(family[name]["rows"])):
            for column, answer in enumerate(family[name]["columns"]):
                quarters = range(4) if len(family[name]["rows"]) == 1 else [row]
                value = sum(true[name][quarter, answer] for quarter in quarters)
                if 0 < value < MINIMUM:
                    low, high = attack.range_of([(name, row, column)])
                    assert low <= value <= high
                    assert high >= MINIMUM
                    assert high - low + 1 >= MINIMUM
                    tried += 1
    assert tried > 0


def _know_that_all_count_the_same(attack: Attack, family: dict[str, dict[str, list[object]]]) -> None:
    """The same reports stand in every table: the same total in each quarter, and over all of them."""

    def cells(name: str, row: int) -> list[tuple[str, int, int]]:
        return [(name, row, column) for column in range(len(family[name]["columns"]))]

    first = "reports_by_channel"
    everything = [cell for row in range(len(family[first]["rows"])) for cell in cells(first, row)]
    for name, table in family.items():
        if len(table["rows"]) == len(family[first]["rows"]):
            for row in range(len(table["rows"])):
                attack.know(attack.line(cells(name, row), minus=cells(first, row)), 0, 0)
        whole = [cell for row in range(len(table["rows"])) for cell in cells(name, row)]
        attack.know(attack.line(whole, minus=everything), 0, 0)
    assert np.array(attack.lines).shape[0] == len(attack.lows)
