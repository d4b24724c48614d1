"""Roles and what each may do; pure, so that a lawyer can read it."""

from enum import StrEnum


class Role(StrEnum):
    """What a worker is at work. One person has one role in one agency."""

    CALL_TAKER = "call_taker"
    TRIAGE_OFFICER = "triage_officer"
    SHIFT_LEADER = "shift_leader"
    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"
    DUTY_OFFICER = "duty_officer"
    COURT_WRITER = "court_writer"
    APPROVER = "approver"
    JUDGE = "judge"
    COURT_CLERK = "court_clerk"
    PROSECUTOR = "prosecutor"
    COUNSEL = "counsel"
    DIRECTOR = "director"
    ADMINISTRATOR = "administrator"
    AWARENESS_OFFICER = "awareness_officer"


_CASEWORK = frozenset({
    "access.open", "case.contribute", "guardian.block",
    "case.read", "case.link", "case.assess", "case.plan", "case.visit", "case.review", "referral.send", "referral.read", "fact.write",
    "submission.read", "step.add", "step.do", "person.write", "exhibit.write", "duty.read", "meeting.read",
    "meeting.propose", "agreement.read",
})  # fmt: skip

PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.CALL_TAKER: frozenset({"call.take", "duty.read"}),
    Role.TRIAGE_OFFICER: frozenset({"access.open", "case.contribute", "guardian.block", "meeting.read", "agreement.read", "call.take", "report.read", "report.triage", "report.review", "triage.rules.read", "report.write_reporter", "contact.open", "case.start", "case.read", "case.link", "person.write", "step.do", "case.appoint_lead", "referral.send", "referral.read", "duty.read", "handover.sign"}),
    Role.SHIFT_LEADER: frozenset({"training.read", "access.open", "access.change", "access.review", "case.contribute", "guardian.block", "guardian.lift", "meeting.lead", "meeting.read", "meeting.propose", "agreement.read", "call.take", "call.lead", "report.read", "report.triage", "report.review", "triage.rules.read", "triage.rules.change", "triage.audit", "calendar.change", "letter.sign", "staff.care", "report.confirm_downgrade", "report.write_reporter", "contact.open", "case.start", "case.read", "case.link", "person.write", "step.do", "case.appoint_lead", "referral.send", "referral.read", "duty.read", "duty.plan", "handover.sign"}),
    Role.CASEWORKER: _CASEWORK,
    Role.SUPERVISOR: _CASEWORK | {"training.read", "access.change", "access.review", "guardian.lift", "letter.sign", "meeting.lead", "agreement.write", "agreement.sign", "plan.approve", "case.take_over", "assessment.approve", "case.appoint_lead", "case.close", "social_side.waive", "referral.answer", "submission.approve", "duty.plan", "handover.sign"},
    Role.DUTY_OFFICER: frozenset({"access.open", "case.contribute", "exhibit.write", "meeting.read", "meeting.propose", "agreement.read", "referral.read", "referral.answer", "case.read", "step.do", "duty.read", "duty.plan", "handover.sign"}),
    Role.COURT_WRITER: frozenset({"law.check", "case.read", "exhibit.write", "fact.write", "submission.read", "submission.write", "submission.sign"}),
    Role.APPROVER: frozenset({"law.check", "case.read", "submission.read", "submission.approve"}),
    Role.JUDGE: frozenset({"submission.read", "court.read", "hearing.write", "ruling.write", "step.add"}),
    Role.PROSECUTOR: frozenset({"law.check", "access.open", "case.contribute", "exhibit.write", "meeting.read", "meeting.propose", "agreement.read", "agreement.sign", "submission.read", "court.read", "referral.read", "referral.answer", "case.read", "step.add", "step.do", "duty.read", "duty.plan", "handover.sign"}),
    Role.DIRECTOR: frozenset({"law.check", "training.read", "ledger.watch", "agreement.read", "agreement.write", "agreement.sign", "campaign.read", "figures.read", "figures.release", "triage.rules.read", "triage.rules.change"}),
    Role.ADMINISTRATOR: frozenset({"ledger.watch", "calendar.change"}),
    Role.AWARENESS_OFFICER: frozenset({"campaign.read", "campaign.run", "advice.review", "figures.read", "training.read"}),
}  # fmt: skip


# Before a court: parties, questions and answers, measures. A party acts for itself; the court asks and decides.
_BEFORE_THE_COURT: dict[Role, frozenset[str]] = {
    Role.COURT_WRITER: frozenset({"party.write", "question.answer", "measure.ask"}),
    Role.JUDGE: frozenset({"party.write", "question.ask", "question.enter"}),
    Role.COURT_CLERK: frozenset({"submission.read", "court.read", "party.write", "question.enter", "hearing.write"}),
    Role.PROSECUTOR: frozenset({"question.answer", "measure.ask"}),
    Role.COUNSEL: frozenset({"submission.read", "court.read", "question.answer", "measure.ask"}),
}  # fmt: skip
PERMISSIONS |= {role: PERMISSIONS.get(role, frozenset()) | more for role, more in _BEFORE_THE_COURT.items()}


_ANSWERS = frozenset({"recommendation.read", "recommendation.answer", "board.read"})
# Figures, recommendations and research: nothing of these is about a person.
_INSIGHT: dict[Role, frozenset[str]] = {
    Role.SHIFT_LEADER: _ANSWERS,
    Role.SUPERVISOR: _ANSWERS | {"research.ask"},
    Role.DUTY_OFFICER: _ANSWERS,
    Role.PROSECUTOR: _ANSWERS,
    Role.APPROVER: frozenset({"research.approve"}),
    # The forum hands its recommendations over; a director decides.
    Role.AWARENESS_OFFICER: frozenset({"recommendation.read", "recommendation.propose", "training.country"}),
    Role.DIRECTOR: _ANSWERS | {"recommendation.propose", "recommendation.decide", "research.ask", "research.approve", "capability.assess", "training.country"},
}  # fmt: skip
PERMISSIONS |= {role: PERMISSIONS[role] | more for role, more in _INSIGHT.items()}

# Keeping: whoever works on a record, or stands before a court with it, may hold it; who leads an office approves erasing it.
_HOLD = frozenset({"record.hold"})
_KEEPING: dict[Role, frozenset[str]] = {
    Role.SHIFT_LEADER: _HOLD | {"record.erase"},
    Role.SUPERVISOR: _HOLD | {"record.erase"},
    Role.APPROVER: _HOLD | {"record.erase"},
    Role.COURT_WRITER: _HOLD,
    Role.PROSECUTOR: _HOLD,
}
PERMISSIONS |= {role: PERMISSIONS[role] | more for role, more in _KEEPING.items()}

# Whoever reads reports or cases, or takes calls, may look one up; the database shows nobody more than they reach.
_LOOKED_UP = {"report.read", "case.read", "call.take"}
PERMISSIONS |= {role: held | {"record.find"} for role, held in PERMISSIONS.items() if held & _LOOKED_UP}


def may(role: Role, permission: str) -> bool:
    """Whether a role carries a permission."""
    return permission in PERMISSIONS[role]
