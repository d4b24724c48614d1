"""What was said about an item, and what was decided: each decision becomes a step that its owner owes."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.clocks.models import LimitOrigin
from takatuf.jointwork.actions.steps import StepOwed, put_step
from takatuf.jointwork.meetings.bound import decision_content, minutes_content
from takatuf.jointwork.meetings.shared import locked_item, put_on_record
from takatuf.jointwork.models import MeetingDecision, MeetingItem, TrackKind
from takatuf.jointwork.shared import known_agency
from takatuf.kernel.actors import Actor
from takatuf.kernel.edits import EditConflict
from takatuf.kernel.errors import InvalidInput
from takatuf.ledger.actions import write


@transaction.atomic
def minute_item(
    *, item_id: UUID, notes: str, state: str, by: Actor, at: datetime, version: int | None = None
) -> MeetingItem:
    """Write what was said about an item, and whether it was discussed or put off; `version` is the one that the writer saw.

    Raises NotAllowed, NotFound, InvalidInput, MeetingOver, and EditConflict when somebody wrote meanwhile.
    """
    require(by, "meeting.lead")
    item, meeting = locked_item(item_id)
    if state not in {"discussed", "put_off"}:
        raise InvalidInput("state", "unknown_code")
    if version is not None and version != item.version:
        raise EditConflict(
            version=item.version, current={"state": item.state, "notes": item.unseal("notes")}, changed_by=item.minuted_by_id,
            changed_at=item.minuted_at,
        )  # fmt: skip
    item.state = state
    item.version, item.minuted_at, item.minuted_by_id = item.version + 1, at, by.id
    if notes.strip():
        item.seal(notes=notes)
    item.save(update_fields=["state", "notes", "version", "minuted_at", "minuted_by"])
    write("meeting.item_minuted", about=item.record_id, by=by, at=at, content=minutes_content(item))
    del meeting
    return item


@transaction.atomic
def decide_item(
    *,
    item_id: UUID,
    text: str,
    owner_id: UUID,
    due_at: datetime,
    track: str,
    dissent: str,
    by: Actor,
    at: datetime,
) -> MeetingDecision:
    """Record a decision; it becomes a step of joint work that its owner owes until then, with a clock.

    An owner that does not reach the case gets the step on a record of its own. Raises NotAllowed, NotFound,
    InvalidInput, MeetingOver.
    """
    require(by, "meeting.lead")
    item, meeting = locked_item(item_id)
    if not text.strip():
        raise InvalidInput("text", "empty")
    if due_at <= at:
        raise InvalidInput("due_at", "in_the_past")
    owed = StepOwed(
        track=track or TrackKind.ASSESSMENT_SUPPORT, owner_id=known_agency("owner", owner_id), title="meeting_decision",
        limit=due_at, origin=LimitOrigin.LOCAL_POLICY, cite=meeting.code, checked=True, detail=text,
    )  # fmt: skip
    step = put_step(owed=owed, case_record_id=item.record_id, by=by, at=at)
    decision = MeetingDecision(
        record_id=item.record_id, item=item, owner_id=owner_id, due_at=due_at, step=step, recorded_by_id=by.id, recorded_at=at
    )  # fmt: skip
    decision.seal(text=text, **({"dissent": dissent} if dissent.strip() else {}))
    decision.save(force_insert=True)
    if item.state != "discussed":
        item.state = "discussed"
        item.save(update_fields=["state"])
    put_on_record(item, meeting, "decided", by, at, content=decision_content(decision))
    return decision
