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
    PROSECUTOR = "prosecutor"
    DIRECTOR = "director"
    ADMINISTRATOR = "administrator"


_CASEWORK = frozenset({
    "case.read", "case.assess", "case.plan", "case.visit", "case.review", "referral.send", "referral.read", "fact.write",
    "submission.read", "step.add", "step.do", "person.write", "duty.read",
})  # fmt: skip

PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.CALL_TAKER: frozenset({"call.take", "duty.read"}),
    Role.TRIAGE_OFFICER: frozenset({"call.take", "report.read", "report.triage", "report.review", "triage.rules.read", "report.write_reporter", "contact.open", "case.start", "case.read", "person.write", "step.do", "case.appoint_lead", "referral.send", "referral.read", "duty.read", "handover.sign"}),
    Role.SHIFT_LEADER: frozenset({"call.take", "call.lead", "report.read", "report.triage", "report.review", "triage.rules.read", "triage.rules.change", "triage.audit", "staff.care", "report.confirm_downgrade", "report.write_reporter", "contact.open", "case.start", "case.read", "person.write", "step.do", "case.appoint_lead", "referral.send", "referral.read", "duty.read", "duty.plan", "handover.sign"}),
    Role.CASEWORKER: _CASEWORK,
    Role.SUPERVISOR: _CASEWORK | {"plan.approve", "case.appoint_lead", "case.close", "social_side.waive", "referral.answer", "submission.approve", "duty.plan", "handover.sign"},
    Role.DUTY_OFFICER: frozenset({"referral.read", "referral.answer", "case.read", "step.do", "duty.read", "duty.plan", "handover.sign"}),
    Role.COURT_WRITER: frozenset({"case.read", "fact.write", "submission.read", "submission.write", "submission.sign"}),
    Role.APPROVER: frozenset({"case.read", "submission.read", "submission.approve"}),
    Role.JUDGE: frozenset({"submission.read", "court.read", "hearing.write", "ruling.write", "step.add"}),
    Role.PROSECUTOR: frozenset({"submission.read", "court.read", "referral.read", "referral.answer", "case.read", "step.add", "step.do", "duty.read", "duty.plan", "handover.sign"}),
    Role.DIRECTOR: frozenset({"figures.read", "figures.release", "triage.rules.read", "triage.rules.change"}),
    Role.ADMINISTRATOR: frozenset({"user.manage"}),
}  # fmt: skip


def may(role: Role, permission: str) -> bool:
    """Whether a role carries a permission."""
    return permission in PERMISSIONS[role]
