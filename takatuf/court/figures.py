"""Counts around the court for the figures, prepared here because only this room reads submissions; raw, never published as is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connections

Quarter = tuple[int, int]
"""Year and quarter, in the country's own time."""
COURT_TIMES = ("in_time", "late", "not_yet")


def days_to_ruling(*, using: str = "keeper") -> Mapping[Quarter, tuple[int, int]]:
    """By the quarter of the ruling: how many first rulings there were, and the median of days since filing, rounded."""
    rows = _rows(
        "SELECT extract(year FROM ruled_on)::int, extract(quarter FROM ruled_on)::int, count(*),"
        " round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ruled_on - (s.filed_at AT TIME ZONE %s)::date))::int"
        " FROM (SELECT submission_id, min(ruled_on) AS ruled_on FROM court_ruling GROUP BY 1) AS first"
        " JOIN court_submission AS s ON s.id = first.submission_id WHERE s.filed_at IS NOT NULL"
        " GROUP BY 1, 2 ORDER BY 1, 2",
        using,
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def returned_for_clarification(*, using: str = "keeper") -> Mapping[Quarter, tuple[int, int]]:
    """By the quarter of filing: how many submissions were filed, and how many of them a court handed back."""
    rows = _rows(
        "SELECT extract(year FROM local)::int, extract(quarter FROM local)::int, count(*), count(r.id)"
        " FROM court_submission AS s LEFT JOIN court_submissionreturn AS r ON r.submission_id = s.id,"
        " LATERAL (SELECT s.filed_at AT TIME ZONE %s AS local) AS l WHERE s.filed_at IS NOT NULL"
        " GROUP BY 1, 2 ORDER BY 1, 2",
        using,
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def report_to_ruling(
    *, since: datetime, until: datetime, using: str = "keeper"
) -> Mapping[tuple[int, int, str], int]:
    """By the quarter of a case's first ruling: how long since the first report that the case rests on, in bands."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT extract(year FROM ruled_on)::int, extract(quarter FROM ruled_on)::int, CASE WHEN took <= 90 THEN"
            " 'three_months' WHEN took <= 182 THEN 'half_year' WHEN took <= 365 THEN 'year' ELSE 'later' END, count(*) FROM"
            " (SELECT ruled_on, ruled_on - (told_at AT TIME ZONE %s)::date AS took FROM (SELECT s.case_record_id,"
            " min(r.ruled_on) AS ruled_on FROM court_ruling AS r JOIN court_submission AS s ON s.id = r.submission_id GROUP BY 1)"
            " AS ruled JOIN (SELECT l.record_id, min(p.received_at) AS told_at FROM casework_casereport AS l JOIN intake_report"
            " AS p ON p.id = l.report_id GROUP BY 1) AS told ON told.record_id = ruled.case_record_id"
            " WHERE ruled_on >= (%s AT TIME ZONE %s)::date AND ruled_on < (%s AT TIME ZONE %s)::date) AS x GROUP BY 1, 2, 3",
            [settings.TIME_ZONE, since, settings.TIME_ZONE, until, settings.TIME_ZONE],
        )
        return {(row[0], row[1], row[2]): row[3] for row in cursor.fetchall()}


def facts_relied_on(*, using: str = "keeper") -> Mapping[tuple[int, int, str], tuple[int, int]]:
    """By the quarter of the ruling and kind of fact: how many facts stood in what was ruled on, and on how many it rests."""
    rows = _rows(
        "SELECT extract(year FROM local)::int, extract(quarter FROM local)::int, fact.kind, count(*),"
        " count(*) FILTER (WHERE ruling.facts_relied_on @> to_jsonb(placed.number))"
        " FROM court_ruling AS ruling JOIN court_submissionfact AS placed ON placed.submission_id = ruling.submission_id"
        " JOIN court_fact AS fact ON fact.id = placed.fact_id,"
        " LATERAL (SELECT ruling.recorded_at AT TIME ZONE %s AS local) AS l GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        using,
    )
    return {(row[0], row[1], row[2]): (row[3], row[4]) for row in rows}


def hearings_not_held(*, using: str = "keeper") -> Mapping[tuple[int, int, str], int]:
    """By the quarter of the hearing and on whose side the reason lay: how many were adjourned or cancelled."""
    rows = _rows(
        "SELECT extract(year FROM local)::int, extract(quarter FROM local)::int, outcome.cause, count(*)"
        " FROM court_hearingoutcome AS outcome JOIN court_hearing AS hearing ON hearing.id = outcome.hearing_id,"
        " LATERAL (SELECT hearing.starts_at AT TIME ZONE %s AS local) AS l WHERE outcome.cause <> ''"
        " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        using,
    )
    return {(row[0], row[1], row[2]): row[3] for row in rows}


def times_kept(
    *, since: datetime, until: datetime, at: datetime, using: str = "keeper"
) -> Mapping[tuple[int, int, str], int]:
    """By the quarter in which it fell due: answers to a court's questions, and second approvals of urgent applications.

    The times are those that the court set, and the working day of an urgent application. All parties together: who was
    late is known to the court alone. What is not due at `at` is not counted.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT extract(year FROM local)::int, extract(quarter FROM local)::int, CASE WHEN met_at <= due_at THEN 'in_time'"
            " WHEN met_at IS NOT NULL THEN 'late' ELSE 'not_yet' END, count(*) FROM (SELECT due_at AT TIME ZONE %s AS local, due_at,"
            " met_at FROM clocks_deadline WHERE kind IN ('court_answer', 'second_approval') AND due_at >= %s AND due_at < %s"
            " AND (due_at <= %s OR met_at IS NOT NULL)) AS d GROUP BY 1, 2, 3",
            [settings.TIME_ZONE, since, until, at],
        )
        return {(row[0], row[1], row[2]): row[3] for row in cursor.fetchall()}


def _rows(sql: str, using: str) -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(sql, [settings.TIME_ZONE])
        return list(cursor.fetchall())
