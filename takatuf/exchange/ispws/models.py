"""Reports that a provider has opened and not finished yet, and what it said about the files it read to us."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, SEALED = Secrecy.INTERNAL, Secrecy.SEALED


class FilingState(models.TextChoices):
    """How far a provider's report is in its cycle."""

    OPEN = "open", pgettext_lazy("a filing", "Open")
    FINISHED = "finished", _("Finished")
    RETRACTED = "retracted", pgettext_lazy("a filing", "Withdrawn")


class Filing(SealedModel):
    """A report between its first call and its last. What it says is here until it is a report, and then only there."""

    record = models.OneToOneField("agencies.Record", on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey("exchange.Provider", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", db_comment="Who receives it"
    )
    number = models.BigIntegerField(unique=True, db_comment="The reportId that the provider was told")
    content_token = models.BinaryField(db_comment="Keyed hash of the bytes as sent: sent twice, it is one")
    document = models.BinaryField(null=True, db_comment="Sealed XML; empty once it is a report, or withdrawn")
    is_urgent = models.BooleanField(default=False, db_comment="Received at once, before its cycle ended")
    state = models.CharField(max_length=10, choices=FilingState.choices, default=FilingState.OPEN)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    due_at = models.DateTimeField(db_comment="When the clock finishes it")
    ended_at = models.DateTimeField(null=True)
    by_clock = models.BooleanField(default=False, db_comment="The clock finished it, not its sender")
    report = models.OneToOneField("intake.Report", null=True, on_delete=models.PROTECT, related_name="+")

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        [
            "id", "record", "provider", "agency", "number", "content_token", "is_urgent", "state", "opened_at", "changed_at",
            "due_at", "ended_at", "by_clock", "report",
        ],
        INTERNAL,
    ) | {"document": SEALED}  # fmt: skip

    class Meta:
        app_label = "exchange"
        db_table_comment = "Providers' reports between their first call and their last"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], name="exchange_filing_due", condition=models.Q(state="open")),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["provider", "content_token"], name="exchange_filing_once", condition=models.Q(state="open"),
                violation_error_message=_("The same report is open already."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", ended_at__isnull=True)
                | models.Q(state="finished", ended_at__isnull=False, report__isnull=False, document__isnull=True)
                | models.Q(state="retracted", ended_at__isnull=False, document__isnull=True),
                name="exchange_filing_state",
                violation_error_message=_("A finished report has been received; an ended one is held here no longer."),
            ),
        ]  # fmt: skip


class FilingFile(SealedModel):
    """That a provider read a file to us: its digests and its name. The file itself was thrown away as it was read."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The filing's record"
    )
    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey("exchange.Provider", on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=32, unique=True, db_comment="The fileId that the provider was told")
    facts = models.BinaryField(null=True, db_comment="Sealed JSON: name, size, MD5, SHA-256")
    details = models.BinaryField(null=True, db_comment="Sealed XML: what the provider says about it")
    read_at = models.DateTimeField()
    described_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "filing", "provider", "token", "read_at", "described_at"], INTERNAL
    ) | {"facts": SEALED, "details": SEALED}

    class Meta:
        app_label = "exchange"
        db_table_comment = "What providers said about files; never the files"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["filing"], name="exchange_filingfile_filing")
        ]
