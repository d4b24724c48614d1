"""Changing a line of a plan."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.agencies.queries import agency
from takatuf.casework.actions.lines import told
from takatuf.casework.editing.queries import fields_of
from takatuf.casework.models import PlanAction
from takatuf.casework.rules import CaseIsClosed, Stage
from takatuf.casework.shared import locked_case, needed
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
    case = locked_case(case_id)
    if case.stage == Stage.CLOSED:
        raise CaseIsClosed("The case is closed.")
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
