"""Who listens to whom: the one place where events meet their listeners."""


def wire() -> None:
    """Subscribe every listener and every objection to closing a case; called once when Django is ready."""
    from takatuf.casework.actions import note_level_of_case
    from takatuf.casework.events import CaseClosed, CaseStarted, closure_objections
    from takatuf.clocks.duty.actions import escalate_handover, ring_for_report, ring_for_reports
    from takatuf.clocks.events import DeadlineMissed
    from takatuf.court.queries import court_objections
    from takatuf.intake.events import ReportReceived, ReportsReceived
    from takatuf.intake.pressure.actions import notice_report, notice_reports
    from takatuf.jointwork.actions import escalate_referral, escalate_step, start_follow_up, start_tracks
    from takatuf.jointwork.objections import open_joint_work
    from takatuf.kernel.events import subscribe
    from takatuf.triage.actions import rate_report, rate_reports
    from takatuf.triage.events import ReportRated, ReportsRated

    subscribe(ReportReceived, rate_report)
    subscribe(ReportsReceived, rate_reports)
    subscribe(ReportReceived, notice_report)
    subscribe(ReportsReceived, notice_reports)
    subscribe(CaseStarted, start_tracks)
    subscribe(CaseStarted, note_level_of_case)
    subscribe(CaseClosed, start_follow_up)
    subscribe(DeadlineMissed, escalate_referral)
    subscribe(DeadlineMissed, escalate_step)
    subscribe(DeadlineMissed, escalate_handover)
    subscribe(ReportRated, ring_for_report)
    subscribe(ReportsRated, ring_for_reports)
    for objections in (open_joint_work, court_objections):
        if objections not in closure_objections:
            closure_objections.append(objections)
