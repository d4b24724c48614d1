"""Each worker's own choice of how to be told."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy

INTERNAL = Secrecy.INTERNAL


class Way(models.TextChoices):
    """How somebody is told; what awaits stands on the desk in any case."""

    DESK = "desk", pgettext_lazy("how to be told", "On my desk only")
    EMAIL = "email", pgettext_lazy("how to be told", "By e-mail")
    SMS = "sms", pgettext_lazy("how to be told", "By text message")
    LETTER = "letter", pgettext_lazy("how to be told", "By a printed note")


class NoticeChoice(HouseModel):
    """How one worker is told that something awaits. The addresses themselves are sealed elsewhere (duty numbers)."""

    worker = models.OneToOneField("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.DESK)
    first_at = models.TimeField(db_comment="One message for all that came, at this local time")
    second_at = models.TimeField(null=True, db_comment="And at this; empty: once a day")
    quiet_from = models.TimeField(null=True, db_comment="Local time; empty: no quiet hours")
    quiet_until = models.TimeField(null=True)
    urgent_at_once = models.BooleanField(
        default=True, db_comment="An urgent call of the agency is told at once, outside the quiet hours"
    )
    language = models.CharField(max_length=10)
    changed_at = models.DateTimeField()
    told_until = models.DateTimeField(
        db_comment="What came until then was told, or was there before the choice"
    )
    urgent_until = models.DateTimeField(db_comment="The same for urgent calls")

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "worker", "agency", "way", "first_at", "second_at", "quiet_from", "quiet_until", "urgent_at_once", "language",
         "changed_at", "told_until", "urgent_until"], INTERNAL,
    )  # fmt: skip

    class Meta:
        db_table_comment = "How each worker is told that something awaits"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | (Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until"))),
                name="clocks_noticechoice_quiet_has_an_end",
                violation_error_message=_("Quiet hours begin and end, at two different times."),
            ),
            models.CheckConstraint(
                condition=Q(second_at__isnull=True) | ~Q(second_at=F("first_at")), name="clocks_noticechoice_two_hours",
                violation_error_message=_("The two hours are different."),
            ),
            models.CheckConstraint(
                condition=Q(way__in=Way.values), name="clocks_noticechoice_way",
                violation_error_message=_("There is no such way to be told."),
            ),
        ]  # fmt: skip
