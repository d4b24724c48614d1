"""What the machine suggested, always kept, and what a person decided."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, PERSONAL, SEALED = Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED


class Rating(HouseModel):
    """One suggestion of the machine. It is never changed: a report that is rated again has two."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey("intake.Report", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", db_comment="Who owes the first review"
    )
    level = models.SmallIntegerField(db_comment="1 is the most urgent")
    gates = ArrayField(models.CharField(max_length=20), db_comment="Codes of the gates that spoke")
    points = models.SmallIntegerField(db_comment="Never leaves the triage desk")
    reasons = models.JSONField(db_comment="Codes and numbers of the rule file; the words are the file's")
    rule_version = models.CharField(max_length=20)
    review_due_at = models.DateTimeField()
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "report": INTERNAL, "agency": INTERNAL, "level": INTERNAL, "gates": PERSONAL,
        "points": PERSONAL, "reasons": PERSONAL, "rule_version": INTERNAL, "review_due_at": INTERNAL, "at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Every suggestion of the machine"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["report", "-at"], name="triage_rating_report")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(level__range=(1, 5)), name="triage_rating_level",
                violation_error_message=_("A level is a number from 1 to 5."),
            ),
        ]  # fmt: skip


class Outcome(models.TextChoices):
    """What happens to a report after the first review."""

    OPEN_CASE = "open_case", _("Open a case")
    REFER_ELSEWHERE = "refer_elsewhere", _("Pass on to another agency")
    INFORMATION = "information", _("Keep as information")
    CLOSE = "close", _("Close")


class DecisionState(models.TextChoices):
    """A decision that lowers the urgency waits for a second person."""

    PROPOSED = "proposed", _("Waits for a second person")
    IN_FORCE = "in_force", _("In force")
    REFUSED = "refused", _("Refused by the second person")


class TriageDecision(SealedModel):
    """What a person decided about a report, with the officer's own label and reason."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey("intake.Report", on_delete=models.PROTECT, related_name="+")
    rating = models.ForeignKey(
        Rating, on_delete=models.PROTECT, related_name="+", db_comment="What the machine had said"
    )
    level = models.SmallIntegerField()
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    closed_as = models.CharField(
        max_length=20, blank=True, db_comment="What the reporter is told when it ends here"
    )
    kinds = ArrayField(
        models.CharField(max_length=30), db_comment="The officer's label; the reporter's stands in intake"
    )
    reason = models.BinaryField(db_comment="Sealed")
    state = models.CharField(max_length=10, choices=DecisionState.choices)
    decided_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    second_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    second_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "report": INTERNAL, "rating": INTERNAL, "level": INTERNAL, "outcome": INTERNAL,
        "closed_as": INTERNAL, "kinds": INTERNAL, "reason": SEALED, "state": INTERNAL, "decided_by": INTERNAL,
        "decided_at": INTERNAL, "second_by": INTERNAL, "second_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "First decisions about reports; all are kept"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["report"], condition=~models.Q(state=DecisionState.REFUSED), name="triage_one_decision",
                violation_error_message=_("This report has a decision already."),
            ),
            models.CheckConstraint(
                condition=models.Q(level__range=(1, 5)), name="triage_decision_level",
                violation_error_message=_("A level is a number from 1 to 5."),
            ),
            models.CheckConstraint(
                condition=models.Q(second_by__isnull=True) | ~models.Q(second_by=models.F("decided_by")),
                name="triage_two_persons",
                violation_error_message=_("The second person is another person."),
            ),
            models.CheckConstraint(
                condition=models.Q(second_by__isnull=True, second_at__isnull=True)
                | models.Q(second_by__isnull=False, second_at__isnull=False),
                name="triage_second_person_and_time",
                violation_error_message=_("A second person and the time belong together."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state=DecisionState.REFUSED) | models.Q(second_by__isnull=False),
                name="triage_refused_by_somebody",
                violation_error_message=_("Only a second person refuses a decision."),
            ),
        ]  # fmt: skip
