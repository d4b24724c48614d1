"""A case that three agencies share, and what one worker sees of it: for the tests of need-to-know."""

from datetime import timedelta
from uuid import UUID

from django.db import connection

from takatuf.agencies.models import Level
from takatuf.agencies.queries import WorkerName
from takatuf.casework.actions import add_person
from takatuf.casework.models import Case, PersonRole
from takatuf.jointwork.actions import add_partner, refer_case
from takatuf.jointwork.models import LegalBasis, Purpose
from takatuf.kernel.actors import Actor
from takatuf.people.actions import register_person
from tests.casework.situations import AT, Country, started_case
from tests.factories import acting

HOUR = timedelta(hours=1)
WHY = "سبب محايد"
# Whatever carries a case's record, or a record of what belongs to it.
TABLES = (
    "casework_case", "casework_caserole", "casework_casereport", "casework_caseagency", "casework_chronologyline", "people_person",
    "intake_report", "intake_mailbox", "triage_rating", "jointwork_step", "jointwork_track", "jointwork_referral", "clocks_deadline",
    "agencies_record", "agencies_access", "agencies_disclosure", "clocks_notice", "agencies_guard", "agencies_denial",
    "jointwork_knowingdecision", "jointwork_opening", "jointwork_lock", "jointwork_lookreview", "jointwork_guardianblock",
)  # fmt: skip


def shared_case(country: Country) -> Case:
    """A case of social protection with police as a partner, and a referral to police."""
    found = started_case(country)
    with acting(country.supervisor) as by:
        add_partner(case_id=found.pk, agency_id=country.police.id, level=Level.WRITE, by=by, at=AT)
        refer_case(
            case_id=found.pk, to_agency_id=country.police.id, purpose=Purpose.INVESTIGATION, legal_basis=LegalBasis.LAW_DUTY,
            packet=["child_age", "request"], request="طلب محايد", by=by, at=AT,
        )  # fmt: skip
    return found


def visible(worker: WorkerName) -> dict[str, int]:
    """How many rows of each table this worker sees."""
    found = {}
    with acting(worker), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            if count := cursor.fetchone()[0]:
                found[table] = count
    return found


def add_caregiver(case: Case, by: Actor) -> UUID:
    assert by.agency
    made = register_person(name="اسم مخترع", lead=by.agency, by=by, at=AT)
    add_person(case_id=case.pk, person_id=made.id, role=PersonRole.CAREGIVER, by=by, at=AT)
    return made.id
