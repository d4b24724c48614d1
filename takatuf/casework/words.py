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
}

MISSING: dict[str, str | Promise] = {
    "assessment": _("First an assessment is recorded."),
    "approved_plan": _("First a plan is approved by a supervisor."),
    "action_or_visit": _("First something of the plan is done, or the child is visited."),
    "review": _("First the case is reviewed."),
}


def objection_sentence(objection: Objection) -> str:
    """What speaks against closing, in the active language; a code without words shows itself."""
    params = {
        name: str(CODES[name].get(str(value), value)) if name in CODES else value
        for name, value in objection.params.items()
    }
    return str(OBJECTIONS.get(objection.code, objection.code)) % params
