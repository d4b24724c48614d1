"""What the machine suggested: every suggestion is kept."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy

INTERNAL, PERSONAL = Secrecy.INTERNAL, Secrecy.PERSONAL


class Cause(models.TextChoices):
    """Why the machine rated a report."""

    RECEIVED = "received", _("The report came in")
    FACTS = "facts", _("An officer wrote down what is newly known")
    IDENTIFIER = "identifier", _("An account, number or address was added")
    OTHER_REPORT = "other_report", _("Another report names the same account, number or address")
    LINK = "link", _("A link was found")
    DANGER_SAID = "danger_said", _("The reporter wrote that somebody is in danger now")
    ASKED = "asked", _("An officer asked for it")


class Rating(HouseModel):
    """One suggestion of the machine. What it says is never changed: a report that is rated again has two."""

    # The three are checked by statement (agencies.references).
    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    report = models.ForeignKey(
        "intake.Report", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    agency = models.ForeignKey(
        "agencies.Agency",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
        db_comment="Who owes the first review",
    )
    level = models.SmallIntegerField(db_comment="1 is the most urgent")
    gates = ArrayField(models.CharField(max_length=20), db_comment="Codes of the gates that spoke")
    points = models.SmallIntegerField(db_comment="Never leaves the triage desk")
    reasons = models.JSONField(db_comment="Codes and numbers of the rule file; the words are the file's")
    rule_version = models.CharField(max_length=20)
    review_due_at = models.DateTimeField()
    at = models.DateTimeField()
    cause = models.CharField(
        max_length=20, choices=Cause.choices, default=Cause.RECEIVED, db_comment="Why the machine rated"
    )
    turn = models.SmallIntegerField(
        default=1, db_comment="0: a child's own report, first at the same moment; 1: others"
    )
    awaiting = models.BooleanField(
        default=True, db_comment="The newest rating of a report on which no decision is in force"
    )
    folded = models.BooleanField(
        default=False,
        db_comment="Stands in the line of its bundle's most urgent report; never one with a gate",
    )
    compared = models.BooleanField(
        default=False, db_comment="Whether the machine has looked for reports of the same matter"
    )

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "report": INTERNAL, "agency": INTERNAL, "level": INTERNAL, "gates": PERSONAL,
        "points": PERSONAL, "reasons": PERSONAL, "rule_version": INTERNAL, "review_due_at": INTERNAL, "at": INTERNAL,
        "cause": INTERNAL, "turn": INTERNAL, "awaiting": INTERNAL, "folded": INTERNAL,
        "compared": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Every suggestion of the machine"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["report", "-at"], name="triage_rating_report"),
            # The queue's own order; only what waits stands in it, so its first page is fast however many were rated.
            models.Index(
                fields=["agency", "level", "review_due_at", "turn", "id"], name="triage_rating_queue",
                condition=models.Q(awaiting=True, folded=False),
            ),
            models.Index(
                fields=["at"], name="triage_rating_compare", condition=models.Q(awaiting=True, compared=False)
            ),
        ]  # fmt: skip
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(folded=False) | models.Q(gates=[]), name="triage_gate_stands_alone",
                violation_error_message=_("A report with a gate stands in a line of its own."),
            ),
            models.CheckConstraint(
                condition=models.Q(level__range=(1, 5)), name="triage_rating_level",
                violation_error_message=_("A level is a number from 1 to 5."),
            ),
        ]  # fmt: skip
