"""What makes case work deep: stages as they came, reopening, follow-ups after closure, and how concerns changed."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from takatuf.casework.models.cases import Concern
from takatuf.casework.models.kinds import (
    ConcernStatus,
    Listened,
    ReopeningReason,
    SafeNow,
    StageChoices,
    Wellbeing,
)
from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, PERSONAL, SEALED = Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED
CASE_RECORD = "The case's record"


class StageChange(HouseModel):
    """The case came from one stage to another; every round keeps its own."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment=CASE_RECORD
    )
    round = models.PositiveSmallIntegerField(db_comment="1, and one more for each reopening")
    from_stage = models.CharField(max_length=20, choices=StageChoices.choices)
    to_stage = models.CharField(max_length=20, choices=StageChoices.choices)
    changed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "round", "from_stage", "to_stage", "changed_by", "at"], INTERNAL
    )

    class Meta:
        db_table_comment = "How each case came from stage to stage"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record", "at"], name="casework_stagechange_record")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(from_stage=F("to_stage")), name="casework_stagechange_changes",
                violation_error_message=_("A change of stage leads to another stage."),
            ),
        ]  # fmt: skip


class FollowUp(SealedModel):
    """Somebody asked after the child when the case was closed."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment=CASE_RECORD
    )
    round = models.PositiveSmallIntegerField(db_comment="Which closure it follows")
    after_days = models.PositiveSmallIntegerField(
        null=True, db_comment="Which follow-up of the rule file; empty: one more"
    )
    child_seen = models.BooleanField()
    child_seen_alone = models.BooleanField()
    not_alone_reason = models.BinaryField(null=True, db_comment="Sealed: why the child was not seen alone")
    child_view = models.BinaryField(null=True, db_comment="Sealed, in the child's words")
    safe_now = models.CharField(max_length=10, choices=SafeNow.choices)
    wellbeing = models.CharField(max_length=10, choices=Wellbeing.choices)
    listened = models.CharField(
        max_length=10, choices=Listened.choices, default=Listened.NOT_ASKED, db_default=Listened.NOT_ASKED,
        db_comment="Whether the child says that somebody listened",
    )  # fmt: skip
    found = models.BinaryField(db_comment="Sealed: what was found")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "round": INTERNAL, "after_days": INTERNAL, "child_seen": PERSONAL,
        "child_seen_alone": PERSONAL, "not_alone_reason": SEALED, "child_view": SEALED, "safe_now": PERSONAL,
        "wellbeing": PERSONAL, "listened": PERSONAL, "found": SEALED, "agency": INTERNAL, "made_by": INTERNAL, "at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Follow-ups after closure"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record", "at"], name="casework_followup_record")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(child_seen=True) | Q(child_seen_alone=False), name="casework_followup_alone_is_seen",
                violation_error_message=_("A child who was seen alone was seen."),
            ),
            models.CheckConstraint(
                condition=Q(child_seen=True) | Q(listened=Listened.NOT_ASKED), name="casework_followup_listened_is_seen",
                violation_error_message=_("A child who was not seen was not asked."),
            ),
            models.CheckConstraint(
                condition=Q(child_seen_alone=True) | Q(not_alone_reason__isnull=False), name="casework_followup_says_why",
                violation_error_message=_("Where the child was not seen alone, the reason is written."),
            ),
            models.UniqueConstraint(
                fields=["record", "round", "after_days"], name="casework_followup_once",
                violation_error_message=_("This follow-up was recorded before."),
            ),
        ]  # fmt: skip


class Reopening(SealedModel):
    """Somebody asks that a closed case be worked on again; another answers where the rule file wants it."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment=CASE_RECORD
    )
    reason = models.CharField(max_length=20, choices=ReopeningReason.choices)
    why = models.BinaryField(db_comment="Sealed")
    report_id = models.UUIDField(null=True, db_comment="The report that caused it, as a plain value")
    report_code = models.CharField(max_length=20, blank=True)
    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="+", null=True)
    approval_needed = models.BooleanField(db_comment="What the rule file said at the time")
    proposed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    declined_at = models.DateTimeField(null=True)
    decline_reason = models.BinaryField(null=True, db_comment="Sealed: why it stays closed")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "record", "reason", "report_id", "report_code", "follow_up", "approval_needed", "proposed_by",
             "proposed_at", "approved_by", "approved_at", "declined_by", "declined_at"], INTERNAL,
        ),
        "why": SEALED, "decline_reason": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Reopenings of closed cases, proposed and answered"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["record"], condition=Q(approved_at__isnull=True, declined_at__isnull=True),
                name="casework_reopening_one_proposal",
                violation_error_message=_("Reopening this case was proposed already."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | (
                    Q(approved_by__isnull=False, approved_at__isnull=False)
                    & (Q(approval_needed=False) | ~Q(approved_by=F("proposed_by")))
                ),
                name="casework_reopening_two_persons",
                violation_error_message=_("Nobody approves their own reopening where two persons are needed."),
            ),
            models.CheckConstraint(
                condition=Q(declined_by__isnull=True, declined_at__isnull=True, decline_reason__isnull=True)
                | Q(
                    declined_by__isnull=False, declined_at__isnull=False, decline_reason__isnull=False,
                    approved_at__isnull=True,
                ),
                name="casework_reopening_one_answer",
                violation_error_message=_("A reopening is approved, or declined with a reason."),
            ),
        ]  # fmt: skip


class ConcernChange(SealedModel):
    """How sure a concern is was judged anew."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment=CASE_RECORD
    )
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="+")
    from_status = models.CharField(max_length=20, choices=ConcernStatus.choices)
    to_status = models.CharField(max_length=20, choices=ConcernStatus.choices)
    reason = models.BinaryField(db_comment="Sealed")
    changed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "concern": INTERNAL, "from_status": PERSONAL, "to_status": PERSONAL,
        "reason": SEALED, "changed_by": INTERNAL, "at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "How sure a concern is, each time it was judged"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record", "at"], name="casework_concernchange_record")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(from_status=F("to_status")), name="casework_concernchange_changes",
                violation_error_message=_("The concern has this status already."),
            ),
        ]  # fmt: skip
