"""What a reader can work out: the exact range of any cell of a table, given ranges for all cells and totals."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

# A cell's place: (row, column). A row total stands in the column after the last, a column total in the row after the
# last, and the grand total in the corner.
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Interval:
    """The whole numbers from `low` to `high`, both included; `high` None: no upper end."""

    low: int
    high: int | None


class _Network:
    """The table as a circulation: source -> rows -> columns -> sink -> source, one edge for each cell or total.

    Every table that adds up is a flow in this network, and every whole-number flow is such a table; so the range of
    a cell is found by moving flow around it, exactly and without a solver.
    """

    def __init__(
        self, values: Mapping[Place, int], ranges: Mapping[Place, Interval], rows: int, columns: int
    ) -> None:
        self.rows, self.columns = rows, columns
        self.unbounded = 4 * (sum(values.values()) + 1)
        self.room: dict[tuple[str, str], int] = {}
        self.neighbours: dict[str, set[str]] = {}
        for place, value in values.items():
            start, end = self.ends(place)
            interval = ranges[place]
            high = self.unbounded + value if interval.high is None else interval.high
            self.room[start, end] = high - value
            self.room[end, start] = value - interval.low
            self.neighbours.setdefault(start, set()).add(end)
            self.neighbours.setdefault(end, set()).add(start)

    def ends(self, place: Place) -> tuple[str, str]:
        """The two nodes between which the cell's edge runs."""
        row, column = place
        if row == self.rows and column == self.columns:
            return "sink", "source"
        if column == self.columns:
            return "source", f"r{row}"
        if row == self.rows:
            return f"c{column}", "sink"
        return f"r{row}", f"c{column}"

    def movable(self, start: str, end: str, most: int) -> int:
        """How much flow can go from `start` to `end` without the edge between the two; at most `most`."""
        room = dict(self.room)
        room[start, end] = room[end, start] = 0
        moved = 0
        while moved < most:
            path = self._path(room, start, end)
            if not path:
                return moved
            step = min(most - moved, *(room[edge] for edge in path))
            for a, b in path:
                room[a, b] -= step
                room[b, a] += step
            moved += step
        return moved

    def _path(self, room: Mapping[tuple[str, str], int], start: str, end: str) -> list[tuple[str, str]]:
        came_from = {start: start}
        waiting = deque([start])
        while waiting and end not in came_from:
            node = waiting.popleft()
            for neighbour in self.neighbours[node]:
                if neighbour not in came_from and room[node, neighbour] > 0:
                    came_from[neighbour] = node
                    waiting.append(neighbour)
        if end not in came_from:
            return []
        path = [(came_from[end], end)]
        while path[-1][0] != start:
            path.append((came_from[path[-1][0]], path[-1][0]))
        return path


def feasible_interval(
    place: Place, values: Mapping[Place, int], ranges: Mapping[Place, Interval], *, rows: int, columns: int
) -> Interval:
    """The exact range of one cell over all whole-number tables that add up and keep every cell in its range.

    `values` are the true counts (any table within the ranges would do), totals included; each must lie in its range.
    """
    network = _Network(values, ranges, rows, columns)
    start, end = network.ends(place)
    value, interval = values[place], ranges[place]
    down = network.movable(start, end, value - interval.low)
    most_up = network.unbounded if interval.high is None else interval.high - value
    up = network.movable(end, start, most_up)
    if interval.high is None and up >= network.unbounded:
        return Interval(value - down, None)
    return Interval(value - down, value + up)
