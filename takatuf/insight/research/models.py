"""Requests for research tables, who approved them, and the table that came of one. No row about a person is ever in one."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy

INTERNAL = Secrecy.INTERNAL


class ExtractKind(models.TextChoices):
    """The tables that may be asked for: two questions that no published table asks, over quarters that are over."""

    REPORTS_LANGUAGE_HOUR = "reports_language_hour", _("Reports by language and part of the day")
    CASES_LEVEL_SECTOR = "cases_level_sector", _("Cases by level and sector of the agency that leads")
    REFERRALS_PURPOSE_SECTOR = (
        "referrals_purpose_sector",
        _("Referrals by purpose and sector of the receiver"),
    )


class ResearchRequest(HouseModel):
    """Somebody asks for a table for a purpose; two other persons approve; it can be read until a day."""

    code = models.CharField(max_length=20, unique=True, db_comment="X-YY-NNNNNN")
    kind = models.CharField(max_length=40, choices=ExtractKind.choices)
    period_from = models.DateField(db_comment="First day of the first quarter")
    period_to = models.DateField(db_comment="Last day of the last quarter")
    institution = models.CharField(max_length=200, db_comment="For whom; an institution, not a person")
    purpose = models.TextField(db_comment="What question it answers")
    readable_until = models.DateField()
    asked_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    asked_by_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    first_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    first_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    second_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    refused_at = models.DateTimeField(null=True)
    refusal = models.TextField(blank=True)
    extract = models.JSONField(null=True, db_comment="Suppressed and rounded; empty: not drawn yet")
    drawn_at = models.DateTimeField(null=True)
    not_drawn = models.CharField(
        max_length=60, blank=True, db_comment="Name of the refusal, where it could not be drawn"
    )

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "code", "kind", "period_from", "period_to", "institution", "purpose", "readable_until", "asked_by",
         "asked_by_agency", "asked_at", "first_by", "first_at", "second_by", "second_at", "refused_by", "refused_at", "refusal",
         "extract", "drawn_at", "not_drawn"], INTERNAL,
    )  # fmt: skip

    class Meta:
        db_table_comment = "Requests for research tables"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(period_to__gt=F("period_from")), name="insight_research_period",
                violation_error_message=_("A period ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(first_by__isnull=True, first_at__isnull=True)
                | (Q(first_by__isnull=False, first_at__isnull=False) & ~Q(first_by=F("asked_by"))),
                name="insight_research_first_is_another",
                violation_error_message=_("Who asks does not approve."),
            ),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True, second_at__isnull=True)
                | (
                    Q(second_by__isnull=False, second_at__isnull=False, first_by__isnull=False)
                    & ~Q(second_by=F("asked_by")) & ~Q(second_by=F("first_by"))
                ),
                name="insight_research_two_persons",
                violation_error_message=_("Two persons approve, and neither is the one who asks."),
            ),
            models.CheckConstraint(
                condition=Q(extract__isnull=True) | Q(second_by__isnull=False, refused_at__isnull=True, drawn_at__isnull=False),
                name="insight_research_drawn_after_approval",
                violation_error_message=_("A table is drawn only after two persons approved."),
            ),
            models.CheckConstraint(
                condition=Q(refused_by__isnull=True, refused_at__isnull=True, refusal="")
                | (Q(refused_by__isnull=False, refused_at__isnull=False) & ~Q(refusal="")),
                name="insight_research_refused_says_why",
                violation_error_message=_("A request that was refused says by whom, when and why."),
            ),
        ]  # fmt: skip
