"""Who has checked which text of law."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy


class LawCheck(HouseModel):
    """A person has read a text of law at its source, and it says what the file notes. Two of them make it checked."""

    code = models.CharField(max_length=60, db_comment="Code of the text in its file")
    sha256 = models.CharField(
        max_length=64, db_comment="Of the text as it was read; other words are not checked"
    )
    checked_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    read_at_source = models.CharField(max_length=300, db_comment="Where this person read it; names nobody")
    checked_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "code", "sha256", "checked_by", "read_at_source", "checked_at"], Secrecy.INTERNAL
    )

    class Meta:
        db_table_comment = "Checks of texts of law by persons"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["code", "sha256", "checked_by"], name="clocks_lawcheck_once",
                violation_error_message=_("Two different persons check a text."),
            ),
            models.CheckConstraint(
                condition=~models.Q(read_at_source=""), name="clocks_lawcheck_source",
                violation_error_message=_("A check says where the text was read."),
            ),
        ]  # fmt: skip
