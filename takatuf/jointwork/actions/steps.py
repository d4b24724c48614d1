"""Steps of joint work tracks."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import open_record, require
from takatuf.agencies.models import Level, RecordKind
from takatuf.agencies.queries import access_of
from takatuf.casework.chronology import write_line
from takatuf.clocks.actions import hold_deadlines, meet_deadline, notify, start_deadline
from takatuf.clocks.calendars import calendar
from takatuf.clocks.models import DeadlineKind, LimitOrigin
from takatuf.clocks.rules import Limit, add_time
from takatuf.jointwork.access import grant
from takatuf.jointwork.actions.common import known_agency
from takatuf.jointwork.models import Step, TrackKind
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write


class StepDone(Refused):
    """The step was done before."""


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

    The court, which does not reach the case, names the leading agency in `share_with`. The module's need-to-know
    decides on which record the step stands. Raises NotAllowed, InvalidInput.
    """
    require(by, "step.add")
    return put_step(
        case_record_id=case_record_id, track=track, owner_id=owner_id, title=title, limit=limit, origin=origin, by=by,
        at=at, cite=cite, checked=checked, detail=detail, source_order_id=source_order_id,
        blocks_closure=blocks_closure, share_with=share_with,
    )  # fmt: skip


def put_step(
    *,
    case_record_id: UUID,
    track: str,
    owner_id: UUID,
    title: str,
    limit: Limit | datetime | None,
    origin: str,
    by: Actor,
    at: datetime,
    cite: str = "",
    checked: bool = False,
    detail: str = "",
    source_order_id: UUID | None = None,
    blocks_closure: bool = False,
    share_with: Sequence[UUID] = (),
) -> Step:
    """The step with its clock, line and notice; part of an action that has checked who acts."""
    if track not in TrackKind.values:
        raise InvalidInput("track", "unknown_code")
    due_at = add_time(at, limit, calendar()) if isinstance(limit, Limit) else limit
    step = Step(
        record_id=_record_for(case_record_id, known_agency("owner", owner_id), share_with, by, at),
        case_record_id=case_record_id, track=track, title=title, owner_id=owner_id, source_order_id=source_order_id,
        origin=origin, cite=cite, checked=checked, blocks_closure=blocks_closure, started_at=at, due_at=due_at,
    )  # fmt: skip
    if detail:
        step.seal(detail=detail)
    step.save(force_insert=True)
    if due_at is not None:
        start_deadline(
            record_id=step.record_id, subject_id=step.pk, kind=DeadlineKind.STEP, agency_id=owner_id, due_at=due_at,
            origin=origin, checked=checked, by=by, at=at,
        )  # fmt: skip
    params = {"agency": str(owner_id), "step": title, "track": track}
    _told(
        step,
        "step_added",
        by=by,
        at=at,
        content={"track": track, "title": title, "owner": owner_id, "detail": detail},
        params=params,
    )
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


def _told(
    step: Step,
    line: str,
    *,
    by: Actor,
    at: datetime,
    content: dict[str, str | UUID | None],
    params: dict[str, str],
) -> None:
    entry = line.replace("_", ".", 1)
    write(entry, about=step.record_id, by=by, at=at, content={"step": step.pk, **content})
    write_line(
        line, record_id=step.record_id, case_record_id=step.case_record_id, by=by, at=at, params=params
    )


@transaction.atomic
def do_step(*, step_id: UUID, by: Actor, at: datetime) -> Step:
    """Mark a step of the own agency as done; its clock stops. Raises NotAllowed, NotFound, StepDone."""
    require(by, "step.do")
    hold_deadlines(subject_id=step_id)
    step = Step.objects.filter(pk=step_id).select_for_update().first()
    if step is None:
        raise NotFound("No such step.")
    if step.owner_id != by.agency:
        raise NotAllowed("This is another agency's to do.")
    if step.done_at is not None:
        raise StepDone("This step was done before.")
    step.done_at, step.done_by_id = at, by.id
    step.save(update_fields=["done_at", "done_by"])
    if step.due_at is not None:
        meet_deadline(subject_id=step.pk, kind=DeadlineKind.STEP, by=by, at=at)
    _told(
        step,
        "step_done",
        by=by,
        at=at,
        content={"title": step.title},
        params={"agency": str(step.owner_id), "step": step.title},
    )
    return step
