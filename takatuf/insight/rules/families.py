"""Several tables of the same things: hidden together, so that no comparison of them gives a small number away.

Why it holds. The tables of a family count the same things, each by another question, so all a reader can join them by
are the totals of the rows and of the whole. Each table is suppressed as if the reader knew those totals exactly. Then
every other table that one of them might have been, with the same totals, stands beside all the others as they are: what
is hidden in one table stays hidden whatever the others print. Where a total itself is small, the rows are put together
until it is not; where all of it is small, nothing of the family is printed but that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from takatuf.insight.rules.suppression import BadTable, CannotProtect, SafeTable, rounded, suppress
from takatuf.insight.rules.working_out import Place

Counts = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class SafeFamily:
    """The tables of a family as they may be published.

    `together`: the rows were put together, so each table has one row. `withheld`: all of it is small; no table is given.
    """

    tables: Mapping[str, SafeTable]
    together: bool = False
    withheld: bool = False


def suppress_family(tables: Mapping[str, Counts], *, minimum: int = 10, base: int = 5) -> SafeFamily:
    """Tables of the same things, each rows x its own columns, with the same total in each row; hidden together.

    Raises BadTable when the totals of the rows are not the same in every table.
    """
    totals = {name: [sum(line) for line in table] for name, table in tables.items()}
    first = next(iter(totals.values()), [])
    if any(other != first for other in totals.values()):
        raise BadTable("Tables of the same things have the same totals.")
    whole = sum(first)
    if 0 < whole < minimum:
        return SafeFamily({}, withheld=True)
    together = any(0 < total < minimum for total in first)
    safe = {}
    for name, table in tables.items():
        lines = [[sum(column) for column in zip(*table, strict=True)]] if together else table
        safe[name] = suppress_within(lines, minimum=minimum, base=base)
    return SafeFamily(safe, together=together)


def suppress_within(table: Counts, *, minimum: int = 10, base: int = 5) -> SafeTable:
    """One table whose row totals a reader knows exactly; where its parts cannot be protected, only the totals stand."""
    rows, columns = len(table), len(table[0]) if table else 0
    exact: list[Place] = [(row, columns) for row in range(rows)] + [(rows, columns)]
    try:
        return suppress(table, minimum=minimum, base=base, exact=exact)
    except CannotProtect:
        return _only_totals(table, columns, minimum, base)


def suppress_crossing(table: Counts, *, minimum: int = 10, base: int = 5) -> SafeTable:
    """A table of two questions that stand in no other table: only the total of all is known from elsewhere."""
    rows, columns = len(table), len(table[0]) if table else 0
    try:
        return suppress(table, minimum=minimum, base=base, exact=[(rows, columns)])
    except CannotProtect:
        return _only_totals(table, columns, minimum, base, rows_too=True)


def _only_totals(
    table: Counts, columns: int, minimum: int, base: int, *, rows_too: bool = False
) -> SafeTable:
    lines = [sum(line) for line in table]
    return SafeTable(
        cells=tuple((None,) * columns for _line in lines),
        row_totals=tuple(None if rows_too else rounded(total, base) for total in lines),
        column_totals=(None,) * columns,
        total=rounded(sum(lines), base),
        minimum=minimum,
        base=base,
    )
