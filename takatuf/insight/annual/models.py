"""Annual reports as they were drawn."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy

PUBLIC, INTERNAL = Secrecy.PUBLIC, Secrecy.INTERNAL


class AnnualReport(HouseModel):
    """The report of one year: drawn from published figures and recommendations, never changed; a later one is another version."""

    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    release_code = models.CharField(
        max_length=20, blank=True, db_comment="The release whose figures are in it"
    )
    pdf = models.BinaryField(db_comment="Public: PDF/A, Arabic")
    sha256 = models.CharField(max_length=64)
    pdf_en = models.BinaryField(
        null=True, db_comment="Public: PDF/A, English; empty in reports that were drawn in Arabic only"
    )
    sha256_en = models.CharField(max_length=64, blank=True, default="")
    ledger_entry = models.UUIDField(db_comment="The line annual.made, as a plain value")
    made_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            [
                "id",
                "year",
                "version",
                "release_code",
                "pdf",
                "sha256",
                "pdf_en",
                "sha256_en",
                "ledger_entry",
                "made_at",
            ],
            PUBLIC,
        ),
        "made_by": INTERNAL,
    }

    class Meta:
        db_table_comment = "Annual reports"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["year", "version"], name="insight_annual_once",
                violation_error_message=_("This version of the annual report is there already."),
            ),
            models.CheckConstraint(
                condition=models.Q(pdf_en__isnull=True, sha256_en="") | (models.Q(pdf_en__isnull=False) & ~models.Q(sha256_en="")),
                name="insight_annual_english_has_its_hash",
                violation_error_message=_("The English report stands with its hash."),
            ),
        ]  # fmt: skip
