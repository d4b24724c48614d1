"""How far the training is in the country, once a night; numbers of groups, never of a person."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy


class TrainingCount(HouseModel):
    """Each lesson of the training on one day: how many of which roles had finished it, of how many."""

    counted_on = models.DateField(
        db_comment="As it stood when this was counted, in the night before this day's work"
    )
    lessons = models.JSONField(db_comment="Groups of ten people at least; see insight.training.rules.grouped")
    counted_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "counted_on", "lessons", "counted_at"], Secrecy.INTERNAL
    )

    class Meta:
        db_table_comment = "How far the training of staff is in the country"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["counted_on"], name="insight_training_once_a_day",
                violation_error_message=_("The training is counted for this day already."),
            ),
        ]  # fmt: skip
