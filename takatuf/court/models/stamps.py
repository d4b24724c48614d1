"""Until when what a signed document proves can be checked, and what was added so that it can be for longer."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.court.models.submissions import SubmissionDocument
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, SEALED = Secrecy.INTERNAL, Secrecy.SEALED


class DocumentStamp(SealedModel):
    """A time stamp over a signed document. The first came with the signature; each further one is bytes to put after it."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(SubmissionDocument, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(db_comment="0 is what the document was signed with")
    added = models.BinaryField(null=True, db_comment="Sealed: the bytes that follow what was there, base64")
    stamped_at = models.DateTimeField()
    holds_until = models.DateTimeField(db_comment="When the certificate behind it ends")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "document": INTERNAL, "number": INTERNAL, "added": SEALED,
        "stamped_at": INTERNAL, "holds_until": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Time stamps over signed documents; nothing is changed or taken away"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["document", "number"], name="court_stamp_number",
                violation_error_message=_("Another further time stamp was added in the meantime."),
            ),
            models.CheckConstraint(
                condition=models.Q(number=0, added__isnull=True) | models.Q(number__gt=0, added__isnull=False),
                name="court_stamp_added",
                violation_error_message=_("A further time stamp has bytes of its own; the first came with the document."),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["holds_until"], name="court_stamp_until")
        ]
