"""Closing a case: two persons, the social side, and what other rooms say against it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.casework.actions.lines import told
from takatuf.casework.actions.stages import advance, guarded_stage
from takatuf.casework.events import CaseClosed, closure_objections
from takatuf.casework.guards import Approval, guards
from takatuf.casework.models import Case, Closure, ClosureReason, SocialWaiver
from takatuf.casework.queries import social_items
from takatuf.casework.queries.others import open_safety_decisions
from takatuf.casework.rules import (
    CaseIsClosed,
    CaseStep,
    Objection,
    Stage,
    StepSkipped,
    social_objections,
)
from takatuf.casework.shared import SecondPersonNeeded, locked_case, needed
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound, Refused
from takatuf.kernel.events import publish


class CannotClose(Refused):
    """The case stays open; `objections` lists everything that speaks against closing."""

    def __init__(self, objections: list[Objection]) -> None:
        super().__init__(", ".join(objection.code for objection in objections))
        self.objections = objections


class ClosureNotProposed(NotFound):
    """Somebody proposes the closure first; another person approves it."""


class ClosureProposed(Refused):
    """Closing this case was proposed already."""


class AlreadyWaived(Refused):
    """The social side of this case was waived before."""


@transaction.atomic
def waive_social_side(*, case_id: UUID, reason: str, by: Actor, at: datetime) -> SocialWaiver:
    """Say by name, as a supervisor, why the social side of this case is not needed; it counts until the case is closed.

    Where the rule file wants it, it counts once another supervisor has approved it.
    Raises NotAllowed, NotFound, InvalidInput without a reason, AlreadyWaived, CaseIsClosed.
    """
    require(by, "social_side.waive")
    case = locked_case(case_id)
    if case.stage == Stage.CLOSED:
        raise CaseIsClosed("The case is closed.")
    if SocialWaiver.objects.filter(record_id=case.record_id, round=case.round).exists():
        raise AlreadyWaived("The social side of this case was waived before.")
    row = SocialWaiver(record_id=case.record_id, round=case.round, waived_by_id=by.id, at=at)
    row.approval_needed = guards().wants_approval(Approval.WAIVER)
    row.seal(reason=needed("reason", reason))
    row.save(force_insert=True)
    told(
        case=case,
        entry="social_side.waived",
        line="social_side_waived",
        by=by,
        at=at,
        content={"waiver": row.pk, "reason": reason},
    )
    return row


@transaction.atomic
def approve_waiver(*, case_id: UUID, by: Actor, at: datetime) -> SocialWaiver:
    """Approve the waiver of this round as another supervisor. Raises NotAllowed, NotFound, SecondPersonNeeded, CaseIsClosed."""
    require(by, "social_side.waive")
    case = locked_case(case_id)
    if case.stage == Stage.CLOSED:
        raise CaseIsClosed("The case is closed.")
    rows = SocialWaiver.objects.filter(
        record_id=case.record_id, round=case.round, approval_needed=True, approved_at__isnull=True
    )
    row = rows.select_for_update().first()
    if row is None:
        raise NotFound("No waiver waits for approval.")
    if row.waived_by_id == by.id:
        raise SecondPersonNeeded("Nobody approves their own waiver.")
    row.approved_by_id, row.approved_at = by.id, at
    row.save(update_fields=["approved_by", "approved_at"])
    told(
        case=case,
        entry="social_side.waiver_approved",
        line="waiver_approved",
        by=by,
        at=at,
        content={"waiver": row.pk},
    )
    return row


def _waived(case: Case) -> bool:
    waiver = SocialWaiver.objects.filter(record_id=case.record_id, round=case.round).first()
    return waiver is not None and (not waiver.approval_needed or waiver.approved_at is not None)


# What the social side names already is not said twice.
_SAID_BY_SOCIAL_SIDE = frozenset({"assessment", "approved_plan", "child_view", "action_or_visit"})


def _objections(case: Case) -> list[Objection]:
    """Everything that speaks against closing: skipped steps, the social side, and what the other rooms say."""
    waived = _waived(case)
    found: list[Objection] = []
    if not waived:
        found += social_objections(social_items(case))
        try:
            guarded_stage(case=case, step=CaseStep.CLOSE)
        except StepSkipped as skipped:
            missing = [code for code in skipped.missing if code not in _SAID_BY_SOCIAL_SIDE]
            found += [Objection(f"step_missing_{code}") for code in missing]
    found += open_safety_decisions(case.record_id)
    for objections_of in closure_objections:
        found += objections_of(case.pk)
    return found


def _refuse_if_objected(case: Case) -> None:
    if case.stage == Stage.CLOSED:
        raise CaseIsClosed("The case is closed.")
    objections = _objections(case)
    if objections:
        raise CannotClose(objections)


@transaction.atomic
def propose_closure(
    *, case_id: UUID, reason: ClosureReason, outcome: str, by: Actor, at: datetime
) -> Closure:
    """Propose that the case be closed.

    Raises NotAllowed, NotFound, CannotClose with all objections, ClosureProposed, InvalidInput, CaseIsClosed.
    """
    require(by, "case.review")
    case = locked_case(case_id)
    _refuse_if_objected(case)
    if Closure.objects.filter(
        record_id=case.record_id, approved_at__isnull=True, declined_at__isnull=True
    ).exists():
        raise ClosureProposed("Closing this case was proposed already.")
    row = Closure(record_id=case.record_id, reason=reason, proposed_by_id=by.id, proposed_at=at)
    row.seal(outcome=needed("outcome", outcome))
    row.save(force_insert=True)
    told(case=case, entry="closure.proposed", line="closure_proposed", by=by, at=at, params={"closure_reason": reason},
        content={"closure": row.pk, "reason": reason, "outcome": outcome},
    )  # fmt: skip
    return row


@transaction.atomic
def close_case(*, case_id: UUID, by: Actor, at: datetime) -> Closure:
    """Approve the proposed closure as a second person, and close the case. Publishes CaseClosed.

    Raises NotAllowed, NotFound, ClosureNotProposed, SecondPersonNeeded, CannotClose with all objections, CaseIsClosed.
    """
    require(by, "case.close")
    case = locked_case(case_id)
    _refuse_if_objected(case)
    row = _proposed(case)
    if row.proposed_by_id == by.id:
        raise SecondPersonNeeded("Nobody approves their own closure.")
    row.approved_by_id, row.approved_at = by.id, at
    row.save(update_fields=["approved_by", "approved_at"])
    case.closed_at = at
    advance(case=case, step=CaseStep.CLOSE, by=by, at=at, waived=_waived(case))
    told(case=case, entry="case.closed", line="case_closed", by=by, at=at, params={"closure_reason": row.reason},
        content={"closure": row.pk, "reason": row.reason},
    )  # fmt: skip
    publish(CaseClosed(case_id=case.pk, record_id=case.record_id, lead_id=case.lead_id, by=by.id, at=at))
    return row


def _proposed(case: Case) -> Closure:
    rows = Closure.objects.filter(
        record_id=case.record_id, approved_at__isnull=True, declined_at__isnull=True
    )
    row = rows.select_for_update().first()
    if row is None:
        raise ClosureNotProposed("Nobody has proposed to close this case.")
    return row


@transaction.atomic
def decline_closure(*, case_id: UUID, by: Actor, at: datetime) -> Closure:
    """Send the proposal back: the work goes on, and closing can be proposed again.

    Raises NotAllowed, NotFound, ClosureNotProposed.
    """
    require(by, "case.close")
    case = locked_case(case_id)
    row = _proposed(case)
    row.declined_by_id, row.declined_at = by.id, at
    row.save(update_fields=["declined_by", "declined_at"])
    told(
        case=case,
        entry="closure.declined",
        line="closure_declined",
        by=by,
        at=at,
        content={"closure": row.pk},
    )
    return row
