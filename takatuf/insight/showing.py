"""A release as people read it: its tables in words, gathered into chapters; made of published numbers alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from takatuf.insight.charts import trend_of, trusted_drawing
from takatuf.insight.dictionary import Dictionary, SeriesBreak
from takatuf.insight.saying import sentence_of, sentence_of_trend
from takatuf.insight.series import Series, series_of


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line: its words, a number or None (hidden) for each column, and the total."""

    label: str
    cells: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class TableView:
    """A published table in the reader's language; a hidden number is None.

    `withheld`: all of it is under the minimum, so there are no rows. `one_line`: column totals would repeat the row.
    """

    code: str
    family: str
    indicator: int
    title: str
    definition: str
    sentence: str
    chart: SafeString | str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    column_totals: tuple[int | None, ...]
    total: int | None
    minimum: int
    base: int
    withheld: bool
    together: bool
    breaks: tuple[str, ...]

    @property
    def one_line(self) -> bool:
        """Whether there is one row, so that the totals of the columns say nothing more."""
        return len(self.rows) <= 1

    @property
    def nothing(self) -> bool:
        """Whether a true zero is all there is."""
        return not self.withheld and self.total == 0

    @property
    def readable(self) -> bool:
        """Whether any number inside it is shown: one of which only totals stand has nothing to open for."""
        return any(value is not None for row in self.rows for value in row.cells)

    @property
    def something_hidden(self) -> bool:
        """Whether a number in it is hidden."""
        shown = [*self.column_totals, self.total, *(row.total for row in self.rows)]
        return self.withheld or None in shown or any(None in row.cells for row in self.rows)


@dataclass(frozen=True, slots=True)
class Group:
    """The tables of one family, with what they count."""

    code: str
    title: str
    tables: tuple[TableView, ...]
    trend: SafeString | str
    trend_sentence: str


@dataclass(frozen=True, slots=True)
class TrendView:
    """The totals of a family over the quarters: what is counted, the drawing, and what it says."""

    title: str
    sentence: str
    drawing: SafeString | str


@dataclass(frozen=True, slots=True)
class MonthlyView:
    """The monthly series with noise: (month, number), the epsilon, and by how much a number is off at most in 95 of 100."""

    title: str
    definition: str
    sentence: str
    months: tuple[tuple[str, int], ...]
    chart: SafeString | str


@dataclass(frozen=True, slots=True)
class ChapterView:
    """A page of a release. `key`: the tables of which the first page says something."""

    code: str
    title: str
    key: tuple[TableView, ...]
    tables: tuple[TableView, ...]
    trends: tuple[TrendView, ...]
    monthly: MonthlyView | None

    @property
    def counted(self) -> tuple[TableView, ...]:
        """Those in which something was counted."""
        return tuple(table for table in self.tables if not table.nothing)

    @property
    def said(self) -> tuple[TableView, ...]:
        """Those of which the first page says something: the key ones, or the first in which something was counted."""
        return tuple(table for table in self.key if not table.nothing) or self.counted[:1]

    @property
    def empty(self) -> tuple[TableView, ...]:
        """Those in which nothing was: a true zero."""
        return tuple(table for table in self.tables if table.nothing)


@dataclass(frozen=True, slots=True)
class Headline:
    """One number of the first page: what it counts, and how many in the whole period; None: hidden."""

    words: str
    number: int | None


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release as the public page shows it. That its numbers are invented is `invented`, and not among the caveats."""

    code: str
    version: int
    period_from: date
    period_to: date
    provisional: bool
    invented: bool
    as_of: datetime
    released_at: datetime
    groups: tuple[Group, ...]
    chapters: tuple[ChapterView, ...]
    headlines: tuple[Headline, ...]
    caveats: tuple[str, ...]
    not_computed: tuple[tuple[int, str, str], ...]
    dictionary: str
    sha256: str

    @property
    def empty_chapters(self) -> tuple[ChapterView, ...]:
        """The chapters in which nothing was counted."""
        return tuple(one for one in self.chapters if not one.counted)

    @property
    def tables(self) -> tuple[TableView, ...]:
        """Every table, in the order of the dictionary."""
        return tuple(table for group in self.groups for table in group.tables)


def groups_of(
    tables: Sequence[Mapping[str, Any]],
    known: Dictionary,
    charts: Mapping[str, str],
    releases_until: Sequence[Mapping[str, Any]],
) -> tuple[Group, ...]:
    found = []
    # In the order of the tables: what is stored as JSON keeps the order of lists, not of names.
    families = dict.fromkeys(table.family for table in known.tables.values())
    for family, words in ((family, known.families[family]) for family in families):
        inside = tuple(
            _table(table, known, charts.get(table["table"], ""))
            for table in tables
            if table["family"] == family and table["table"] in known.tables
        )
        if inside:
            drawing = trusted_drawing(charts.get(trend_of(family), ""))
            said = _trend_words(series_of(releases_until, family)) if drawing else ""
            found.append(Group(family, str(words), inside, drawing, said))
    return tuple(found)


def monthly_of(
    published: Mapping[str, Any], known: Dictionary, charts: Mapping[str, str]
) -> MonthlyView | None:
    """The monthly series of a release; None where it has none."""
    told = published.get("monthly")
    if told is None:
        return None
    sentence = gettext(
        "Each number holds noise on purpose (epsilon %(epsilon)s for one report); in 95 of 100 months it is off by %(off)s at most."
    )
    return MonthlyView(
        title=str(known.monthly.title), definition=str(known.monthly.definition),
        sentence=sentence % {"epsilon": told["epsilon"], "off": told["off_by"]},
        months=tuple((month.replace("-", "/"), number) for month, number in told["months"]),
        chart=trusted_drawing(charts.get("monthly", "")),
    )  # fmt: skip


def chapters_of(
    groups: Sequence[Group], known: Dictionary, monthly: MonthlyView | None
) -> tuple[ChapterView, ...]:
    """The pages of a release; a chapter of which no table was published is left out."""
    tables = {table.code: table for group in groups for table in group.tables}
    trends = {
        group.tables[0].code: TrendView(group.title, group.trend_sentence, group.trend)
        for group in groups
        if group.trend
    }

    def found(codes: Sequence[str]) -> tuple[TableView, ...]:
        return tuple(tables[code] for code in codes if code in tables)

    return tuple(
        ChapterView(
            one.code, str(one.title), found(one.key), found(one.tables), tuple(trends[code] for code in one.tables if code in trends),
            monthly if "reports_by_channel" in one.tables else None,
        )
        for one in known.chapters
        if found(one.tables)
    )  # fmt: skip


def headlines_of(tables: Sequence[Mapping[str, Any]], known: Dictionary) -> tuple[Headline, ...]:
    """The totals with which the first page begins."""
    totals = {
        table["family"]: table["total"] for table in reversed(tables) if table["rows"] or table["withheld"]
    }
    return tuple(
        Headline(str(words), totals[family]) for family, words in known.headlines.items() if family in totals
    )


def _trend_words(series: Series) -> str:
    """What the totals over the quarters say."""
    return sentence_of_trend([(quarter_words(label), total) for label, total in series])


def _table(table: Mapping[str, Any], known: Dictionary, chart: str) -> TableView:
    defined = known.tables[table["table"]]
    return TableView(
        code=table["table"], family=table["family"], indicator=table["indicator"], title=str(defined.title), definition=str(defined.definition),
        sentence=sentence_of(table, defined, row_words), chart=trusted_drawing(chart),
        columns=tuple(str(defined.columns.get(code, code)) for code in table["columns"]),
        rows=tuple(
            TableRow(gettext("Day of counting") if defined.rows == "now" else row_words(label), tuple(cells), total)
            for label, cells, total in zip(table["rows"], table["cells"], table["row_totals"], strict=True)
        ),
        column_totals=tuple(table["column_totals"]), total=table["total"], minimum=table["minimum"], base=table["base"],
        withheld=table["withheld"], together=table["together"],
        breaks=tuple(_break_words(one) for one in known.breaks if one.table == defined.code),
    )  # fmt: skip


def _break_words(one: SeriesBreak) -> str:
    return gettext("From %(quarter)s the series breaks: %(note)s") % {
        "quarter": quarter_words(one.quarter), "note": one.note,
    }  # fmt: skip


def row_words(label: str) -> str:
    """A row of a table in words: one quarter, or several put together."""
    first, _slash, last = label.partition("/")
    if not last or first == last:
        return quarter_words(first)
    return gettext("the period from %(first)s to %(last)s") % {
        "first": quarter_words(first),
        "last": quarter_words(last),
    }


def quarter_words(label: str) -> str:
    """A quarter in the reader's language."""
    year, _dash, number = label.partition("-Q")
    return gettext("Quarter %(number)s of %(year)s") % {"number": number, "year": year}
