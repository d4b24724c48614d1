"""The wrapped data key of each record."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy


class WrappedKey(models.Model):
    """One data key, wrapped by a key of the ring. Destroying it destroys every text of the record."""

    record_id = models.UUIDField(primary_key=True, db_comment="The record, as a plain value")
    wrapped = models.BinaryField(null=True, db_comment="Empty once destroyed")
    destroyed_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "record_id": Secrecy.INTERNAL, "wrapped": Secrecy.SEALED, "destroyed_at": Secrecy.INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Wrapped data keys; not readable without the keyring"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(wrapped__isnull=True, destroyed_at__isnull=False)
                | models.Q(wrapped__isnull=False, destroyed_at__isnull=True),
                name="vault_key_or_destroyed",
                violation_error_message="A data key is either there, or destroyed at a time.",
            )
        ]


class SealedModel(HouseModel):
    """A row with sealed columns (BinaryField). The row's `record_id` says whose data key seals them."""

    record_id: UUID

    class Meta:
        abstract = True

    def seal(self, **texts: str) -> None:
        """Encrypt each text into the column of that name, bound to this table, row and column."""
        from takatuf.vault.envelopes import seal_text
        from takatuf.vault.queries import data_key

        key = data_key(self.record_id)
        for column, text in texts.items():
            setattr(self, column, seal_text(key, text, table=self._meta.db_table, row=self.pk, column=column))

    def unseal(self, column: str, *, key: bytes | None = None) -> str:
        """The text of a sealed column; empty where nothing was written.

        `key` is the record's data key, for who opens several texts of one record and has asked for it once. Raises CannotOpen when the ciphertext was altered or moved, KeyDestroyed when the record was erased.
        """
        from takatuf.vault.envelopes import open_text
        from takatuf.vault.queries import data_key

        sealed = getattr(self, column)
        if not sealed:
            return ""
        key = data_key(self.record_id) if key is None else key
        return open_text(key, bytes(sealed), table=self._meta.db_table, row=self.pk, column=column)
