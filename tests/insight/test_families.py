"""Several tables of the same things: a reader who joins them all by integer programming finds no small number.

The attacker (tests/insight/attacking.py) takes every number that is printed, in all tables at once.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takatuf.insight.rules import (
    BadTable,
    SafeFamily,
    SafeTable,
    suppress_crossing,
    suppress_family,
    suppress_within,
)
from tests.insight.attacking import MINIMUM, Attack, Cell, read_table

BASE = 5
Tables = Mapping[str, Sequence[Sequence[int]]]


@st.composite
def micro_data(draw: st.DrawFn) -> list[tuple[int, ...]]:
    """How many things there are of each kind: a row, and an answer to each of three questions."""
    rows, sizes = draw(st.integers(1, 3)), [draw(st.integers(2, 3)) for _ in range(3)]
    kinds = draw(
        st.lists(
            st.tuples(
                st.integers(0, rows - 1), *(st.integers(0, size - 1) for size in sizes),
                st.one_of(st.integers(1, 6), st.integers(1, 60)),
            ), min_size=1, max_size=14,
        )
    )  # fmt: skip
    return [(rows, *sizes), *kinds]


def _tables(data: list[tuple[int, ...]]) -> dict[str, list[list[int]]]:
    """The same things counted by three questions, row by row; the totals of the rows are the same by themselves."""
    (rows, *sizes), kinds = data[0], data[1:]
    tables = {f"t{place}": [[0] * size for _ in range(rows)] for place, size in enumerate(sizes)}
    for row, *answers, count in kinds:
        for place, answer in enumerate(answers):
            tables[f"t{place}"][row][answer] += count
    return tables


def _attack(family: SafeFamily) -> Attack:
    attack = Attack({name: (len(safe.cells), len(safe.cells[0])) for name, safe in family.tables.items()})
    names = list(family.tables)
    for name, safe in family.tables.items():
        read_table(attack, name, safe)
        for row in range(len(safe.cells)):
            mine = [(name, row, column) for column in range(len(safe.cells[0]))]
            theirs = [(names[0], row, column) for column in range(len(family.tables[names[0]].cells[0]))]
            attack.know(attack.line(mine, minus=theirs), 0, 0)  # the same things: the same total in each row
    return attack


def _small(tables: Tables, *, together: bool) -> list[tuple[Cell, int]]:
    found = []
    for name, table in tables.items():
        lines = [[sum(column) for column in zip(*table, strict=True)]] if together else table
        for row, line in enumerate(lines):
            found += [
                ((name, row, column), value) for column, value in enumerate(line) if 0 < value < MINIMUM
            ]
    return found


@settings(max_examples=60, deadline=None)
@given(micro_data())
def test_no_small_number_is_found_by_joining_all_tables(data: list[tuple[int, ...]]) -> None:
    tables = _tables(data)
    family = suppress_family(tables)
    if family.withheld:
        assert 0 < sum(map(sum, tables["t0"])) < MINIMUM
        return

    attack = _attack(family)

    for cell, value in _small(tables, together=family.together):
        low, high = attack.range_of([cell])
        assert low <= value <= high
        assert high >= MINIMUM
        assert high - low + 1 >= MINIMUM


@settings(max_examples=40, deadline=None)
@given(micro_data())
def test_no_small_total_of_a_column_is_found_either(data: list[tuple[int, ...]]) -> None:
    tables = _tables(data)
    family = suppress_family(tables)
    if family.withheld:
        return
    attack = _attack(family)

    for name, safe in family.tables.items():
        for column in range(len(safe.cells[0])):
            value = sum(line[column] for line in tables[name])
            if 0 < value < MINIMUM:
                low, high = attack.range_of([(name, row, column) for row in range(len(safe.cells))])
                assert high >= MINIMUM
                assert high - low + 1 >= MINIMUM


def test_the_attack_would_find_what_one_table_alone_leaves_open() -> None:
    """The attack can fail us: two tables that are each hidden by themselves, and give a number away together."""
    leaky = SafeTable(((None, 100), (100, 100)), (105, 200), (105, 200), 305, MINIMUM, BASE)
    attack = _attack(SafeFamily({"t0": leaky}))

    low, high = attack.range_of([("t0", 0, 0)])

    assert high - low + 1 < MINIMUM


@settings(max_examples=60, deadline=None)
@given(micro_data())
def test_rows_with_a_small_total_are_put_together(data: list[tuple[int, ...]]) -> None:
    tables = _tables(data)

    family = suppress_family(tables)

    totals = [sum(line) for line in tables["t0"]]
    if not family.withheld:
        assert family.together == any(0 < total < MINIMUM for total in totals)
        assert all(value is None or value == 0 or value >= MINIMUM for safe in family.tables.values() for value in safe.row_totals)  # fmt: skip


def test_tables_that_do_not_count_the_same_things_are_refused() -> None:
    with pytest.raises(BadTable):
        suppress_family({"one": [[10, 20]], "other": [[10, 21]]})


def test_a_table_that_cannot_be_protected_shows_its_totals_only() -> None:
    safe = suppress_within([[3, 8]])

    assert safe.cells == ((None, None),)
    assert safe.row_totals == (10,)
    assert safe.total == 10


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=3))
def test_a_table_of_two_new_questions_gives_no_small_number_away_to_who_knows_the_total(
    table: list[list[int]],
) -> None:
    whole = sum(map(sum, table))
    if whole < MINIMUM:
        return
    safe = suppress_crossing(table)
    attack = Attack({"t": (len(table), 3)})
    read_table(attack, "t", safe)
    attack.know(np.ones(len(attack.places)), whole, whole)

    for row, line in enumerate(table):
        for column, value in enumerate(line):
            if 0 < value < MINIMUM:
                low, high = attack.range_of([("t", row, column)])
                assert high >= MINIMUM
                assert high - low + 1 >= MINIMUM
