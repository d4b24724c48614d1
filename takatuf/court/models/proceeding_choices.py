"""The words for parties, service, questions, hearings and measures."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.court.models.choices import Party


class PartyKind(models.TextChoices):
    """Who takes part in proceedings; all but the applicant take positions on facts."""

    APPLICANT = "applicant", _("Agency that filed the submission")
    PROSECUTION = Party.PROSECUTION.value, Party.PROSECUTION.label
    DEFENCE = Party.DEFENCE.value, Party.DEFENCE.label
    GUARDIAN = Party.GUARDIAN.value, Party.GUARDIAN.label
    CHILD_REPRESENTATIVE = Party.CHILD_REPRESENTATIVE.value, Party.CHILD_REPRESENTATIVE.label


class Channel(models.TextChoices):
    """How a party is served."""

    ACCOUNT = "account", _("In the system")
    PAPER = "paper", _("By letter, on paper")
    COURT = "court", _("Through the court's own filing")


class Served(models.TextChoices):
    """What is served."""

    SUBMISSION = "submission", _("Submission")
    QUESTION = "question", _("Question of the court")
    ANSWER = "answer", _("Answer to a question")


class ProofKind(models.TextChoices):
    """How it is known that a party without an account received something."""

    SIGNED_RECEIPT = "signed_receipt", _("Receipt signed by the addressee")
    REGISTERED_POST = "registered_post", _("Registered post")
    HANDED_OVER = "handed_over", _("Handed over at the court")
    COURT_FILING = "court_filing", _("Entry in the court's own register")


class HearingEnd(models.TextChoices):
    """What became of a hearing."""

    HELD = "held", _("Held")
    ADJOURNED = "adjourned", _("Adjourned")
    CANCELLED = "cancelled", _("Cancelled")


class HearingCause(models.TextChoices):
    """On whose side the reason lay; figures count it, so that delay is seen where it arises."""

    AGENCY = "agency", _("The agency that filed")
    PROSECUTION = "prosecution", _("The public prosecution")
    DEFENCE = "defence", _("The defence")
    GUARDIAN = "guardian", _("The guardian")
    EXPERT = "expert", _("An expert or an interpreter")
    CHILD = "child", _("What the child needed")
    COURT = "court", _("The court")
    OTHER = "other", _("Another reason")


class MeasureKind(models.TextChoices):
    """What spares a child in proceedings (ECOSOC 2005/20; field/court.md 5)."""

    SCREEN = "screen", _("A screen between the child and the accused")
    VIDEO_LINK = "video_link", _("The child is heard by video link")
    ONE_INTERVIEW = "one_interview", _("The child is heard once, on record")
    NO_CONTACT = "no_contact", _("No contact with the child")
    CLOSED = "closed", _("Hearing behind closed doors")
    COMPANION = "companion", _("Somebody the child trusts is present")
    INTERMEDIARY = "intermediary", _("An intermediary or an interpreter")
    ANONYMITY = "anonymity", _("The child is not named in public")


class MeasureDecision(models.TextChoices):
    """What the court decided on a measure."""

    GRANTED = "granted", _("Granted")
    PARTLY = "partly", _("Granted in part")
    REFUSED = "refused", _("Refused")


class ReturnReason(models.TextChoices):
    """Why a court hands a submission back."""

    INCOMPLETE = "incomplete", _("Something is missing")
    INCORRECT = "incorrect", _("Something is not right")
    CLARIFICATION = "clarification", _("Something is not clear")
