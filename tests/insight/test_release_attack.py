"""A release as it is downloaded, attacked whole, with research tables and ladders beside it: no small count can be worked out."""

import json
import random
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from takatuf.agencies.actions import open_records
from takatuf.agencies.models import RecordKind, Sector
from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.insight.actions import make_release
from takatuf.insight.ladder.actions import count_ladders
from takatuf.insight.ladder.queries import ladder_of
from takatuf.insight.queries import published_json
from takatuf.insight.research.actions import (
    approve_extract,
    ask_for_extract,
    draw_approved_extracts,
    read_extract,
)
from takatuf.insight.rules import SafeTable
from takatuf.intake.models import Report
from takatuf.kernel.ids import uuid7
from tests.awareness.situations import make_campaign, make_officer
from tests.factories import acting, make_agency, make_worker
from tests.insight.attacking import MINIMUM, Attack, Cell, read_table

pytestmark = pytest.mark.usefixtures("house")

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
QUARTERS = [datetime(2025, 11, 10, tzinfo=UTC), datetime(2026, 2, 10, tzinfo=UTC), datetime(2026, 5, 10, tzinfo=UTC), datetime(2026, 8, 10, tzinfo=UTC)]  # fmt: skip
TABLES = ("reports_by_channel", "reports_by_reporter", "reports_by_kind", "reports_by_region")


def _fill(source: random.Random, codes: Sequence[str] = ()) -> dict[str, Counter[Any]]:
    """Invented reports in four quarters, most of them alike and some rare; returns the true counts by table, quarter and code.

    Also by (language, hour) for the research table, and by (campaign's code, whether it was a call) for the ladders.
    """
    hotline, rows = make_agency(sector=Sector.HOTLINE), []
    true: dict[str, Counter[Any]] = {name: Counter() for name in (*TABLES, "extract", "ladder")}
    for quarter, at in enumerate(QUARTERS):
        for _ in range(source.randrange(15, 60)):
            told = {
                "reports_by_channel": source.choices(
                    ["public_web", "hotline", "provider", "agency"], [60, 20, 5, 2]
                )[0],
                "reports_by_reporter": source.choices(["parent", "child", "professional"], [70, 8, 20])[0],
                "reports_by_kind": source.choices(["grooming", "extortion", "marriage"], [70, 20, 4])[0],
                "reports_by_region": source.choices(["SA-01", "SA-02", "SA-12"], [70, 20, 3])[0],
                "language": source.choices(["ar", "en", "ur"], [60, 30, 3])[0],
                "hour": source.choices([3, 10, 20], [10, 60, 30])[0],
                "campaign": source.choices([*codes, ""], [4, 50, 10])[0] if codes else "",
            }
            for name in TABLES:
                true[name][quarter, told[name]] += 1
            true["extract"][told["language"], told["hour"]] += 1
            true["ladder"][told["campaign"], int(told["reports_by_channel"] == "hotline")] += 1
            rows.append((at.replace(hour=told["hour"] - 3) + timedelta(seconds=len(rows)), told))
    ids = [uuid7() for _ in rows]
    with system_scope("intake"):
        open_records(ids=ids, kind=RecordKind.REPORT, lead=hotline.id, at=AT)
    Report.objects.using("keeper").bulk_create([
        Report(
            id=uuid7(), record_id=id, agency_id=hotline.id, code=f"R-{str(id)[-12:]}", channel=told["reports_by_channel"],
            region=told["reports_by_region"], reporter_kind=told["reports_by_reporter"], language=told["language"], campaign=told["campaign"],
            kinds=[told["reports_by_kind"]], content=b"x", received_at=at,
        )
        for id, (at, told) in zip(ids, rows, strict=True)
    ])  # fmt: skip
    return true


def _attack_of(code: str) -> tuple[Attack, dict[str, dict[str, Any]]]:
    """The attacker, who has read every table about reports of a release; and those tables."""
    told = {table["table"]: table for table in json.loads(published_json(code))["tables"]}
    family = {name: table for name, table in told.items() if table["family"] == "reports"}
    shapes = {name: (len(table["rows"]), len(table["columns"])) for name, table in family.items()}
    attack = Attack({**shapes, "extract": (3, 3), "ladder": (3, 2)})
    for name, table in family.items():
        read_table(attack, name, _safe(table))
    _know_that_all_count_the_same(attack, family)
    return attack, family


def _safe(table: dict[str, Any]) -> SafeTable:
    return SafeTable(
        tuple(map(tuple, table["cells"])), tuple(table["row_totals"]), tuple(table["column_totals"]), table["total"],
        table["minimum"], table["base"],
    )  # fmt: skip


def _small_cells(true: dict[str, Counter[Any]], family: dict[str, dict[str, Any]]) -> list[tuple[Cell, int]]:
    found = []
    for name in TABLES:
        for row in range(len(family[name]["rows"])):
            for column, answer in enumerate(family[name]["columns"]):
                quarters = range(4) if len(family[name]["rows"]) == 1 else [row]
                value = sum(true[name][quarter, answer] for quarter in quarters)
                if 0 < value < MINIMUM:
                    found.append(((name, row, column), value))
    return found


def _is_not_found(attack: Attack, cells: Sequence[Cell], value: int) -> None:
    low, high = attack.range_of(cells)
    assert low <= value <= high
    assert high >= MINIMUM
    assert high - low + 1 >= MINIMUM


@pytest.mark.parametrize("seed", range(4))
def test_no_small_count_is_found_in_all_tables_of_a_downloaded_release(seed: int) -> None:
    true = _fill(random.Random(seed))
    with acting(make_worker(make_agency(sector=Sector.MINISTRY), Role.DIRECTOR)) as by:
        code = make_release(by=by, at=AT).code

    attack, family = _attack_of(code)

    small = _small_cells(true, family)
    assert small
    for cell, value in small:
        _is_not_found(attack, [cell], value)


@pytest.mark.parametrize("seed", range(3))
def test_no_small_count_is_found_in_a_release_a_research_table_and_the_ladders_together(seed: int) -> None:
    """Whoever reads all three: the public, a researcher's table, and the internal ladders of every campaign."""
    officer = make_officer()
    campaigns = [make_campaign(officer) for _ in range(2)]
    codes = [one.code for one in campaigns]
    true = _fill(random.Random(seed), codes)
    ministry = make_agency(sector=Sector.MINISTRY)
    director, asker = make_worker(ministry, Role.DIRECTOR), make_worker(make_agency(), Role.SUPERVISOR)
    with acting(director) as by:
        code = make_release(by=by, at=AT).code
    attack, family = _attack_of(code)
    _read_extract(attack, _drawn_extract(director, asker))
    with system_scope("counting") as by:
        count_ladders(by=by, at=AT)
    _read_ladders(attack, officer, [one.pk for one in campaigns], family)

    small = [([cell], value) for cell, value in _small_cells(true, family)]
    small += [
        ([("extract", row, column)], true["extract"][language, hour])
        for row, language in enumerate(("ar", "en", "ur"))
        for column, hour in enumerate((10, 20, 3))
    ]
    small += [
        ([("ladder", row, column)], true["ladder"][code, column])
        for row, code in enumerate(codes)
        for column in (0, 1)
    ]
    tried = [_is_not_found(attack, cells, value) for cells, value in small if 0 < value < MINIMUM]
    assert len(tried) > 3


def _drawn_extract(director: WorkerName, asker: WorkerName) -> dict[str, Any]:
    with acting(asker) as by:
        request = ask_for_extract(
            kind="reports_language_hour", first=(2025, 4), last=(2026, 3), institution="جامعة", purpose="متى تُكتب البلاغات؟",
            readable_until=AT.date() + timedelta(days=90), by=by, at=AT,
        )  # fmt: skip
    for who in (director, make_worker(make_agency(), Role.APPROVER)):
        with acting(who) as by:
            approve_extract(request_id=request.pk, by=by, at=AT)
    assert draw_approved_extracts(at=AT) == 1
    with acting(asker) as by:
        return dict(read_extract(request_id=request.pk, by=by, at=AT).extract or {})


def _read_extract(attack: Attack, extract: dict[str, Any]) -> None:
    assert (extract["rows"], extract["columns"]) == (["ar", "en", "ur"], ["day", "evening", "night"])
    read_table(attack, "extract", _safe(extract))


def _read_ladders(
    attack: Attack, officer: WorkerName, campaigns: Sequence[UUID], family: dict[str, dict[str, Any]]
) -> None:
    """What the ladders print, and that every report stands in the release: with one of the codes, or with none."""
    with acting(officer) as by:
        shown = [ladder_of(id, by=by) for id in campaigns]
    for row, one in enumerate(shown):
        assert one is not None
        told = (one.reports, one.calls, one.all_help)
        least = 0 if all(value is None for value in told) else 1
        for columns, value in zip(([0], [1], [0, 1]), told, strict=True):
            attack.printed([("ladder", row, column) for column in columns], value, unknown_low=least)
    doors = family["reports_by_channel"]
    rows = range(len(doors["rows"]))
    for column in (0, 1):
        here = [
            ("reports_by_channel", row, place)
            for row in rows
            for place, door in enumerate(doors["columns"])
            if (door == "hotline") == bool(column)
        ]
        attack.know(attack.line([("ladder", row, column) for row in range(3)], minus=here), 0, 0)
    everything = [
        ("reports_by_channel", row, place) for row in rows for place in range(len(doors["columns"]))
    ]
    extract = [("extract", row, column) for row in range(3) for column in range(3)]
    attack.know(attack.line(extract, minus=everything), 0, 0)


def _know_that_all_count_the_same(attack: Attack, family: dict[str, dict[str, Any]]) -> None:
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
