"""Changing a line of a plan, an assessment, a visit."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.agencies.queries import agency
from takatuf.casework.actions.lines import told
from takatuf.casework.editing import records
from takatuf.casework.editing.queries import fields_of
from takatuf.casework.models import Assessment, Case, PlanAction, SafeNow, Visit
from takatuf.casework.rules import CaseIsClosed, Stage
from takatuf.casework.shared import given, locked_case, needed
from takatuf.kernel.actors import Actor
from takatuf.kernel.edits import EditConflict
from takatuf.kernel.errors import NotFound, Refused


class ActionIsDone(Refused):
    """What was done stands as it was planned."""


@transaction.atomic
def change_plan_action(
    *,
    case_id: UUID,
    action_id: UUID,
    version: int,
    action: str,
    agency_id: UUID,
    due_at: datetime,
    by: Actor,
    at: datetime,
) -> int:
    """Write a line of a plan anew; `version` is the one that the writer saw. Returns the new version.

    A line of an approved plan is changed only by who may approve plans. Raises EditConflict when another person changed
    it meanwhile (nothing is written then), NotAllowed, NotFound, ActionIsDone, CaseIsClosed, InvalidInput.
    """
    require(by, "case.plan")
    case = _open_case(case_id)
    row = PlanAction.objects.filter(pk=action_id, record_id=case.record_id).select_for_update().first()
    if row is None:
        raise NotFound("No such action.")
    if row.plan.approved_at is not None:
        require(by, "plan.approve")
    if row.done_at is not None:
        raise ActionIsDone("This action was done.")
    if row.version != version:
        raise EditConflict(
            version=row.version, current=fields_of(row), changed_by=row.changed_by_id, changed_at=row.changed_at
        )  # fmt: skip
    row.agency_id, row.due_at = agency(agency_id).id, due_at
    row.version, row.changed_at, row.changed_by_id = version + 1, at, by.id
    row.seal(action=needed("action", action))
    row.save()
    told(case=case, entry="plan.action_changed", line="plan_action_changed", by=by, at=at,
        content={"action": row.pk, "version": row.version, "text": action, "agency": agency_id, "due": due_at.isoformat()},
    )  # fmt: skip
    return row.version


class AssessmentIsApproved(Refused):
    """What a supervisor approved stands as it was approved."""


@transaction.atomic
def change_assessment(
    *,
    case_id: UUID,
    assessment_id: UUID,
    version: int,
    facts: str,
    opinion: str,
    child_view: str,
    caregiver_view: str,
    by: Actor,
    at: datetime,
) -> int:
    """Write an assessment anew; what stood there is kept. `version` is the one that the writer saw. Returns the new version.

    Raises EditConflict when another person changed it meanwhile (nothing is written then), AssessmentIsApproved, NotAllowed,
    NotFound, CaseIsClosed, InvalidInput without facts or opinion.
    """
    require(by, "case.assess")
    case = _open_case(case_id)
    row = Assessment.objects.filter(pk=assessment_id, record_id=case.record_id).select_for_update().first()
    if row is None:
        raise NotFound("No such assessment.")
    if row.approved_at is not None:
        raise AssessmentIsApproved("This assessment was approved.")
    texts = records.assessment_texts(row)
    records.check_version(row, version, texts)
    records.earlier_text(row, texts, wrote=row.assessed_by_id).save(force_insert=True)
    records.count_change(row, by=by, at=at)
    row.child_view = row.caregiver_view = None
    row.seal(facts=needed("facts", facts), opinion=needed("opinion", opinion))
    row.seal(**given(child_view=child_view, caregiver_view=caregiver_view))
    row.save()
    told(case=case, entry="assessment.changed", line="assessment_changed", by=by, at=at, params={"assessment": row.kind},
        content={"assessment": row.pk, "version": row.version, **records.assessment_texts(row)},
    )  # fmt: skip
    return row.version


@transaction.atomic
def change_visit(
    *,
    case_id: UUID,
    visit_id: UUID,
    version: int,
    child_seen: str,
    safe_now: SafeNow,
    not_alone_reason: str,
    child_view: str,
    note: str,
    by: Actor,
    at: datetime,
) -> int:
    """Write a visit anew, as `change_assessment` does; `child_seen` is alone, not_alone or no.

    Raises EditConflict, NotAllowed, NotFound, CaseIsClosed, and InvalidInput for a child not seen alone without saying why.
    """
    require(by, "case.visit")
    case = _open_case(case_id)
    row = Visit.objects.filter(pk=visit_id, record_id=case.record_id).select_for_update().first()
    if row is None:
        raise NotFound("No such visit.")
    texts = records.visit_texts(row)
    records.check_version(row, version, texts)
    if child_seen != "alone":
        needed("not_alone_reason", not_alone_reason)
    records.earlier_text(row, texts, wrote=row.visited_by_id).save(force_insert=True)
    records.count_change(row, by=by, at=at)
    row.child_seen, row.child_seen_alone, row.safe_now = (
        child_seen != "no",
        child_seen == "alone",
        SafeNow(safe_now),
    )
    row.not_alone_reason = row.child_view = row.note = None
    row.seal(**given(not_alone_reason=not_alone_reason, child_view=child_view, note=note))
    row.save()
    told(case=case, entry="visit.changed", line="visit_changed", by=by, at=at,
        content={"visit": row.pk, "version": row.version, **records.visit_texts(row)},
    )  # fmt: skip
    return row.version


def _open_case(case_id: UUID) -> Case:
    case = locked_case(case_id)
    if case.stage == Stage.CLOSED:
        raise CaseIsClosed("The case is closed.")
    return case
