"""What follows a submission at court: how hearings ended, who came, protective measures, what was handed back, compliance."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.court.models.choices import LimitUnit
from takatuf.court.models.parties import CourtParty
from takatuf.court.models.proceeding_choices import (
    HearingCause,
    HearingEnd,
    MeasureDecision,
    MeasureKind,
    ReturnReason,
)
from takatuf.court.models.proceedings import Hearing, Order, Ruling
from takatuf.court.models.submissions import Submission
from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, PERSONAL, SEALED = Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED
_Q = models.Q


class HearingOutcome(SealedModel):
    """What became of a hearing, and on whose side the reason lay when it was not held."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    hearing = models.OneToOneField(Hearing, on_delete=models.PROTECT, related_name="outcome")
    end = models.CharField(max_length=10, choices=HearingEnd.choices)
    cause = models.CharField(max_length=20, choices=HearingCause.choices, blank=True)
    note = models.BinaryField(null=True, db_comment="Sealed")
    next_hearing = models.OneToOneField(Hearing, on_delete=models.PROTECT, related_name="before", null=True)
    noted_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "hearing": INTERNAL, "end": INTERNAL, "cause": INTERNAL, "note": SEALED,
        "next_hearing": INTERNAL, "noted_by": INTERNAL, "noted_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "How hearings ended"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=_Q(end=HearingEnd.HELD, cause="") | ~_Q(end=HearingEnd.HELD) & ~_Q(cause=""),
                name="court_hearing_cause",
                violation_error_message=_("A hearing that was not held has a reason, and only such a one."),
            ),
        ]  # fmt: skip


class HearingAttendance(HouseModel):
    """Whether a party came to a hearing."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="attendance")
    party = models.ForeignKey(CourtParty, on_delete=models.PROTECT, related_name="+")
    came = models.BooleanField()
    noted_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "hearing": INTERNAL, "party": INTERNAL, "came": PERSONAL, "noted_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Attendance at hearings"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["hearing", "party"], name="court_attendance_once",
                violation_error_message=_("The attendance of this party is noted already."),
            ),
        ]  # fmt: skip


class ProtectiveMeasure(SealedModel):
    """A measure that spares the child, asked of the court, and what the court decided."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=20, choices=MeasureKind.choices)
    why = models.BinaryField(db_comment="Sealed")
    facts = models.JSONField(default=list, db_comment="Numbers of the facts on which it rests")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=MeasureDecision.choices, blank=True)
    words = models.BinaryField(null=True, db_comment="Sealed: what the court said")
    until_on = models.DateField(null=True)
    decided_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "submission": INTERNAL, "kind": INTERNAL, "why": SEALED, "facts": INTERNAL,
        "agency": INTERNAL, "asked_by": INTERNAL, "asked_at": INTERNAL, "decision": PERSONAL, "words": SEALED,
        "until_on": INTERNAL, "decided_by": INTERNAL, "decided_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Protective measures asked and decided"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=_Q(decision="", decided_by__isnull=True, decided_at__isnull=True, words__isnull=True, until_on__isnull=True)
                | ~_Q(decision="") & _Q(decided_by__isnull=False, decided_at__isnull=False),
                name="court_measure_decided",
                violation_error_message=_("A decision on a measure says who decided, and when."),
            ),
            models.UniqueConstraint(
                fields=["submission", "kind"], condition=_Q(decision=""), name="court_measure_open_once",
                violation_error_message=_("This measure is asked for already, and not decided."),
            ),
        ]  # fmt: skip


class OrderVariation(SealedModel):
    """A court changes what an order says or until when; the step's clock moves with it."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="variations")
    text = models.BinaryField(db_comment="Sealed")
    limit_amount = models.PositiveSmallIntegerField()
    limit_unit = models.CharField(max_length=20, choices=LimitUnit.choices)
    varied_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    varied_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "order": INTERNAL, "text": SEALED, "limit_amount": INTERNAL,
        "limit_unit": INTERNAL, "varied_by": INTERNAL, "varied_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Variations of orders"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=_Q(limit_amount__gte=1), name="court_variation_limit",
                violation_error_message=_("An order gives at least one unit of time."),
            ),
        ]  # fmt: skip


class Compliance(SealedModel):
    """What the agency under an order says it did; on the record of the step, which the court reads."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    step_id = models.UUIDField(
        unique=True, db_comment="The step that carries the order out, as a plain value"
    )
    text = models.BinaryField(db_comment="Sealed")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    reported_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "step_id": INTERNAL, "text": SEALED, "agency": INTERNAL, "reported_by": INTERNAL,
        "reported_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Compliance with orders, as reported to the court"


class SubmissionReturn(SealedModel):
    """The court hands a submission back for clarification; the answer is a later version."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="returned")
    reason = models.CharField(max_length=20, choices=ReturnReason.choices)
    note = models.BinaryField(db_comment="Sealed")
    returned_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "submission": INTERNAL, "reason": INTERNAL, "note": SEALED,
        "returned_by": INTERNAL, "returned_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Submissions that a court handed back"


class Appeal(HouseModel):
    """A party appeals a ruling."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    ruling = models.ForeignKey(Ruling, on_delete=models.PROTECT, related_name="appeals")
    party = models.ForeignKey(CourtParty, on_delete=models.PROTECT, related_name="+")
    lodged_on = models.DateField()
    recorded_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "ruling", "party", "lodged_on", "recorded_by", "recorded_at"], INTERNAL
    )

    class Meta:
        db_table_comment = "Appeals against rulings"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["ruling", "party"], name="court_appeal_once",
                violation_error_message=_("The appeal of this party is on record already."),
            ),
        ]  # fmt: skip
