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

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record_id", "kind", "by", "at", "leaf"], Secrecy.INTERNAL
    )

    class Meta:
        db_table_comment = (
            "Append-only record; column xid (xid8) says in which transaction the line was written"
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
    # Not checked by the database: only the sealer's function writes here, what it struck from the list of what waits.
    entry = models.ForeignKey(
        LedgerEntry, on_delete=models.PROTECT, related_name="nodes", null=True, db_constraint=False, db_index=False,
        db_comment="At level 0: the line whose hash this is",
    )  # fmt: skip

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(["level", "place", "hash"], Secrecy.PUBLIC) | {
        "entry": Secrecy.INTERNAL
    }

    class Meta:
        db_table_comment = "Stored hashes of the Merkle tree"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["entry"], condition=models.Q(entry__isnull=False), name="ledger_node_one_place",
                violation_error_message="A line has one place in the tree.",
            )
        ]  # fmt: skip


class TransactionField(models.Field):  # type: ignore[type-arg]
    """The number of a transaction; PostgreSQL's xid8."""

    def db_type(self, connection: object) -> str:
        del connection
        return "xid8"


class LedgerWaiting(models.Model):
    """A line that waits for the sealer. A trigger of the entries adds it, the sealer's function strikes it."""

    pk = models.CompositePrimaryKey("xid", "entry")
    xid = TransactionField(
        db_comment="The transaction that wrote the line: the sealer never passes one that is open"
    )
    entry = models.ForeignKey(
        LedgerEntry, on_delete=models.PROTECT, related_name="waiting", db_constraint=False, db_index=False
    )
    hash = models.BinaryField(db_comment="Leaf hash (RFC 6962), made by the database from the line")

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(["xid", "entry", "hash"], Secrecy.INTERNAL)

    class Meta:
        db_table_comment = "Lines that wait for the sealer; the database itself keeps the list"


class Checkpoint(models.Model):
    """A signed tree head (C2SP note)."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.TextField()
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(["size", "root", "note", "at"], Secrecy.PUBLIC)

    class Meta:
        db_table_comment = "Signed tree heads"
