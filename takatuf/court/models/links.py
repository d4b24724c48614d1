"""What a person found about a submission after a link between cases was undone."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.court.models.submissions import Submission
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, SEALED = Secrecy.INTERNAL, Secrecy.SEALED


class LinkReview(SealedModel):
    """A named person looked whether a submission rests on a link that was undone. It stands on the case, so the court reads it not."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The case's record"
    )
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+", db_index=False)
    link_id = models.UUIDField(db_comment="The link of cases that was undone, as a plain value")
    finding = models.BinaryField(db_comment="Sealed: what rests on the link, and what was done about it")
    reviewed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(["id", "record", "submission", "link_id", "reviewed_by", "reviewed_at"], INTERNAL), "finding": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Submissions that were looked at after a link was undone"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["submission", "link_id"], name="court_linkreview_once",
                violation_error_message=_("Somebody has looked at this already."),
            ),
        ]  # fmt: skip
