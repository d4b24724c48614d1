"""Who belongs to a case: persons and agencies."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.casework.actions.lines import told
from takatuf.casework.models import AgencyPart, Case, CaseAgency, CaseRole, PersonRole, SuspectStatus
from takatuf.casework.rules import CaseIsClosed, Stage
from takatuf.casework.shared import locked_case
from takatuf.clocks.actions import move_deadline
from takatuf.clocks.models import DeadlineKind
from takatuf.clocks.queries import deadlines_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound, Refused
from takatuf.people.queries import person_rows


class AlreadyInCase(Refused):
    """This person has this role, or this agency has this part, already."""


def put_in_role(
    *, case: Case, person_id: UUID, person_record_id: UUID, role: PersonRole, at: datetime
) -> CaseRole:
    """The row of a person's role; part of an action. A new suspect is alleged, never more."""
    status = SuspectStatus.ALLEGED if role is PersonRole.SUSPECT else ""
    row = CaseRole(
        record_id=case.record_id, person_id=person_id, person_record_id=person_record_id, role=role,
        suspect_status=status, at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


@transaction.atomic
def add_person(*, case_id: UUID, person_id: UUID, role: PersonRole, by: Actor, at: datetime) -> CaseRole:
    """Say what a registered person is in the case.

    Raises NotFound for a case or person that the actor does not reach, AlreadyInCase, CaseIsClosed.
    """
    require(by, "case.assess")
    case = _open_case(case_id)
    person = person_rows([person_id], by=by, at=at).get(person_id)
    if person is None:
        raise NotFound("No such person.")
    if CaseRole.objects.filter(record_id=case.record_id, person_id=person_id, role=role).exists():
        raise AlreadyInCase("This person has this role in the case already.")
    row = put_in_role(case=case, person_id=person_id, person_record_id=person.record_id, role=role, at=at)
    told(case=case, entry="case.person_added", line="person_joined", by=by, at=at, params={"person": person.code},
        content={"role_row": row.pk, "person": person_id, "role": role},
    )  # fmt: skip
    return row


@transaction.atomic
def set_suspect_status(
    *, case_id: UUID, role_id: UUID, status: SuspectStatus, by: Actor, at: datetime
) -> CaseRole:
    """Change what a suspect is: alleged, cleared, mistaken identity; also on a closed case. Raises NotFound."""
    require(by, "case.assess")
    case = locked_case(case_id)
    row = CaseRole.objects.filter(pk=role_id, record_id=case.record_id, role=PersonRole.SUSPECT).first()
    if row is None:
        raise NotFound("No such suspect in this case.")
    row.suspect_status = status
    row.save(update_fields=["suspect_status"])
    code = person_rows([row.person_id], by=by, at=at)[row.person_id].code
    told(case=case, entry="case.suspect_status_changed", line="suspect_status_changed", by=by, at=at, params={"person": code},
        content={"role_row": row.pk, "status": status},
    )  # fmt: skip
    return row


@transaction.atomic
def join_agency(*, case_id: UUID, agency_id: UUID, part: AgencyPart, by: Actor, at: datetime) -> CaseAgency:
    """Name the agency that leads the case, or one that joins it as a partner; part of jointwork's actions.

    Which rows the agency may see is not decided here but by its Access, which jointwork grants in the same
    transaction. The agency that led becomes a partner. Raises AlreadyInCase, CaseIsClosed, NotFound.
    """
    case = _open_case(case_id)
    rows = CaseAgency.objects.filter(record_id=case.record_id, left_at__isnull=True)
    if rows.filter(agency_id=agency_id, part=part).exists():
        raise AlreadyInCase("This agency has this part in the case already.")
    if part == AgencyPart.LEAD:
        rows.filter(part=AgencyPart.LEAD).update(part=AgencyPart.PARTNER)
        case.lead_id = agency_id
        case.save(update_fields=["lead"])
        _hand_over_clocks(case, by, at)
    row = rows.filter(agency_id=agency_id).first()
    if row is None:
        row = CaseAgency(record_id=case.record_id, agency_id=agency_id, part=part, joined_at=at)
        row.save(force_insert=True)
    else:
        row.part = part
        row.save(update_fields=["part"])
    line = "lead_appointed" if part == AgencyPart.LEAD else "partner_joined"
    told(case=case, entry=f"case.{line}", line=line, by=by, at=at, params={"to_agency": str(agency_id)},
        content={"agency": agency_id, "part": part},
    )  # fmt: skip
    return row


class NotAPartner(Refused):
    """The agency works on the case no more, or leads it: who leads hands the lead over instead."""


@transaction.atomic
def leave_agency(*, case_id: UUID, agency_id: UUID, by: Actor, at: datetime) -> None:
    """End the part of a partner; part of jointwork's actions, which take its access away. Raises NotFound, NotAPartner."""
    case = locked_case(case_id)
    changed = CaseAgency.objects.filter(
        record_id=case.record_id, agency_id=agency_id, part=AgencyPart.PARTNER, left_at__isnull=True
    ).update(left_at=at)
    if not changed:
        raise NotAPartner("This agency is no partner of the case.")
    told(case=case, entry="case.partner_left", line="partner_left", by=by, at=at, params={"to_agency": str(agency_id)},
        content={"agency": agency_id},
    )  # fmt: skip


def _hand_over_clocks(case: Case, by: Actor, at: datetime) -> None:
    """Who leads the case owes the decisions about the safety of other children that nobody has taken yet."""
    for clock in deadlines_of(case.record_id, by=by):
        if clock.kind == DeadlineKind.SAFETY_DECISION and clock.met_at is None:
            move_deadline(
                subject_id=clock.subject_id, kind=clock.kind, due_at=clock.due_at, agency_id=case.lead_id, by=by, at=at
            )  # fmt: skip


def _open_case(case_id: UUID) -> Case:
    case = locked_case(case_id)
    if case.stage == Stage.CLOSED:
        raise CaseIsClosed("The case is closed.")
    return case
