"""States and kinds of casework, with their words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.casework.rules import Stage


class StageChoices(models.TextChoices):
    """The words for the stages; the values are those of `rules.Stage`."""

    IDENTIFIED = Stage.IDENTIFIED, _("Identified")
    ASSESSED = Stage.ASSESSED, _("Assessed")
    PLANNED = Stage.PLANNED, _("Planned")
    IN_ACTION = Stage.IN_ACTION, _("In action")
    REVIEW = Stage.REVIEW, _("Under review")
    CLOSED = Stage.CLOSED, _("Closed")


class PersonRole(models.TextChoices):
    """What a person is in a case; never a label for the child."""

    CHILD = "child", _("Child")
    SIBLING = "sibling", _("Sibling")
    CAREGIVER = "caregiver", _("Caregiver")
    SUSPECT = "suspect", _("Suspect")
    WITNESS = "witness", _("Witness")


class SuspectStatus(models.TextChoices):
    """Travels with every match and export."""

    ALLEGED = "alleged", _("Alleged")
    CLEARED = "cleared", _("Cleared")
    MISTAKEN = "mistaken", _("Mistaken identity")


class AgencyPart(models.TextChoices):
    """What an agency is in a case."""

    LEAD = "lead", _("Leads")
    PARTNER = "partner", _("Partner")


class ConcernStatus(models.TextChoices):
    """How sure a concern is."""

    ALLEGED = "alleged", _("Alleged")
    SUBSTANTIATED = "substantiated", _("Substantiated")
    NOT_SUBSTANTIATED = "not_substantiated", _("Not substantiated")


class AssessmentKind(models.TextChoices):
    """Kinds of assessment."""

    INITIAL = "initial", _("Initial assessment")
    COMPREHENSIVE = "comprehensive", _("Comprehensive assessment")
    RISK = "risk", _("Risk assessment")


class SafeNow(models.TextChoices):
    """Whether the child is safe now, as the visitor judged."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


class ReviewDecision(models.TextChoices):
    """What a review decided."""

    CONTINUE = "continue", _("Carry on with the plan")
    CHANGE_PLAN = "change_plan", _("Change the plan")
    CLOSE = "close", _("Close the case")


class ClosureReason(models.TextChoices):
    """Why a case is closed."""

    GOALS_REACHED = "goals_reached", _("The goals of the plan are reached")
    TRANSFERRED = "transferred", _("Another country or agency has taken over")
    NO_CONCERN = "no_concern", _("The concern was not substantiated")
    MOVED_ON = "moved_on", _("The child has come of age or moved away")
