"""A guardian who is implicated is not told, until a named person lifts the block; it is reviewed every 30 days."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.casework.models import PersonRole
from takatuf.casework.queries import CaseRow, case_head, people_of
from takatuf.clocks.actions import hold_deadlines, meet_deadline, start_deadline
from takatuf.clocks.models import DeadlineKind
from takatuf.jointwork.knowing.errors import BlockedAlready, BlockEnded
from takatuf.jointwork.knowing.models import GuardianBlock
from takatuf.jointwork.knowing.shared import (
    checked_reason,
)
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.ledger.actions import write

REVIEWED_EVERY = timedelta(days=30)


@transaction.atomic
def block_guardian(*, case_id: UUID, person_id: UUID, reason: str, by: Actor, at: datetime) -> UUID:
    """Put on record that a person of the case must not be told of it. Returns the block's id.

    Raises NotAllowed, NotFound, InvalidInput, BlockedAlready.
    """
    require(by, "guardian.block")
    case = case_head(case_id, by=by)
    reason = checked_reason(reason)
    around = {row.person_id for row in people_of(case_id, by=by, at=at) if row.role != PersonRole.CHILD}
    if person_id not in around:
        raise InvalidInput("person", "unknown_code")
    if GuardianBlock.objects.filter(
        record_id=case.record_id, person_id=person_id, lifted_at__isnull=True
    ).exists():
        raise BlockedAlready("This person is not told already.")
    block = GuardianBlock(
        record_id=case.record_id,
        person_id=person_id,
        set_at=at,
        set_by_id=by.id,
        review_due_at=at + REVIEWED_EVERY,
    )
    block.seal(reason=reason)
    block.save(force_insert=True)
    _start_clock(block, case, by, at)
    content = {"block": block.pk, "person": person_id, "reason": reason}
    write("guardian.blocked", about=case.record_id, by=by, at=at, content=content)
    return block.pk


def _start_clock(block: GuardianBlock, case: CaseRow, by: Actor, at: datetime) -> None:
    start_deadline(
        record_id=block.record_id, subject_id=block.pk, kind=DeadlineKind.BLOCK_REVIEW, agency_id=case.lead.id,
        due_at=block.review_due_at, by=by, at=at,
    )  # fmt: skip


def _locked(case: CaseRow, block_id: UUID) -> GuardianBlock:
    hold_deadlines(subject_id=block_id)
    block = GuardianBlock.objects.filter(pk=block_id, record_id=case.record_id).select_for_update().first()
    if block is None:
        raise NotFound("No such block.")
    if block.lifted_at is not None:
        raise BlockEnded("This block was lifted before.")
    return block


@transaction.atomic
def keep_block(*, case_id: UUID, block_id: UUID, by: Actor, at: datetime) -> datetime:
    """Review a block and keep it; returns when it is reviewed again. Raises NotAllowed, NotFound, BlockEnded."""
    require(by, "guardian.lift")
    case = case_head(case_id, by=by)
    block = _locked(case, block_id)
    block.reviewed_at, block.reviewed_by_id, block.review_due_at = at, by.id, at + REVIEWED_EVERY
    block.save(update_fields=["reviewed_at", "reviewed_by", "review_due_at"])
    meet_deadline(subject_id=block.pk, kind=DeadlineKind.BLOCK_REVIEW, by=by, at=at)
    _start_clock(block, case, by, at)
    write("guardian.block_kept", about=case.record_id, by=by, at=at, content={"block": block.pk})
    return block.review_due_at


@transaction.atomic
def lift_block(*, case_id: UUID, block_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Lift a block under one's own name: the person may be told. Raises NotAllowed, NotFound, InvalidInput, BlockEnded."""
    require(by, "guardian.lift")
    case = case_head(case_id, by=by)
    block = _locked(case, block_id)
    reason = checked_reason(reason)
    block.lifted_at, block.lifted_by_id = at, by.id
    block.seal(lift_reason=reason)
    block.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    meet_deadline(subject_id=block.pk, kind=DeadlineKind.BLOCK_REVIEW, by=by, at=at)
    write(
        "guardian.block_lifted",
        about=case.record_id,
        by=by,
        at=at,
        content={"block": block.pk, "reason": reason},
    )
