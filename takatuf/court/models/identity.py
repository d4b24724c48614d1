"""The key to the child's identity: a file of its own, sealed for the court, never inside the open document."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.court.models.submissions import Submission
from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

PUBLIC, INTERNAL, SEALED = Secrecy.PUBLIC, Secrecy.INTERNAL, Secrecy.SEALED


class CourtKey(HouseModel):
    """The public key to which files for a court are sealed; the newest of a court counts."""

    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    recipient = models.CharField(max_length=70, db_comment="age1..., the court keeps the secret one")
    given_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "agency": PUBLIC, "recipient": PUBLIC, "given_by": INTERNAL, "given_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Public keys of courts"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(recipient__startswith="age1"), name="court_key_is_public",
                violation_error_message=_("The public key begins with age1."),
            ),
        ]  # fmt: skip


class IdentityKey(SealedModel):
    """Who the child and the others of a submission are, sealed with the court's key."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="+")
    file = models.BinaryField(db_comment="Sealed once more: the age file, base64")
    recipient = models.CharField(max_length=70, db_comment="The court's public key that it was sealed to")
    sealed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "submission": INTERNAL, "file": SEALED, "recipient": INTERNAL, "sealed_by": INTERNAL,
        "sealed_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Keys to identities, sealed for courts"
