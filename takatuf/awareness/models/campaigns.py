"""Campaigns, each with the code that its posters carry, and what was printed for them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy

PUBLIC, INTERNAL = Secrecy.PUBLIC, Secrecy.INTERNAL


class CampaignState(models.TextChoices):
    """Where a campaign stands. The code of one that has ended still leads to advice and to help."""

    RUNNING = "running", _("Running")
    ENDED = "ended", _("Ended")


class Campaign(HouseModel):
    """An effort to reach people with one piece of advice; its code stands on every poster and card."""

    code = models.CharField(max_length=6, unique=True, db_comment="Six signs, see rules.codes")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    title_ar = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    aim = models.CharField(
        max_length=500, db_comment="What shall be different afterwards; measured by the ladder"
    )
    piece = models.CharField(max_length=30, db_comment="Code of the advice to which its posters lead")
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=CampaignState.choices, default=CampaignState.RUNNING)
    reached = models.PositiveIntegerField(
        default=0, db_comment="People reached beyond gatherings, as its agency counted or estimated them"
    )
    reached_source = models.CharField(max_length=200, blank=True, db_comment="Where that number comes from")
    started_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(["id", "code", "agency", "title_ar", "title_en", "piece", "starts_on", "ends_on", "state"], PUBLIC),
        **dict.fromkeys(["aim", "reached", "reached_source", "started_by", "started_at"], INTERNAL),
    }  # fmt: skip

    class Meta:
        db_table_comment = "Campaigns"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="awareness_campaign_period",
                violation_error_message=_("A campaign ends after it starts."),
            ),
            models.CheckConstraint(
                condition=models.Q(reached=0) | ~models.Q(reached_source=""), name="awareness_campaign_reach_source",
                violation_error_message=_("A number of people reached says where it comes from."),
            ),
        ]  # fmt: skip


class MaterialForm(models.TextChoices):
    """What is handed out or hung up."""

    POSTER = "poster", _("Poster")
    CARD = "card", _("Cards")


class Material(HouseModel):
    """What was printed and handed out for a campaign; it is reach, and shown as reach."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=10, choices=MaterialForm.choices)
    language = models.CharField(max_length=10)
    copies = models.PositiveIntegerField()
    handed_out_on = models.DateField()
    noted_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "campaign", "agency", "form", "language", "copies", "handed_out_on", "noted_by", "noted_at"], INTERNAL
    )  # fmt: skip

    class Meta:
        db_table_comment = "Printed material of campaigns"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(copies__gt=0), name="awareness_material_copies",
                violation_error_message=_("At least one copy was handed out."),
            ),
        ]  # fmt: skip
