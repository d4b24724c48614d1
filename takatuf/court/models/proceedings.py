"""What the court does: hearings, rulings, orders. They stand under the submission's record."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.court.models.choices import LimitUnit, OrderKind
from takatuf.court.models.submissions import Submission
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, PERSONAL, SEALED = Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED


class Hearing(SealedModel):
    """A sitting of the court."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="hearings")
    starts_at = models.DateTimeField()
    place = models.BinaryField(null=True, db_comment="Sealed")
    note = models.BinaryField(null=True, db_comment="Sealed")
    recorded_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "submission": INTERNAL, "starts_at": INTERNAL, "place": SEALED, "note": SEALED,
        "recorded_by": INTERNAL, "recorded_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Hearings"


class Ruling(SealedModel):
    """What the court decided."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="rulings")
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="rulings", null=True)
    ruled_on = models.DateField()
    text = models.BinaryField(db_comment="Sealed")
    facts_relied_on = models.JSONField(default=list, db_comment="Numbers of facts in the submission")
    appeal_until_on = models.DateField(null=True)
    appeal_checked = models.BooleanField(
        default=False, db_comment="A person has checked the time to appeal against its source"
    )
    recorded_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "submission": INTERNAL, "hearing": INTERNAL, "ruled_on": INTERNAL,
        "text": SEALED, "facts_relied_on": INTERNAL, "appeal_until_on": INTERNAL, "appeal_checked": INTERNAL, "recorded_by": INTERNAL,
        "recorded_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Rulings"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(appeal_until_on__isnull=True) | models.Q(appeal_until_on__gte=models.F("ruled_on")),
                name="court_ruling_appeal_after",
                violation_error_message=_("The time to appeal ends after the ruling."),
            ),
        ]  # fmt: skip


class Order(SealedModel):
    """What a ruling tells one agency to do; a step with a clock carries it out."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    ruling = models.ForeignKey(Ruling, on_delete=models.PROTECT, related_name="orders")
    kind = models.CharField(max_length=20, choices=OrderKind.choices)
    text = models.BinaryField(db_comment="Sealed")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    limit_amount = models.PositiveSmallIntegerField()
    limit_unit = models.CharField(max_length=20, choices=LimitUnit.choices)
    ordered_at = models.DateTimeField()
    step_id = models.UUIDField(
        unique=True, db_comment="The step of joint work that carries it out, as a plain value"
    )

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "ruling": INTERNAL, "kind": INTERNAL, "text": SEALED,
        "agency": INTERNAL, "limit_amount": INTERNAL, "limit_unit": INTERNAL, "ordered_at": INTERNAL, "step_id": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Orders of the court"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(limit_amount__gte=1), name="court_order_limit",
                violation_error_message=_("An order gives at least one unit of time."),
            ),
        ]  # fmt: skip
