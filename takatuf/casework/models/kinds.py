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


class ReopeningReason(models.TextChoices):
    """Why a closed case is worked on again."""

    NEW_REPORT = "new_report", _("A new report")
    NOT_WELL = "not_well", _("A follow-up found the child not well")
    COURT = "court", _("A decision of the court")
    CLOSED_IN_ERROR = "closed_in_error", _("It was closed in error")


class Wellbeing(models.TextChoices):
    """How the child is, as the one who asked after the child found."""

    WELL = "well", _("Well")
    NOT_WELL = "not_well", _("Not well")
    UNKNOWN = "unknown", _("Not known")


class Listened(models.TextChoices):
    """What the child says when asked whether anybody listened; for the figures, never a mark for one person."""

    YES = "yes", _("Yes, somebody listened")
    PARTLY = "partly", _("Sometimes")
    NO = "no", _("No, nobody listened")
    NOT_ASKED = "not_asked", _("Not asked, or the child did not want to say")


class LinkKind(models.TextChoices):
    """How two cases belong together; the values of the first three are in `rules.CHILD_LINKS`."""

    SIBLINGS = "siblings", _("Siblings")
    CO_VICTIMS = "co_victims", _("Children harmed in the same matter")
    SAME_CHILD = "same_child", _("The same child")
    SHARED_SUSPECT = "shared_suspect", _("The same suspect")
    SAME_MATTER = "same_matter", _("The same matter")


class LinkBasis(models.TextChoices):
    """What is the same in both; practice.md 20."""

    ACCOUNT = "account", _("The same account online")
    HOUSEHOLD = "household", _("The same household")
    CHILD = "child", _("The same child, by a document or a statement")
    SUSPECT = "suspect", _("The same person suspected, by a document or a statement")
    EVENT = "event", _("The same event or place")
    PHONE = "phone", _("The same telephone number")
    ADDRESS = "address", _("The same address")
    NAME = "name", _("The same name")


class SafetyChoice(models.TextChoices):
    """What is decided for a child with the same exposure."""

    SAFE = "safe", _("Safe")
    PLAN = "plan", _("In the plan of this case")
    OWN_CASE = "own_case", _("A case of their own is open")
    NOT_REACHABLE = "not_reachable", _("Cannot be reached")
