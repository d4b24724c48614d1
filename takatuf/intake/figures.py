"""Counts for the public figures, prepared here because only this room reads reports."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import connections
from django.db.models import Count
from django.db.models.functions import ExtractQuarter, ExtractYear

from takatuf.intake.models import Report


def counts_by_quarter(*, using: str = "keeper") -> Mapping[tuple[int, int, str], int]:
    """How many reports came in by (year, quarter, channel), in the country's own time; raw, never to be published as they are."""
    rows = (
        Report.objects.using(using)
        .annotate(year=ExtractYear("received_at"), quarter=ExtractQuarter("received_at"))
        .values_list("year", "quarter", "channel")
        .annotate(count=Count("pk"))
        .order_by("year", "quarter", "channel")
    )
    return {(year, quarter, channel): count for year, quarter, channel, count in rows}


def kinds_by_quarter(*, using: str = "keeper") -> Mapping[tuple[int, int, str], int]:
    """How many reports carry each kind by (year, quarter, kind); a report with two kinds counts in both. Raw as well."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT extract(year FROM local)::int, extract(quarter FROM local)::int, kind, count(*)"
            " FROM intake_report, LATERAL (SELECT received_at AT TIME ZONE %s AS local) AS l, unnest(kinds) AS kind"
            " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            [settings.TIME_ZONE],
        )
        return {(row[0], row[1], row[2]): row[3] for row in cursor.fetchall()}


def counts_by_campaign(*, before: datetime, using: str = "keeper") -> Mapping[tuple[str, str], int]:
    """How many reports that carry a campaign's code came in before a moment, by (code, channel); raw, never to be shown as they are."""
    rows = (
        Report.objects.using(using)
        .filter(received_at__lt=before)
        .exclude(campaign="")
        .values_list("campaign", "channel")
        .annotate(count=Count("pk"))
        .order_by("campaign", "channel")
    )
    return {(code, channel): count for code, channel, count in rows}
