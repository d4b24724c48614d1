"""The sentences for what speaks against closing a case; rooms above add the words of their own codes."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from takatuf.casework.chronology import CODES
from takatuf.casework.rules import Objection

OBJECTIONS: dict[str, str | Promise] = {
    "social_assessment": _("No assessment of the child is recorded."),
    "social_approved_plan": _("No plan is approved by a supervisor."),
    "social_child_view": _("The child's view is not recorded."),
    "social_follow_up_visit": _("The child was not seen after the plan was approved."),
    "step_missing_review": _("The case was not reviewed."),
    "step_missing_child_seen": _("The child was not seen."),
    "step_missing_child_seen_alone": _("The child was not seen alone."),
    "step_missing_risk_assessment": _("The risk was not assessed."),
    "step_missing_comprehensive_assessment": _("No comprehensive assessment is recorded."),
    "step_missing_risk_approval": _("A risk assessment waits for a supervisor."),
    "safety_decision_open": _(
        "Children with the same exposure still wait for a decision about their safety: %(count)s."
    ),
}

MISSING: dict[str, str | Promise] = {
    "assessment": _("First an assessment is recorded."),
    "approved_plan": _("First a plan is approved by a supervisor."),
    "action_or_visit": _("First something of the plan is done, or the child is visited."),
    "review": _("First the case is reviewed."),
    "child_seen": _("First the child is seen."),
    "child_seen_alone": _("First the child is seen alone."),
    "child_view": _("First the child's view is recorded."),
    "risk_assessment": _("First the risk is assessed."),
    "comprehensive_assessment": _("First a comprehensive assessment is recorded."),
    "risk_approval": _("First a supervisor approves the risk assessment."),
}

# What an agency is told on its desk.
NOTICES: dict[str, str | Promise] = {
    "link_undone": _(
        "The link of your case %(code)s with case %(other)s was undone: %(link)s. Look at what rests on it."
    ),
    "casework_late": _("Case %(code)s, late, level %(level)s: %(deadline)s."),
    "report_on_closed_case": _(
        "A new report, %(report)s, was laid to your closed case %(code)s. Decide whether to reopen it."
    ),
}


def objection_sentence(objection: Objection) -> str:
    """What speaks against closing, in the active language; a code without words shows itself."""
    params = {
        name: str(CODES[name].get(str(value), value)) if name in CODES else value
        for name, value in objection.params.items()
    }
    return str(OBJECTIONS.get(objection.code, objection.code)) % params
