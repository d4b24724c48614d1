"""Releases: what was published, as it was published."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy


class Indicator(models.TextChoices):
    """What is counted and published."""

    REPORTS_BY_CHANNEL = "reports_by_channel", _("Reports received, by the way they came in")
    REFERRALS_BY_OUTCOME = "referrals_by_outcome", _("Referrals between agencies, by what came of them")


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


class Release(HouseModel):
    """One set of tables, published once and never changed. Only suppressed numbers are in it."""

    code = models.CharField(
        max_length=20, unique=True, db_comment="F-YYYY-QN of the last quarter, P for provisional"
    )
    period_from = models.DateField(db_comment="First day of the first quarter")
    period_to = models.DateField(db_comment="Last day of the last quarter")
    provisional = models.BooleanField(default=False)
    as_of = models.DateTimeField(db_comment="When the rows were counted")
    tables = models.JSONField(db_comment="Suppressed and rounded; see insight.queries.TableView")
    caveats = models.JSONField(db_comment="Codes of Caveat")
    sha256 = models.CharField(max_length=64, db_comment="Of the canonical JSON of what is published")
    ledger_entry = models.UUIDField(db_comment="The line release.made, as a plain value")
    released_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "code", "period_from", "period_to", "provisional", "as_of", "tables", "caveats", "sha256",
             "ledger_entry", "released_at"], Secrecy.PUBLIC,
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
