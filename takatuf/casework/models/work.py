"""What is done for the child: assessments, plans, visits, reviews, waiver and closure."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from takatuf.casework.models.kinds import AssessmentKind, ClosureReason, ReviewDecision, SafeNow
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, PERSONAL, SEALED = Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED
_CHANGED = Q(changed_at__isnull=True, changed_by__isnull=True) | Q(
    changed_at__isnull=False, changed_by__isnull=False, version__gt=1
)


class Assessment(SealedModel):
    """What was found and what is thought of it, apart; the child's and the caregiver's views in their own words."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The case's record"
    )
    kind = models.CharField(max_length=20, choices=AssessmentKind.choices)
    facts = models.BinaryField(db_comment="Sealed: what was seen or heard")
    opinion = models.BinaryField(db_comment="Sealed: what the assessor thinks of it")
    child_view = models.BinaryField(null=True, db_comment="Sealed; empty: not heard yet")
    caregiver_view = models.BinaryField(null=True, db_comment="Sealed")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    assessed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    approval_needed = models.BooleanField(default=False, db_comment="What the rule file said at the time")
    approved_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    version = models.IntegerField(
        default=1, db_default=1, db_comment="Counts the changes; an edit names the one that it saw"
    )
    changed_at = models.DateTimeField(null=True, db_comment="Empty: never changed")
    changed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "kind": INTERNAL, "facts": SEALED, "opinion": SEALED, "child_view": SEALED,
        "caregiver_view": SEALED, "agency": INTERNAL, "assessed_by": INTERNAL, "at": INTERNAL, "approval_needed": INTERNAL,
        "approved_by": INTERNAL, "approved_at": INTERNAL, "version": INTERNAL, "changed_at": INTERNAL, "changed_by": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Assessments"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record", "at"], name="casework_assessment_record"),
            models.Index(
                fields=["at"],
                condition=Q(approval_needed=True, approved_at__isnull=True),
                name="casework_assessment_waits",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | (Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=F("assessed_by"))),
                name="casework_assessment_two_persons",
                violation_error_message=_("Nobody approves their own assessment."),
            ),
            models.CheckConstraint(
                condition=_CHANGED, name="casework_assessment_changed_by_and_at",
                violation_error_message=_("A change has a name, a time and a number."),
            ),
        ]  # fmt: skip


class Plan(SealedModel):
    """What is to be reached for the child."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The case's record"
    )
    goal = models.BinaryField(db_comment="Sealed")
    made_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "goal": SEALED, "made_by": INTERNAL, "made_at": INTERNAL, "approved_by": INTERNAL,
        "approved_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Plans; a supervisor who is not the author approves"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record", "made_at"], name="casework_plan_record"),
            models.Index(
                fields=["made_at"], condition=Q(approved_at__isnull=True), name="casework_plan_waits"
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="casework_plan_approved_by_and_at", violation_error_message=_("An approval has a name and a time."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")), name="casework_plan_two_persons",
                violation_error_message=_("Nobody approves their own plan."),
            ),
        ]  # fmt: skip


class PlanAction(SealedModel):
    """One thing to do, by one agency."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The case's record"
    )
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="actions")
    action = models.BinaryField(db_comment="Sealed")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    version = models.IntegerField(
        default=1, db_default=1, db_comment="Counts the changes; an edit names the one that it saw"
    )
    changed_at = models.DateTimeField(null=True, db_comment="Empty: never changed")
    changed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "plan": INTERNAL, "action": SEALED, "agency": INTERNAL, "due_at": INTERNAL,
        "done_at": INTERNAL, "done_by": INTERNAL, "version": INTERNAL, "changed_at": INTERNAL, "changed_by": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Actions of plans"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record"], name="casework_planaction_record")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=_CHANGED,
                name="casework_planaction_changed_by_and_at",
                violation_error_message=_("A change has a name, a time and a number."),
            ),
        ]  # fmt: skip


class Visit(SealedModel):
    """Somebody went to see the child."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The case's record"
    )
    child_seen = models.BooleanField()
    child_seen_alone = models.BooleanField()
    not_alone_reason = models.BinaryField(null=True, db_comment="Sealed: why the child was not seen alone")
    child_view = models.BinaryField(null=True, db_comment="Sealed, in the child's words")
    note = models.BinaryField(null=True, db_comment="Sealed")
    safe_now = models.CharField(max_length=10, choices=SafeNow.choices)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    visited_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.IntegerField(
        default=1, db_default=1, db_comment="Counts the changes; an edit names the one that it saw"
    )
    changed_at = models.DateTimeField(null=True, db_comment="Empty: never changed")
    changed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "child_seen": PERSONAL, "child_seen_alone": PERSONAL,
        "not_alone_reason": SEALED, "child_view": SEALED, "note": SEALED, "safe_now": PERSONAL, "agency": INTERNAL, "visited_by": INTERNAL, "at": INTERNAL, "version": INTERNAL, "changed_at": INTERNAL, "changed_by": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Visits and follow-ups"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record", "at"], name="casework_visit_record"),
            models.Index(fields=["record"], condition=Q(safe_now="no"), name="casework_visit_unsafe"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(child_seen=True) | Q(child_seen_alone=False), name="casework_visit_alone_is_seen",
                violation_error_message=_("A child who was seen alone was seen."),
            ),
            models.CheckConstraint(
                condition=_CHANGED, name="casework_visit_changed_by_and_at",
                violation_error_message=_("A change has a name, a time and a number."),
            ),
        ]  # fmt: skip


class Review(SealedModel):
    """Somebody looked at the whole case and decided how it goes on."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The case's record"
    )
    decision = models.CharField(max_length=20, choices=ReviewDecision.choices)
    note = models.BinaryField(null=True, db_comment="Sealed")
    reviewed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "decision": INTERNAL, "note": SEALED, "reviewed_by": INTERNAL, "at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Reviews"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record", "at"], name="casework_review_record")
        ]


class SocialWaiver(SealedModel):
    """A named supervisor says why the social side is not needed."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The case's record"
    )
    round = models.PositiveSmallIntegerField(
        default=1, db_comment="It counts for this round of the case alone"
    )
    reason = models.BinaryField(db_comment="Sealed")
    waived_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    approval_needed = models.BooleanField(default=False, db_comment="What the rule file said at the time")
    approved_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "round": INTERNAL, "reason": SEALED, "waived_by": INTERNAL, "at": INTERNAL,
        "approval_needed": INTERNAL, "approved_by": INTERNAL, "approved_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Waivers of the social side, by name and with a reason"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["record", "round"], name="casework_socialwaiver_once",
                violation_error_message=_("The social side of this case was waived before."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | (Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=F("waived_by"))),
                name="casework_socialwaiver_two_persons",
                violation_error_message=_("Nobody approves their own waiver."),
            ),
        ]  # fmt: skip


class Closure(SealedModel):
    """One person proposes that the case be closed, another approves."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The case's record"
    )
    reason = models.CharField(max_length=20, choices=ClosureReason.choices)
    outcome = models.BinaryField(db_comment="Sealed")
    proposed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    declined_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "reason": INTERNAL, "outcome": SEALED, "proposed_by": INTERNAL,
        "proposed_at": INTERNAL, "approved_by": INTERNAL, "approved_at": INTERNAL,
        "declined_by": INTERNAL, "declined_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Closures, proposed and approved"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["record"], condition=Q(approved_at__isnull=True, declined_at__isnull=True), name="casework_closure_one_proposal",
                violation_error_message=_("Closing this case was proposed already."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | (Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=F("proposed_by"))),
                name="casework_closure_two_persons", violation_error_message=_("Nobody approves their own closure."),
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(declined_at__isnull=True), name="casework_closure_one_answer",
                violation_error_message=_("A closure is approved or declined, not both."),
            ),
        ]  # fmt: skip
