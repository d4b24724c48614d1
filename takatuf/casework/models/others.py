"""Other children: cases that are linked, and every child with the same exposure."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from takatuf.casework.models.kinds import LinkBasis, LinkKind, SafetyChoice
from takatuf.casework.rules import CHILD_LINKS
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, PERSONAL, SEALED = Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED
CASE_RECORD = "The case's record"
_CHILD_LINKS = sorted(CHILD_LINKS)


class CaseLink(SealedModel):
    """Two cases belong together, and what is the same in both. The pair is ordered: a link is one row."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The record of the one case; it is the smaller"
    )  # fmt: skip
    other_record = models.ForeignKey(
        "agencies.Record",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="The record of the other case",
    )
    kind = models.CharField(max_length=20, choices=LinkKind.choices)
    basis = models.CharField(max_length=20, choices=LinkBasis.choices, db_comment="What is the same")
    why = models.BinaryField(db_comment="Sealed; shown to those who reach both cases")
    proposed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    undone_at = models.DateTimeField(null=True)
    undone_reason = models.BinaryField(null=True, db_comment="Sealed; shown to those who reach both cases")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "record", "other_record", "proposed_by", "proposed_at", "confirmed_by", "confirmed_at", "undone_by",
             "undone_at"], INTERNAL,
        ),
        "kind": PERSONAL, "basis": PERSONAL, "why": SEALED, "undone_reason": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Links between cases"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record"], name="casework_caselink_one"),
            models.Index(fields=["other_record"], name="casework_caselink_other"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(record__lt=F("other_record")), name="casework_caselink_ordered",
                violation_error_message=_("A link joins two cases, the smaller record first."),
            ),
            models.UniqueConstraint(
                fields=["record", "other_record", "kind"], condition=Q(undone_at__isnull=True), name="casework_caselink_once",
                violation_error_message=_("These cases are linked so already."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | (
                    Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                    & (~Q(kind__in=_CHILD_LINKS) | ~Q(confirmed_by=F("proposed_by")))
                ),
                name="casework_caselink_two_persons",
                violation_error_message=_("A link between children has two persons."),
            ),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True, undone_reason__isnull=True)
                | Q(undone_by__isnull=False, undone_at__isnull=False, undone_reason__isnull=False),
                name="casework_caselink_undone_says_why",
                violation_error_message=_("A link that is undone says by whom, when and why."),
            ),
        ]  # fmt: skip


class ExposedChild(SealedModel):
    """A child who may have been exposed to the same; known as a person, or only by what was told."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment=CASE_RECORD
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", null=True)
    description = models.BinaryField(null=True, db_comment="Sealed: who is meant, where nobody is registered")
    due_at = models.DateTimeField(db_comment="By when somebody decides")
    named_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "person": INTERNAL, "description": SEALED, "due_at": INTERNAL,
        "named_by": INTERNAL, "named_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Children with the same exposure as the child of a case"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record"], name="casework_exposedchild_record")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, description__isnull=True)
                | Q(person__isnull=True, description__isnull=False),
                name="casework_exposedchild_one_of_two",
                violation_error_message=_("A child is named as a person or by a description."),
            ),
            models.UniqueConstraint(
                fields=["record", "person"], name="casework_exposedchild_once",
                violation_error_message=_("This child is on the list already."),
            ),
        ]  # fmt: skip


class SafetyDecision(SealedModel):
    """What was decided for a child with the same exposure; the last one counts."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment=CASE_RECORD
    )
    child = models.ForeignKey(ExposedChild, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=20, choices=SafetyChoice.choices)
    reason = models.BinaryField(db_comment="Sealed")
    own_case_record_id = models.UUIDField(null=True, db_comment="The child's own case, as a plain value")
    decided_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "child": INTERNAL, "decision": PERSONAL, "reason": SEALED,
        "own_case_record_id": INTERNAL, "decided_by": INTERNAL, "at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Safety decisions for children with the same exposure"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["child", "at"], name="casework_safetydecision_child")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(decision="own_case", own_case_record_id__isnull=False)
                | (~Q(decision="own_case") & Q(own_case_record_id__isnull=True)),
                name="casework_safetydecision_names_case",
                violation_error_message=_("A decision for a case of their own names that case, and no other does."),
            ),
        ]  # fmt: skip
