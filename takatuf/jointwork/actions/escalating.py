"""What happens when an agency stays silent; listeners that the clockwork calls."""

from takatuf.agencies.scope import system_actor
from takatuf.casework.actions.lines import write_line
from takatuf.clocks.actions import notify
from takatuf.clocks.events import DeadlineMissed
from takatuf.clocks.models import DeadlineKind
from takatuf.jointwork.models import Referral, Step
from takatuf.jointwork.shared import told
from takatuf.kernel.errors import NotFound
from takatuf.ledger.actions import write

_LATE = {
    DeadlineKind.REFERRAL_ANSWER: "referral_escalated",
    DeadlineKind.REFERRAL_OUTCOME: "referral_outcome_late",
    DeadlineKind.REFERRAL_RETURNED: "referral_returned_late",
}


def escalate_referral(event: DeadlineMissed) -> None:
    """Raise a silent referral by one level inside the agency that owes, and tell both agencies.

    The same deadline carries the next level: its end is never moved, so that lateness stays visible. Nothing leaves
    the agencies; a letter to an authority outside is drafted and signed by a person (practice.md 17).
    """
    if event.kind not in _LATE:
        return
    by = system_actor("clockwork")
    referral = Referral.objects.filter(pk=event.subject_id).select_for_update().first()
    if referral is None:
        raise NotFound("The referral of this deadline is gone.")
    referral.escalation_level = max(referral.escalation_level, event.level)
    referral.escalated_at = event.at
    referral.save(update_fields=["escalation_level", "escalated_at"])
    line = _LATE[DeadlineKind(event.kind)]
    told(
        referral, line, by=by, at=event.at, notice_to=referral.to_agency_id,
        content={"level": event.level, "kind": event.kind, "agency": event.agency_id},
    )  # fmt: skip
    notify(
        agency_id=referral.from_agency_id, record_id=referral.record_id, kind=line, by=by, at=event.at,
        params={
            "from_agency": str(referral.from_agency_id), "to_agency": str(referral.to_agency_id), "code": referral.code,
            "level": event.level, "referral": str(referral.pk),
        },
    )  # fmt: skip


def escalate_step(event: DeadlineMissed) -> None:
    """Tell the owner of a late step, and write it into the joint chronology."""
    if event.kind != DeadlineKind.STEP:
        return
    by = system_actor("clockwork")
    step = Step.objects.filter(pk=event.subject_id).first()
    if step is None:
        raise NotFound("The step of this deadline is gone.")
    params: dict[str, str | int] = {"agency": str(step.owner_id), "step": step.title, "level": event.level}
    content = {"step": step.pk, "level": event.level, "agency": step.owner_id}
    write("step.escalated", about=step.record_id, by=by, at=event.at, content=content)
    write_line(kind="step_late", record_id=step.record_id, case_record_id=step.case_record_id, by=by, at=event.at, params=params,
        agency_id=step.owner_id,
    )  # fmt: skip
    notify(
        agency_id=step.owner_id, record_id=step.record_id, kind="step_late", params=params, by=by, at=event.at
    )
