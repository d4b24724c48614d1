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


class LedgerWitness(HouseModel):
    """Another agency's witness: whose cosignatures are taken, under which key. A key that changes is another witness."""

    name = models.CharField(max_length=200, unique=True, db_comment="The name in its signature lines")
    vkey = models.CharField(max_length=400, unique=True, db_comment="Verifier key (C2SP): name+id+base64")
    agency = models.CharField(max_length=50, db_comment="Code of the agency that runs it, as a plain value")
    watched_by = models.UUIDField(db_comment="The agency that is told when it falls silent, as a plain value")
    enrolled_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "name", "vkey", "agency", "watched_by", "enrolled_at", "ended_at"], Secrecy.PUBLIC
    )

    class Meta:
        db_table_comment = (
            "Witnesses at other agencies, who cosign checkpoints; their id is that of their record"
        )
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("enrolled_at")),
                name="ledger_witness_ends_after_start", violation_error_message="A witness ends after it was enrolled.",
            )
        ]  # fmt: skip


class Cosignature(HouseModel):
    """That a witness saw this checkpoint follow from all before it; of a witness that signs again, the newest line."""

    witness = models.ForeignKey(LedgerWitness, on_delete=models.PROTECT, related_name="cosignatures")
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="cosignatures")
    line = models.TextField(db_comment="Signature line (C2SP tlog-cosignature)")
    signed_at = models.DateTimeField(db_comment="The time that the witness signed, by its own clock")

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "witness", "checkpoint", "line", "signed_at"], Secrecy.PUBLIC
    )

    class Meta:
        db_table_comment = "Cosignatures of witnesses under checkpoints"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["witness", "checkpoint"], name="ledger_cosignature_once",
                violation_error_message="A witness stands once under a checkpoint.",
            )
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["witness", "-signed_at"], name="ledger_cosignature_newest")
        ]
