"""Entries, stored hashes of the tree, and signed checkpoints."""

from typing import ClassVar

from django.db import models

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy


class LedgerEntry(HouseModel):
    """One line. Its leaf holds pseudonyms and salted hashes only; the record's id stands beside it, outside the leaf."""

    record_id = models.UUIDField(
        null=True, db_comment="The record, as a plain value; empty: about the system"
    )
    kind = models.CharField(max_length=60)
    by = models.CharField(max_length=60, db_comment="kind:uuid of the actor")
    at = models.DateTimeField()
    leaf = models.BinaryField(db_comment="RFC 8785 bytes that the tree hashes")
    position = models.BigIntegerField(
        null=True, unique=True, db_comment="Index in the tree; empty until sealed"
    )

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record_id", "kind", "by", "at", "leaf", "position"], Secrecy.INTERNAL
    )

    class Meta:
        db_table_comment = (
            "Append-only record; column xid (xid8) says in which transaction the entry was written"
        )
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record_id", "at"], name="ledger_entry_record")
        ]


class LedgerNode(models.Model):
    """The hash of one perfect subtree (RFC 6962)."""

    pk = models.CompositePrimaryKey("level", "place")
    level = models.SmallIntegerField()
    place = models.BigIntegerField()
    hash = models.BinaryField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(["level", "place", "hash"], Secrecy.PUBLIC)

    class Meta:
        db_table_comment = "Stored hashes of the Merkle tree"


class Checkpoint(models.Model):
    """A signed tree head (C2SP note)."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.TextField()
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(["size", "root", "note", "at"], Secrecy.PUBLIC)

    class Meta:
        db_table_comment = "Signed tree heads"
