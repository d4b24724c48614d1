"""The versions of the rule of triage that people made; the file that the house came with is the origin."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy

INTERNAL = Secrecy.INTERNAL


class VersionState(models.TextChoices):
    """How far a version of the rule is."""

    PROPOSED = "proposed", _("Waits for a second person")
    IN_FORCE = "in_force", _("In force")
    REFUSED = "refused", _("Refused by the second person")
    REPLACED = "replaced", _("Replaced by a later version")


class RuleVersion(HouseModel):
    """One version of the rule, whole; an old one stays, because old ratings name it."""

    version = models.CharField(max_length=20, unique=True)
    base = models.CharField(max_length=20, db_comment="The version that it changes")
    content = models.JSONField(db_comment="The whole rule in the form of the file")
    why = models.TextField(db_comment="The proposer's reason; no person is named in it")
    trial = models.JSONField(
        null=True, db_comment="Counts by level: how it would have rated the reports of the last 30 days"
    )
    state = models.CharField(max_length=10, choices=VersionState.choices, default=VersionState.PROPOSED)
    proposed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    answered_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, db_comment="When a later version replaced it")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "version": INTERNAL, "base": INTERNAL, "content": INTERNAL, "why": INTERNAL, "trial": INTERNAL,
        "state": INTERNAL, "proposed_by": INTERNAL, "proposed_at": INTERNAL, "answered_by": INTERNAL,
        "answered_at": INTERNAL, "ended_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Versions of the rule of triage after the one that the house came with"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state=VersionState.IN_FORCE), name="triage_one_rule_in_force",
                violation_error_message=_("One version of the rule is in force at a time."),
            ),
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state=VersionState.PROPOSED), name="triage_one_rule_proposed",
                violation_error_message=_("One version waits for a second person already."),
            ),
            models.CheckConstraint(
                condition=models.Q(answered_by__isnull=True) | ~models.Q(answered_by=models.F("proposed_by")),
                name="triage_rule_two_persons",
                violation_error_message=_("The second person is another person."),
            ),
            models.CheckConstraint(
                condition=models.Q(state=VersionState.PROPOSED, answered_by__isnull=True, answered_at__isnull=True)
                | (
                    ~models.Q(state=VersionState.PROPOSED)
                    & models.Q(answered_by__isnull=False, answered_at__isnull=False)
                ),
                name="triage_rule_answered_by_somebody",
                violation_error_message=_("A version comes into force by a second person only."),
            ),
        ]  # fmt: skip
