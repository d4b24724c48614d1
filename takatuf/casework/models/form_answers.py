"""Answers to the questions of one country."""

from typing import ClassVar

from django.db import models

from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, SEALED = Secrecy.INTERNAL, Secrecy.SEALED


class FormAnswer(SealedModel):
    """A country's form as it was answered once; a newer version of the form, or a new answer, changes nothing of it."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The case's record"
    )
    country = models.CharField(max_length=10, db_comment="Whose form, for example SA")
    version = models.PositiveSmallIntegerField(db_comment="Which version of the form was answered")
    answers = models.BinaryField(db_comment="Sealed: code of the question and answer, as JSON")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "country": INTERNAL, "version": INTERNAL, "answers": SEALED, "agency": INTERNAL,
        "answered_by": INTERNAL, "at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Answers to the forms of a country"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record", "at"], name="casework_formanswer_record")
        ]
