"""What is taken away when a record is erased, beside its key; on the keeper's connection, in the transaction of who calls.

The key opens every sealed text, so its end ends them all. What is told of a person outside sealed columns is taken away
by name below, and `KEPT` says why the rest may stay: tests hold both against the secrecy of every model's fields.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connections

from takatuf.keeping.finding import KEEPER
from takatuf.vault.actions import destroy_data_keys

# In this order: a mailbox loses the id that its receipt leads to, then everything in it follows.
CLEARED: dict[str, str] = {
    "people_identifier.token": "DELETE FROM people_identifier WHERE record_id = ANY(%(gone)s)",
    "triage_texttoken.token": "DELETE FROM triage_texttoken WHERE record_id = ANY(%(gone)s)",
    "intake_reportkey.token": "DELETE FROM intake_reportkey WHERE record_id = ANY(%(gone)s)",
    "intake_confirmation.id": "DELETE FROM intake_confirmation WHERE record_id = ANY(%(gone)s)",
    "intake_documentpart.data": "DELETE FROM intake_documentpart WHERE record_id = ANY(%(gone)s)",
    "intake_call.caller_token": """UPDATE intake_call SET caller_number = NULL, caller_token = NULL, caller_token_version = NULL
        WHERE record_id = ANY(%(gone)s)""",
    **{
        f"{table}.mailbox_id": f"UPDATE {table} AS t SET mailbox_id = m.record_id FROM intake_mailbox AS m"  # noqa: S608 - names of tables
        " WHERE m.id = t.mailbox_id AND m.record_id = ANY(%(gone)s)"
        for table in (
            "intake_message", "intake_safehours", "intake_withdrawal", "intake_reporteroutcome", "intake_document",
        )
    },
    # A message's clock, and who is rung for it, name the mailbox.
    **{
        f"{table}.subject_id": f"UPDATE {table} AS t SET subject_id = m.record_id FROM intake_mailbox AS m"  # noqa: S608 - names of tables
        " WHERE m.id = t.subject_id AND m.record_id = t.record_id AND m.record_id = ANY(%(gone)s)"
        for table in ("clocks_deadline", "clocks_ringrequest", "clocks_ringmatter")
    },
    "intake_mailbox.id": "UPDATE intake_mailbox SET id = record_id WHERE record_id = ANY(%(gone)s)",
    "exchange_delivery.mailbox_id": """UPDATE exchange_delivery AS d SET mailbox_id = m.id FROM intake_mailbox AS m
        WHERE m.report_id = d.report_id AND d.record_id = ANY(%(gone)s)""",
    "people_person.birth_year": """UPDATE people_person SET sex = 'unknown', birth_year = NULL, age_precision = 'unknown'
        WHERE record_id = ANY(%(gone)s)""",
    "casework_takenovercase.token": """UPDATE casework_takenovercase SET token = sha256(uuid_send(id))
        WHERE record_id = ANY(%(gone)s)""",
    "casework_caselink.why": """UPDATE casework_caselink SET why = ''::bytea, undone_reason = CASE WHEN undone_reason IS NULL THEN NULL
        ELSE ''::bytea END WHERE record_id = ANY(%(gone)s) OR other_record_id = ANY(%(gone)s)""",
    "triage_newfacts.signals": "UPDATE triage_newfacts SET signals = '{}' WHERE record_id = ANY(%(gone)s)",
    "court_submission.docket": """UPDATE court_submission SET docket = id::text, child_code = ''
        WHERE record_id = ANY(%(gone)s)""",
    # What carries an order out cites the docket that the order came under.
    "jointwork_step.cite": "UPDATE jointwork_step SET cite = '' WHERE record_id = ANY(%(gone)s)",
    "court_proceedings.docket": "UPDATE court_proceedings SET docket = id::text WHERE record_id = ANY(%(gone)s)",
    # Last: nobody reaches what is left, on no page, in no list, search or export. Figures count it as before.
    "agencies_access.record_id": "DELETE FROM agencies_access WHERE record_id = ANY(%(gone)s)",
}  # fmt: skip


def clear_records(record_ids: Sequence[UUID], *, at: datetime) -> int:
    """Destroy the keys of these records and take away what is told of people beside; returns how many keys there were.

    May be called again for the same records, as after an older copy was brought back.
    """
    gone = list(record_ids)
    with connections[KEEPER].cursor() as cursor:
        # Who sets a hold, reopens or links meanwhile waits, and then finds nothing.
        for statement in CLEARED.values():
            cursor.execute(statement, {"gone": gone})
    return destroy_data_keys(record_ids=gone, at=at)


_STAFF = "about a person of staff, for that person's care"
_CODES = "a code or a yes without words, about nobody once the names are gone; figures count it"
# Tables that tell of a person outside sealed columns and keep it, each with its reason.
KEPT: dict[str, str] = {
    **dict.fromkeys(("intake_debrief", "triage_exposure", "triage_handover", "triage_carerequest"), _STAFF),
    **dict.fromkeys(
        (
            "casework_caserole", "casework_concern", "casework_concernchange", "casework_followup", "casework_safetydecision",
            "casework_visit", "casework_caselink", "court_answer", "court_factposition", "court_hearingattendance",
            "court_protectivemeasure", "triage_rating",
        ),
        _CODES,
    ),
    "court_fact": "the day of something that no word tells any more",
    "intake_callback": "hours of the day for a number that is sealed",
    **dict.fromkeys(
        ("intake_pressureday", "intake_pressurecount", "intake_burstsign", "exchange_gatewaymessage"),
        "keyed counts and tokens of a day, which end with it",
    ),
    **dict.fromkeys(
        ("awareness_registration", "awareness_vote", "awareness_lessondone"),
        "of gatherings and training, never of a case; names are forgotten after a year",
    ),
}  # fmt: skip
