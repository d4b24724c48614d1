"""Published figures; anybody may read them, so no scope is needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from takatuf.insight.models import Caveat, Indicator, Release
from takatuf.intake.models import ChannelChoices

_OUTCOME_WORDS: dict[str, str | Promise] = {
    "accepted": _("Accepted"),
    "declined": _("Declined"),
    "silent": _("No answer in time"),
    "waiting": _("Waiting for an answer"),
    "withdrawn": _("Withdrawn"),
}
_COLUMN_WORDS: dict[Indicator, Mapping[str, str | Promise]] = {
    Indicator.REPORTS_BY_CHANNEL: dict(ChannelChoices.choices),
    Indicator.REFERRALS_BY_OUTCOME: _OUTCOME_WORDS,
}


@dataclass(frozen=True, slots=True)
class TableRow:
    """One quarter: its words, a number or None (hidden) for each column, and the total."""

    label: str
    cells: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class TableView:
    """A published table in the reader's language; a hidden number is None."""

    indicator: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    column_totals: tuple[int | None, ...]
    total: int | None
    minimum: int
    base: int

    @property
    def something_hidden(self) -> bool:
        """Whether a number in it is hidden."""
        shown = [*self.column_totals, self.total, *(row.total for row in self.rows)]
        return None in shown or any(None in row.cells for row in self.rows)


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release as the public page shows it."""

    code: str
    period_from: date
    period_to: date
    provisional: bool
    as_of: datetime
    released_at: datetime
    tables: tuple[TableView, ...]
    caveats: tuple[str, ...]
    sha256: str


def latest_release() -> ReleaseView | None:
    """The release of the latest period; None before the first. Needs no scope: it is public."""
    row = Release.objects.order_by("-period_to").first()
    return None if row is None else _view(row)


def releases() -> list[ReleaseView]:
    """Every release, the newest first."""
    return [_view(row) for row in Release.objects.order_by("-period_to")]


def _view(row: Release) -> ReleaseView:
    return ReleaseView(
        code=row.code,
        period_from=row.period_from,
        period_to=row.period_to,
        provisional=row.provisional,
        as_of=row.as_of,
        released_at=row.released_at,
        tables=tuple(_table(table) for table in row.tables),
        caveats=tuple(str(Caveat(code).label) for code in row.caveats),
        sha256=row.sha256,
    )


def _table(table: dict[str, Any]) -> TableView:
    indicator = Indicator(table["indicator"])
    words = _COLUMN_WORDS[indicator]
    return TableView(
        indicator=indicator.value,
        title=str(indicator.label),
        columns=tuple(str(words.get(code, code)) for code in table["columns"]),
        rows=tuple(
            TableRow(_quarter(label), tuple(cells), total)
            for label, cells, total in zip(table["rows"], table["cells"], table["row_totals"], strict=True)
        ),
        column_totals=tuple(table["column_totals"]),
        total=table["total"],
        minimum=table["minimum"],
        base=table["base"],
    )


def _quarter(label: str) -> str:
    year, _dash, number = label.partition("-Q")
    return gettext("Quarter %(number)s of %(year)s") % {"number": number, "year": year}
