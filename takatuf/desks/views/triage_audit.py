"""The monthly audit: suggested, decided, and what came of it; small numbers are hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from takatuf.desks.forms.triage_rules import level_words
from takatuf.desks.views.page import StaffRequest, desk_page, staff_page
from takatuf.insight.rules import suppress
from takatuf.intake.regions import REGIONS
from takatuf.kernel.clock import now
from takatuf.triage.queries import AuditCounts, audit_counts, channel_word, outcome_codes

HERE = "desks:triage"
EARLIEST_YEAR = 2020


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; None is a hidden number."""

    label: str
    cells: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose small numbers are hidden."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]


@staff_page
def page(request: StaffRequest) -> HttpResponse:
    """One month of the own agency; without a choice, this month so far."""
    at = now()
    since = _month(request.GET.get("month", ""), at)
    until = _next_month(since)
    counts = audit_counts(since=since, until=until, by=request.actor)
    context = {
        "since": since, "until": until, "decided": counts.decided, "tables": _tables(counts),
        "fairness": counts.fairness, "false_low": counts.false_low, "earlier": _key(_month_before(since)),
        "later": _key(until) if until <= at else "",
    }  # fmt: skip
    return desk_page(request, "desks/triage_audit.html", context, here=HERE, at=at)


def _month(wanted: str, at: datetime) -> datetime:
    """The first moment of a month such as 2026-11 in the house's time; this month for anything else."""
    first = localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    year, _dash, month = wanted.partition("-")
    if not (year.isdecimal() and month.isdecimal()):
        return first
    if not (EARLIEST_YEAR <= int(year) <= first.year and 1 <= int(month) <= 12):
        return first
    return first.replace(year=int(year), month=int(month))


def _next_month(first: datetime) -> datetime:
    return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)


def _month_before(first: datetime) -> datetime:
    return first.replace(year=first.year - (first.month == 1), month=(first.month - 2) % 12 + 1)


def _key(first: datetime) -> str:
    return f"{first.year}-{first.month:02d}"


def _tables(counts: AuditCounts) -> list[Table]:
    """Every table with its small numbers hidden, so that one report never shows."""
    steps = (_("Confirmed, or made more urgent"), _("Made less urgent"))
    parts = {
        "channel": (_("By door"), {channel_word(code): row[1:] for code, row in counts.by_channel.items()}),
        "region": (
            _("By region"),
            {str(REGIONS.get(code, code)) or _("Not said"): row[1:] for code, row in counts.by_region.items()},
        ),
    }  # fmt: skip
    levels = tuple(level_words(level) for level in counts.suggested_and_decided)
    tables = [_table(name, title, steps, rows) for name, (title, rows) in parts.items()]
    decided = {level_words(level): row for level, row in counts.suggested_and_decided.items()}
    outcomes = {level_words(level): row for level, row in counts.outcomes.items()}
    return [
        _table("levels", _("Suggested level (rows) and decided level (columns)"), levels, decided),
        _table("outcomes", _("Decided level and what came of it"), tuple(label for _code, label in outcome_codes()), outcomes),
        *tables,
    ]  # fmt: skip


def _table(name: str, title: str, columns: tuple[str, ...], rows: Mapping[str, Sequence[int]]) -> Table:
    if not rows:
        return Table(name, title, columns, ())
    safe = suppress([list(row) for row in rows.values()])
    lines = tuple(TableRow(label, cells) for label, cells in zip(rows, safe.cells, strict=True))
    return Table(name, title, columns, lines)
