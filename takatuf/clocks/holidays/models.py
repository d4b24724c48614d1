"""Days on which the offices are closed or open, other than the calendar's file says."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy


class HolidayChange(HouseModel):
    """A day of a calendar, closed or open; the latest change of a day counts, the older ones stay to be read."""

    calendar = models.CharField(max_length=10, db_comment="Code of the calendar, for example SA")
    day = models.DateField()
    is_closed = models.BooleanField(db_comment="Closed; otherwise open although the file says closed")
    reason = models.CharField(max_length=300, db_comment="The decree or announcement; names nobody")
    changed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "calendar", "day", "is_closed", "reason", "changed_by", "changed_at"], Secrecy.INTERNAL
    )

    class Meta:
        db_table_comment = "Holidays added and removed by people"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="clocks_holidaychange_reason",
                violation_error_message=_("Every change of a holiday has a reason."),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["calendar", "day"], name="clocks_holidaychange_day")
        ]
