"""Counts for the public figures, prepared here because only this room reads referrals. Raw: never published as they are."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connections

Counts = Mapping[tuple[int, int, str], int]
OUTCOMES = ("accepted", "declined", "silent", "waiting", "withdrawn")
TIME_BANDS = ("two_hours", "six_hours", "day", "three_days", "later")
ANSWERS = ("in_time", "late", "no_clock")
SHARE_BANDS = ("hour", "day", "three_days", "later", "not_yet")
REMOVAL_BANDS = ("day", "benchmark", "later", "not_yet")
ASSESSED = ("in_time", "late", "running")
NEXT_STEP = ("has_step", "no_step")
CARE = ("care", "no_care")
_QUARTER = "extract(year FROM local)::int, extract(quarter FROM local)::int"
_OUTCOME = """CASE WHEN state = 'withdrawn' THEN 'withdrawn' WHEN declined_at IS NOT NULL THEN 'declined'
    WHEN accepted_at IS NOT NULL THEN 'accepted' WHEN escalation_level > 0 THEN 'silent' ELSE 'waiting' END"""
# The steps of the country packs that are an assessment of the child.
_ASSESSMENTS = [
    "initial_assessment", "sa_social_study", "gb_eng_assessment", "fr_evaluation", "ca_on_safety_assessment",
]  # fmt: skip


def _counts(using: str, sql: str, params: list[Any]) -> Counts:
    with connections[using].cursor() as cursor:
        cursor.execute(sql, params)
        return {(row[0], row[1], row[2]): row[3] for row in cursor.fetchall()}


def referral_outcomes(*, since: datetime, until: datetime, using: str = "keeper") -> Counts:
    """By quarter in which the referral was sent: accepted, declined, silent (past its limit), waiting or withdrawn."""
    return _counts(
        using,
        f"SELECT {_QUARTER}, {_OUTCOME}, count(*) FROM (SELECT *, sent_at AT TIME ZONE %s AS local FROM jointwork_referral"  # noqa: S608
        " WHERE sent_at >= %s AND sent_at < %s) AS r GROUP BY 1, 2, 3",
        [settings.TIME_ZONE, since, until],
    )


# Answers are counted when they are given, referrals when they are sent: counted by the same quarters, the two would give
# each other's small numbers away (tests/insight/test_everything_published_attack.py).
_ANSWERED = "least(r.accepted_at, r.declined_at)"


def referral_answers(*, since: datetime, until: datetime, using: str = "keeper") -> Counts:
    """By quarter in which a referral was accepted or declined: whether that was within its limit."""
    return _counts(
        using,
        f"SELECT {_QUARTER}, CASE WHEN due_at IS NULL THEN 'no_clock' WHEN answered_at <= due_at THEN 'in_time' ELSE 'late' END,"  # noqa: S608
        f" count(*) FROM (SELECT {_ANSWERED} AT TIME ZONE %s AS local, {_ANSWERED} AS answered_at, d.due_at"
        " FROM jointwork_referral AS r LEFT JOIN (SELECT DISTINCT ON (subject_id) subject_id, due_at FROM clocks_deadline"
        " WHERE kind = 'referral_answer' ORDER BY subject_id, started_at) AS d ON d.subject_id = r.id"
        f" WHERE {_ANSWERED} >= %s AND {_ANSWERED} < %s) AS x GROUP BY 1, 2, 3",
        [settings.TIME_ZONE, since, until],
    )


def referral_times(*, since: datetime, until: datetime, using: str = "keeper") -> Counts:
    """By quarter in which a referral was accepted or declined: how long that took since it was sent, in bands."""
    return _counts(
        using,
        f"SELECT {_QUARTER}, CASE WHEN took <= interval '2 hours' THEN 'two_hours'"  # noqa: S608
        " WHEN took <= interval '6 hours' THEN 'six_hours' WHEN took <= interval '1 day' THEN 'day'"
        f" WHEN took <= interval '3 days' THEN 'three_days' ELSE 'later' END, count(*) FROM (SELECT {_ANSWERED}"
        f" AT TIME ZONE %s AS local, {_ANSWERED} - r.sent_at AS took FROM jointwork_referral AS r"
        f" WHERE {_ANSWERED} >= %s AND {_ANSWERED} < %s) AS x GROUP BY 1, 2, 3",
        [settings.TIME_ZONE, since, until],
    )


def first_shares(*, since: datetime, until: datetime, using: str = "keeper") -> Counts:
    """By quarter in which the case was opened: how long from its first report until another agency was asked, in bands."""
    return _counts(
        using,
        f"SELECT {_QUARTER}, CASE WHEN took IS NULL THEN 'not_yet' WHEN took <= interval '1 hour' THEN 'hour'"  # noqa: S608
        " WHEN took <= interval '1 day' THEN 'day' WHEN took <= interval '3 days' THEN 'three_days' ELSE 'later' END, count(*)"
        " FROM (SELECT c.opened_at AT TIME ZONE %s AS local, s.sent_at - coalesce(t.told_at, c.opened_at) AS took"
        " FROM casework_case AS c LEFT JOIN (SELECT case_record_id, min(sent_at) AS sent_at FROM jointwork_referral GROUP BY 1)"
        " AS s ON s.case_record_id = c.record_id LEFT JOIN (SELECT l.record_id, min(r.received_at) AS told_at FROM"
        " casework_casereport AS l JOIN intake_report AS r ON r.id = l.report_id GROUP BY 1) AS t ON t.record_id = c.record_id"
        " WHERE c.opened_at >= %s AND c.opened_at < %s) AS x GROUP BY 1, 2, 3",
        [settings.TIME_ZONE, since, until],
    )


def care_for_children(*, since: datetime, until: datetime, using: str = "keeper") -> Counts:
    """By quarter in which the case was opened: whether it has a track of care for a child whose behaviour harms others."""
    return _counts(
        using,
        f"SELECT {_QUARTER}, CASE WHEN record_id IN (SELECT record_id FROM jointwork_track WHERE kind = 'care_for_child')"  # noqa: S608
        " THEN 'care' ELSE 'no_care' END, count(*) FROM (SELECT opened_at AT TIME ZONE %s AS local, record_id FROM casework_case"
        " WHERE opened_at >= %s AND opened_at < %s) AS c GROUP BY 1, 2, 3",
        [settings.TIME_ZONE, since, until],
    )


def removals(*, since: datetime, until: datetime, using: str = "keeper") -> Counts:
    """By quarter in which the step began: how long until content was taken down, in bands; 2.5 days is INHOPE's benchmark."""
    return _counts(
        using,
        f"SELECT {_QUARTER}, CASE WHEN took IS NULL THEN 'not_yet' WHEN took <= interval '1 day' THEN 'day'"  # noqa: S608
        " WHEN took <= interval '60 hours' THEN 'benchmark' ELSE 'later' END, count(*) FROM (SELECT"
        " started_at AT TIME ZONE %s AS local, done_at - started_at AS took FROM jointwork_step WHERE track = 'content_removal'"
        " AND NOT stopped AND started_at >= %s AND started_at < %s) AS x GROUP BY 1, 2, 3",
        [settings.TIME_ZONE, since, until],
    )


def assessments(*, since: datetime, until: datetime, at: datetime, using: str = "keeper") -> Counts:
    """By quarter in which the step began: assessments of children done in their limit, late, or still running at `at`."""
    return _counts(
        using,
        f"SELECT {_QUARTER}, CASE WHEN done_at <= due_at THEN 'in_time' WHEN done_at IS NULL AND (due_at IS NULL OR due_at > %s)"  # noqa: S608
        " THEN 'running' ELSE 'late' END, count(*) FROM (SELECT started_at AT TIME ZONE %s AS local, done_at, due_at"
        " FROM jointwork_step WHERE track = 'assessment_support' AND title = ANY(%s) AND NOT stopped"
        " AND started_at >= %s AND started_at < %s) AS x GROUP BY 1, 2, 3",
        [at, settings.TIME_ZONE, _ASSESSMENTS, since, until],
    )


def open_cases_with_a_step(*, using: str = "keeper") -> Mapping[str, int]:
    """Cases that are open now: how many have a next step with somebody who owes it, and how many have none."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN EXISTS (SELECT 1 FROM jointwork_step AS s WHERE s.case_record_id = c.record_id AND s.done_at IS NULL"
            " AND NOT s.stopped) THEN 'has_step' ELSE 'no_step' END, count(*) FROM casework_case AS c WHERE c.closed_at IS NULL"
            " GROUP BY 1"
        )
        return dict(cursor.fetchall())


def referrals_by_purpose_and_sector(
    *, since: datetime, until: datetime, using: str = "keeper"
) -> Mapping[tuple[str, str], int]:
    """For research: referrals sent in the whole time by (purpose, sector of the receiver)."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT r.purpose, a.sector, count(*) FROM jointwork_referral AS r JOIN agencies_agency AS a ON a.id = r.to_agency_id"
            " WHERE r.sent_at >= %s AND r.sent_at < %s GROUP BY 1, 2",
            [since, until],
        )
        return {(row[0], row[1]): row[2] for row in cursor.fetchall()}
