"""How far the social side of a case is."""

from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from takatuf.casework.facts import social_facts
from takatuf.casework.models import Case
from takatuf.casework.rules import SocialItem, social_side
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound

SOCIAL_WORDS: dict[str, str | Promise] = {
    "assessment": _("Assessment"),
    "approved_plan": _("Plan approved by a supervisor"),
    "child_view": _("The child's view"),
    "follow_up_visit": _("Follow-up visit after the plan"),
}


def social_items(case: Case) -> tuple[SocialItem, ...]:
    """The parts of the social side of a case in its present round; the caller has checked who asks."""
    return social_side(social_facts(case))


def social_side_of(case_id: UUID, *, by: Actor) -> tuple[SocialItem, ...]:
    """The parts of the social side of one case. Raises NotFound, also for those who may not know."""
    del by  # the scope of the actor is in the database
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        raise NotFound("No such case.")
    return social_items(case)
