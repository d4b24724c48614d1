"""Holds on records, and erasures: what is due, who approved, and when it was done."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from takatuf.keeping import rules
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, SEALED = Secrecy.INTERNAL, Secrecy.SEALED


class KindChoices(models.TextChoices):
    """The words for what is erased as one."""

    CASE = rules.Kind.CASE, pgettext_lazy("what is kept", "Case, with all that belongs to it")
    REPORT = rules.Kind.REPORT, pgettext_lazy("what is kept", "Report that became no case")
    CALL = rules.Kind.CALL, pgettext_lazy("what is kept", "Call that became no report")


class Why(models.TextChoices):
    """How a record came to the list."""

    DUE = "due", pgettext_lazy("why it is erased", "Its keeping time has passed")
    ASKED = "asked", pgettext_lazy("why it is erased", "Somebody has a right to it and asked")


def _pair(who: str, when: str) -> Q:
    return Q(**{f"{who}__isnull": True, f"{when}__isnull": True}) | Q(
        **{f"{who}__isnull": False, f"{when}__isnull": False}
    )


class Hold(SealedModel):
    """An agency that reaches a record says that it must be kept: nothing of it is erased until the hold is lifted."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, db_comment="How staff call the record")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    reason = models.BinaryField(db_comment="Sealed")
    set_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    lifted_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    lifted_at = models.DateTimeField(null=True)
    lift_reason = models.BinaryField(null=True, db_comment="Sealed")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "code": INTERNAL, "agency": INTERNAL, "reason": SEALED, "set_by": INTERNAL,
        "set_at": INTERNAL, "lifted_by": INTERNAL, "lifted_at": INTERNAL, "lift_reason": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Holds: records that must not be erased"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["record", "agency"], condition=Q(lifted_at__isnull=True), name="keeping_hold_once",
                violation_error_message=_("Your agency holds this record already."),
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True, lifted_at__isnull=True, lift_reason__isnull=True)
                | Q(lifted_by__isnull=False, lifted_at__isnull=False, lift_reason__isnull=False),
                name="keeping_hold_lifted",
                violation_error_message=_("A hold that was lifted says by whom, when and why."),
            ),
        ]  # fmt: skip


class Erasure(SealedModel):
    """One record that is to be erased with all that belongs to it. The row stays: it names codes, days and persons of staff."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(
        "agencies.Agency",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who leads the record and decides",
    )
    kind = models.CharField(max_length=10, choices=KindChoices.choices)
    code = models.CharField(max_length=20, db_comment="How staff call the record")
    why = models.CharField(max_length=10, choices=Why.choices)
    reason = models.BinaryField(null=True, db_comment="Sealed under the record's own key: erased with it")
    times_version = models.PositiveSmallIntegerField(db_comment="Of the keeping times by which it was listed")
    ended_at = models.DateTimeField(
        null=True, db_comment="When the record ended; empty: asked for, not looked up yet"
    )
    due_on = models.DateField(null=True, db_comment="Empty: asked for before its time")
    listed_at = models.DateTimeField()
    stops = ArrayField(
        models.CharField(max_length=10),
        default=list,
        db_comment="What stood against it when it was last looked at",
    )
    looked_at = models.DateTimeField(null=True, db_comment="When that was")
    first_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    first_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    second_at = models.DateTimeField(null=True)
    kept_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    kept_at = models.DateTimeField(null=True)
    kept_until = models.DateField(null=True, db_comment="Not listed again before this day")
    done_at = models.DateTimeField(null=True)
    records = models.PositiveIntegerField(null=True, db_comment="How many records were erased with it")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "record", "agency", "kind", "code", "why", "times_version", "ended_at", "due_on", "listed_at", "stops",
             "looked_at", "first_by", "first_at", "second_by", "second_at", "kept_by", "kept_at", "kept_until", "done_at",
             "records"], INTERNAL,
        ),
        "reason": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Erasures: what is due, who approved, what was done"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["agency", "listed_at"], condition=Q(done_at__isnull=True, kept_at__isnull=True), name="keeping_erasure_open"
            ),
        ]  # fmt: skip
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["record"], condition=Q(kept_at__isnull=True), name="keeping_erasure_once",
                violation_error_message=_("This record is on the list already."),
            ),
            models.CheckConstraint(
                condition=_pair("first_by", "first_at") & _pair("second_by", "second_at") & _pair("kept_by", "kept_at"),
                name="keeping_erasure_named",
                violation_error_message=_("Who decided stands with the time."),
            ),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | (Q(first_by__isnull=False) & ~Q(second_by=F("first_by"))),
                name="keeping_erasure_two_persons",
                violation_error_message=_("Two different persons approve an erasure."),
            ),
            models.CheckConstraint(
                condition=_pair("kept_at", "kept_until"), name="keeping_erasure_kept_until",
                violation_error_message=_("A record that is kept after all says until when."),
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, records__isnull=True)
                | Q(done_at__isnull=False, records__isnull=False, second_by__isnull=False, kept_at__isnull=True),
                name="keeping_erasure_done",
                violation_error_message=_("Only what two persons approved is erased."),
            ),
            models.CheckConstraint(
                condition=Q(why=Why.DUE, due_on__isnull=False, ended_at__isnull=False, reason__isnull=True)
                | Q(why=Why.ASKED, due_on__isnull=True, reason__isnull=False),
                name="keeping_erasure_says_why",
                violation_error_message=_("What is due says since when, and what was asked for says why."),
            ),
        ]  # fmt: skip
