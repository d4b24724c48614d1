"""What is edited, as the form that edits it needs it, and what stood there before."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from takatuf.agencies.queries import WorkerName, workers_by_id
from takatuf.casework.editing.records import assessment_texts, visit_texts
from takatuf.casework.models import Assessment, Case, EarlierText, PlanAction, Visit
from takatuf.casework.queries import case_head
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


@dataclass(frozen=True, slots=True)
class Earlier:
    """One earlier version: who wrote it, when, and its fields as texts."""

    version: int
    by: WorkerName | None
    at: datetime
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class RecordFields:
    """An assessment or a visit as texts, its version, and the versions before it, the newest first."""

    id: UUID
    version: int
    texts: dict[str, str]
    is_approved: bool
    earlier: tuple[Earlier, ...]


def assessment_fields(case_id: UUID, assessment_id: UUID, *, by: Actor) -> RecordFields:
    """An assessment for its form; the page that shows it has opened the case. Raises NotFound."""
    row = Assessment.objects.filter(pk=assessment_id, record_id=case_head(case_id, by=by).record_id).first()
    if row is None:
        raise NotFound("No such assessment.")
    return RecordFields(
        row.pk, row.version, assessment_texts(row), row.approved_at is not None, _earlier(row.pk)
    )


def visit_fields(case_id: UUID, visit_id: UUID, *, by: Actor) -> RecordFields:
    """A visit for its form, as `assessment_fields`. Raises NotFound."""
    row = Visit.objects.filter(pk=visit_id, record_id=case_head(case_id, by=by).record_id).first()
    if row is None:
        raise NotFound("No such visit.")
    return RecordFields(row.pk, row.version, visit_texts(row), is_approved=False, earlier=_earlier(row.pk))


def _earlier(subject_id: UUID) -> tuple[Earlier, ...]:
    rows = list(EarlierText.objects.filter(subject_id=subject_id).order_by("-version"))
    staff = workers_by_id({row.written_by_id for row in rows})
    return tuple(
        Earlier(row.version, staff.get(row.written_by_id), row.written_at, json.loads(row.unseal("fields"))) for row in rows
    )  # fmt: skip
