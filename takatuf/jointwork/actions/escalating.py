"""What happens when agencies stay silent; listeners that the clockwork calls with many deadlines at once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Greatest

from takatuf.agencies.scope import system_actor
from takatuf.casework.actions.lines import NewLine, write_lines
from takatuf.clocks.actions import NewNotice, notify_many
from takatuf.clocks.events import DeadlineMissed, DeadlinesMissed
from takatuf.clocks.models import DeadlineKind
from takatuf.jointwork.models import Referral, Step
from takatuf.jointwork.shared import params_of
from takatuf.kernel.errors import NotFound
from takatuf.ledger.actions import Entry, write_entries

_LATE = {
    DeadlineKind.REFERRAL_ANSWER: "referral_escalated",
    DeadlineKind.REFERRAL_OUTCOME: "referral_outcome_late",
    DeadlineKind.REFERRAL_RETURNED: "referral_returned_late",
}
_TOLD = (
    "record_id", "case_record_id", "code", "from_agency_id", "to_agency_id", "purpose", "legal_basis", "escalation_level",
)  # fmt: skip


def escalate_referrals(event: DeadlinesMissed) -> None:
    """Raise silent referrals by a level inside the agency that owes, and tell both agencies.

    The same deadline carries the next level: its end is never moved, so that lateness stays visible. Nothing leaves
    the agencies; a letter to an authority outside is drafted and signed by a person (practice.md 17).
    """
    missed = [one for one in event.missed if one.kind in _LATE]
    if not missed:
        return
    at, by = missed[0].at, system_actor("clockwork")
    referrals = _raised(missed, at)
    entries, lines, notices = [], [], []
    for one in missed:
        referral, line = referrals[one.subject_id], _LATE[DeadlineKind(one.kind)]
        referral.escalation_level = max(referral.escalation_level, one.level)
        params = params_of(referral)
        content = {
            "referral": referral.pk,
            "level": one.level,
            "kind": one.kind,
            "agency": one.agency_id,
        }
        entries.append(Entry(f"referral.{line.removeprefix('referral_')}", referral.record_id, content))
        lines.append(NewLine(line, referral.record_id, referral.case_record_id, params, source=referral.code))
        notices.append(NewNotice(referral.to_agency_id, referral.record_id, line, params))
        sender = {name: params[name] for name in ("from_agency", "to_agency", "code", "referral")}
        notices.append(
            NewNotice(referral.from_agency_id, referral.record_id, line, {**sender, "level": one.level})
        )
    write_entries(entries, by=by, at=at)
    write_lines(lines=lines, by=by, at=at)
    notify_many(notices=notices, by=by, at=at)


def _raised(missed: Sequence[DeadlineMissed], at: datetime) -> dict[UUID, Referral]:
    """The referrals of these deadlines, locked in one order and raised to their levels; as they were before."""
    wanted = {one.subject_id for one in missed}
    rows = Referral.objects.filter(pk__in=wanted).only(*_TOLD).order_by("pk").select_for_update()
    referrals = {referral.pk: referral for referral in rows}
    if len(referrals) < len(wanted):
        raise NotFound("The referral of this deadline is gone.")
    for level in sorted({one.level for one in missed}):
        of_level = [one.subject_id for one in missed if one.level == level]
        Referral.objects.filter(pk__in=of_level).update(
            escalation_level=Greatest(F("escalation_level"), level), escalated_at=at
        )
    return referrals


def escalate_steps(event: DeadlinesMissed) -> None:
    """Tell the owners of late steps, and write it into the joint chronologies."""
    missed = [one for one in event.missed if one.kind == DeadlineKind.STEP]
    if not missed:
        return
    at, by = missed[0].at, system_actor("clockwork")
    steps = Step.objects.only("record_id", "case_record_id", "owner_id", "title").in_bulk(
        {one.subject_id for one in missed}
    )
    entries, lines, notices = [], [], []
    for one in missed:
        step = steps.get(one.subject_id)
        if step is None:
            raise NotFound("The step of this deadline is gone.")
        params: dict[str, str | int] = {
            "agency": str(step.owner_id),
            "step": step.title,
            "level": one.level,
        }
        content = {"step": step.pk, "level": one.level, "agency": step.owner_id}
        entries.append(Entry("step.escalated", step.record_id, content))
        lines.append(
            NewLine("step_late", step.record_id, step.case_record_id, params, agency_id=step.owner_id)
        )
        notices.append(NewNotice(step.owner_id, step.record_id, "step_late", params))
    write_entries(entries, by=by, at=at)
    write_lines(lines=lines, by=by, at=at)
    notify_many(notices=notices, by=by, at=at)
