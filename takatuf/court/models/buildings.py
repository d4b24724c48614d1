"""One building of a submission's document: who asked, how far it has come, and why it stopped."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.court.models.choices import StageChoices
from takatuf.court.models.submissions import Submission
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, SEALED = Secrecy.INTERNAL, Secrecy.SEALED


class Building(SealedModel):
    """Asked for by the author, done by the worker outside the request; after it ended another may be asked for."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    stage = models.CharField(max_length=12, choices=StageChoices.choices, default=StageChoices.WAITING)
    waits_for = models.CharField(
        max_length=12, blank=True, db_comment="ledger or stamps: tried again until it is there"
    )
    refusal = models.CharField(max_length=60, blank=True, db_comment="The name of the error that ended it")
    told = models.BinaryField(null=True, db_comment="Sealed JSON: what the error's sentence needs")
    ended_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "submission": INTERNAL, "asked_by": INTERNAL, "asked_at": INTERNAL,
        "stage": INTERNAL, "waits_for": INTERNAL, "refusal": INTERNAL, "told": SEALED, "ended_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Buildings of documents by the worker"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["submission"], condition=models.Q(ended_at__isnull=True), name="court_building_one",
                violation_error_message=_("This document is being built already."),
            ),
            models.CheckConstraint(
                condition=models.Q(refusal="") | models.Q(ended_at__isnull=False), name="court_building_ended",
                violation_error_message=_("A building that was refused has ended."),
            ),
        ]  # fmt: skip
