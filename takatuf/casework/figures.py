"""Counts for the public figures, prepared here because only this room reads cases. Raw: never published as they are."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connections

Counts = Mapping[tuple[int, int, str], int]
SEEN_BANDS = ("day", "two_days", "week", "two_weeks", "later", "not_yet")
VIEWS = ("heard", "not_heard", "no_assessment")
FOLLOW_UPS = ("30_done", "30_not", "90_done", "90_not", "180_done", "180_not")
LISTENED = ("yes", "partly", "no", "not_asked")
HARM_AGAIN = ("again", "not_again")
LINKED = ("one_agency", "within_day", "later")
_QUARTER = "extract(year FROM local)::int, extract(quarter FROM local)::int"


def _counts(using: str, sql: str, params: list[Any]) -> Counts:
    with connections[using].cursor() as cursor:
        cursor.execute(sql, params)
        return {(row[0], row[1], row[2]): row[3] for row in cursor.fetchall()}


def child_seen(*, since: datetime, until: datetime, using: str = "keeper") -> Counts:
    """By quarter in which the case was opened: how long until a visit at which the child was seen, in bands."""
    return _counts(
        using,
        f"SELECT {_QUARTER}, CASE WHEN took IS NULL THEN 'not_yet' WHEN took <= interval '1 day' THEN 'day'"  # noqa: S608
        " WHEN took <= interval '2 days' THEN 'two_days' WHEN took <= interval '7 days' THEN 'week'"
        " WHEN took <= interval '14 days' THEN 'two_weeks' ELSE 'later' END, count(*)"
        " FROM (SELECT c.opened_at AT TIME ZONE %s AS local, v.first_at - c.opened_at AS took FROM casework_case AS c"
        " LEFT JOIN (SELECT record_id, min(at) AS first_at FROM casework_visit WHERE child_seen GROUP BY 1) AS v"
        " ON v.record_id = c.record_id WHERE c.opened_at >= %s AND c.opened_at < %s) AS x GROUP BY 1, 2, 3",
        [settings.TIME_ZONE, since, until],
    )


def child_views(*, since: datetime, until: datetime, using: str = "keeper") -> Counts:
    """By quarter in which the case was opened: whether an assessment holds the child's own view."""
    return _counts(
        using,
        f"SELECT {_QUARTER}, CASE WHEN heard THEN 'heard' WHEN heard IS NULL THEN 'no_assessment' ELSE 'not_heard' END,"  # noqa: S608
        " count(*) FROM (SELECT c.opened_at AT TIME ZONE %s AS local, a.heard FROM casework_case AS c"
        " LEFT JOIN (SELECT record_id, bool_or(child_view IS NOT NULL) AS heard FROM casework_assessment GROUP BY 1) AS a"
        " ON a.record_id = c.record_id WHERE c.opened_at >= %s AND c.opened_at < %s) AS x GROUP BY 1, 2, 3",
        [settings.TIME_ZONE, since, until],
    )


def follow_ups(*, since: datetime, until: datetime, using: str = "keeper") -> Counts:
    """By quarter in which it fell due: follow-ups 30, 90 and 180 days after a closure, done or not.

    A follow-up is due so many days after the closure that was approved; one of a case that was reopened before is not.
    """
    return _counts(
        using,
        f"SELECT {_QUARTER}, days || CASE WHEN done THEN '_done' ELSE '_not' END, count(*) FROM (SELECT"  # noqa: S608
        " (k.approved_at + days * interval '1 day') AT TIME ZONE %s AS local, days, EXISTS (SELECT 1 FROM casework_followup AS f"
        " WHERE f.record_id = k.record_id AND f.after_days = days AND f.at >= k.approved_at) AS done"
        " FROM casework_closure AS k, (VALUES (30), (90), (180)) AS due (days)"
        " WHERE k.approved_at + days * interval '1 day' >= %s AND k.approved_at + days * interval '1 day' < %s"
        " AND NOT EXISTS (SELECT 1 FROM casework_reopening AS o WHERE o.record_id = k.record_id AND o.approved_at > k.approved_at"
        " AND o.approved_at < k.approved_at + days * interval '1 day')) AS x GROUP BY 1, 2, 3",
        [settings.TIME_ZONE, since, until],
    )


def children_listened_to(*, since: datetime, until: datetime, using: str = "keeper") -> Counts:
    """By quarter of the follow-up: what the children who were seen say when asked whether somebody listened."""
    return _counts(
        using,
        f"SELECT {_QUARTER}, listened, count(*) FROM (SELECT at AT TIME ZONE %s AS local, listened FROM casework_followup"  # noqa: S608
        " WHERE child_seen AND at >= %s AND at < %s) AS x GROUP BY 1, 2, 3",
        [settings.TIME_ZONE, since, until],
    )


def harm_again(*, since: datetime, until: datetime, using: str = "keeper") -> Counts:
    """By quarter in which a year since a closure was over: whether in that year harm came again, as far as is known.

    A report that came after the closure and belongs to the case, a reopening, or another case that was opened for a child of
    this one. Counted when the year is over, so that no case counts before it could have stayed closed for so long.
    """
    return _counts(
        using,
        f"SELECT {_QUARTER}, CASE WHEN reopened OR reported OR elsewhere THEN 'again' ELSE 'not_again' END, count(*) FROM (SELECT"  # noqa: S608
        " (k.approved_at + interval '12 months') AT TIME ZONE %s AS local,"
        " EXISTS (SELECT 1 FROM casework_reopening AS o WHERE o.record_id = k.record_id AND o.approved_at > k.approved_at"
        " AND o.approved_at <= k.approved_at + interval '12 months') AS reopened,"
        " EXISTS (SELECT 1 FROM casework_casereport AS l JOIN intake_report AS r ON r.id = l.report_id WHERE l.record_id = k.record_id"
        " AND r.received_at > k.approved_at AND r.received_at <= k.approved_at + interval '12 months') AS reported,"
        " EXISTS (SELECT 1 FROM casework_caserole AS mine JOIN casework_caserole AS theirs ON theirs.person_id = mine.person_id"
        " AND theirs.record_id <> mine.record_id JOIN casework_case AS c ON c.record_id = theirs.record_id"
        " WHERE mine.record_id = k.record_id AND mine.role = 'child' AND theirs.role = 'child' AND c.opened_at > k.approved_at"
        " AND c.opened_at <= k.approved_at + interval '12 months') AS elsewhere"
        " FROM casework_closure AS k WHERE k.approved_at + interval '12 months' >= %s"
        " AND k.approved_at + interval '12 months' < %s) AS x GROUP BY 1, 2, 3",
        [settings.TIME_ZONE, since, until],
    )


def linked_cases(*, since: datetime, until: datetime, using: str = "keeper") -> Counts:
    """By quarter in which it was found: links between cases that stand; in one agency, or across two, and then how soon.

    Across two agencies the time runs from the opening of the younger case: from then on a search of each other's records
    could have found the older one. A link counts once it is confirmed, and no more once it is undone.
    """
    return _counts(
        using,
        f"SELECT {_QUARTER}, CASE WHEN same THEN 'one_agency' WHEN took <= interval '1 day' THEN 'within_day' ELSE 'later' END,"  # noqa: S608
        " count(*) FROM (SELECT l.proposed_at AT TIME ZONE %s AS local, a.lead_id = b.lead_id AS same,"
        " l.proposed_at - greatest(a.opened_at, b.opened_at) AS took FROM casework_caselink AS l"
        " JOIN casework_case AS a ON a.record_id = l.record_id JOIN casework_case AS b ON b.record_id = l.other_record_id"
        " WHERE l.confirmed_at IS NOT NULL AND l.undone_at IS NULL AND l.proposed_at >= %s AND l.proposed_at < %s) AS x"
        " GROUP BY 1, 2, 3",
        [settings.TIME_ZONE, since, until],
    )


def cases_by_level_and_sector(
    *, since: datetime, until: datetime, using: str = "keeper"
) -> Mapping[tuple[str, str], int]:
    """For research: cases opened in the whole time by (level, sector of the agency that leads)."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT c.level::text, a.sector, count(*) FROM casework_case AS c JOIN agencies_agency AS a ON a.id = c.lead_id"
            " WHERE c.opened_at >= %s AND c.opened_at < %s GROUP BY 1, 2",
            [since, until],
        )
        return {(row[0], row[1]): row[2] for row in cursor.fetchall()}
