"""Counting for a release: the rooms' prepared figures brought into tables, and nothing unsuppressed given away."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db import connection, connections, transaction
from django.utils.timezone import make_aware

from takatuf.awareness import figures as awareness
from takatuf.casework import figures as casework
from takatuf.clocks import figures as clocks
from takatuf.court import figures as court
from takatuf.insight.dictionary import Dictionary, Table
from takatuf.insight.rules import Quarter, SafeTable, suppress_family, suppress_within
from takatuf.intake import figures as intake
from takatuf.jointwork import figures as jointwork
from takatuf.triage import figures as triage

ByQuarter = Mapping[tuple[int, int, str], int]


@dataclass(frozen=True, slots=True)
class Span:
    """The quarters of a release, the moments between which they lie, and when it is counted."""

    quarters: tuple[Quarter, ...]
    at: datetime

    @property
    def since(self) -> datetime:
        """The first moment."""
        return _first_moment(self.quarters[0])

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return _first_moment(self.quarters[-1].next)


def _first_moment(quarter: Quarter) -> datetime:
    return make_aware(datetime.combine(quarter.first_day, time.min))


def wait_for_counting() -> None:
    """Let this transaction wait while the keeper's connection counts a country; the database ends one that idles a minute."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '30min'")


def published_tables(
    known: Dictionary, quarters: Sequence[Quarter], at: datetime, *, year: Sequence[Quarter] = ()
) -> list[dict[str, Any]]:
    """Every table of the dictionary for these quarters, suppressed over all tables of its family together.

    Tables of a whole year stand over the quarters of `year`, and are left out where there are none.
    """
    span, whole = Span(tuple(quarters), at), Span(tuple(year), at)
    # One picture of the database, so that tables of the same things have the same totals while reports come in.
    with transaction.atomic(using="keeper"):
        with connections["keeper"].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        counted = _count_everything(span)
        if year and whole.quarters != span.quarters:
            counted["reports_by_region"] = _reports(whole)["reports_by_region"]
    return safe_tables(known, counted, span, whole)


def safe_tables(
    known: Dictionary, counted: Mapping[str, ByQuarter], span: Span, whole: Span
) -> list[dict[str, Any]]:
    """What was counted as it may be published, in the order of the dictionary; no database is asked."""
    tables: list[dict[str, Any]] = []
    for family in known.families:
        tables += _family(
            [table for table in known.tables.values() if table.family == family], counted, span, whole, known
        )
    order = list(known.tables)
    return sorted(tables, key=lambda table: order.index(table["table"]))


def counted_months(quarters: Sequence[Quarter]) -> dict[str, int]:
    """How many reports each month of these quarters brought, as 2026-07 -> count; never published without noise."""
    since, until = _first_moment(quarters[0]), _first_moment(quarters[-1].next)
    counted = intake.reports_by_month(since=since, until=until)
    months = [(quarter.year, 3 * quarter.number - less) for quarter in quarters for less in (2, 1, 0)]
    return {f"{year}-{month:02d}": counted.get((year, month), 0) for year, month in months}


def _family(
    tables: Sequence[Table], counted: Mapping[str, ByQuarter], span: Span, whole: Span, known: Dictionary
) -> list[dict[str, Any]]:
    """The tables of one family: those by quarter hidden together, those over a whole year beside them."""
    spans = {"quarters": span, "now": span, "whole": whole}
    raw = {
        table.code: [
            [counted[table.code].get((row.year, row.number, code), 0) for code in table.columns]
            for row in spans[table.rows].quarters
        ]
        for table in tables
    }
    limits = {"minimum": known.minimum, "base": known.base}
    by_quarter = {table.code: raw[table.code] for table in tables if table.rows == "quarters"}
    safe = suppress_family(by_quarter, **limits)
    found = []
    for table in tables:
        totals = [sum(line) for line in raw[table.code]]
        apart = table.rows == "whole" and whole.quarters != span.quarters
        if table.rows == "whole" and not whole.quarters:
            continue
        if apart and any(0 < total < known.minimum for total in totals):
            continue  # its quarters came out one by one: the year's total would tell the one that was withheld
        if 0 < sum(totals) < known.minimum:
            found.append(_withheld(table, limits))
        elif table.rows == "quarters":
            found.append(_printed(table, safe.tables[table.code], span, together=safe.together))
        else:
            line = [[sum(column) for column in zip(*raw[table.code], strict=True)]]
            found.append(_printed(table, suppress_within(line, **limits), spans[table.rows], together=True))
    return found


def _printed(table: Table, safe: SafeTable, span: Span, *, together: bool) -> dict[str, Any]:
    rows = [f"{span.quarters[0]}/{span.quarters[-1]}"] if together else [str(row) for row in span.quarters]
    return {
        "table": table.code, "indicator": table.indicator, "family": table.family, "rows": rows, "columns": list(table.columns),
        "cells": [list(line) for line in safe.cells], "row_totals": list(safe.row_totals),
        "column_totals": list(safe.column_totals), "total": safe.total, "minimum": safe.minimum, "base": safe.base,
        "together": together and table.rows == "quarters", "withheld": False,
    }  # fmt: skip


def _withheld(table: Table, limits: Mapping[str, int]) -> dict[str, Any]:
    return {
        "table": table.code, "indicator": table.indicator, "family": table.family, "rows": [], "columns": list(table.columns),
        "cells": [], "row_totals": [], "column_totals": [], "total": None, **limits, "together": False, "withheld": True,
    }  # fmt: skip


def _count_everything(span: Span) -> dict[str, ByQuarter]:
    time_of: dict[str, Any] = {"since": span.since, "until": span.until}
    timed = {**time_of, "at": span.at}
    counted: dict[str, ByQuarter] = _reports(span)
    ways: Mapping[str, tuple[Callable[..., ByQuarter], dict[str, Any]]] = {
        "first_review": (triage.first_reviews, time_of), "matched_reports": (triage.matched_reports, time_of),
        "feedback_given": (intake.told_by_quarter, time_of), "urgent_in_time": (triage.urgent_reviews, timed),
        "first_share": (jointwork.first_shares, time_of), "child_seen": (casework.child_seen, time_of),
        "child_views": (casework.child_views, time_of), "referrals_by_outcome": (jointwork.referral_outcomes, time_of),
        "referral_answers": (jointwork.referral_answers, time_of), "referral_time": (jointwork.referral_times, time_of), "limits_kept": (clocks.limits_kept, timed),
        "assessments_in_time": (jointwork.assessments, timed),
        "follow_ups": (casework.follow_ups, time_of), "harm_again": (casework.harm_again, time_of), "children_listened_to": (casework.children_listened_to, time_of),
        "removal_time": (jointwork.removals, time_of), "care_asked": (triage.care_asked, time_of), "care_answered": (triage.care_answered, time_of), "court_times": (court.times_kept, timed),
        "triage_overrides": (triage.overridden_suggestions, time_of), "calls_without_report": (intake.calls_without_report, time_of),
        "care_for_children": (jointwork.care_for_children, time_of), "first_door": (triage.first_doors, time_of),
        "linked_cases": (casework.linked_cases, time_of),
    }  # fmt: skip
    for code, (count, arguments) in ways.items():
        counted[code] = count(**arguments)
    counted["report_to_ruling"] = court.report_to_ruling(**time_of)
    counted["submissions_returned"] = {
        (year, quarter, code): count
        for (year, quarter), (filed, returned) in court.returned_for_clarification().items()
        for code, count in (("returned", returned), ("not_returned", filed - returned))
    }
    last = span.quarters[-1]
    for now_table, counts in (
        ("next_step", jointwork.open_cases_with_a_step()), ("training_done", awareness.staff_by_training())
    ):  # fmt: skip
        counted[now_table] = {(last.year, last.number, code): count for code, count in counts.items()}
    return counted


def _reports(span: Span) -> dict[str, ByQuarter]:
    """One pass over the reports, then each question by itself."""
    cuts: dict[str, Counter[tuple[int, int, str]]] = {
        "reports_by_channel": Counter(), "reports_by_reporter": Counter(), "reports_by_kind": Counter(),
        "reports_by_region": Counter(),
    }  # fmt: skip
    for row in intake.report_counts(since=span.since, until=span.until):
        for code, value in (
            ("reports_by_channel", row.channel), ("reports_by_reporter", row.reporter), ("reports_by_kind", row.kind),
            ("reports_by_region", row.region),
        ):  # fmt: skip
            cuts[code][row.year, row.quarter, value] += row.count
    return dict(cuts)
