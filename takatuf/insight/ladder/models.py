"""Ladders as they were counted, one a day at most; only numbers that may be shown are in them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy


class Ladder(HouseModel):
    """The ladder of one campaign on one day: what was counted until that day began."""

    campaign_id = models.UUIDField(db_comment="The campaign, as a plain value")
    counted_on = models.DateField(db_comment="Everything before this day began is counted")
    rungs = models.JSONField(db_comment="Suppressed and rounded; see insight.ladder.rules.safe_ladder")
    counted_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "campaign_id", "counted_on", "rungs", "counted_at"], Secrecy.PUBLIC
    )

    class Meta:
        db_table_comment = "Ladders of effect of campaigns"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["campaign_id", "counted_on"], name="insight_ladder_once_a_day",
                violation_error_message=_("This campaign is counted for this day already."),
            ),
        ]  # fmt: skip
