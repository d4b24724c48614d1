"""Reopening a closed case: somebody proposes it with a reason, another person answers where the rule file wants it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.casework.actions.lines import told
from takatuf.casework.actions.stages import set_stage
from takatuf.casework.events import CaseReopened
from takatuf.casework.guards import Approval, guards
from takatuf.casework.models import Case, CaseReport, FollowUp, Reopening, ReopeningReason
from takatuf.casework.rules import Stage, opened_again
from takatuf.casework.shared import SecondPersonNeeded, locked_case, needed
from takatuf.clocks.actions import meet_deadline, start_deadline
from takatuf.clocks.models import DeadlineKind
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound, Refused
from takatuf.kernel.events import publish


class ReopeningProposed(Refused):
    """Reopening this case was proposed already."""


class ReopeningNotProposed(NotFound):
    """Somebody proposes the reopening first; another person answers it."""


@transaction.atomic
def propose_reopening(
    *,
    case_id: UUID,
    reason: ReopeningReason,
    why: str,
    report_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Reopening:
    """Propose that a closed case be worked on again; without a rule that wants two persons it is open at once.

    `report_id` is a report of the case, needed where a new report is the reason. The answer has a clock. Raises
    NotAllowed, NotFound, CaseIsOpen, ReopeningProposed, and InvalidInput for `why` or `report_id`.
    """
    require(by, "case.review")
    case = locked_case(case_id)
    code = _report_code(case, reason, report_id)
    return put_reopening(
        case=case, reason=reason, why=why, report_id=report_id, report_code=code, by=by, at=at
    )


def _report_code(case: Case, reason: ReopeningReason, report_id: UUID | None) -> str:
    """The code of the report that caused it; a report is laid to the case first (add_report)."""
    if report_id is None:
        if reason == ReopeningReason.NEW_REPORT:
            raise InvalidInput("report_id", "required")
        return ""
    laid = CaseReport.objects.filter(record_id=case.record_id, report_id=report_id).first()
    if laid is None:
        raise InvalidInput("report_id", "unknown_code")
    return laid.report_code


def put_reopening(
    *,
    case: Case,
    reason: ReopeningReason,
    why: str,
    report_id: UUID | None = None,
    report_code: str = "",
    follow_up: FollowUp | None = None,
    by: Actor,
    at: datetime,
) -> Reopening:
    """The proposal, and its clock, or the reopening itself; part of an action that holds the case and checked who acts."""
    opened_again(Stage(case.stage))
    if waiting_reopening(case=case) is not None:
        raise ReopeningProposed("Reopening this case was proposed already.")
    row = Reopening(
        record_id=case.record_id, reason=reason, report_id=report_id, report_code=report_code, follow_up=follow_up,
        approval_needed=guards().wants_approval(Approval.REOPENING), proposed_by_id=by.id, proposed_at=at,
    )  # fmt: skip
    row.seal(why=needed("why", why))
    row.save(force_insert=True)
    told(case=case, entry="reopening.proposed", line="reopening_proposed", by=by, at=at, params={"reopening_reason": reason},
        source=report_code, content={"reopening": row.pk, "reason": reason, "why": why, "report": report_id},
    )  # fmt: skip
    if not row.approval_needed:
        _reopen(case, row, by=by, at=at)
        return row
    due_at = at + timedelta(hours=guards().reopening_answer_hours)
    start_deadline(
        record_id=case.record_id, subject_id=row.pk, kind=DeadlineKind.REOPENING_ANSWER, agency_id=case.lead_id,
        due_at=due_at, by=by, at=at,
    )  # fmt: skip
    return row


def waiting_reopening(*, case: Case) -> Reopening | None:
    """The proposal that nobody has answered yet."""
    return Reopening.objects.filter(
        record_id=case.record_id, approved_at__isnull=True, declined_at__isnull=True
    ).first()


def _waiting(case: Case) -> Reopening:
    row = waiting_reopening(case=case)
    if row is None:
        raise ReopeningNotProposed("Nobody has proposed to reopen this case.")
    return row


def _reopen(case: Case, row: Reopening, *, by: Actor, at: datetime) -> None:
    row.approved_by_id, row.approved_at = by.id, at
    row.save(update_fields=["approved_by", "approved_at"])
    stage = opened_again(Stage(case.stage))
    case.closed_at, case.reopened_at, case.round = None, at, case.round + 1
    set_stage(case=case, stage=stage, by=by, at=at)
    told(case=case, entry="case.reopened", line="case_reopened", by=by, at=at, params={"reopening_reason": row.reason},
        source=row.report_code, content={"reopening": row.pk, "reason": row.reason, "round": case.round},
    )  # fmt: skip
    publish(
        CaseReopened(
            case_id=case.pk, record_id=case.record_id, lead_id=case.lead_id, level=case.level, by=by.id, at=at
        )
    )  # fmt: skip


@transaction.atomic
def approve_reopening(*, case_id: UUID, by: Actor, at: datetime) -> Reopening:
    """Approve the reopening as a second person; the case work begins anew at its first step. Publishes CaseReopened.

    Raises NotAllowed, NotFound, ReopeningNotProposed, SecondPersonNeeded.
    """
    require(by, "case.close")
    case = locked_case(case_id)
    row = _waiting(case)
    if row.proposed_by_id == by.id:
        raise SecondPersonNeeded("Nobody approves their own reopening.")
    meet_deadline(subject_id=row.pk, kind=DeadlineKind.REOPENING_ANSWER, by=by, at=at)
    _reopen(case, row, by=by, at=at)
    return row


@transaction.atomic
def decline_reopening(*, case_id: UUID, reason: str, by: Actor, at: datetime) -> Reopening:
    """Say by name why the case stays closed. Raises NotAllowed, NotFound, ReopeningNotProposed, SecondPersonNeeded, InvalidInput."""
    require(by, "case.close")
    case = locked_case(case_id)
    row = _waiting(case)
    if row.proposed_by_id == by.id:
        raise SecondPersonNeeded("Nobody answers their own proposal.")
    row.seal(decline_reason=needed("reason", reason))
    row.declined_by_id, row.declined_at = by.id, at
    row.save(update_fields=["declined_by", "declined_at", "decline_reason"])
    meet_deadline(subject_id=row.pk, kind=DeadlineKind.REOPENING_ANSWER, by=by, at=at)
    told(case=case, entry="reopening.declined", line="reopening_declined", by=by, at=at,
        content={"reopening": row.pk, "reason": reason},
    )  # fmt: skip
    return row
