"""Steps of joint work tracks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import open_record, require
from takatuf.agencies.models import Level, RecordKind
from takatuf.agencies.queries import access_of
from takatuf.casework.actions.lines import write_line
from takatuf.clocks.actions import hold_deadlines, meet_deadline, move_deadline, notify, start_deadline
from takatuf.clocks.holidays.queries import calendar
from takatuf.clocks.models import DeadlineKind, LimitOrigin
from takatuf.clocks.rules import Limit, add_time
from takatuf.jointwork.access import grant
from takatuf.jointwork.models import Step, TrackKind
from takatuf.jointwork.shared import known_agency
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write


class StepDone(Refused):
    """The step was done before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOwed:
    """What is owed: on which track, by which agency, until when, and where the limit stands."""

    track: str
    owner_id: UUID
    title: str
    limit: Limit | datetime | None
    origin: str
    cite: str = ""
    checked: bool = False
    detail: str = ""
    source_order_id: UUID | None = None
    blocks_closure: bool = False
    starts_at: datetime | None = None  # empty: when it is put on the track


@transaction.atomic
def add_step(
    *,
    case_record_id: UUID,
    track: TrackKind,
    owner_id: UUID,
    title: str,
    limit: Limit | datetime | None,
    origin: LimitOrigin,
    by: Actor,
    at: datetime,
    cite: str = "",
    checked: bool = False,
    detail: str = "",
    source_order_id: UUID | None = None,
    blocks_closure: bool = False,
    share_with: Sequence[UUID] = (),
) -> Step:
    """Put a step on a track of a case: which agency owes it, by when (a limit, a moment, or None), and where that stands.

    The court, which does not reach the case, names the leading agency in `share_with`. The room's need-to-know
    decides on which record the step stands. Raises NotAllowed, InvalidInput.
    """
    require(by, "step.add")
    owed = StepOwed(
        track=track, owner_id=owner_id, title=title, limit=limit, origin=origin, cite=cite, checked=checked,
        detail=detail, source_order_id=source_order_id, blocks_closure=blocks_closure,
    )  # fmt: skip
    return put_step(owed=owed, case_record_id=case_record_id, by=by, at=at, share_with=share_with)


def put_step(
    *, owed: StepOwed, case_record_id: UUID, by: Actor, at: datetime, share_with: Sequence[UUID] = ()
) -> Step:
    """The step with its clock, line and notice; part of an action that has checked who acts. Raises InvalidInput."""
    if owed.track not in TrackKind.values:
        raise InvalidInput("track", "unknown_code")
    owner_id, starts_at = known_agency("owner", owed.owner_id), owed.starts_at or at
    step = Step(
        record_id=_record_for(case_record_id, owner_id, share_with, by, at), case_record_id=case_record_id,
        track=owed.track, title=owed.title, owner_id=owner_id, source_order_id=owed.source_order_id,
        origin=owed.origin, cite=owed.cite, checked=owed.checked, blocks_closure=owed.blocks_closure, started_at=starts_at,
        due_at=add_time(starts_at, owed.limit, calendar()) if isinstance(owed.limit, Limit) else owed.limit,
    )  # fmt: skip
    if owed.detail:
        step.seal(detail=owed.detail)
    step.save(force_insert=True)
    if step.due_at is not None:
        start_deadline(
            record_id=step.record_id, subject_id=step.pk, kind=DeadlineKind.STEP, agency_id=owner_id,
            due_at=step.due_at, origin=owed.origin, checked=owed.checked, by=by, at=starts_at,
        )  # fmt: skip
    params = {"agency": str(owner_id), "step": owed.title, "track": owed.track}
    content: dict[str, str | UUID | None] = {
        "track": owed.track, "title": owed.title, "owner": owner_id, "detail": owed.detail,
    }  # fmt: skip
    put_on_record(step=step, line="step_added", by=by, at=at, content=content, params=params)
    if owner_id != by.agency:
        notify(agency_id=owner_id, record_id=step.record_id, kind="step_added", params=params, by=by, at=at)
    return step


def _record_for(
    case_record_id: UUID, owner_id: UUID, share_with: Sequence[UUID], by: Actor, at: datetime
) -> UUID:
    """The case's record when both the actor and the owner may write there; otherwise a record of the step's own."""
    access = access_of(case_record_id)
    writers = {row.agency.id for row in access if row.level in {Level.WRITE, Level.LEAD}}
    if by.agency is None:
        raise NotAllowed("Only the staff of an agency add steps.")
    if {by.agency, owner_id} <= writers:
        return case_record_id
    record_id = uuid7()
    open_record(id=record_id, kind=RecordKind.STEP, lead=by.agency, at=at)
    leads = {row.agency.id for row in access if row.level == Level.LEAD}
    for agency_id in sorted({owner_id, *share_with, *leads} - {by.agency}, key=str):
        grant(record_id, known_agency("share_with", agency_id), Level.WRITE, by=by, at=at)
    return record_id


def put_on_record(
    *,
    step: Step,
    line: str,
    by: Actor,
    at: datetime,
    content: dict[str, str | UUID | None],
    params: dict[str, str],
) -> None:
    """The ledger's entry about a step, and its line in the chronology of the case; part of an action."""
    entry = line.replace("_", ".", 1)
    write(entry, about=step.record_id, by=by, at=at, content={"step": step.pk, **content})
    write_line(
        kind=line, record_id=step.record_id, case_record_id=step.case_record_id, by=by, at=at, params=params
    )


@transaction.atomic
def do_step(*, step_id: UUID, by: Actor, at: datetime) -> Step:
    """Mark a step of the own agency as done; its clock stops. Raises NotAllowed, NotFound, StepDone."""
    require(by, "step.do")
    step = locked_step(step_id=step_id)
    if step.owner_id != by.agency:
        raise NotAllowed("This is another agency's to do.")
    return finish_step(step=step, by=by, at=at)


def locked_step(*, step_id: UUID) -> Step:
    """The open step, locked after its clock. Raises NotFound, also for those who may not know, and StepDone."""
    hold_deadlines(subject_id=step_id)
    step = Step.objects.filter(pk=step_id).select_for_update().first()
    if step is None:
        raise NotFound("No such step.")
    if step.done_at is not None:
        raise StepDone("This step was done before.")
    return step


def stop_step(*, step: Step, by: Actor, at: datetime, line: str = "step_stopped") -> Step:
    """The step ended without being done, and its clock with it; part of an action that locked the step."""
    step.done_at, step.done_by_id, step.stopped = at, by.id, True
    step.save(update_fields=["done_at", "done_by", "stopped"])
    if step.due_at is not None:
        meet_deadline(subject_id=step.pk, kind=DeadlineKind.STEP, by=by, at=at)
    params = {"agency": str(step.owner_id), "step": step.title}
    put_on_record(step=step, line=line, by=by, at=at, content={"title": step.title}, params=params)
    return step


@transaction.atomic
def vary_step(*, step_id: UUID, limit: Limit, detail: str, by: Actor, at: datetime) -> Step:
    """Give a step of the actor's other words and another limit, counted from now; its clock moves with it.

    For the court that ordered it; the database refuses whoever does not reach the step's record. Raises NotAllowed,
    NotFound, StepDone.
    """
    require(by, "step.add")
    step = locked_step(step_id=step_id)
    had_limit = step.due_at is not None
    step.due_at = add_time(at, limit, calendar())
    step.seal(detail=detail)
    step.save(update_fields=["due_at", "detail"])
    if had_limit:
        move_deadline(subject_id=step.pk, kind=DeadlineKind.STEP, due_at=step.due_at, by=by, at=at)
    params = {"agency": str(step.owner_id), "step": step.title, "track": step.track}
    put_on_record(
        step=step,
        line="step_moved",
        by=by,
        at=at,
        content={"title": step.title, "detail": detail},
        params=params,
    )
    notify(agency_id=step.owner_id, record_id=step.record_id, kind="step_added", params=params, by=by, at=at)
    return step


def finish_step(*, step: Step, by: Actor, at: datetime) -> Step:
    """The step done and its clock stopped; part of an action that locked the step and checked who acts."""
    step.done_at, step.done_by_id = at, by.id
    step.save(update_fields=["done_at", "done_by"])
    if step.due_at is not None:
        meet_deadline(subject_id=step.pk, kind=DeadlineKind.STEP, by=by, at=at)
    put_on_record(
        step=step,
        line="step_done",
        by=by,
        at=at,
        content={"title": step.title},
        params={"agency": str(step.owner_id), "step": step.title},
    )
    return step
