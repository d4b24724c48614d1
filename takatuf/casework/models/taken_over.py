"""Cases that were worked on in another system before."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, PERSONAL, SEALED = Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED


class TakenOverCase(SealedModel):
    """Where a case came from, and what of it has no place of its own here: nothing that came is lost."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The case's record"
    )
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=20, db_comment="The system that it came from, for example primero")
    token = models.BinaryField(db_comment="Keyed hash of its id there, so that it is taken over once")
    source_code = models.BinaryField(db_comment="Sealed: how it was called there")
    left_over = models.BinaryField(db_comment="Sealed: the fields that were not mapped, as JSON")
    mapping = models.CharField(max_length=20, db_comment="Version of the mapping that took it over")
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "agency": INTERNAL, "source": INTERNAL, "token": PERSONAL, "source_code": SEALED,
        "left_over": SEALED, "mapping": INTERNAL, "taken_at": INTERNAL, "taken_by": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Cases taken over from another system"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["agency", "source", "token"], name="casework_takenovercase_once",
                violation_error_message=_("This case was taken over before."),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record"], name="casework_takenover_record")
        ]
