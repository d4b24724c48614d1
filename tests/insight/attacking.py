"""The attacker of published tables: scipy's MILP (HiGHS), which knows nothing of how they were made.

It takes every number that is printed, in all tables at once, and asks how small and how large each hidden count can be.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from takatuf.insight.rules import SafeTable, window

MINIMUM, BASE = 10, 5
Cell = tuple[str, int, int]


class Attack:
    """Every printed number of every table as a constraint on the cells of all of them."""

    def __init__(self, shapes: Mapping[str, tuple[int, int]]) -> None:
        self.places: dict[Cell, int] = {}
        for name, (rows, columns) in shapes.items():
            for row in range(rows):
                for column in range(columns):
                    self.places[name, row, column] = len(self.places)
        self.lines: list[np.ndarray] = []
        self.lows: list[float] = []
        self.highs: list[float] = []
        self.parts: list[tuple[np.ndarray, np.ndarray]] = []

    def line(self, cells: Sequence[Cell], minus: Sequence[Cell] = ()) -> np.ndarray:
        found = np.zeros(len(self.places))
        for cell in cells:
            found[self.places[cell]] += 1
        for cell in minus:
            found[self.places[cell]] -= 1
        return found

    def know(self, line: np.ndarray, low: float, high: float) -> None:
        self.lines.append(line)
        self.lows.append(low)
        self.highs.append(high)
        self.parts = []

    def printed(self, cells: Sequence[Cell], value: int | None, *, unknown_low: int) -> None:
        if value is None:
            self.know(self.line(cells), unknown_low, np.inf)
        else:
            known = window(value, minimum=MINIMUM, base=BASE)
            self.know(self.line(cells), known.low, np.inf if known.high is None else known.high)

    def range_of(self, cells: Sequence[Cell], *, near: int | None = None) -> tuple[float, float]:
        """How small and how large the sum of these cells can be; only what hangs together with them is looked at.

        With `near`, the true value, the smallest is not looked for where the largest lies far enough from it.
        """
        lines, places = self._together(cells)
        known = LinearConstraint(
            np.array(self.lines)[np.ix_(lines, places)],
            np.array(self.lows)[lines],
            np.array(self.highs)[lines],
        )
        aim = self.line(cells)[places]

        def most(sign: int) -> float:
            solved = milp(
                -sign * aim, constraints=known, integrality=np.ones(len(aim)), bounds=Bounds(0, 5000)
            )
            assert solved.success, solved.message
            return -sign * round(solved.fun)

        high = most(1)
        return (near if near is not None and high - near + 1 >= MINIMUM else most(-1)), high

    def _together(self, cells: Sequence[Cell]) -> tuple[np.ndarray, np.ndarray]:
        """The lines and places that are tied, directly or by others, to these cells."""
        for lines, places in self.parts:
            if self.places[cells[0]] in places:
                return lines, places
        tied = np.array(self.lines) != 0
        found = self.line(cells) != 0
        while True:
            rows = tied[:, found].any(axis=1)
            wider = tied[rows].any(axis=0) | found
            if (wider == found).all():
                self.parts.append((np.flatnonzero(rows), np.flatnonzero(found)))
                return self.parts[-1]
            found = wider


def read_table(attack: Attack, name: str, safe: SafeTable) -> None:
    rows, columns = range(len(safe.cells)), range(len(safe.cells[0]))
    # A table of which only totals stand hides zeros too; elsewhere what is hidden is at least one.
    least = 0 if all(value is None for line in safe.cells for value in line) else 1
    for row in rows:
        for column in columns:
            attack.printed([(name, row, column)], safe.cells[row][column], unknown_low=least)
        attack.printed([(name, row, column) for column in columns], safe.row_totals[row], unknown_low=least)
    for column in columns:
        attack.printed([(name, row, column) for row in rows], safe.column_totals[column], unknown_low=least)
    attack.printed([(name, row, column) for row in rows for column in columns], safe.total, unknown_low=least)
