"""Steps of joint work tracks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from takatuf.agencies.actions import disclose
from takatuf.agencies.queries import AgencyName, WorkerName, agencies, workers_by_id
from takatuf.casework.queries import CaseRow, case_codes_by_record, case_head
from takatuf.jointwork.models import Step
from takatuf.jointwork.packs import step_cite
from takatuf.jointwork.words import title_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound
from takatuf.vault.queries import hold_data_keys


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step with its owner, its limit, and where the limit stands."""

    id: UUID
    record_id: UUID
    case_record_id: UUID
    track: str
    track_label: str
    title: str
    title_label: str
    detail: str
    owner: AgencyName
    started_at: datetime
    due_at: datetime | None
    done_at: datetime | None
    stopped: bool
    at_closure: str
    at_closure_label: str
    at_closure_why: str
    at_closure_by: WorkerName | None
    blocks_closure: bool
    origin: str
    origin_label: str
    cite: str
    checked: bool
    from_order: bool

    def late_at(self, at: datetime) -> bool:
        """Whether the step came, or is coming, after its limit."""
        return self.due_at is not None and (self.done_at or at) > self.due_at


def _rows(steps: Sequence[Step]) -> list[StepRow]:
    hold_data_keys(step.record_id for step in steps if step.detail or step.at_closure_why)
    names = {agency.id: agency for agency in agencies()}
    spoke = {step.at_closure_by_id for step in steps if step.at_closure_by_id}
    staff = workers_by_id(spoke) if spoke else {}
    return [
        StepRow(
            id=step.pk,
            record_id=step.record_id,
            case_record_id=step.case_record_id,
            track=step.track,
            track_label=step.get_track_display(),
            title=step.title,
            title_label=title_of(step.title),
            detail=step.unseal("detail"),
            owner=names[step.owner_id],
            started_at=step.started_at,
            due_at=step.due_at,
            done_at=step.done_at,
            stopped=step.stopped,
            at_closure=step.at_closure,
            at_closure_label=step.get_at_closure_display() if step.at_closure else "",
            at_closure_why=step.unseal("at_closure_why"),
            at_closure_by=staff.get(step.at_closure_by_id) if step.at_closure_by_id else None,
            blocks_closure=step.blocks_closure,
            origin=step.origin,
            origin_label=step.get_origin_display(),
            cite=step_cite(step.title, step.cite),
            checked=step.checked,
            from_order=step.source_order_id is not None,
        )
        for step in steps
    ]


def steps_of(case_id: UUID, *, by: Actor, head: CaseRow | None = None) -> list[StepRow]:
    """Every step of a case that the actor may see, by track, then by start. The caller has opened the case, and may hand its head on."""
    head = head or case_head(case_id, by=by)
    return _rows(
        list(Step.objects.filter(case_record_id=head.record_id).order_by("track", "started_at", "pk"))
    )


def open_steps(*, by: Actor, most: int = 200) -> list[StepRow]:
    """What the own agency still owes on all tracks, the most overdue first; those without a limit come last."""
    owed = Step.objects.filter(owner_id=by.agency, done_at__isnull=True)
    return _rows(list(owed.order_by("due_at", "pk")[:most]))


def nearest_steps(case_record_ids: Sequence[UUID], *, by: Actor) -> dict[UUID, StepRow]:
    """What the own agency owes first in each of these cases, by the case's record; for lists of cases."""
    owed = Step.objects.filter(
        owner_id=by.agency, done_at__isnull=True, case_record_id__in=list(case_record_ids)
    )
    first = owed.order_by("case_record_id", "due_at", "pk").distinct("case_record_id")
    return {row.case_record_id: row for row in _rows(list(first))}


def steps_by_id(ids: Sequence[UUID], *, by: Actor) -> dict[UUID, StepRow]:
    """These steps, as far as the actor reaches them; the court follows its own orders so."""
    del by  # the scope of the actor is in the database
    return {row.id: row for row in _rows(list(Step.objects.filter(pk__in=ids)))}


def open_step(step_id: UUID, *, by: Actor, at: datetime) -> tuple[StepRow, UUID | None, str]:
    """Open one step, with the id and the code of its case where the actor reaches that; the look is put on record.

    Raises NotFound, also for those who may not know.
    """
    row = steps_by_id([step_id], by=by).get(step_id)
    if row is None:
        raise NotFound("No such step.")
    disclose(record_ids=[row.record_id], what="open_step", by=by, at=at)
    case_id, code = case_codes_by_record([row.case_record_id], by=by).get(row.case_record_id, (None, ""))
    return row, case_id, code
