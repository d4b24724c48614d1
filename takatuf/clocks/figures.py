"""Counts for the public figures, prepared here because only this room reads limits. Raw: never published as they are."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import connections

Counts = Mapping[tuple[int, int, str], int]
KEPT = ("in_time", "late", "level_1", "level_2", "level_3")
_QUARTER = "extract(year FROM local)::int, extract(quarter FROM local)::int"


def limits_kept(*, since: datetime, until: datetime, at: datetime, using: str = "keeper") -> Counts:
    """By quarter in which a limit ended, of every agency together: kept, or missed and then how far it was escalated.

    One question, so that one table stands where two of the same limits would give each other away.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT {_QUARTER}, CASE WHEN met_at <= due_at THEN 'in_time' WHEN missed_level = 0 THEN 'late'"  # noqa: S608
            " ELSE 'level_' || least(missed_level, 3) END, count(*) FROM (SELECT due_at AT TIME ZONE %s AS local, due_at, met_at,"
            " missed_level FROM clocks_deadline WHERE due_at >= %s AND due_at < %s AND (due_at <= %s OR met_at IS NOT NULL)) AS d"
            " GROUP BY 1, 2, 3",
            [settings.TIME_ZONE, since, until, at],
        )
        return {(row[0], row[1], row[2]): row[3] for row in cursor.fetchall()}
