"""Care for those who read: what each opened, seen by that person alone, and what they asked for."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy

INTERNAL, PERSONAL = Secrecy.INTERNAL, Secrecy.PERSONAL


class Exposure(HouseModel):
    """A worker opened the words of a hard report. Only that worker can read the row, in the database itself."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey("intake.Report", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "report": INTERNAL, "worker": PERSONAL, "at": PERSONAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = (
            "Hard reports whose words a worker opened; for that worker's own count, never a comparison"
        )
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["worker", "at"], name="triage_exposure_worker")
        ]


class HandOver(HouseModel):
    """An officer left a report to a colleague, in one touch and without a reason."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey("intake.Report", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(
        null=True, db_comment="When somebody decided, or the same person took it back"
    )

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "report": INTERNAL, "worker": PERSONAL, "at": INTERNAL, "ended_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Reports that an officer left to a colleague; nobody asks why"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["report", "worker"], condition=models.Q(ended_at__isnull=True), name="triage_handed_over_once",
                violation_error_message=_("You have left this report to a colleague already."),
            ),
        ]  # fmt: skip


class CareKind(models.TextChoices):
    """What a colleague needs."""

    LIMIT = "limit", _("Has read as many hard reports as one shift should hold")
    TALK = "talk", _("Asks to talk about what was read")


class CareRequest(HouseModel):
    """What a shift leader is told about a colleague: that relief or a talk is due. No count, no report."""

    worker = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=CareKind.choices)
    at = models.DateTimeField()
    answered_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    answered_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "worker": PERSONAL, "agency": INTERNAL, "kind": PERSONAL, "at": PERSONAL, "answered_by": INTERNAL,
        "answered_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Relief and talks that are due to staff"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["worker", "kind"], condition=models.Q(answered_at__isnull=True), name="triage_care_once",
                violation_error_message=_("This was asked for already."),
            ),
            models.CheckConstraint(
                condition=models.Q(answered_by__isnull=True, answered_at__isnull=True)
                | models.Q(answered_by__isnull=False, answered_at__isnull=False),
                name="triage_care_answered_by_somebody",
                violation_error_message=_("A wish that was answered names who answered it and when."),
            ),
        ]  # fmt: skip
