"""Counts for the public figures, prepared here because only this room reads limits. Raw: never published as they are."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import connections

Counts = Mapping[tuple[int, int, str], int]
KEPT = ("in_time", "late_done", "late_open")
ESCALATED = ("none", "level_1", "level_2", "level_3")
_QUARTER = "extract(year FROM local)::int, extract(quarter FROM local)::int"


def _by_due(using: str, what: str, since: datetime, until: datetime, at: datetime) -> Counts:
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT {_QUARTER}, {what}, count(*) FROM (SELECT due_at AT TIME ZONE %s AS local, due_at, met_at, missed_level"  # noqa: S608
            " FROM clocks_deadline WHERE due_at >= %s AND due_at < %s AND (due_at <= %s OR met_at IS NOT NULL)) AS d"
            " GROUP BY 1, 2, 3",
            [settings.TIME_ZONE, since, until, at],
        )
        return {(row[0], row[1], row[2]): row[3] for row in cursor.fetchall()}


def limits_kept(*, since: datetime, until: datetime, at: datetime, using: str = "keeper") -> Counts:
    """By quarter in which a limit ended, of every agency together: kept, kept late, or still not met at `at`."""
    what = "CASE WHEN met_at <= due_at THEN 'in_time' WHEN met_at IS NOT NULL THEN 'late_done' ELSE 'late_open' END"
    return _by_due(using, what, since, until, at)


def escalations(*, since: datetime, until: datetime, at: datetime, using: str = "keeper") -> Counts:
    """By quarter in which a limit ended: how far it was escalated, up to level 3."""
    what = "CASE missed_level WHEN 0 THEN 'none' ELSE 'level_' || missed_level END"
    return _by_due(using, what, since, until, at)
