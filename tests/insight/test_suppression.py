"""Published tables: small numbers are hidden, and cannot be worked out from the rest."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takatuf.insight.rules import (
    BadTable,
    Interval,
    SafeTable,
    feasible_interval,
    is_protected,
    rounded,
    suppress,
    window,
)

counts = st.one_of(st.just(0), st.integers(1, 12), st.integers(10, 400))
tables = st.integers(1, 4).flatmap(
    lambda columns: st.lists(st.lists(counts, min_size=columns, max_size=columns), min_size=1, max_size=4)
)


def _everything(table: list[list[int]]) -> list[list[int]]:
    lines = [[*line, sum(line)] for line in table]
    return [*lines, [sum(column) for column in zip(*lines, strict=True)]]


def _printed(safe: SafeTable) -> list[list[int | None]]:
    lines: list[list[int | None]] = [
        [*line, total] for line, total in zip(safe.cells, safe.row_totals, strict=True)
    ]
    return [*lines, [*safe.column_totals, safe.total]]


@given(tables)
def test_no_small_number_is_printed_and_a_zero_is_a_true_zero(table: list[list[int]]) -> None:
    safe = suppress(table)

    for true_line, printed_line in zip(_everything(table), _printed(safe), strict=True):
        for true, printed in zip(true_line, printed_line, strict=True):
            assert printed is None or printed == 0 or printed >= 10
            assert (printed == 0) == (true == 0)
            if printed is not None:
                assert printed == rounded(true, 5)
                assert true == 0 or true >= 10


@given(tables)
def test_no_small_number_can_be_worked_out(table: list[list[int]]) -> None:
    safe = suppress(table)

    values = {(r, c): value for r, line in enumerate(_everything(table)) for c, value in enumerate(line)}
    ranges = {
        (r, c): Interval(1, None) if printed is None else window(printed, minimum=10, base=5)
        for r, line in enumerate(_printed(safe))
        for c, printed in enumerate(line)
    }
    for place, value in values.items():
        if 0 < value < 10:
            interval = feasible_interval(place, values, ranges, rows=len(table), columns=len(table[0]))
            assert is_protected(interval, minimum=10)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 8), min_size=2, max_size=2), min_size=2, max_size=2))
def test_trying_every_table_finds_no_small_number(table: list[list[int]]) -> None:
    """The check without the clever part: every table of the right size that prints the same, one by one."""
    minimum, base = 4, 3
    safe = suppress(table, minimum=minimum, base=base)
    printed = [value for line in _printed(safe) for value in line]
    choices = [
        range(1, 14)
        if value is None
        else range((w := window(value, minimum=minimum, base=base)).low, (w.high or 0) + 1)
        for line in safe.cells
        for value in line
    ]

    seen: list[set[int]] = [set() for _ in printed]
    for a, b, c, d in product(*choices):
        candidate = [value for line in _everything([[a, b], [c, d]]) for value in line]
        if all(
            value >= 1 if shown is None else rounded(value, base) == shown and (shown == 0) == (value == 0)
            for value, shown in zip(candidate, printed, strict=True)
        ):
            for place, value in enumerate(candidate):
                seen[place].add(value)

    for place, value in enumerate(value for line in _everything(table) for value in line):
        if 0 < value < minimum:
            assert max(seen[place]) >= minimum
            assert max(seen[place]) - min(seen[place]) + 1 >= minimum


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 5), min_size=2, max_size=2), min_size=2, max_size=2),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=9, max_size=9),
)
def test_the_worked_out_range_is_exact(table: list[list[int]], slack: list[tuple[int, int]]) -> None:
    values = {(r, c): value for r, line in enumerate(_everything(table)) for c, value in enumerate(line)}
    ranges = {
        place: Interval(max(0, value - below), value + above)
        for (place, value), (below, above) in zip(values.items(), slack, strict=True)
    }

    possible = set()
    inner = [range(ranges[r, c].low, (ranges[r, c].high or 0) + 1) for r in range(2) for c in range(2)]
    for a, b, c, d in product(*inner):
        everything = {
            (r, k): value
            for r, line in enumerate(_everything([[a, b], [c, d]]))
            for k, value in enumerate(line)
        }
        if all(ranges[p].low <= everything[p] <= (ranges[p].high or 0) for p in everything):
            possible.add(tuple(everything[p] for p in values))

    for index, place in enumerate(values):
        interval = feasible_interval(place, values, ranges, rows=2, columns=2)
        assert (interval.low, interval.high) == (
            min(line[index] for line in possible),
            max(line[index] for line in possible),
        )


def test_a_lone_small_cell_hides_another_in_its_row_and_column() -> None:
    safe = suppress([[3, 100, 100], [100, 100, 100], [100, 100, 100]], base=1)

    hidden = [(r, c) for r, line in enumerate(safe.cells) for c, value in enumerate(line) if value is None]
    assert len(hidden) == 4
    assert safe.total == 803


def test_rounding_alone_may_protect_and_then_nothing_more_is_hidden() -> None:
    safe = suppress([[3, 100, 100, 100], [100, 100, 100, 100], [100, 100, 100, 100]])

    assert safe.cells[0][0] is None
    assert safe.suppressed == 1


def test_large_numbers_are_only_rounded() -> None:
    safe = suppress([[12, 13], [0, 248]])

    assert safe.cells == ((10, 15), (0, 250))
    assert (safe.row_totals, safe.column_totals, safe.total) == ((25, 250), (10, 260), 275)


@pytest.mark.parametrize("table", [[], [[]], [[1, 2], [3]], [[-1]]])
def test_a_table_that_is_none_is_refused(table: list[list[int]]) -> None:
    with pytest.raises(BadTable):
        suppress(table)


def test_a_base_above_the_minimum_is_refused() -> None:
    with pytest.raises(BadTable):
        suppress([[1]], minimum=3, base=5)
