"""The words for the kinds and states; the values are those of the rules."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.court import rules


class FactKind(models.TextChoices):
    """Kinds of facts, kept apart in every document."""

    OBSERVATION = rules.FactKind.OBSERVATION, _("Observation")
    STATEMENT = rules.FactKind.STATEMENT, _("Statement")
    RECORD = rules.FactKind.RECORD, _("From a record")
    OPINION = rules.FactKind.OPINION, _("Professional opinion")
    INFERENCE = rules.FactKind.INFERENCE, _("Inference")


class DatePrecision(models.TextChoices):
    """How well the date of a fact is known."""

    DAY = "day", _("To the day")
    MONTH = "month", _("To the month")
    YEAR = "year", _("To the year")
    UNKNOWN = "unknown", _("Date not known")


class SourceKind(models.TextChoices):
    """Where a fact comes from."""

    REPORT = "report", _("Report")
    INTERVIEW = "interview", _("Interview")
    VISIT = "visit", _("Visit")
    ASSESSMENT = "assessment", _("Assessment")
    RECORD = "record", _("Record of an agency")
    EXPERT = "expert", _("Expert")
    PROVIDER = "provider", _("Statement of the provider")
    PLAN = "plan", _("Plan of protection")
    CHRONOLOGY = "chronology", _("Joint chronology")
    EXHIBIT = "exhibit", _("Exhibit")


class Party(models.TextChoices):
    """Who takes a position."""

    PROSECUTION = rules.Party.PROSECUTION, _("Public prosecution")
    DEFENCE = rules.Party.DEFENCE, _("Defence")
    GUARDIAN = rules.Party.GUARDIAN, _("Guardian")
    CHILD_REPRESENTATIVE = rules.Party.CHILD_REPRESENTATIVE, _("Child's representative")


class Stance(models.TextChoices):
    """What a party says of a fact."""

    ADMITS = rules.Stance.ADMITS, _("Admits it")
    DENIES = rules.Stance.DENIES, _("Denies it")
    NO_KNOWLEDGE = rules.Stance.NO_KNOWLEDGE, _("Says they know nothing of it")
    NOT_ASKED = rules.Stance.NOT_ASKED, _("Was not asked")


class Standing(models.TextChoices):
    """How a fact stands between the parties. Words only: no column holds it, it is computed."""

    AGREED = rules.Standing.AGREED, _("Agreed")
    CONTESTED = rules.Standing.CONTESTED, _("Contested")
    UNESTABLISHED = rules.Standing.UNESTABLISHED, _("Not established")
    OPINION = rules.Standing.OPINION, _("Professional opinion")


class SubmissionKind(models.TextChoices):
    """What a submission is."""

    MAIN = rules.SubmissionKind.MAIN, _("Submission")
    SUPPLEMENT = rules.SubmissionKind.SUPPLEMENT, _("Supplement")
    CORRECTION = rules.SubmissionKind.CORRECTION, _("Correction")
    URGENT = rules.SubmissionKind.URGENT, _("Urgent application")


class SubmissionState(models.TextChoices):
    """The life of a submission."""

    DRAFT = rules.SubmissionState.DRAFT, _("Draft")
    REVIEWED = rules.SubmissionState.REVIEWED, _("Waits for approval")
    APPROVED = rules.SubmissionState.APPROVED, _("Approved")
    SIGNED = rules.SubmissionState.SIGNED, _("Signed")
    FILED = rules.SubmissionState.FILED, _("Filed with the court")
    ACKNOWLEDGED = rules.SubmissionState.ACKNOWLEDGED, _("Receipt acknowledged")


class OrderKind(models.TextChoices):
    """What a court orders for a child."""

    NO_CONTACT = "no_contact", _("No contact with the child")
    ONE_INTERVIEW = "one_interview", _("The child is heard once, on record")
    SUPPORT = "support", _("Psychological or social support")
    SUPERVISION = "supervision", _("Supervision of the family")
    REMOVAL = "removal", _("Removal of content")
    REPORT_BACK = "report_back", _("Report to the court")
    OTHER = "other", _("Another order")


class LimitUnit(models.TextChoices):
    """In what an order counts its time; the clocks read the value."""

    CLOCK_HOURS = "clock_hours", _("Hours")
    WORKING_HOURS = "working_hours", _("Working hours")
    WORKING_DAYS = "working_days", _("Working days")
    CALENDAR_DAYS = "calendar_days", _("Days")
    MONTHS = "months", _("Months")


class StageChoices(models.TextChoices):
    """How far the building of a document has come."""

    WAITING = rules.Stage.WAITING, _("Waiting for its turn")
    GATHERING = rules.Stage.GATHERING, _("Gathering the facts and their proofs")
    DRAWING = rules.Stage.DRAWING, _("Drawing the pages")
    CHECKING = rules.Stage.CHECKING, _("Reading it back: letters, names, page numbers")
    SIGNING = rules.Stage.SIGNING, _("Signing and time-stamping")
    DONE = rules.Stage.DONE, _("Signed")
