"""What follows the closure of a case, and what reopening it does to that; listeners."""

from takatuf.casework.events import CaseReopened, FollowUpRecorded
from takatuf.jointwork.actions.steps import finish_step, locked_step, stop_step
from takatuf.jointwork.actions.tracks import acting, start_pack_steps
from takatuf.jointwork.models import Step
from takatuf.jointwork.packs import pack


def stop_follow_up(event: CaseReopened) -> None:
    """Stop the follow-up of a closure that was taken back; the next closure starts it anew."""
    titles = [step.title for step in pack().steps if step.start == "case_closed"]
    owed = Step.objects.filter(case_record_id=event.record_id, title__in=titles, done_at__isnull=True)
    for step_id in list(owed.order_by("pk").values_list("pk", flat=True)):
        stop_step(step=locked_step(step_id=step_id), by=acting(), at=event.at)


def restart_tracks(event: CaseReopened) -> None:
    """Start what the country's pack owes when a case is worked on again; the leading agency holds it."""
    start_pack_steps(start="case_reopened", case_id=event.case_id, case_record_id=event.record_id, owner_id=event.lead_id,
        level=event.level, by=acting(), at=event.at,
    )  # fmt: skip


def do_follow_up_step(event: FollowUpRecorded) -> None:
    """A follow-up that was recorded does its step of the track, whoever of the case's agencies made it."""
    if not event.step:
        return
    owed = Step.objects.filter(case_record_id=event.record_id, title=event.step, done_at__isnull=True)
    for step_id in list(owed.order_by("pk").values_list("pk", flat=True)):
        finish_step(step=locked_step(step_id=step_id), by=acting(), at=event.at)
