"""One sentence for each table, made of the published numbers; what is hidden is never said."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from takatuf.insight.dictionary import Sentence, Table
from takatuf.insight.rules import band_of, growth, share


def sentence_of(table: Mapping[str, Any], defined: Table, row_words: Callable[[str], str]) -> str:
    """What the newest line of the table says, in the reader's language; or all of it, where the newest needs a hidden number.

    Where both do, or nothing was counted, the sentence says that instead; a true zero is said in words, and never as a
    percentage.
    """
    if table["withheld"]:
        return gettext("Fewer than %(minimum)s in all: the numbers are not shown.") % {
            "minimum": table["minimum"]
        }
    place = _newest(table)
    if place is None:
        return gettext("Nothing was counted in this period.")
    rows = table["rows"]
    lines = [(rows[place], table["cells"][place], table["row_totals"][place])]
    if len(rows) > 1:
        lines.append((f"{rows[0]}/{rows[-1]}", table["column_totals"], table["total"]))
    for label, cells, total in lines:
        said = _said(
            defined, dict(zip(table["columns"], cells, strict=True)), total, row_words(label), table["base"]
        )
        if said is not None:
            return said
    return gettext("The numbers are too small for a sentence: it would give a hidden one away.")


def _said(
    defined: Table, cells: Mapping[str, int | None], total: int | None, period: str, base: int
) -> str | None:
    """What one line says; None where a number that it needs is hidden."""
    if defined.sentence.kind == "share":
        return _share(defined.sentence, cells, total, period)
    if defined.sentence.kind == "band":
        return _band(defined, cells, period)
    return _most(defined, cells, total, period, base)


def _newest(table: Mapping[str, Any]) -> int | None:
    """The place of the newest line in which something was counted."""
    counted = [place for place, total in enumerate(table["row_totals"]) if total != 0]
    return counted[-1] if counted else None


def _share(sentence: Sentence, cells: Mapping[str, int | None], total: int | None, period: str) -> str | None:
    part, whole = _sum(cells, sentence.of), _sum(cells, sentence.among) if sentence.among else total
    if whole == 0:
        return gettext("In %(period)s there was nothing of which a share could be said.") % {"period": period}
    if part == 0 and sentence.none is not None:
        return str(sentence.none).format(period=period)
    percent = share(part, whole)
    if percent is None:
        return None
    return str(sentence.words).format(period=period, percent=percent or _below_one(part, whole))


def _below_one(part: int | None, whole: int | None) -> str:
    """A share that rounds to nothing and is not nothing, by its first digits."""
    return f"{100 * (part or 0) / (whole or 1):.1g}"


def _band(defined: Table, cells: Mapping[str, int | None], period: str) -> str | None:
    half, most = (band_of(list(cells.values()), percent) for percent in (50, 90))
    if half is None or most is None:
        return None
    words, sentence = [str(label) for label in defined.columns.values()], defined.sentence
    within = list(defined.columns).index(sentence.within) if sentence.within else len(words)
    said = sentence.late if half > within else sentence.slow if most > within else sentence.words
    return str(said or sentence.words).format(period=period, band=words[half], band90=words[most])


def _most(
    defined: Table, cells: Mapping[str, int | None], total: int | None, period: str, base: int
) -> str | None:
    shown = {code: value for code, value in cells.items() if value}
    if not shown:
        return None
    most = max(shown, key=lambda code: shown[code] or 0)
    if None in cells.values():
        # However the numbers were rounded, all hidden ones together hold no more than this.
        off = base // 2
        hidden = (total or 0) + off - sum((value or 0) - off for value in shown.values())
        if total is None or (shown[most] or 0) - off <= hidden:
            return None  # a hidden number may be larger
    return str(defined.sentence.words).format(period=period, column=str(defined.columns[most]))


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
