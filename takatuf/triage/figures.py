"""Counts for the public figures, prepared here because only this room reads decisions. Raw: never published as they are."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connections

Counts = Mapping[tuple[int, int, str], int]
REVIEW_BANDS = ("quarter_hour", "hour", "four_hours", "day", "three_days", "later", "not_yet")
URGENT = ("day_in_time", "day_late", "night_in_time", "night_late", "still_running")
MATCHED = ("matched", "not_matched")
OVERRIDES = ("confirmed", "raised", "lowered")
FIRST_DOOR = ("stayed", "passed_on")
CARE = ("limit", "talk")
CARE_CAME = ("day", "later", "not_yet")
_QUARTER = "extract(year FROM local)::int, extract(quarter FROM local)::int"


def _counts(using: str, sql: str, params: list[Any]) -> Counts:
    with connections[using].cursor() as cursor:
        cursor.execute(sql, params)
        return {(row[0], row[1], row[2]): row[3] for row in cursor.fetchall()}


def first_reviews(*, since: datetime, until: datetime, using: str = "keeper") -> Counts:
    """By quarter of receipt: how long until a person first decided about the report, in bands; each report once."""
    return _counts(
        using,
        f"SELECT {_QUARTER}, CASE WHEN took IS NULL THEN 'not_yet' WHEN took <= interval '15 minutes' THEN 'quarter_hour'"  # noqa: S608
        " WHEN took <= interval '1 hour' THEN 'hour' WHEN took <= interval '4 hours' THEN 'four_hours'"
        " WHEN took <= interval '1 day' THEN 'day' WHEN took <= interval '3 days' THEN 'three_days' ELSE 'later' END, count(*)"
        " FROM (SELECT r.received_at AT TIME ZONE %s AS local, d.first_at - r.received_at AS took FROM intake_report AS r"
        " LEFT JOIN (SELECT report_id, min(decided_at) AS first_at FROM triage_triagedecision GROUP BY 1) AS d"
        " ON d.report_id = r.id WHERE r.received_at >= %s AND r.received_at < %s) AS x GROUP BY 1, 2, 3",
        [settings.TIME_ZONE, since, until],
    )


def urgent_reviews(*, since: datetime, until: datetime, at: datetime, using: str = "keeper") -> Counts:
    """By quarter of receipt: reports first suggested at Level 1 or 2, reviewed in their limit or not, by day and by night.

    Night is from 22 to 7. A report that nobody has reviewed counts as late once its limit has passed at `at`.
    """
    return _counts(
        using,
        f"SELECT {_QUARTER}, CASE WHEN first_at IS NULL AND due_at > %s THEN 'still_running' ELSE"  # noqa: S608
        " CASE WHEN extract(hour FROM local) >= 22 OR extract(hour FROM local) < 7 THEN 'night' ELSE 'day' END"
        " || CASE WHEN first_at <= due_at THEN '_in_time' ELSE '_late' END END, count(*)"
        " FROM (SELECT r.received_at AT TIME ZONE %s AS local, s.review_due_at AS due_at, d.first_at FROM"
        " (SELECT DISTINCT ON (report_id) report_id, level, review_due_at FROM triage_rating ORDER BY report_id, at) AS s"
        " JOIN intake_report AS r ON r.id = s.report_id LEFT JOIN (SELECT report_id, min(decided_at) AS first_at"
        " FROM triage_triagedecision GROUP BY 1) AS d ON d.report_id = r.id"
        " WHERE s.level <= 2 AND r.received_at >= %s AND r.received_at < %s) AS x GROUP BY 1, 2, 3",
        [at, settings.TIME_ZONE, since, until],
    )


def matched_reports(*, since: datetime, until: datetime, using: str = "keeper") -> Counts:
    """By quarter of receipt: whether the machine found that a report shares an account, number, link or words with another."""
    return _counts(
        using,
        f"SELECT {_QUARTER}, CASE WHEN id IN (SELECT report_id FROM triage_bundlemember WHERE apart_at IS NULL) OR id IN"  # noqa: S608
        " (SELECT report_id FROM triage_rating WHERE cause IN ('other_report', 'link')) THEN 'matched' ELSE 'not_matched' END,"
        " count(*) FROM (SELECT id, received_at AT TIME ZONE %s AS local FROM intake_report"
        " WHERE received_at >= %s AND received_at < %s) AS r GROUP BY 1, 2, 3",
        [settings.TIME_ZONE, since, until],
    )


def overridden_suggestions(*, since: datetime, until: datetime, using: str = "keeper") -> Counts:
    """By quarter of the decision in force: whether the person confirmed the machine's level, made it more or less urgent."""
    return _counts(
        using,
        f"SELECT {_QUARTER}, CASE WHEN decided < suggested THEN 'raised' WHEN decided > suggested THEN 'lowered'"  # noqa: S608
        " ELSE 'confirmed' END, count(*) FROM (SELECT d.decided_at AT TIME ZONE %s AS local, d.level AS decided,"
        " s.level AS suggested FROM triage_triagedecision AS d JOIN triage_rating AS s ON s.id = d.rating_id"
        " WHERE d.state = 'in_force' AND d.decided_at >= %s AND d.decided_at < %s) AS x GROUP BY 1, 2, 3",
        [settings.TIME_ZONE, since, until],
    )


def first_doors(*, since: datetime, until: datetime, using: str = "keeper") -> Counts:
    """By quarter of the decision in force: whether the office that read the report could keep it, or passed it on.

    Passed on: to another agency, or ended here as outside the task of the office.
    """
    return _counts(
        using,
        f"SELECT {_QUARTER}, CASE WHEN outcome = 'refer_elsewhere' OR why_closed = 'outside_task' THEN 'passed_on'"  # noqa: S608
        " ELSE 'stayed' END, count(*) FROM (SELECT decided_at AT TIME ZONE %s AS local, outcome, why_closed"
        " FROM triage_triagedecision WHERE state = 'in_force' AND decided_at >= %s AND decided_at < %s) AS d GROUP BY 1, 2, 3",
        [settings.TIME_ZONE, since, until],
    )


def care_asked(*, since: datetime, until: datetime, using: str = "keeper") -> Counts:
    """By quarter: how often relief or a talk was due to staff who read hard reports; never by person or agency."""
    return _counts(
        using,
        f"SELECT {_QUARTER}, kind, count(*) FROM (SELECT at AT TIME ZONE %s AS local, kind FROM triage_carerequest"  # noqa: S608
        " WHERE at >= %s AND at < %s) AS x GROUP BY 1, 2, 3",
        [settings.TIME_ZONE, since, until],
    )


def care_answered(*, since: datetime, until: datetime, using: str = "keeper") -> Counts:
    """By quarter in which relief or a talk was due: whether it came within a day, later, or not yet; never by person or agency."""
    return _counts(
        using,
        f"SELECT {_QUARTER}, CASE WHEN took IS NULL THEN 'not_yet' WHEN took <= interval '1 day' THEN 'day' ELSE 'later' END,"  # noqa: S608
        " count(*) FROM (SELECT at AT TIME ZONE %s AS local, answered_at - at AS took FROM triage_carerequest"
        " WHERE at >= %s AND at < %s) AS x GROUP BY 1, 2, 3",
        [settings.TIME_ZONE, since, until],
    )
