"""Agreements, what they allow, and who signed."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from takatuf.clocks.rules import Unit
from takatuf.jointwork.models import Purpose
from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, SEALED = Secrecy.INTERNAL, Secrecy.SEALED
Constraints = list[models.BaseConstraint]


class UnitChoices(models.TextChoices):
    """The words for the units of a limit in an agreement; the values are those of `clocks.rules.Unit`."""

    CLOCK_HOURS = Unit.CLOCK_HOURS, _("hours, at night and on holidays too")
    WORKING_DAYS = Unit.WORKING_DAYS, _("working days")


class Agreement(SealedModel):
    """An agreement of two agencies; it counts while both have signed, between its days, until it is ended."""

    record = models.OneToOneField(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The agreement's own record"
    )
    code = models.CharField(max_length=20, unique=True, db_comment="G-YY-NNNNNN, for staff")
    first = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200, db_comment="What it is about; no person")
    valid_from = models.DateField()
    valid_to = models.DateField(db_comment="The last day")
    dispute_path = models.BinaryField(
        db_comment="Sealed: who decides when the two do not agree; may name people"
    )
    dispute_days = models.PositiveSmallIntegerField(
        db_comment="Working days within which a dispute is decided"
    )
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    end_reason = models.BinaryField(null=True, db_comment="Sealed")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "record", "code", "first", "second", "title", "valid_from", "valid_to", "dispute_days", "replaces",
             "drafted_at", "drafted_by", "ended_at", "ended_by"], INTERNAL,
        ),
        "dispute_path": SEALED, "end_reason": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Agreements between agencies"
        constraints: ClassVar[Constraints] = [
            models.CheckConstraint(
                condition=~Q(first=F("second")), name="jointwork_agreement_two_agencies",
                violation_error_message=_("An agreement needs two agencies."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")), name="jointwork_agreement_ends_after_begin",
                violation_error_message=_("An agreement ends after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False, end_reason__isnull=False),
                name="jointwork_agreement_end_says_why",
                violation_error_message=_("An agreement that was ended says when, by whom and why."),
            ),
        ]  # fmt: skip


class AgreementTerm(HouseModel):
    """One direction and purpose of an agreement: which fields may be shared, and how fast the receiver answers."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="terms")
    from_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    to_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    fields = ArrayField(models.CharField(max_length=20), db_comment="Codes of the fields that may be shared")
    answer_amount = models.PositiveSmallIntegerField()
    answer_unit = models.CharField(max_length=20, choices=UnitChoices.choices)

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "agreement", "from_agency", "to_agency", "purpose", "fields", "answer_amount", "answer_unit"], INTERNAL,
    )  # fmt: skip

    class Meta:
        db_table_comment = "What agreements allow"
        constraints: ClassVar[Constraints] = [
            models.UniqueConstraint(
                fields=["agreement", "from_agency", "purpose"], name="jointwork_term_once",
                violation_error_message=_("The agreement says this already."),
            ),
            models.CheckConstraint(
                condition=~Q(from_agency=F("to_agency")), name="jointwork_term_two_agencies",
                violation_error_message=_("An agreement needs two agencies."),
            ),
            models.CheckConstraint(
                condition=Q(answer_amount__gte=1), name="jointwork_term_limit",
                violation_error_message=_("A limit is one at least."),
            ),
        ]  # fmt: skip


class AgreementSignature(HouseModel):
    """A named person signed for an agency."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "agreement", "agency", "signed_by", "at"], INTERNAL
    )

    class Meta:
        db_table_comment = "Signatures under agreements"
        constraints: ClassVar[Constraints] = [
            models.UniqueConstraint(
                fields=["agreement", "agency"], name="jointwork_signature_once",
                violation_error_message=_("This agency has signed already."),
            ),
        ]  # fmt: skip
