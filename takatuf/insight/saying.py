"""One sentence for each table, made of the published numbers; what is hidden is never said."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from takatuf.insight.dictionary import Sentence, Table
from takatuf.insight.rules import band_of, growth, share


def sentence_of(table: Mapping[str, Any], defined: Table, row_words: Callable[[str], str]) -> str:
    """What the newest line of the table says, in the reader's language.

    Where a number that it needs is hidden, or nothing was counted, the sentence says that instead.
    """
    if table["withheld"]:
        return gettext("Fewer than %(minimum)s in all: the numbers are not shown.") % {
            "minimum": table["minimum"]
        }
    place = _newest(table)
    if place is None:
        return gettext("Nothing was counted in this period.")
    cells = dict(zip(table["columns"], table["cells"][place], strict=True))
    said = _fill(defined.sentence, cells, table["row_totals"][place], defined)
    if said is None:
        return gettext("The numbers are too small for a sentence: it would give a hidden one away.")
    return str(defined.sentence.words).format(period=row_words(table["rows"][place]), **said)


def _newest(table: Mapping[str, Any]) -> int | None:
    """The place of the newest line in which something was counted."""
    counted = [place for place, total in enumerate(table["row_totals"]) if total != 0]
    return counted[-1] if counted else None


def _fill(
    sentence: Sentence, cells: Mapping[str, int | None], total: int | None, defined: Table
) -> dict[str, str] | None:
    if sentence.kind == "share":
        part, whole = _sum(cells, sentence.of), _sum(cells, sentence.among) if sentence.among else total
        percent = share(part, whole)
        return None if percent is None else {"percent": str(percent)}
    if sentence.kind == "band":
        half, most = (band_of(list(cells.values()), percent) for percent in (50, 90))
        if half is None or most is None:
            return None
        words = [str(label) for label in defined.columns.values()]
        return {"band": words[half], "band90": words[most]}
    shown = {code: value for code, value in cells.items() if value}
    if not shown:
        return None
    most_code = max(shown, key=lambda code: shown[code] or 0)
    if None in cells.values() and (total is None or 2 * (shown[most_code] or 0) <= total):
        return None  # a hidden number may be larger
    return {"column": str(defined.columns[most_code])}


def _sum(cells: Mapping[str, int | None], codes: tuple[str, ...]) -> int | None:
    values = [cells.get(code) for code in codes]
    return None if any(value is None for value in values) else sum(value or 0 for value in values)


def sentence_of_trend(totals: Sequence[tuple[str, int | None]]) -> str:
    """What the first and the last quarter say of the time between; their words and published totals."""
    first, last = totals[0], totals[-1]
    named = {"first": first[0], "last": last[0]}
    percent = growth(first[1], last[1])
    if percent is None:
        return gettext("From %(first)s to %(last)s, quarter by quarter.") % named
    if percent == 0:
        return gettext("About as many in %(last)s as in %(first)s.") % named
    if percent > 0:
        return gettext("About %(percent)s%% more in %(last)s than in %(first)s.") % {
            **named,
            "percent": percent,
        }
    return gettext("About %(percent)s%% fewer in %(last)s than in %(first)s.") % {
        **named,
        "percent": -percent,
    }
