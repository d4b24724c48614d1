"""Exhibits and what happened to each: no bytes of the material are ever stored here."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from takatuf.evidence.rules import FIRST, Custody
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, SEALED = Secrecy.INTERNAL, Secrecy.SEALED
_FIRST = sorted(step.value for step in FIRST)


class ExhibitKind(models.TextChoices):
    """What a thing is, never what it shows."""

    DEVICE = "device", pgettext_lazy("kind of exhibit", "Telephone, computer or other device")
    STORAGE = "storage", pgettext_lazy("kind of exhibit", "Storage medium")
    FILE = "file", pgettext_lazy("kind of exhibit", "File")
    STATEMENT = "statement", pgettext_lazy("kind of exhibit", "Data that a provider handed out")
    RECORDING = "recording", pgettext_lazy("kind of exhibit", "Recording of an interview")
    PAPER = "paper", pgettext_lazy("kind of exhibit", "Paper document")
    OBJECT = "object", pgettext_lazy("kind of exhibit", "Other object")


class CustodyKind(models.TextChoices):
    """The words of the chain's steps; the values are those of `rules.Custody`."""

    SEIZED = Custody.SEIZED, pgettext_lazy("chain of custody", "Seized")
    RECEIVED = Custody.RECEIVED, pgettext_lazy("chain of custody", "Received")
    HANDED_OVER = Custody.HANDED_OVER, pgettext_lazy("chain of custody", "Handed over")
    EXAMINED = Custody.EXAMINED, pgettext_lazy("chain of custody", "Examined")
    RETURNED = Custody.RETURNED, pgettext_lazy("chain of custody", "Returned")
    DESTROYED = Custody.DESTROYED, pgettext_lazy("chain of custody", "Destroyed")


class Exhibit(SealedModel):
    """A thing that may prove something: a neutral description, hashes as they were received, where it lies."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The record that it belongs to, mostly a case's"
    )  # fmt: skip
    number = models.PositiveIntegerField(db_comment="1, 2, 3 within the record")
    kind = models.CharField(max_length=12, choices=ExhibitKind.choices)
    made_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, db_comment="The exhibit of which this is a copy or a part"
    )  # fmt: skip
    description = models.BinaryField(db_comment="Sealed: what it is in neutral words, never what it shows")
    origin = models.BinaryField(db_comment="Sealed: where and from whom it comes")
    storage = models.BinaryField(null=True, db_comment="Sealed: where it lies, with whose number")
    sha256 = models.BinaryField(null=True, db_comment="Sealed: 64 hexadecimal digits, as received")
    sha1 = models.BinaryField(null=True, db_comment="Sealed: 40 hexadecimal digits, as received")
    md5 = models.BinaryField(null=True, db_comment="Sealed: 32 hexadecimal digits, as received")
    size = models.BigIntegerField(null=True, db_comment="Bytes, as received")
    material_embargo = models.BooleanField(
        db_comment="The material is shown to nobody and copied for nobody without a judge's word"
    )
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "record", "number", "kind", "made_from", "size", "material_embargo", "agency", "added_by", "added_at"], INTERNAL
        ),
        **dict.fromkeys(["description", "origin", "storage", "sha256", "sha1", "md5"], SEALED),
    }  # fmt: skip

    class Meta:
        db_table_comment = "Exhibits: descriptions and hashes, never the material"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["record", "number"], name="evidence_exhibit_number",
                violation_error_message=_("There is an exhibit with this number already."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="evidence_exhibit_counts_from_one",
                violation_error_message=_("Exhibits are counted from one."),
            ),
            models.CheckConstraint(
                condition=Q(size__isnull=True) | Q(size__gte=0), name="evidence_exhibit_size",
                violation_error_message=_("A size is a number of bytes."),
            ),
            models.CheckConstraint(
                condition=Q(made_from__isnull=True) | ~Q(made_from=F("id")), name="evidence_exhibit_not_of_itself",
                violation_error_message=_("An exhibit is no copy of itself."),
            ),
        ]  # fmt: skip


class CustodyEvent(SealedModel):
    """One step of an exhibit's chain. Rows are added only; a trigger holds each to the step before it."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The exhibit's record"
    )
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField(db_comment="1, 2, 3 within the chain, without a gap")
    kind = models.CharField(max_length=12, choices=CustodyKind.choices)
    giver_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+", null=True)
    giver_body = models.BinaryField(null=True, db_comment="Sealed: who gave it, where no agency of the house")
    giver_person = models.BinaryField(null=True, db_comment="Sealed: the person's name")
    giver = models.BinaryField(
        null=True, db_comment="Keyed mark of who held it before, 16 bytes, under the record's key; empty: seized or received"
    )  # fmt: skip
    taker_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+", null=True)
    taker_body = models.BinaryField(null=True, db_comment="Sealed: who took it, where no agency of the house")
    taker_person = models.BinaryField(null=True, db_comment="Sealed: the person's name")
    holder = models.BinaryField(null=True, db_comment="Keyed mark of who holds it after; empty: destroyed")
    happened_at = models.DateTimeField()
    place = models.BinaryField(null=True, db_comment="Sealed")
    seal_number = models.BinaryField(null=True, db_comment="Sealed: the number on the seal, as it is written")
    reason = models.BinaryField(db_comment="Sealed: why")
    recorded_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    entry_id = models.UUIDField(db_comment="The ledger's entry, as a plain value")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "record", "exhibit", "number", "kind", "giver_agency", "giver", "taker_agency", "holder", "happened_at",
             "recorded_by", "recorded_at", "entry_id"], INTERNAL,
        ),
        **dict.fromkeys(
            ["giver_body", "giver_person", "taker_body", "taker_person", "place", "seal_number", "reason"], SEALED
        ),
    }  # fmt: skip

    class Meta:
        db_table_comment = "Chains of custody of exhibits"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record"], name="evidence_custodyevent_record")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["exhibit", "number"], name="evidence_custodyevent_number",
                violation_error_message=_("Somebody recorded a step of this exhibit meanwhile."),
            ),
            models.CheckConstraint(
                condition=Q(number=1, kind__in=_FIRST, giver__isnull=True)
                | (Q(number__gt=1, giver__isnull=False) & ~Q(kind__in=_FIRST)),
                name="evidence_custodyevent_begins",
                violation_error_message=_("A chain begins with a seizure or a receipt, and with nothing else."),
            ),
            models.CheckConstraint(
                condition=Q(kind=Custody.DESTROYED.value, holder__isnull=True)
                | (~Q(kind=Custody.DESTROYED.value) & Q(holder__isnull=False)),
                name="evidence_custodyevent_holder",
                violation_error_message=_("Somebody holds an exhibit until it is destroyed."),
            ),
            models.CheckConstraint(
                condition=(~Q(kind=Custody.EXAMINED.value) | Q(holder=F("giver")))
                & (~Q(kind=Custody.HANDED_OVER.value) | ~Q(holder=F("giver"))),
                name="evidence_custodyevent_changes_hands",
                violation_error_message=_("A hand-over changes who holds an exhibit; an examination does not."),
            ),
            models.CheckConstraint(
                condition=Q(recorded_at__gte=F("happened_at")), name="evidence_custodyevent_has_happened",
                violation_error_message=_("A step is recorded after it happened."),
            ),
            models.CheckConstraint(
                condition=Q(giver_agency__isnull=True) | Q(giver_body__isnull=True), name="evidence_custodyevent_one_giver",
                violation_error_message=_("Who gives is an agency of the house or another body."),
            ),
            models.CheckConstraint(
                condition=Q(taker_agency__isnull=True) | Q(taker_body__isnull=True), name="evidence_custodyevent_one_taker",
                violation_error_message=_("Who takes is an agency of the house or another body."),
            ),
        ]  # fmt: skip
