"""When a person last reviewed a piece of advice, and which lessons staff have finished."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy

PUBLIC, INTERNAL, PERSONAL = Secrecy.PUBLIC, Secrecy.INTERNAL, Secrecy.PERSONAL


class AdviceReview(HouseModel):
    """A person read one version of a piece in one language and says until when it may stand."""

    piece = models.CharField(max_length=30)
    version = models.CharField(max_length=10)
    language = models.CharField(max_length=10)
    reviewed_on = models.DateField()
    next_review_on = models.DateField()
    is_native = models.BooleanField(
        db_comment="A native specialist of the field: then it is no longer provisional"
    )
    note = models.CharField(max_length=300, blank=True)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "piece", "version", "language", "reviewed_on", "next_review_on", "is_native", "agency"],
            PUBLIC,
        ),
        **dict.fromkeys(["note", "reviewed_by", "reviewed_at"], INTERNAL),
    }

    class Meta:
        db_table_comment = "Reviews of advice"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(next_review_on__gt=models.F("reviewed_on")), name="awareness_advicereview_next",
                violation_error_message=_("The next review comes after this one."),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["piece", "language", "reviewed_at"], name="awareness_advicereview_piece")
        ]


class LessonDone(HouseModel):
    """A member of staff finished one version of a lesson."""

    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    lesson = models.CharField(max_length=30)
    version = models.CharField(max_length=10)
    done_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(["id", "agency", "lesson", "version", "done_at"], INTERNAL), "worker": PERSONAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Lessons that staff finished"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["worker", "lesson", "version"], name="awareness_lessondone_once",
                violation_error_message=_("This lesson is finished already."),
            ),
        ]  # fmt: skip
