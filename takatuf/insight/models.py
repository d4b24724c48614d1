"""Releases as they were published, what was ever cut from which count, and who asked for a release."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy


class Caveat(models.TextChoices):
    """What a reader has to know beside every table (field/policy.md 7.2)."""

    REPORTS_ARE_NOT_CHILDREN = (
        "reports_are_not_children",
        _("Reports are not children, nor crimes, nor a measure of how common the harm is."),
    )
    ROUNDED = (
        "rounded",
        _("Numbers are rounded to the nearest 5, so parts may not add up to their total. Numbers under 10 are hidden, "
          "and others with them so that nobody can work the hidden ones out. A zero is a true zero."),
    )  # fmt: skip
    PROVISIONAL = "provisional", _("The last quarter is not over yet; its numbers will change.")
    TOGETHER = (
        "together",
        _("Where a quarter holds fewer than 10, the quarters of the release are put together in one line."),
    )
    INVENTED = "invented", _("This is a demonstration: every number here is invented.")
    LATENESS = (
        "lateness",
        _("The lateness of a single agency is not published; agencies are counted together."),
    )


class Release(HouseModel):
    """One set of tables, published once and never changed. Only suppressed numbers are in it."""

    code = models.CharField(
        max_length=20, unique=True, db_comment="F-YYYY-QN of the last quarter, P for provisional"
    )
    period_from = models.DateField(db_comment="First day of the first quarter")
    period_to = models.DateField(db_comment="Last day of the last quarter")
    provisional = models.BooleanField(default=False)
    as_of = models.DateTimeField(db_comment="When the rows were counted")
    version = models.PositiveSmallIntegerField(default=1, db_comment="1: nothing is published twice")
    dictionary = models.CharField(max_length=20, db_comment="Version of the data dictionary")
    published = models.JSONField(
        db_comment="What was signed: the tables, suppressed and rounded, and what is said of them"
    )
    definitions = models.JSONField(
        db_comment="The data dictionary as it stood; its hash is in what was signed"
    )
    sha256 = models.CharField(max_length=64, db_comment="Of the canonical JSON of what is published")
    signature = models.TextField(
        db_comment="A signed note (C2SP) over code, version and hash, by the ledger's key"
    )
    ledger_entry = models.UUIDField(db_comment="The line release.made, as a plain value")
    released_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "code", "period_from", "period_to", "provisional", "as_of", "version", "dictionary", "published", "definitions",
             "sha256", "signature", "ledger_entry", "released_at"], Secrecy.PUBLIC,
        ),
        "released_by": Secrecy.INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Published figures"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(period_to__gt=models.F("period_from")), name="insight_release_period",
                violation_error_message=_("A period ends after it starts."),
            ),
        ]  # fmt: skip


class ReleaseChart(HouseModel):
    """The charts of a release in one language, drawn by the worker from what was published."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="charts")
    language = models.CharField(max_length=10)
    drawings = models.JSONField(db_comment="Table of the dictionary -> SVG of shapes and words only")
    drawn_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "release", "language", "drawings", "drawn_at"], Secrecy.PUBLIC
    )

    class Meta:
        db_table_comment = "Charts of published figures"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["release", "language"], name="insight_chart_once",
                violation_error_message=_("The charts of this release are drawn in this language."),
            ),
        ]  # fmt: skip


class PublishedCut(HouseModel):
    """One question by which a count of one quarter was cut for publication, once and never again.

    Two tables that cut the same things by the same question would give each other's gaps away when compared.
    """

    universe = models.CharField(max_length=40, db_comment="What is counted: a family of the data dictionary")
    quarter = models.DateField(db_comment="Its first day")
    dimension = models.CharField(max_length=40, db_comment="By what it was cut")
    source = models.CharField(max_length=20, db_comment="release or extract")
    source_code = models.CharField(max_length=20)
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "universe", "quarter", "dimension", "source", "source_code", "at"], Secrecy.PUBLIC
    )

    class Meta:
        db_table_comment = "The query ledger: every cut that was ever published"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["universe", "quarter", "dimension"], name="insight_cut_once",
                violation_error_message=_("This count was cut by this question before."),
            ),
        ]  # fmt: skip


class ReleaseOrder(HouseModel):
    """A director asked on a page that the due figures be published; the worker counts them."""

    asked_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=60, blank=True, db_comment="Name of the refusal; empty: published")

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "asked_by", "asked_at", "done_at", "refused"], Secrecy.INTERNAL
    )

    class Meta:
        db_table_comment = "Releases that were asked for on a page"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["asked_by"], condition=models.Q(done_at__isnull=True), name="insight_order_once",
                violation_error_message=_("A release is being counted already."),
            ),
            models.CheckConstraint(
                condition=models.Q(refused="") | models.Q(done_at__isnull=False), name="insight_order_refused_is_done",
                violation_error_message=_("A release that was refused is done."),
            ),
        ]  # fmt: skip


# Django finds the models of a room in its `models`.
from takatuf.insight.annual.models import AnnualReport  # noqa: E402
from takatuf.insight.countries.models import CapabilityName, Practice, SelfAssessment  # noqa: E402
from takatuf.insight.ladder.models import Ladder  # noqa: E402
from takatuf.insight.recommendations.models import Recommendation, RecommendationEvent  # noqa: E402
from takatuf.insight.research.models import ResearchRequest  # noqa: E402
from takatuf.insight.training.models import TrainingCount  # noqa: E402

__all__ = [
    "AnnualReport", "CapabilityName", "Caveat", "Ladder", "Practice", "PublishedCut", "Recommendation", "RecommendationEvent", "Release",
    "ReleaseChart", "ReleaseOrder", "ResearchRequest", "SelfAssessment", "TrainingCount",
]  # fmt: skip
