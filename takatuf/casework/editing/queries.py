"""What is edited, as the form that edits it needs it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from takatuf.casework.models import Case, PlanAction
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class PlanActionFields:
    """One line of a plan as texts, and its version."""

    id: UUID
    version: int
    fields: dict[str, str]
    is_approved: bool
    done_at: datetime | None


def fields_of(row: PlanAction) -> dict[str, str]:
    """The editable fields of a plan's line as texts, for comparing two edits; part of an action."""
    return {
        "action": row.unseal("action"), "agency": str(row.agency_id),
        "due": timezone.localtime(row.due_at).date().isoformat(),
    }  # fmt: skip


def plan_action_fields(case_id: UUID, action_id: UUID, *, by: Actor) -> PlanActionFields:
    """A line of a plan for its form; the page that shows it has opened the case. Raises NotFound."""
    del by  # the scope of the actor is in the database
    case = Case.objects.filter(pk=case_id).first()
    row = (
        case
        and PlanAction.objects.filter(pk=action_id, record_id=case.record_id).select_related("plan").first()
    )
    if not row:
        raise NotFound("No such action.")
    return PlanActionFields(
        row.pk, row.version, fields_of(row), row.plan.approved_at is not None, row.done_at
    )  # fmt: skip
