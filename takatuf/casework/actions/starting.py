"""Opening a case from a report."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.timezone import localtime

from takatuf.agencies.actions import open_record, require
from takatuf.agencies.models import RecordKind
from takatuf.casework.actions.lines import told
from takatuf.casework.actions.people import put_in_role
from takatuf.casework.events import CaseStarted
from takatuf.casework.models import AgencyPart, Case, CaseAgency, CaseReport, Concern, PersonRole
from takatuf.clocks.actions import meet_deadline
from takatuf.clocks.models import DeadlineKind
from takatuf.clocks.queries import open_deadlines_by_subject
from takatuf.intake.queries import ReportView, open_report
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed
from takatuf.kernel.events import publish
from takatuf.kernel.ids import uuid7
from takatuf.people.actions import register_person


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildFacts:
    """What is known of the child when the case is opened; everything may still be unknown."""

    name: str = ""
    age: int | None = None
    sex: str = "unknown"
    notes: str = ""


@transaction.atomic
def start_case(*, report_id: UUID, level: int, child: ChildFacts, by: Actor, at: datetime) -> Case:
    """Open a case from a report: the child gets a record of their own, the starter's agency leads for now.

    Meets the report's first review when that clock still runs, and publishes CaseStarted. Raises NotAllowed, NotFound,
    and InvalidInput for a level that is not 1 to 4.
    """
    require(by, "case.start")
    if by.agency is None:
        raise NotAllowed("Only the staff of an agency start a case.")
    if not 1 <= level <= 4:
        raise InvalidInput("level", "out_of_range", lowest=1, highest=4)
    report = open_report(report_id, by=by, at=at)
    case = Case(
        record_id=uuid7(),
        code=_next_code(at),
        level=level,
        lead_id=by.agency,
        opened_at=at,
        opened_by_id=by.id,
    )
    open_record(id=case.record_id, kind=RecordKind.CASE, lead=by.agency, at=at)
    case.save(force_insert=True)
    _rest_on_report(case, report, by, at)
    person = register_person(name=child.name, sex=child.sex, age=child.age, notes=child.notes, lead=by.agency, by=by, at=at)  # fmt: skip
    put_in_role(
        case=case, person_id=person.id, person_record_id=person.record_id, role=PersonRole.CHILD, at=at
    )
    _meet_first_review(report_id, by, at)
    told(case=case, entry="case.started", line="case_started", by=by, at=at, source=report.head.code,
        content={"case": case.pk, "code": case.code, "report": report_id, "level": level, "person": person.id},
        params={"report": report.head.code, "level": level},
    )  # fmt: skip
    publish(
        CaseStarted(
            case_id=case.pk, record_id=case.record_id, report_id=report_id, report_record_id=report.head.record_id,
            agency_id=by.agency, level=level, by=by.id, at=at,
        )
    )  # fmt: skip
    return case


def _rest_on_report(case: Case, report: ReportView, by: Actor, at: datetime) -> None:
    """The report that the case rests on, its concerns, and the agency that leads for now."""
    CaseReport(
        record_id=case.record_id, report_id=report.head.id, report_record_id=report.head.record_id,
        report_code=report.head.code, linked_at=at, linked_by_id=by.id,
    ).save(force_insert=True)  # fmt: skip
    CaseAgency(record_id=case.record_id, agency_id=case.lead_id, part=AgencyPart.LEAD, joined_at=at).save(
        force_insert=True
    )
    Concern.objects.bulk_create(
        [Concern(record_id=case.record_id, kind=kind, at=at) for kind in dict.fromkeys(report.head.kinds)]
    )


def _next_code(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('casework_case_number')")
        return f"C-{localtime(at):%y}-{cursor.fetchone()[0]:06d}"


def _meet_first_review(report_id: UUID, by: Actor, at: datetime) -> None:
    """Triage usually stopped this clock when it decided; a case that is started by hand stops it here."""
    if open_deadlines_by_subject([report_id], kind=DeadlineKind.FIRST_REVIEW, by=by):
        meet_deadline(subject_id=report_id, kind=DeadlineKind.FIRST_REVIEW, by=by, at=at)
