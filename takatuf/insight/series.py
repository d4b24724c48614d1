"""Totals over the quarters, brought together from releases that follow each other; published numbers only."""

from collections.abc import Iterable, Mapping
from typing import Any

MOST_QUARTERS = 8
Series = list[tuple[str, int | None]]


def series_of(releases: Iterable[Mapping[str, Any]], family: str) -> Series:
    """The quarters and totals of a family in these releases, the oldest first; empty where there are fewer than two.

    Every table of a family has the same totals. Quarters that were put together or withheld are not in it.
    """
    found: Series = []
    for published in releases:
        for table in published["tables"]:
            if table["family"] == family and table["rows"] and "/" not in table["rows"][0]:
                found += zip(table["rows"], table["row_totals"], strict=True)
                break
    return found[-MOST_QUARTERS:] if len(found) > 1 else []
