"""Facts: immutable, each with its sources and the positions of the parties."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.court.models.choices import DatePrecision, FactKind, Party, SourceKind, Stance
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, PERSONAL, SEALED = Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED


class Fact(SealedModel):
    """One sentence that may stand before a court. A change is a new row; the database lets it only be withdrawn, with why."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(db_comment="Within the case; not the number in a submission")
    text_ar = models.BinaryField(db_comment="Sealed")
    text_en = models.BinaryField(null=True, db_comment="Sealed")
    kind = models.CharField(max_length=20, choices=FactKind.choices)
    occurred_on = models.DateField(null=True)
    occurred_precision = models.CharField(
        max_length=10, choices=DatePrecision.choices, default=DatePrecision.UNKNOWN
    )
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by"
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.BinaryField(null=True, db_comment="Sealed: why it was withdrawn")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "number": INTERNAL, "text_ar": SEALED, "text_en": SEALED, "kind": INTERNAL,
        "occurred_on": PERSONAL, "occurred_precision": INTERNAL, "agency": INTERNAL, "recorded_by": INTERNAL,
        "recorded_at": INTERNAL, "supersedes": INTERNAL, "withdrawn_at": INTERNAL,
        "withdrawn_why": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Facts of a case, never changed: a new version is a new row"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["record", "number"], name="court_fact_number",
                violation_error_message=_("This number is taken by another fact of the case."),
            ),
            models.CheckConstraint(
                condition=models.Q(occurred_on__isnull=True, occurred_precision=DatePrecision.UNKNOWN)
                | (models.Q(occurred_on__isnull=False) & ~models.Q(occurred_precision=DatePrecision.UNKNOWN)),
                name="court_fact_date_and_precision",
                violation_error_message=_("A date says how exact it is, and only a date does."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=FactKind.values), name="court_fact_kind",
                violation_error_message=_("No such kind of fact."),
            ),
        ]  # fmt: skip


class FactSource(SealedModel):
    """Where a fact comes from, and the place in it."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="sources")
    source_kind = models.CharField(max_length=20, choices=SourceKind.choices)
    label = models.BinaryField(db_comment="Sealed: what the document calls the source")
    locator = models.BinaryField(null=True, db_comment="Sealed: page, paragraph, minute")
    source_id = models.UUIDField(null=True, db_comment="The row it was taken from, as a plain value")
    quoted = models.BinaryField(null=True, db_comment="Sealed: the words as they stand there")
    source_sha256 = models.BinaryField(
        null=True, db_comment="Sealed: the exhibit's hash when the fact was taken from it"
    )
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.BinaryField(null=True, db_comment="Sealed: why it was withdrawn")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "fact": INTERNAL, "source_kind": INTERNAL, "label": SEALED, "locator": SEALED,
        "source_id": INTERNAL, "quoted": SEALED, "source_sha256": SEALED, "added_at": INTERNAL, "withdrawn_at": INTERNAL,
        "withdrawn_why": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Sources of facts; a fact without one stands in no submission"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["source_id"], name="court_source_of")]


class FactPosition(SealedModel):
    """What a party said of a fact, and when; the last one of each party counts."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="positions")
    party = models.CharField(max_length=30, choices=Party.choices)
    stance = models.CharField(max_length=20, choices=Stance.choices)
    reason = models.BinaryField(null=True, db_comment="Sealed")
    stated_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.ForeignKey(
        "court.Answer",
        on_delete=models.PROTECT,
        related_name="positions",
        null=True,
        db_comment="The answer to the court that brought it; empty: recorded by the agency",
    )

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "fact": INTERNAL, "party": INTERNAL, "stance": PERSONAL, "reason": SEALED,
        "stated_by": INTERNAL, "at": INTERNAL, "answer": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Positions of the parties; agreed and contested are computed from them"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(party__in=Party.values, stance__in=Stance.values), name="court_position_known",
                violation_error_message=_("No such party or stance."),
            ),
        ]  # fmt: skip
