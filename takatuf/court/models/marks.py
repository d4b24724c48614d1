"""What whoever holds a signed document may ask about it by its hash alone."""

from typing import ClassVar

from django.db import models

from takatuf.court.models.choices import SubmissionKind
from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy

PUBLIC = Secrecy.PUBLIC


class DocumentMark(HouseModel):
    """A signed document under its hash: its line in the ledger, and which document it follows. Nothing about anybody."""

    sha256 = models.CharField(max_length=64, unique=True, db_comment="Of the first signed revision")
    ledger_entry = models.UUIDField(db_comment="The line submission.signed, as a plain value")
    signed_at = models.DateTimeField()
    follows_sha256 = models.CharField(
        max_length=64, blank=True, db_comment="Of the document before it, where there is one"
    )
    kind = models.CharField(max_length=20, choices=SubmissionKind.choices)

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "sha256", "ledger_entry", "signed_at", "follows_sha256", "kind"], PUBLIC
    )

    class Meta:
        db_table_comment = "Signed documents by their hash; the public page that checks documents asks here"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["follows_sha256"], name="court_mark_follows")
        ]
