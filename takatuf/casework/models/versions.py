"""What stood in an assessment or a visit before it was changed: nothing that was written is lost."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, SEALED = Secrecy.INTERNAL, Secrecy.SEALED


class EarlierText(SealedModel):
    """One version of something of a case, as it stood until it was replaced."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The case's record"
    )
    subject_id = models.UUIDField(db_comment="The assessment or the visit, as a plain value")
    version = models.PositiveIntegerField(db_comment="The number that it had")
    fields = models.BinaryField(db_comment="Sealed: the fields and their texts, as JSON")
    written_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(["id", "record", "subject_id", "version", "written_by", "written_at"], INTERNAL), "fields": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Earlier versions of assessments and visits"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["subject_id", "version"], name="casework_earliertext_once",
                violation_error_message=_("This version is kept already."),
            ),
        ]  # fmt: skip
