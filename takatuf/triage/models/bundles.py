"""Reports of the same matter, worked as one; and what became known after a report came in."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, PERSONAL, SEALED = Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED


class SameBy(models.TextChoices):
    """By what the machine put a report into a bundle."""

    FIRST = "first", _("The first report of the bundle")
    ACCOUNT_AND_LINK = "account_and_link", _("The same account, number or address, and the same link")
    ACCOUNT_AND_TEXT = "account_and_text", _("The same account, number or address, and nearly the same words")
    TEXT = "text", _("The same words")
    BURST = "burst", _("It came in the same flood, with nearly the same words")


class Alone(models.TextChoices):
    """Why a report of a bundle stands in a line of its own all the same."""

    NO = "", _("It does not stand alone")
    CHILD = "child", _("It speaks of another child")
    REGION = "region", _("It speaks of another region")


class BundleMember(HouseModel):
    """One report of a bundle. The report keeps its own decision, receipt and clock."""

    bundle = models.UUIDField(db_comment="Names the bundle: the id of its first report")
    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey("intake.Report", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    same_by = models.CharField(max_length=20, choices=SameBy.choices)
    alone = models.CharField(max_length=10, blank=True, choices=Alone.choices)
    joined_at = models.DateTimeField()
    apart_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    apart_at = models.DateTimeField(null=True, db_comment="When a person took it out of the bundle")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "bundle": INTERNAL, "record": INTERNAL, "report": INTERNAL, "agency": INTERNAL,
        "same_by": INTERNAL, "alone": INTERNAL, "joined_at": INTERNAL, "apart_by": INTERNAL, "apart_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = (
            "Reports of the same matter; one that was taken out is never put back by the machine"
        )
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["bundle"], name="triage_bundle")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["report"], name="triage_bundle_once",
                violation_error_message=_("This report belongs to a bundle already."),
            ),
            models.CheckConstraint(
                condition=models.Q(apart_by__isnull=True, apart_at__isnull=True)
                | models.Q(apart_by__isnull=False, apart_at__isnull=False),
                name="triage_apart_by_somebody",
                violation_error_message=_("Taking a report out of a bundle names who did it and when."),
            ),
        ]  # fmt: skip


class TextToken(HouseModel):
    """A keyed hash of a report's words in one written form: finds the same words without knowing them."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey("intake.Report", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    token = models.BinaryField(max_length=16, db_comment="16 bytes")
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "report": INTERNAL, "agency": INTERNAL, "token": PERSONAL, "at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Keyed hashes of what reports say, to find the same words again"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["token"], name="triage_text_token")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["report"], name="triage_text_once",
                violation_error_message=_("This report's words were compared already."),
            ),
        ]  # fmt: skip


class FactSourceChoices(models.TextChoices):
    """Where an officer learned what is newly known."""

    MESSAGE = "message", _("A message of the reporter")
    CALL = "call", _("A telephone call")
    AGENCY = "agency", _("Another agency")
    RECORDS = "records", _("Our own records")


class NewFacts(SealedModel):
    """What an officer wrote down after a report came in; the report itself is never changed."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey("intake.Report", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=20, choices=FactSourceChoices.choices)
    signals = models.JSONField(db_comment="Fact of the rule -> true, or a number")
    words = models.BinaryField(db_comment="Sealed")
    by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "report": INTERNAL, "source": INTERNAL, "signals": PERSONAL, "words": SEALED,
        "by": INTERNAL, "at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "What became known about a report after it came in"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["report"], name="triage_newfacts_report")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(source__in=FactSourceChoices.values), name="triage_newfacts_source",
                violation_error_message=_("New facts say where they come from."),
            ),
        ]  # fmt: skip
