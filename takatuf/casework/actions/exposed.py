"""Every child with the same exposure gets a decision about safety, each with its clock (practice.md 27)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.casework.actions.lines import told
from takatuf.casework.guards import guards
from takatuf.casework.models import Case, CaseRole, ExposedChild, PersonRole, SafetyChoice, SafetyDecision
from takatuf.casework.rules import CaseIsClosed, Stage
from takatuf.casework.shared import locked_case, needed
from takatuf.clocks.actions import hold_deadlines, meet_deadline, start_deadline
from takatuf.clocks.models import DeadlineKind
from takatuf.clocks.queries import open_deadlines_by_subject
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound, Refused


class AlreadyNamed(Refused):
    """This child is on the list already."""


@transaction.atomic
def name_exposed_child(
    *, case_id: UUID, person_id: UUID | None = None, description: str = "", by: Actor, at: datetime
) -> ExposedChild:
    """Put a child with the same exposure on the list: a person of the case, or a description; the clock starts.

    The limit is in clock hours by the case's level, on every day of the year. Raises NotAllowed, NotFound, CaseIsClosed,
    AlreadyNamed, and InvalidInput unless exactly one of the two is given.
    """
    require(by, "case.assess")
    case = _open_case(case_id)
    if (person_id is None) == (not description.strip()):
        raise InvalidInput("description", "person_or_description")
    if person_id is not None:
        _refuse_person(case, person_id)
    due_at = at + timedelta(hours=guards().safety_decision_hours[case.level])
    row = ExposedChild(
        record_id=case.record_id, person_id=person_id, due_at=due_at, named_by_id=by.id, named_at=at
    )
    if person_id is None:
        row.seal(description=description)
    row.save(force_insert=True)
    start_deadline(
        record_id=case.record_id, subject_id=row.pk, kind=DeadlineKind.SAFETY_DECISION, agency_id=case.lead_id, due_at=due_at,
        by=by, at=at,
    )  # fmt: skip
    told(case=case, entry="exposed_child.named", line="exposed_child_named", by=by, at=at,
        content={"child": row.pk, "person": person_id, "description": description},
    )  # fmt: skip
    return row


def _open_case(case_id: UUID) -> Case:
    case = locked_case(case_id)
    if case.stage == Stage.CLOSED:
        raise CaseIsClosed("The case is closed.")
    return case


def _refuse_person(case: Case, person_id: UUID) -> None:
    """Only another child of the case can be named: who is suspected or cares for the child is none."""
    roles = CaseRole.objects.filter(record_id=case.record_id, person_id=person_id)
    if not roles.filter(role__in=(PersonRole.SIBLING, PersonRole.WITNESS, PersonRole.CHILD)).exists():
        raise InvalidInput("person_id", "unknown_code")
    if ExposedChild.objects.filter(record_id=case.record_id, person_id=person_id).exists():
        raise AlreadyNamed("This child is on the list already.")


@transaction.atomic
def decide_safety(
    *,
    case_id: UUID,
    child_id: UUID,
    decision: SafetyChoice,
    reason: str,
    own_case_code: str = "",
    by: Actor,
    at: datetime,
) -> SafetyDecision:
    """Decide about a child with the same exposure, or decide anew; the last decision counts, all are kept.

    `own_case_code` names the child's own case, which the actor reaches. Raises NotAllowed, NotFound, CaseIsClosed, and
    InvalidInput without a reason or with a case that is not there or is this one.
    """
    require(by, "case.assess")
    hold_deadlines(subject_id=child_id)
    case = _open_case(case_id)
    child = ExposedChild.objects.filter(pk=child_id, record_id=case.record_id).first()
    if child is None:
        raise NotFound("No such child on the list of this case.")
    own = _own_case(case, own_case_code) if decision == SafetyChoice.OWN_CASE else None
    row = SafetyDecision(
        record_id=case.record_id, child=child, decision=decision, decided_by_id=by.id, at=at,
        own_case_record_id=own.record_id if own else None,
    )  # fmt: skip
    row.seal(reason=needed("reason", reason))
    row.save(force_insert=True)
    if open_deadlines_by_subject([child.pk], kind=DeadlineKind.SAFETY_DECISION, by=by):
        meet_deadline(subject_id=child.pk, kind=DeadlineKind.SAFETY_DECISION, by=by, at=at)
    told(case=case, entry="exposed_child.decided", line="exposed_child_decided", by=by, at=at, params={"safety": decision},
        source=own.code if own else "",
        content={
            "child": child.pk, "decision": decision, "reason": reason, "own_case": own.record_id if own else None,
        },
    )  # fmt: skip
    return row


def _own_case(case: Case, code: str) -> Case:
    own = Case.objects.filter(code=code.strip().upper()).first()
    if own is None:
        raise InvalidInput("own_case_code", "unknown_case")
    if own.pk == case.pk:
        raise InvalidInput("own_case_code", "same_case")
    return own
