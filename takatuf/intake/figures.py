"""Counts for the public figures, prepared here because only this room reads reports. Raw: never published as they are.

Read by the keeper's connection, over all agencies; a count names no report, and what leaves this house is suppressed by
`insight`. Quarters and days are those of the country's own time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connections
from django.db.models import Count

from takatuf.intake.models import ChannelChoices, Report
from takatuf.intake.regions import REGIONS

# A report may name several kinds; it is counted once, under the first of this list that it names.
MAIN_KINDS = (
    "trafficking", "extortion", "grooming", "online_exploitation", "marriage", "labour", "begging", "other", "unknown",
)  # fmt: skip
# Who came by a machine is known by its door already; apart in two tables they would give each other away.
REPORTERS = ("child", "parent", "professional", "bystander", "other")
TOLD = ("answered", "not_answered", "no_mailbox")
NOT_SAID = "not_said"
# How a call ended that became no report; one that did is counted among the reports.
CALLS = ("advice", "silent", "test", "abusive", "repeated")


@dataclass(frozen=True, slots=True)
class ReportCount:
    """How many reports of one quarter came by this door, from this kind of person, about this, in this region."""

    year: int
    quarter: int
    channel: str
    reporter: str
    kind: str
    region: str
    count: int


def codes_of_reports() -> Mapping[str, tuple[str, ...]]:
    """The codes under which reports are counted, in the order of the columns."""
    return {
        "channel": tuple(ChannelChoices.values), "reporter": REPORTERS, "kind": MAIN_KINDS,
        "region": (*REGIONS, NOT_SAID), "told": TOLD,
    }  # fmt: skip


def report_counts(*, since: datetime, until: datetime, using: str = "keeper") -> list[ReportCount]:
    """Reports received between two moments, counted once by everything that is published of them; one pass over the table."""
    first = " ".join(f"WHEN '{kind}' = ANY(kinds) THEN '{kind}'" for kind in MAIN_KINDS)
    counting = (
        "SELECT extract(year FROM local)::int, extract(quarter FROM local)::int, channel,"  # noqa: S608 - our codes
        " CASE WHEN reporter_kind IN ('child', 'parent', 'professional', 'bystander') THEN reporter_kind ELSE 'other' END,"
        f" CASE {first} ELSE 'unknown' END AS main, coalesce(nullif(region, ''), %s), count(*)"
        " FROM (SELECT received_at AT TIME ZONE %s AS local, channel, reporter_kind, kinds, region FROM intake_report"
        " WHERE received_at >= %s AND received_at < %s) AS r GROUP BY 1, 2, 3, 4, 5, 6"
    )
    with connections[using].cursor() as cursor:
        cursor.execute(counting, [NOT_SAID, settings.TIME_ZONE, since, until])
        return [ReportCount(*row) for row in cursor.fetchall()]


def told_by_quarter(
    *, since: datetime, until: datetime, using: str = "keeper"
) -> Mapping[tuple[int, int, str], int]:
    """By (year, quarter of receipt): whether the reporter was written to, was not, or has no mailbox to be written to."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT extract(year FROM local)::int, extract(quarter FROM local)::int, CASE WHEN m.id IS NULL THEN 'no_mailbox'"
            " WHEN m.id IN (SELECT mailbox_id FROM intake_message WHERE direction = 'to_reporter') THEN 'answered'"
            " ELSE 'not_answered' END, count(*)"
            " FROM (SELECT id, received_at AT TIME ZONE %s AS local FROM intake_report"
            " WHERE received_at >= %s AND received_at < %s) AS r LEFT JOIN intake_mailbox AS m ON m.report_id = r.id"
            " GROUP BY 1, 2, 3",
            [settings.TIME_ZONE, since, until],
        )
        return {(row[0], row[1], row[2]): row[3] for row in cursor.fetchall()}


def calls_without_report(
    *, since: datetime, until: datetime, using: str = "keeper"
) -> Mapping[tuple[int, int, str], int]:
    """By quarter in which the call began: how calls ended that became no report; never by number, person or agency."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT extract(year FROM local)::int, extract(quarter FROM local)::int, outcome, count(*)"
            " FROM (SELECT started_at AT TIME ZONE %s AS local, outcome FROM intake_call"
            " WHERE state = 'closed' AND started_at >= %s AND started_at < %s) AS c GROUP BY 1, 2, 3",
            [settings.TIME_ZONE, since, until],
        )
        return {(row[0], row[1], row[2]): row[3] for row in cursor.fetchall()}


def reports_by_month(
    *, since: datetime, until: datetime, using: str = "keeper"
) -> Mapping[tuple[int, int], int]:
    """How many reports were received by (year, month); finer than anything that is published as it is."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT extract(year FROM local)::int, extract(month FROM local)::int, count(*) FROM (SELECT"
            " received_at AT TIME ZONE %s AS local FROM intake_report WHERE received_at >= %s AND received_at < %s) AS r"
            " GROUP BY 1, 2",
            [settings.TIME_ZONE, since, until],
        )
        return {(row[0], row[1]): row[2] for row in cursor.fetchall()}


def report_languages_by_hour(
    *, since: datetime, until: datetime, using: str = "keeper"
) -> Mapping[tuple[str, str], int]:
    """For research: reports by (language, part of the day) over the whole time; no quarter, no other cut."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT language, CASE WHEN hour < 7 THEN 'night' WHEN hour < 15 THEN 'day' ELSE 'evening' END, count(*)"
            " FROM (SELECT language, extract(hour FROM received_at AT TIME ZONE %s) AS hour FROM intake_report"
            " WHERE received_at >= %s AND received_at < %s) AS r GROUP BY 1, 2",
            [settings.TIME_ZONE, since, until],
        )
        return {(row[0], row[1]): row[2] for row in cursor.fetchall()}


def counts_by_campaign(*, before: datetime, using: str = "keeper") -> Mapping[tuple[str, str], int]:
    """How many reports came in before a moment, by (campaign's code or "", channel); raw, never to be shown as they are."""
    rows = (
        Report.objects.using(using)
        .filter(received_at__lt=before)
        .values_list("campaign", "channel")
        .annotate(count=Count("pk"))
        .order_by("campaign", "channel")
    )
    return {(code, channel): count for code, channel, count in rows}
