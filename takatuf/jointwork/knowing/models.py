"""Decisions about who may see a case, openings with a reason, locks and their reviews, blocks, contributions."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, PERSONAL, SEALED = Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED


class DecisionKind(models.TextChoices):
    """What was decided about who may see a case."""

    REACH = "reach", _("How far it is shared")
    CONFLICT = "conflict", _("Kept away: conflict of interest")
    EMBARGO = "embargo", _("Kept from parts of it before an interview")
    LET_BACK = "let_back", _("Let back")
    LOCKED = "locked", _("Locked")
    UNLOCKED = "unlocked", _("Unlocked")
    CONTRIBUTE = "contribute", _("May add, without reading")
    PARTNER = "partner", _("Let in as a partner")
    PART_ENDED = "part_ended", _("Its part in the case ended")


class KnowingDecision(SealedModel):
    """Who decided what about who may see a case, and why."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The case's record"
    )
    kind = models.CharField(max_length=12, choices=DecisionKind.choices)
    value = models.CharField(max_length=50, blank=True, db_comment="A code: how far, or which agency")
    worker = models.ForeignKey(
        "agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True, db_comment="About whom"
    )
    reason = models.BinaryField(db_comment="Sealed")
    at = models.DateTimeField()
    by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "kind": INTERNAL, "value": INTERNAL, "worker": INTERNAL, "reason": SEALED,
        "at": INTERNAL, "by": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Decisions about who may see a case"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record", "at"], name="jointwork_knowing_record")
        ]


class Finding(models.TextChoices):
    """What the second person found."""

    NEEDED = "needed", _("It was needed")
    NOT_NEEDED = "not_needed", _("It was not needed: talked about with the person")
    REPORTED = "reported", _("Passed on to those who look into misconduct")


class Opening(SealedModel):
    """A worker without access opened a case, for hours and with a reason; somebody of the leading agency reviews it."""

    record = models.OneToOneField(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The opening's own record"
    )
    case_id = models.UUIDField(db_comment="As a plain value")
    case_record_id = models.UUIDField(db_comment="The case's record, as a plain value")
    case_code = models.CharField(max_length=20)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    in_danger = models.BooleanField(db_comment="The reason is danger to life")
    reason = models.BinaryField(db_comment="Sealed")
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    finding = models.CharField(max_length=12, choices=Finding.choices, blank=True)
    note = models.BinaryField(null=True, db_comment="Sealed")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "record", "case_id", "case_record_id", "case_code", "agency", "opened_by", "in_danger", "opened_at",
             "until", "reviewed_at", "reviewed_by", "finding"], INTERNAL,
        ),
        "reason": SEALED, "note": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Cases that were opened with a reason"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["case_record_id"], name="jointwork_opening_case")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True, finding="")
                | (Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(finding="") & ~Q(reviewed_by=F("opened_by"))),
                name="jointwork_opening_second_person", violation_error_message=_("Another person reviews an opening."),
            ),
        ]  # fmt: skip


class Lock(SealedModel):
    """A case in the news: named persons alone reach it, every look is reviewed by another agency, one text is said outside."""

    record = models.OneToOneField(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The lock's own record"
    )
    case_record_id = models.UUIDField(db_comment="The case's record, as a plain value")
    case_code = models.CharField(max_length=20)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", db_comment="Reviews every look"
    )
    spoken = models.BinaryField(db_comment="Sealed: the one text that is said outside")
    locked_at = models.DateTimeField()
    locked_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "record", "case_record_id", "case_code", "agency", "reviewer", "locked_at", "locked_by", "lifted_at",
             "lifted_by"], INTERNAL,
        ),
        "spoken": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Locks of cases in the news"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case_record_id"], condition=Q(lifted_at__isnull=True), name="jointwork_lock_once",
                violation_error_message=_("This case is locked already."),
            ),
            models.CheckConstraint(
                condition=~Q(reviewer=F("agency")), name="jointwork_lock_reviewed_by_another",
                violation_error_message=_("Another agency reviews the looks."),
            ),
        ]  # fmt: skip


class LookReview(HouseModel):
    """A look at a locked case, and what the reviewing agency found. The database itself puts it in the queue."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The lock's record"
    )
    lock = models.ForeignKey(Lock, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(
        "agencies.Worker", on_delete=models.PROTECT, related_name="+", db_comment="Who looked"
    )
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=60)
    looked_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    finding = models.CharField(max_length=12, choices=Finding.choices, db_default="", blank=True)

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "lock", "worker", "agency", "what", "looked_at", "reviewed_at", "reviewed_by", "finding"], INTERNAL
    )  # fmt: skip

    class Meta:
        db_table_comment = "Looks at locked cases, and their reviews"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["lock", "looked_at"],
                condition=Q(reviewed_at__isnull=True),
                name="jointwork_look_waiting",
            )
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True, finding="")
                | (Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(finding="") & ~Q(reviewed_by=F("worker"))),
                name="jointwork_look_second_person", violation_error_message=_("Nobody reviews the own look."),
            ),
        ]  # fmt: skip


class GuardianBlock(SealedModel):
    """A guardian who is implicated and must not be told, until a named person lifts it; reviewed every 30 days."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The case's record"
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    reason = models.BinaryField(db_comment="Sealed")
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    review_due_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    lift_reason = models.BinaryField(null=True, db_comment="Sealed")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "record", "person", "set_at", "set_by", "reviewed_at", "reviewed_by", "review_due_at", "lifted_at",
             "lifted_by"], INTERNAL,
        ),
        "reason": SEALED, "lift_reason": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Guardians who must not be told"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["record", "person"], condition=Q(lifted_at__isnull=True), name="jointwork_block_once",
                violation_error_message=_("This person is not told already."),
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lift_reason__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False, lift_reason__isnull=False),
                name="jointwork_block_lifted_by_name",
                violation_error_message=_("A named person lifts it, and says why."),
            ),
        ]  # fmt: skip


class Contribution(SealedModel):
    """What an agency or a worker added to a case without reading it."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The case's record"
    )
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    words = models.BinaryField(db_comment="Sealed")
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "agency": INTERNAL, "worker": INTERNAL, "words": SEALED, "at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Words added to a case by those who may not read it"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record", "at"], name="jointwork_contribution_record")
        ]
