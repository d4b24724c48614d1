"""Everything that is published, one release after another, attacked at once: no small count can be worked out.

The attacker knows the dictionary: not only that tables of one family count the same things, but also which answers of one
table are answers of another one, within a family and across families.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from takatuf.insight.counting import Span, safe_tables
from takatuf.insight.dictionary import dictionary
from takatuf.insight.rules import Quarter, SafeTable, quarters_of
from tests.insight.attacking import MINIMUM, Attack, Cell, read_table
from tests.insight.worlds import World, true_count

YEAR = [Quarter(2026, number) for number in (1, 2, 3, 4)]
# The quarters of each release, and over which its regions stand: a first release of four, or one after the other all the year.
SCHEDULES: list[list[tuple[list[Quarter], list[Quarter]]]] = [
    [(YEAR, YEAR), ([Quarter(2027, 1)], []), ([Quarter(2027, 2)], [])],
    [([quarter], YEAR if quarter == YEAR[-1] else []) for quarter in YEAR],
]
Side = tuple[str, tuple[str, ...]]
_REVIEWED_LATE = ("hour", "four_hours", "day", "three_days", "later", "not_yet")
# What is counted on the left is counted on the right too, in the same row.
PARTS: list[tuple[Side, Side]] = [
    (("urgent_in_time", ("still_running",)), ("first_review", ("not_yet",))),
    (("urgent_in_time", ("day_in_time", "night_in_time")), ("first_review", ("quarter_hour", "hour", "four_hours"))),
    (("urgent_in_time", ("day_late", "night_late")), ("first_review", _REVIEWED_LATE)),
    (("reports_by_channel", ("provider", "message")), ("reports_by_reporter", ("other",))),
    (("court_times", ("in_time",)), ("limits_kept", ("in_time",))),
    (("court_times", ("late", "not_yet")), ("limits_kept", ("late", "level_1", "level_2", "level_3"))),
]  # fmt: skip
# What stands in a quarter on the left stood on the right in that quarter or the one before.
EARLIER: list[tuple[Side, Side]] = [
    (
        ("referral_time", ("two_hours", "six_hours", "day", "three_days", "later")),
        ("referrals_by_outcome", ("accepted", "declined", "withdrawn")),
    ),
    (("follow_ups", ("90_done", "90_not")), ("follow_ups", ("30_done", "30_not"))),
    (("follow_ups", ("180_done", "180_not")), ("follow_ups", ("90_done", "90_not"))),
]


def _published(world: World, schedule: Sequence[tuple[list[Quarter], list[Quarter]]]) -> list[dict[str, Any]]:
    """The tables of all releases; each has a name of its own."""
    at, found = datetime(2027, 9, 1, tzinfo=UTC), []
    counted = {code: world.counts.get(code, Counter()) for code in dictionary().tables}
    for number, (quarters, year) in enumerate(schedule):
        found += [
            {**table, "name": f"{number}:{table['table']}"}
            for table in safe_tables(dictionary(), counted, Span(tuple(quarters), at), Span(tuple(year), at))
        ]
    return found


class Everything:
    """Every published table, and what the attacker knows of all of them together."""

    def __init__(self, tables: Iterable[Mapping[str, Any]]) -> None:
        self.tables = [table for table in tables if not table["withheld"]]
        self.attack = Attack({one["name"]: (len(one["rows"]), len(one["columns"])) for one in self.tables})
        self.by_table: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for one in self.tables:
            self.by_table[one["table"]].append(one)
            read_table(self.attack, one["name"], _safe(one))
        self._same_things()
        for part, whole in PARTS:
            self._part_of(part, whole)
        for later, before in EARLIER:
            self._stood_before(later, before)

    def cells(self, side: Side, quarters: frozenset[Quarter]) -> list[Cell]:
        """The cells of these columns over exactly these quarters; none where the rows do not make them up."""
        name, columns = side
        found: list[Cell] = []
        seen: set[Quarter] = set()
        for table in self.by_table[name]:
            for row, label in enumerate(table["rows"]):
                own = set(quarters_of(label))
                if own <= quarters:
                    seen |= own
                    found += [(table["name"], row, place) for place, code in enumerate(table["columns"]) if code in columns]  # fmt: skip
        return found if seen == quarters else []

    def _spans(self) -> set[frozenset[Quarter]]:
        """All rows that stand anywhere, and what the rows of a table make up together."""
        rows = {frozenset(quarters_of(label)) for one in self.tables for label in one["rows"]}
        whole = {
            frozenset(quarter for label in one["rows"] for quarter in quarters_of(label))
            for one in self.tables
        }
        return rows | whole - {frozenset()}

    def _same_things(self) -> None:
        families = defaultdict(set)
        for one in self.tables:
            families[one["family"]].add((one["table"], tuple(one["columns"])))
        for members in families.values():
            first, *others = sorted(members)
            for other in others:
                for quarters in self._spans():
                    mine, theirs = self.cells(other, quarters), self.cells(first, quarters)
                    if mine and theirs:
                        self.attack.know(self.attack.line(mine, minus=theirs), 0, 0)

    def _part_of(self, part: Side, whole: Side) -> None:
        for quarters in self._spans():
            less, more = self.cells(part, quarters), self.cells(whole, quarters)
            if less and more:
                self.attack.know(self.attack.line(more, minus=less), 0, float("inf"))

    def _stood_before(self, later: Side, before: Side) -> None:
        for quarters in self._spans():
            less = self.cells(later, quarters)
            more = self.cells(before, frozenset({*quarters, *(quarter.before for quarter in quarters)}))
            if less and more:
                self.attack.know(self.attack.line(more, minus=less), 0, float("inf"))


def _safe(table: Mapping[str, Any]) -> SafeTable:
    return SafeTable(
        tuple(map(tuple, table["cells"])), tuple(table["row_totals"]), tuple(table["column_totals"]), table["total"],
        table["minimum"], table["base"],
    )  # fmt: skip


def _small(tables: Iterable[Mapping[str, Any]], world: World) -> list[tuple[Cell, int]]:
    found = []
    for table in tables:
        for row, label in enumerate(table["rows"]):
            quarters = quarters_of(label)
            for place, column in enumerate(table["columns"]):
                value = true_count(world.counts, table["table"], quarters, column)
                if 0 < value < MINIMUM:
                    found.append(((table["name"], row, place), value))
    return found


@pytest.mark.parametrize(("seed", "schedule"), [(0, 0), (1, 0), (2, 1), (3, 1)])
def test_no_small_count_is_found_in_everything_that_is_printed_one_release_after_another(
    seed: int, schedule: int
) -> None:
    releases = SCHEDULES[schedule]
    world = World(seed, [quarter for quarters, _year in releases for quarter in quarters])
    known = Everything(_published(world, releases))
    small = _small(known.tables, world)
    assert len(small) > 20

    found = [(cell, value, *known.attack.range_of([cell], near=value)) for cell, value in small]

    assert all(low <= value <= high for _cell, value, low, high in found)
    assert [one for one in found if one[3] < MINIMUM or one[3] - one[2] + 1 < MINIMUM] == []


def _hand_made(table: str, columns: list[str], cells: list[int | None]) -> dict[str, Any]:
    """A table of one line that nobody protected, as it would be published."""
    return {
        "table": table, "name": table, "family": "reports", "rows": ["2026-Q4"], "columns": columns, "cells": [cells],
        "row_totals": [65], "column_totals": cells, "total": 65, "minimum": 10, "base": 5, "withheld": False,
    }  # fmt: skip


def test_the_attack_finds_what_one_table_gives_away_of_another() -> None:
    """The attack can fail us: few told by others, so no more can have come by a provider's door."""
    doors = _hand_made("reports_by_channel", ["public_web", "provider", "agency"], [50, None, None])
    tellers = _hand_made("reports_by_reporter", ["parent", "child", "other"], [60, None, None])
    provider = [("reports_by_channel", 0, 1)]

    _low, apart = Everything([doors]).attack.range_of(provider)
    _low, together = Everything([doors, tellers]).attack.range_of(provider)

    assert apart >= MINIMUM > together
