"""Who listens to whom: the one place where events meet their listeners."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.timezone import localdate

if TYPE_CHECKING:
    from takatuf.awareness.following import Followed


def wire() -> None:
    """Subscribe every listener and every objection to closing a case; called once when Django is ready."""
    from takatuf.casework.actions import note_level_of_case, tell_late, tell_of_custody, tell_of_exhibit
    from takatuf.casework.events import (
        CaseClosed,
        CaseReopened,
        CaseStarted,
        CaseTakenOver,
        FollowUpRecorded,
        closure_objections,
    )
    from takatuf.clocks.duty.actions import (
        escalate_handover,
        ring_for_opening,
        ring_for_report,
        ring_for_reports,
    )
    from takatuf.clocks.events import DeadlineMissed, DeadlinesMissed, DeadlinesNear
    from takatuf.court.events import SubmissionFiled
    from takatuf.court.queries import court_objections
    from takatuf.evidence.events import CustodyRecorded, ExhibitAdded
    from takatuf.exchange.witnesses.actions import tell_of_silence
    from takatuf.insight.recommendations.actions import escalate_recommendation
    from takatuf.intake.events import ContactOpenedInDanger, ReportReceived, ReportsReceived
    from takatuf.intake.pressure.actions import notice_report, notice_reports
    from takatuf.jointwork.actions import (
        do_follow_up_step,
        draft_letter,
        escalate_question,
        escalate_referrals,
        escalate_steps,
        note_court_filed,
        remind_of_limits,
        restart_tracks,
        settle_open_steps,
        start_follow_up,
        start_tracks,
        stop_follow_up,
    )
    from takatuf.jointwork.agreements.actions import remind_of_expiry
    from takatuf.jointwork.objections import open_joint_work
    from takatuf.kernel.events import subscribe
    from takatuf.triage.actions import rate_report, rate_reports
    from takatuf.triage.events import ReportRated, ReportsRated

    subscribe(ReportReceived, rate_report)
    subscribe(ReportsReceived, rate_reports)
    subscribe(ReportReceived, notice_report)
    subscribe(ReportsReceived, notice_reports)
    subscribe(CaseStarted, start_tracks)
    subscribe(CaseTakenOver, start_tracks)
    subscribe(CaseStarted, note_level_of_case)
    subscribe(CaseClosed, settle_open_steps)
    subscribe(CaseClosed, start_follow_up)
    subscribe(CaseReopened, stop_follow_up)
    subscribe(CaseReopened, restart_tracks)
    subscribe(FollowUpRecorded, do_follow_up_step)
    subscribe(ExhibitAdded, tell_of_exhibit)
    subscribe(CustodyRecorded, tell_of_custody)
    subscribe(DeadlineMissed, tell_late)
    subscribe(DeadlinesMissed, escalate_referrals)
    subscribe(DeadlinesMissed, escalate_steps)
    subscribe(DeadlinesNear, remind_of_limits)
    subscribe(DeadlineMissed, escalate_question)
    subscribe(DeadlineMissed, draft_letter)
    subscribe(SubmissionFiled, note_court_filed)
    subscribe(DeadlineMissed, escalate_handover)
    subscribe(DeadlineMissed, remind_of_expiry)
    subscribe(DeadlineMissed, tell_of_silence)
    subscribe(DeadlineMissed, escalate_recommendation)
    subscribe(ReportRated, ring_for_report)
    subscribe(ReportsRated, ring_for_reports)
    subscribe(ContactOpenedInDanger, ring_for_opening)
    _wire_beside()
    for objections in (open_joint_work, court_objections):
        if objections not in closure_objections:
            closure_objections.append(objections)


def _wire_beside() -> None:
    """What the worker does later, and what the awareness pages ask of the doors."""
    from takatuf.awareness.door import measures
    from takatuf.awareness.following import trackers
    from takatuf.config.jobs import build_later
    from takatuf.court.events import BuildingAsked
    from takatuf.intake.pressure.door import floods_from
    from takatuf.kernel.events import subscribe

    subscribe(BuildingAsked, build_later)
    if floods_from not in measures:
        measures.append(floods_from)
    if _follow not in trackers:
        trackers.append(_follow)


def _follow(recommendation_id: UUID) -> "Followed | None":
    """What the forum's page says of a draft that became a tracked recommendation."""
    from takatuf.awareness.following import Followed
    from takatuf.insight.recommendations.queries import public_standing
    from takatuf.kernel.clock import now

    found = public_standing(recommendation_id, on=localdate(now()))
    return None if found is None else Followed(*found)
