"""Counts for the public figures, prepared here because only this room reads referrals."""

from collections.abc import Mapping

from django.conf import settings
from django.db import connections

_OUTCOME = """CASE WHEN state = 'withdrawn' THEN 'withdrawn' WHEN declined_at IS NOT NULL THEN 'declined'
    WHEN accepted_at IS NOT NULL THEN 'accepted' WHEN escalation_level > 0 THEN 'silent' ELSE 'waiting' END"""


def referrals_by_quarter(*, using: str = "keeper") -> Mapping[tuple[int, int, str, str], int]:
    """How many referrals were sent by (year, quarter, sector of the receiver, outcome), in the country's own time.

    The outcome is accepted, declined, silent (unanswered past its limit), waiting or withdrawn. Raw, never to be
    published as it is.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT extract(year FROM local)::int, extract(quarter FROM local)::int, receiver.sector, "  # noqa: S608 - no input
            + _OUTCOME
            + " AS outcome, count(*) FROM jointwork_referral"
            " JOIN agencies_agency AS receiver ON receiver.id = to_agency_id,"
            " LATERAL (SELECT sent_at AT TIME ZONE %s AS local) AS l GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
            [settings.TIME_ZONE],
        )
        return {(row[0], row[1], row[2], row[3]): row[4] for row in cursor.fetchall()}


def answers_in_time(*, using: str = "keeper") -> Mapping[tuple[int, int, str], tuple[int, int]]:
    """By (year, quarter, sector): how many answers to referrals came in time, and how many came late or not yet. Raw."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT extract(year FROM local)::int, extract(quarter FROM local)::int, owner.sector,"
            " count(*) FILTER (WHERE met_at <= due_at), count(*) FILTER (WHERE missed_level > 0 OR met_at > due_at)"
            " FROM clocks_deadline JOIN agencies_agency AS owner ON owner.id = agency_id,"
            " LATERAL (SELECT started_at AT TIME ZONE %s AS local) AS l"
            " WHERE kind = 'referral_answer' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            [settings.TIME_ZONE],
        )
        return {(row[0], row[1], row[2]): (row[3], row[4]) for row in cursor.fetchall()}
