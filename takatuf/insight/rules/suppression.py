"""Suppression of small cells, with rounding and the complementary cells that protect them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from takatuf.insight.rules.working_out import Interval, Place, feasible_interval
from takatuf.kernel.errors import Refused


class BadTable(Refused):
    """Counts that cannot be published as they are: not a rectangle, negative, or a base above the minimum."""


class CannotProtect(Refused):
    """However much is hidden, a reader who knows the totals exactly could come near to a small number."""


@dataclass(frozen=True, slots=True)
class SafeTable:
    """A table that may be published. None: suppressed. Every number is rounded, and totals stand for themselves.

    Rounded parts need not add up to the rounded total; the page says so.
    """

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None
    minimum: int
    base: int

    @property
    def suppressed(self) -> int:
        """How many cells and totals are hidden."""
        return sum(value is None for value in (*self._all(), self.total))

    def _all(self) -> tuple[int | None, ...]:
        return (*(value for row in self.cells for value in row), *self.row_totals, *self.column_totals)


def rounded(value: int, base: int) -> int:
    """To the nearest multiple of the base; the half of an even base goes up."""
    return (value + base // 2) // base * base


def window(published: int, *, minimum: int, base: int) -> Interval:
    """What a reader knows of a published number: a zero is a true zero, anything else lies around it and is not small."""
    if published == 0:
        return Interval(0, 0)
    low = published - base // 2
    return Interval(max(minimum, low), low + base - 1)


def is_protected(interval: Interval, *, minimum: int) -> bool:
    """Whether a reader who knows this much cannot tell that the count is small, nor come near to it.

    The range reaches the minimum, so that the cell might as well be a large one that was hidden to protect another,
    and it holds at least `minimum` numbers.
    """
    return interval.high is None or (interval.high >= minimum and interval.high - interval.low + 1 >= minimum)


class _Hiding:
    """The search for the cells to hide; each step hides one more, so it ends."""

    def __init__(
        self,
        table: Sequence[Sequence[int]],
        minimum: int,
        base: int,
        exact: Collection[Place] = (),
        given: Mapping[Place, Interval] | None = None,
    ) -> None:
        self.rows, self.columns = len(table), len(table[0])
        self.exact, self.given = frozenset(exact), dict(given or {})
        self.minimum, self.base = minimum, base
        self.values: dict[Place, int] = {
            (row, column): value for row, line in enumerate(table) for column, value in enumerate(line)
        }
        for row in range(self.rows):
            self.values[row, self.columns] = sum(table[row])
        for column in range(self.columns):
            self.values[self.rows, column] = sum(line[column] for line in table)
        self.values[self.rows, self.columns] = sum(sum(line) for line in table)
        self.small = {
            place for place, value in self.values.items()
            if 0 < value < minimum and place not in self.exact and place not in self.given
        }  # fmt: skip
        self.hidden = {*self.small, *self.given}

    def exposed(self) -> Place | None:
        """A small cell that a reader could still work out, or None."""
        ranges = {place: self._known(place) for place in self.values}
        for place in sorted(self.small):
            interval = feasible_interval(place, self.values, ranges, rows=self.rows, columns=self.columns)
            if not is_protected(interval, minimum=self.minimum):
                return place
        return None

    def _known(self, place: Place) -> Interval:
        if place in self.exact:
            return Interval(self.values[place], self.values[place])
        if place in self.given:
            return self.given[place]
        if place in self.hidden:
            return Interval(1, None)  # a true zero is shown, so whatever is hidden is at least one
        return window(rounded(self.values[place], self.base), minimum=self.minimum, base=self.base)

    def hide_beside(self, place: Place) -> None:
        """Hide one more number: in the same row or column if there is one, cells before totals, the smallest first."""
        shown = [
            other for other, value in self.values.items()
            if value and other not in self.hidden and other not in self.exact
        ]  # fmt: skip
        if not shown:
            raise CannotProtect("Hiding more would not protect this table.")

        def cost(other: Place) -> tuple[bool, bool, int, Place]:
            beside = other[0] == place[0] or other[1] == place[1]
            is_total = other[0] == self.rows or other[1] == self.columns
            return (not beside, is_total, self.values[other], other)

        self.hidden.add(min(shown, key=cost))

    def show_again(self) -> None:
        """Take back each complementary cell that turned out not to be needed, the largest first."""
        for place in sorted(
            self.hidden - self.small - self.given.keys(), key=lambda other: -self.values[other]
        ):
            self.hidden.discard(place)
            if self.exposed() is not None:
                self.hidden.add(place)

    def published(self, place: Place) -> int | None:
        """The number that is printed; None when it is hidden."""
        return None if place in self.hidden else rounded(self.values[place], self.base)


def suppress(
    table: Sequence[Sequence[int]],
    *,
    minimum: int = 10,
    base: int = 5,
    exact: Collection[Place] = (),
    given: Mapping[Place, Interval] | None = None,
) -> SafeTable:
    """The table as it may be published: rows x columns of counts in, rounded numbers and gaps out.

    Counts from 1 to `minimum` - 1 are hidden (primary), in cells and in totals; further numbers are hidden
    (complementary) until no reader can work a small one out from what is printed, rounding and totals taken into
    account (`is_protected`, checked by the exact range of the cell). A true zero is shown. Gaps of both kinds look
    alike. Alone it does not protect against a reader who compares it with another table of the same things: for those
    `exact` names the totals that the tables share. They are taken as known to the reader exactly, so that what is
    hidden is protected inside this one table, whatever the others say (see `families`). `given` names what does not
    stand in this table, and what a reader knows of it from elsewhere. Source: field/policy.md 7.2
    (ONS threshold 10; Ofqual, HESA rounding to 5).

    Raises BadTable for an empty or ragged table, a negative count, or a base above the minimum; CannotProtect, only
    with `exact`, where hiding everything would still give a small number away.
    """
    if not table or not table[0] or len({len(line) for line in table}) != 1:
        raise BadTable("A table needs rows of one length.")
    if any(value < 0 for line in table for value in line):
        raise BadTable("A count is never negative.")
    if not 1 <= base <= minimum:
        raise BadTable("The rounding base lies between 1 and the minimum.")
    hiding = _Hiding(table, minimum, base, exact, given)
    while (place := hiding.exposed()) is not None:
        hiding.hide_beside(place)
    hiding.show_again()
    rows, columns = range(hiding.rows), range(hiding.columns)
    return SafeTable(
        cells=tuple(tuple(hiding.published((row, column)) for column in columns) for row in rows),
        row_totals=tuple(hiding.published((row, hiding.columns)) for row in rows),
        column_totals=tuple(hiding.published((hiding.rows, column)) for column in columns),
        total=hiding.published((hiding.rows, hiding.columns)),
        minimum=minimum,
        base=base,
    )
