"""The case itself, who belongs to it, and its chronology."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from takatuf.casework.models.kinds import AgencyPart, ConcernStatus, PersonRole, StageChoices, SuspectStatus
from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy

INTERNAL, PERSONAL, SEALED = Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED


class Case(HouseModel):
    """One child's case, whatever kind of exploitation."""

    record = models.OneToOneField("agencies.Record", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, unique=True, db_comment="C-YY-NNNNNN, for staff")
    level = models.PositiveSmallIntegerField(db_comment="1 most urgent to 4")
    stage = models.CharField(max_length=20, choices=StageChoices.choices, default=StageChoices.IDENTIFIED)
    lead = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    round = models.PositiveSmallIntegerField(default=1, db_comment="1, and one more for each reopening")
    reopened_at = models.DateTimeField(null=True, db_comment="When the present round began, after the first")

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "code", "level", "stage", "lead", "opened_at", "opened_by", "closed_at", "round", "reopened_at"],
        INTERNAL,
    )  # fmt: skip

    class Meta:
        db_table_comment = "Cases; the names of people stand elsewhere"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["-opened_at"], condition=Q(closed_at__isnull=True), name="casework_case_open"
            ),
            models.Index(
                fields=["lead", "level", "opened_at"],
                condition=Q(closed_at__isnull=True),
                name="casework_case_led",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(level__range=(1, 4)), name="casework_case_level",
                violation_error_message=_("The level is 1, 2, 3 or 4."),
            ),
            models.CheckConstraint(
                condition=Q(stage="closed", closed_at__isnull=False) | (~Q(stage="closed") & Q(closed_at__isnull=True)),
                name="casework_case_closed_says_when",
                violation_error_message=_("A closed case says when it was closed, and an open one does not."),
            ),
            models.CheckConstraint(
                condition=Q(round=1, reopened_at__isnull=True) | Q(round__gt=1, reopened_at__isnull=False),
                name="casework_case_reopened_says_when",
                violation_error_message=_("A case that was reopened says when, and no other does."),
            ),
        ]  # fmt: skip


class CaseReport(HouseModel):
    """A report that the case rests on."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The case's record"
    )
    report = models.ForeignKey("intake.Report", on_delete=models.PROTECT, related_name="+")
    report_record_id = models.UUIDField(db_comment="The report's record, as a plain value")
    report_code = models.CharField(max_length=20)
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "report", "report_record_id", "report_code", "linked_at", "linked_by"], INTERNAL
    )

    class Meta:
        db_table_comment = "Which reports belong to which case"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["record", "report"], name="casework_casereport_once",
                violation_error_message=_("This report belongs to this case already."),
            ),
        ]  # fmt: skip


class CaseRole(HouseModel):
    """What a person is in this case."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The case's record"
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    person_record_id = models.UUIDField(db_comment="The person's record, as a plain value")
    role = models.CharField(max_length=20, choices=PersonRole.choices)
    suspect_status = models.CharField(max_length=20, choices=SuspectStatus.choices, blank=True)
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "person": INTERNAL, "person_record_id": INTERNAL, "role": PERSONAL,
        "suspect_status": PERSONAL, "at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Who is who in a case"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["record", "person", "role"], name="casework_caserole_once",
                violation_error_message=_("This person has this role in the case already."),
            ),
            models.CheckConstraint(
                condition=(Q(role="suspect") & ~Q(suspect_status="")) | (~Q(role="suspect") & Q(suspect_status="")),
                name="casework_caserole_suspect_status",
                violation_error_message=_("A suspect is alleged, cleared or mistaken; nobody else is."),
            ),
        ]  # fmt: skip


class CaseAgency(HouseModel):
    """An agency that works on the case. What it may see is its Access, not this row."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The case's record"
    )
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=AgencyPart.choices)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "agency", "part", "joined_at", "left_at"], INTERNAL
    )

    class Meta:
        db_table_comment = "Which agencies work on a case"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["record", "agency"], condition=Q(left_at__isnull=True), name="casework_caseagency_once",
                violation_error_message=_("This agency works on this case already."),
            ),
            models.UniqueConstraint(
                fields=["record"], condition=Q(left_at__isnull=True, part="lead"), name="casework_caseagency_one_lead",
                violation_error_message=_("A case has one leading agency."),
            ),
        ]  # fmt: skip


class Concern(HouseModel):
    """What the child may have been exposed to."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The case's record"
    )
    kind = models.CharField(max_length=40, db_comment="A code of intake.content.Kind")
    status = models.CharField(max_length=20, choices=ConcernStatus.choices, default=ConcernStatus.ALLEGED)
    at = models.DateTimeField()
    version = models.IntegerField(
        default=1, db_default=1, db_comment="Counts the judgements; a judgement names the one that it saw"
    )

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "kind": PERSONAL, "status": PERSONAL, "at": INTERNAL, "version": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Concerns of a case, and how sure they are"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["record", "kind"], name="casework_concern_once",
                violation_error_message=_("The case has this concern already."),
            ),
        ]  # fmt: skip


class ChronologyLine(HouseModel):
    """One line of the joint chronology: a kind with plain parameters, never words about a person.

    The record decides who sees the line; a referral's line stands on the referral's own record, so that both agencies
    see it. `case_record_id` brings the lines of all agencies together.
    """

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    case_record_id = models.UUIDField(db_comment="The case's record, as a plain value")
    at = models.DateTimeField()
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+", null=True)
    written_by = models.CharField(max_length=60, db_comment="kind:uuid of the actor")
    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict, db_comment="Codes, ids and numbers only")
    source = models.CharField(
        max_length=40, blank=True, db_comment="Where the line comes from: a report's or referral's code"
    )

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "case_record_id", "at", "agency", "written_by", "kind", "params", "source"], INTERNAL
    )

    class Meta:
        db_table_comment = "The joint chronology of a case"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["case_record_id", "at"], name="casework_line_case"),
            models.Index(fields=["record"], name="casework_line_record"),
        ]
