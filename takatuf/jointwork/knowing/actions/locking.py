"""A case in the news: named persons alone, every look reviewed by another agency within a day, one text said outside."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import open_record, require
from takatuf.agencies.knowing_models import Reach
from takatuf.agencies.models import Level, RecordKind
from takatuf.casework.queries import CaseRow, case_head
from takatuf.clocks.actions import hold_deadlines, meet_deadline, notify, start_deadline
from takatuf.clocks.models import DeadlineKind
from takatuf.clocks.queries import open_deadlines_by_subject
from takatuf.jointwork.access import grant
from takatuf.jointwork.knowing.actions.deciding import note_decision
from takatuf.jointwork.knowing.errors import LockedAlready, NotLocked
from takatuf.jointwork.knowing.models import DecisionKind, Finding, Lock, LookReview
from takatuf.jointwork.knowing.shared import (
    CHANGE,
    check_answered_for,
    check_named,
    checked_reason,
    guard_of,
    put_guard,
)
from takatuf.jointwork.shared import known_agency
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write

REVIEWED_WITHIN = timedelta(hours=24)


@transaction.atomic
def lock_case(
    *,
    case_id: UUID,
    named: Sequence[UUID],
    reviewer_id: UUID,
    spoken: str,
    reason: str,
    by: Actor,
    at: datetime,
) -> UUID:
    """Pause everybody's access but that of the named, and have another agency review every look from now on.

    `spoken` is the one text that is said outside. The leading agency alone locks. Returns the lock's id.
    Raises NotAllowed, NotFound, InvalidInput, NobodyCanUndo, AgencyUnnamed, LockedAlready.
    """
    require(by, CHANGE)
    case = case_head(case_id, by=by)
    if by.agency is None or case.lead.id != by.agency:
        raise NotAllowed("The leading agency alone locks a case.")
    reason, spoken = checked_reason(reason), checked_reason(spoken, "spoken")
    check_named(named, by)
    check_answered_for(case, named)
    if known_agency("reviewer", reviewer_id) == by.agency:
        raise InvalidInput("reviewer", "own_agency")
    guard = guard_of(case, by)
    if guard is not None and guard.locked:
        raise LockedAlready("This case is locked already.")
    note_decision(case=case, kind=DecisionKind.LOCKED, reason=reason, by=by, at=at)
    lock = _new_lock(case, own_id=by.agency, reviewer_id=reviewer_id, spoken=spoken, by=by, at=at)
    reach = guard.reach if guard is not None else Reach.PARTNERS.value
    put_guard(case, reach, named, locked=True, at=at)
    return lock.pk


def _new_lock(
    case: CaseRow, *, own_id: UUID, reviewer_id: UUID, spoken: str, by: Actor, at: datetime
) -> Lock:
    lock = Lock(
        record_id=uuid7(), case_record_id=case.record_id, case_code=case.code, agency_id=own_id, reviewer_id=reviewer_id,
        locked_at=at, locked_by_id=by.id,
    )  # fmt: skip
    open_record(id=lock.record_id, kind=RecordKind.LOCK, lead=own_id, at=at)
    lock.seal(spoken=spoken)
    lock.save(force_insert=True)
    grant(lock.record_id, reviewer_id, Level.WRITE, by=by, at=at)
    _start_clock(lock, by, at)
    params: dict[str, str | int] = {"agency": str(own_id), "code": case.code}
    notify(
        agency_id=reviewer_id, record_id=lock.record_id, kind="looks_to_review", params=params, by=by, at=at
    )
    return lock


def _start_clock(lock: Lock, by: Actor, at: datetime) -> None:
    start_deadline(
        record_id=lock.record_id, subject_id=lock.pk, kind=DeadlineKind.LOOK_REVIEW, agency_id=lock.reviewer_id,
        due_at=at + REVIEWED_WITHIN, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def unlock_case(*, case_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """End a lock; everybody's access goes on as before, and looks that wait are still reviewed.

    Raises NotAllowed, NotFound, InvalidInput, NotLocked.
    """
    require(by, CHANGE)
    case = case_head(case_id, by=by)
    reason = checked_reason(reason)
    guard = guard_of(case, by)
    lock = Lock.objects.filter(case_record_id=case.record_id, lifted_at__isnull=True).first()
    if guard is None or not guard.locked or lock is None:
        raise NotLocked("This case is not locked.")
    hold_deadlines(subject_id=lock.pk)
    lock.lifted_at, lock.lifted_by_id = at, by.id
    lock.save(update_fields=["lifted_at", "lifted_by"])
    if not LookReview.objects.filter(lock_id=lock.pk, reviewed_at__isnull=True).exists():
        _stop_clock(lock, by, at)
    note_decision(case=case, kind=DecisionKind.UNLOCKED, reason=reason, by=by, at=at)
    named = guard.named if guard.reach == Reach.TEAM else []
    put_guard(case, guard.reach, named, locked=False, at=at)


def _stop_clock(lock: Lock, by: Actor, at: datetime) -> None:
    if open_deadlines_by_subject([lock.pk], kind=DeadlineKind.LOOK_REVIEW, by=by):
        meet_deadline(subject_id=lock.pk, kind=DeadlineKind.LOOK_REVIEW, by=by, at=at)


@transaction.atomic
def review_looks(
    *, lock_id: UUID, look_ids: Sequence[UUID], finding: Finding, by: Actor, at: datetime
) -> int:
    """Say of looks at a locked case whether they were needed, as the reviewing agency; returns how many.

    Once none waits the clock stops, and while the lock stands the next day's begins. Raises NotAllowed, NotFound.
    """
    require(by, "access.review")
    hold_deadlines(subject_id=lock_id)
    lock = Lock.objects.filter(pk=lock_id, reviewer_id=by.agency).first()
    if lock is None:
        raise NotFound("No such lock.")
    waiting = LookReview.objects.filter(lock_id=lock_id, reviewed_at__isnull=True)
    changed = waiting.filter(pk__in=list(look_ids)).exclude(worker_id=by.id).update(
        reviewed_at=at, reviewed_by_id=by.id, finding=finding
    )  # fmt: skip
    if not waiting.exists():
        _stop_clock(lock, by, at)
        if lock.lifted_at is None:
            _start_clock(lock, by, at)
    content = {"lock": lock.pk, "finding": finding.value, "looks": changed}
    write("access.looks_reviewed", about=lock.record_id, by=by, at=at, content=content)
    return changed
