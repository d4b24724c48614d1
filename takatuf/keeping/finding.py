"""What has ended, what belongs to it, and what stands against erasing it: asked by the keeper, who sees every agency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import connections
from django.utils.timezone import localdate, make_aware

from takatuf.keeping.files import Times
from takatuf.keeping.rules import Kind, Stop, due_on, ended_before

KEEPER = "keeper"


@dataclass(frozen=True, slots=True)
class Ended:
    """A record that has ended, who leads it, and from which day on it may be erased."""

    record_id: UUID
    kind: Kind
    code: str
    agency_id: UUID
    ended_at: datetime
    due_on: date


# A report that was closed because another one, or a case, has the matter in hand is kept as long as a case.
_ENDED = {
    Kind.CASE: """SELECT c.record_id, c.code, c.lead_id AS agency_id, greatest(c.closed_at, (SELECT max(f.at) FROM casework_followup AS f
        WHERE f.record_id = c.record_id)) AS ended_at, true AS as_case FROM casework_case AS c WHERE c.closed_at IS NOT NULL""",
    Kind.REPORT: """SELECT r.record_id, r.code, r.agency_id, greatest(d.decided_at, (SELECT max(m.at) FROM intake_message AS m
        JOIN intake_mailbox AS b ON b.id = m.mailbox_id WHERE b.report_id = r.id)) AS ended_at, d.why_closed = 'same_matter' AS as_case
        FROM triage_triagedecision AS d JOIN intake_report AS r ON r.id = d.report_id
        WHERE d.state = 'in_force' AND d.outcome <> 'open_case' AND d.decided_at < %(before)s
        AND NOT EXISTS (SELECT 1 FROM casework_casereport AS c WHERE c.report_id = r.id)""",
    Kind.CALL: """SELECT c.record_id, '' AS code, c.agency_id, c.ended_at, false AS as_case FROM intake_call AS c
        WHERE c.state = 'closed' AND c.report_id IS NULL""",
}  # fmt: skip
_DUE = """SELECT e.* FROM ({ended}) AS e WHERE e.ended_at < CASE WHEN e.as_case THEN %(cases_before)s ELSE %(before)s END
  AND NOT EXISTS (SELECT 1 FROM keeping_erasure AS k WHERE k.record_id = e.record_id
    AND (k.kept_at IS NULL OR k.kept_until > %(today)s))
  ORDER BY e.ended_at, e.record_id LIMIT %(most)s"""
_ONE = "SELECT e.ended_at, e.agency_id FROM ({ended}) AS e WHERE e.record_id = %(record)s"


def what_is_due(kind: Kind, *, by: Times, at: datetime, most: int) -> list[Ended]:
    """What ended long enough ago and is not on the list yet, the longest ended first."""
    today = localdate(at)
    values = {
        "before": _begins(ended_before(today, by.times[kind].years)), "today": today, "most": most,
        "cases_before": _begins(ended_before(today, by.times[Kind.CASE].years)),
    }  # fmt: skip
    rows = _asked(_DUE.format(ended=_ENDED[kind]), values)
    return [
        Ended(record, kind, code, agency, ended, due_on(localdate(ended), by.times[Kind.CASE if as_case else kind].years))
        for record, code, agency, ended, as_case in rows
    ]  # fmt: skip


def ended_at(kind: Kind, record_id: UUID, *, at: datetime) -> tuple[datetime, UUID] | None:
    """When this record ended, and who leads it now; None while it has not ended."""
    rows = _asked(_ONE.format(ended=_ENDED[kind]), {"record": record_id, "before": at})
    return (rows[0][0], rows[0][1]) if rows else None


def _begins(day: date) -> datetime:
    """The end of the day: what ended on it is due."""
    return make_aware(datetime.combine(day, time.max))


# What is shared with another case or with a report of another case stays until that one is erased too.
_PARTS = """
WITH reports AS (
  SELECT c.report_id, c.report_record_id AS record_id FROM casework_casereport AS c WHERE c.record_id = %(root)s
    AND NOT EXISTS (SELECT 1 FROM casework_casereport AS o JOIN vault_wrappedkey AS k ON k.record_id = o.record_id
      WHERE o.report_id = c.report_id AND o.record_id <> c.record_id AND k.wrapped IS NOT NULL)
  UNION SELECT r.id, r.record_id FROM intake_report AS r WHERE r.record_id = %(root)s),
persons AS (
  SELECT p.person_record_id AS record_id FROM casework_caserole AS p WHERE p.record_id = %(root)s
  UNION SELECT q.record_id FROM casework_exposedchild AS x JOIN people_person AS q ON q.id = x.person_id WHERE x.record_id = %(root)s)
SELECT %(root)s::uuid
UNION SELECT record_id FROM reports
UNION SELECT m.record_id FROM intake_mailbox AS m JOIN reports ON reports.report_id = m.report_id
UNION SELECT c.record_id FROM intake_reportercontact AS c JOIN reports ON reports.report_id = c.report_id
UNION SELECT c.record_id FROM intake_call AS c JOIN reports ON reports.report_id = c.report_id
UNION SELECT record_id FROM persons WHERE NOT EXISTS (SELECT 1 FROM casework_caserole AS o JOIN vault_wrappedkey AS k
    ON k.record_id = o.record_id WHERE o.person_record_id = persons.record_id AND o.record_id <> %(root)s AND k.wrapped IS NOT NULL)
UNION SELECT record_id FROM jointwork_referral WHERE case_record_id = %(root)s
UNION SELECT record_id FROM jointwork_step WHERE case_record_id = %(root)s
UNION SELECT record_id FROM jointwork_opening WHERE case_record_id = %(root)s
UNION SELECT record_id FROM jointwork_lock WHERE case_record_id = %(root)s
UNION SELECT record_id FROM court_submission WHERE case_record_id = %(root)s
UNION SELECT record_id FROM court_proceedings WHERE case_record_id = %(root)s
UNION SELECT record_id FROM court_service WHERE case_record_id = %(root)s
UNION SELECT a.record_id FROM court_questionasked AS a JOIN court_question AS q ON q.id = a.question_id
    JOIN court_submission AS s ON s.id = q.submission_id WHERE s.case_record_id = %(root)s
"""


def belongs_to(root: UUID) -> list[UUID]:
    """The records that are erased with this one, itself among them, in one order for everybody who locks them."""
    return sorted(row[0] for row in _asked(_PARTS, {"root": root}))


_STOPS = {
    Stop.HELD: "SELECT 1 FROM keeping_hold WHERE lifted_at IS NULL AND record_id = ANY(%(parts)s)",
    Stop.OPEN: """SELECT 1 FROM casework_case WHERE record_id = %(root)s AND closed_at IS NULL
        UNION ALL SELECT 1 FROM casework_reopening WHERE record_id = %(root)s AND approved_at IS NULL AND declined_at IS NULL
          AND approval_needed
        UNION ALL SELECT 1 FROM intake_report AS r WHERE r.record_id = %(root)s AND (
          EXISTS (SELECT 1 FROM casework_casereport AS c WHERE c.report_id = r.id) OR NOT EXISTS (SELECT 1
            FROM triage_triagedecision AS d WHERE d.report_id = r.id AND d.state = 'in_force' AND d.outcome <> 'open_case'))
        UNION ALL SELECT 1 FROM intake_call WHERE record_id = %(root)s AND state <> 'closed'""",
    # What a court has before it: a live submission without a ruling after it was filed, or an appeal after the last ruling.
    Stop.COURT: """SELECT 1 FROM court_submission AS s WHERE s.case_record_id = %(root)s AND s.state IN ('reviewed', 'approved', 'signed', 'filed', 'acknowledged')
          AND NOT EXISTS (SELECT 1 FROM court_submission AS l WHERE l.supersedes_id = s.id AND l.state IN ('reviewed', 'approved', 'signed', 'filed', 'acknowledged'))
          AND NOT EXISTS (SELECT 1 FROM court_ruling AS r JOIN court_submission AS t ON t.id = r.submission_id
            WHERE t.case_record_id = s.case_record_id AND t.court_id = s.court_id AND t.docket = s.docket
            AND r.recorded_at >= s.filed_at)
        UNION ALL SELECT 1 FROM court_appeal AS a JOIN court_ruling AS r ON r.id = a.ruling_id JOIN court_submission AS t
          ON t.id = r.submission_id WHERE t.case_record_id = %(root)s AND NOT EXISTS (SELECT 1 FROM court_ruling AS n
            JOIN court_submission AS u ON u.id = n.submission_id WHERE u.case_record_id = %(root)s AND n.recorded_at > a.recorded_at)""",
    Stop.CLOCK: "SELECT 1 FROM clocks_deadline WHERE met_at IS NULL AND record_id = ANY(%(parts)s)",
    Stop.LINKED: """SELECT 1 FROM casework_caselink AS l JOIN casework_case AS c ON c.record_id IN (l.record_id, l.other_record_id)
        WHERE %(root)s IN (l.record_id, l.other_record_id) AND c.record_id <> %(root)s AND l.undone_at IS NULL AND c.closed_at IS NULL""",
    Stop.LOCKED: "SELECT 1 FROM jointwork_lock WHERE case_record_id = %(root)s AND lifted_at IS NULL",
}  # fmt: skip


def what_stops(root: UUID, parts: Sequence[UUID]) -> list[Stop]:
    """What stands against erasing a record now, the weightiest first."""
    values = {"root": root, "parts": list(parts)}
    asked = ", ".join(f"EXISTS ({question})" for question in _STOPS.values())
    answers = _asked(f"SELECT {asked}", values)[0]  # noqa: S608 - the questions stand above, values are passed apart
    return [stop for stop, stands in zip(_STOPS, answers, strict=True) if stands]


def _asked(question: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connections[KEEPER].cursor() as cursor:
        cursor.execute(question, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
