"""What the published numbers say: shares, the band of the middle, growth. They read what everybody reads, nothing else."""

from collections.abc import Sequence


def share(part: int | None, of: int | None) -> int | None:
    """Percent, whole; None where a number is hidden or there is nothing to share."""
    if part is None or not of:
        return None
    return min(100, round(100 * part / of))


def band_of(cells: Sequence[int | None], percent: int) -> int | None:
    """In which of the ordered bands the value lies that `percent` of all do not exceed (50: the median); by its place.

    None where a number is hidden or all are zero. `cells` are the published numbers of the bands, the shortest first; the
    last may be "not yet", so that what never happened counts as longest.
    """
    if any(cell is None for cell in cells):
        return None
    known = [cell or 0 for cell in cells]
    wanted, seen = sum(known) * percent / 100, 0
    if wanted == 0:
        return None
    for place, cell in enumerate(known):
        seen += cell
        if seen >= wanted:
            return place
    return len(known) - 1


def growth(before: int | None, after: int | None) -> int | None:
    """By how many percent it grew; None where a number is hidden or there was nothing before."""
    if before is None or after is None or before == 0:
        return None
    return round(100 * (after - before) / before)
