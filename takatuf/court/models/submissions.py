"""Submissions to a court, the facts in them, who approved, and the signed document."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.court.models.choices import SubmissionKind, SubmissionState
from takatuf.court.models.facts import Fact
from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, PERSONAL, SEALED = Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED
_UNSIGNED = [SubmissionState.DRAFT, SubmissionState.REVIEWED, SubmissionState.APPROVED]
_FILED = [SubmissionState.FILED, SubmissionState.ACKNOWLEDGED]


class Submission(SealedModel):
    """What the agencies tell a court about one case. It has a record of its own, so the court reads it and not the case."""

    record = models.OneToOneField("agencies.Record", on_delete=models.PROTECT, related_name="+")
    case_id = models.UUIDField(db_comment="The case, as a plain value: the court learns nothing from it")
    case_record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=16, unique=True, db_comment="S-YY-NNNNNN")
    court = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    docket = models.CharField(max_length=40, db_comment="The court's own number of the proceedings")
    child_code = models.CharField(max_length=20, db_comment="The child's name in this document")
    kind = models.CharField(max_length=20, choices=SubmissionKind.choices, default=SubmissionKind.MAIN)
    version = models.PositiveSmallIntegerField(default=1)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by"
    )
    supersedes_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=20, choices=SubmissionState.choices, default=SubmissionState.DRAFT)
    sections = models.BinaryField(null=True, db_comment="Sealed JSON: the parts that a person writes")
    called_at = models.DateTimeField(
        null=True, db_comment="When the court was called before an urgent application"
    )
    call = models.BinaryField(null=True, db_comment="Sealed JSON: with whom, and what was said")
    returned_at = models.DateTimeField(
        null=True, db_comment="When an approver last sent it back; emptied when it is signed"
    )
    returned_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    returned_why = models.BinaryField(null=True, db_comment="Sealed: what must change")
    author = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    filed_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "case_id": INTERNAL, "case_record": INTERNAL, "code": INTERNAL, "court": INTERNAL,
        "agency": INTERNAL, "docket": PERSONAL, "child_code": PERSONAL, "kind": INTERNAL, "version": INTERNAL,
        "supersedes": INTERNAL, "supersedes_sha256": INTERNAL, "state": INTERNAL, "sections": SEALED, "called_at": INTERNAL, "call": SEALED,
        "returned_at": INTERNAL, "returned_by": INTERNAL, "returned_why": SEALED, "author": INTERNAL,
        "started_at": INTERNAL, "signed_at": INTERNAL, "filed_at": INTERNAL, "acknowledged_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Submissions to courts; once signed, only filing and receipt may be noted"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(signed_at__isnull=True, state__in=_UNSIGNED)
                | (models.Q(signed_at__isnull=False) & ~models.Q(state__in=_UNSIGNED)),
                name="court_submission_signed_at",
                violation_error_message=_("A signed submission says when it was signed, and only a signed one does."),
            ),
            models.CheckConstraint(
                condition=models.Q(filed_at__isnull=True) & ~models.Q(state__in=_FILED)
                | models.Q(filed_at__isnull=False, state__in=_FILED),
                name="court_submission_filed_at",
                violation_error_message=_("A filed submission says when it was filed, and only a filed one does."),
            ),
            models.CheckConstraint(
                condition=models.Q(supersedes__isnull=True, supersedes_sha256="", version=1)
                | models.Q(supersedes__isnull=False, version__gt=1) & ~models.Q(supersedes_sha256=""),
                name="court_submission_version",
                violation_error_message=_("A later version names the one before it and its hash."),
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=SubmissionKind.URGENT, signed_at__isnull=False, called_at__isnull=True),
                name="court_submission_called",
                violation_error_message=_("The court is called before an urgent application is signed."),
            ),
            models.CheckConstraint(
                condition=models.Q(called_at__isnull=True, call__isnull=True)
                | models.Q(called_at__isnull=False, call__isnull=False, kind=SubmissionKind.URGENT),
                name="court_submission_call",
                violation_error_message=_("A call has a time and words, and only an urgent application has one."),
            ),
            models.CheckConstraint(
                condition=models.Q(returned_at__isnull=True, returned_by__isnull=True, returned_why__isnull=True)
                | models.Q(
                    returned_at__isnull=False, returned_by__isnull=False, returned_why__isnull=False,
                    signed_at__isnull=True,
                ),
                name="court_submission_returned",
                violation_error_message=_("What was sent back says when, by whom and why, until it is signed."),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["case_record"], name="court_submission_case")
        ]


class SubmissionFact(HouseModel):
    """A fact in a submission, under its number there. The database refuses a fact that has no source."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="placed")
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    commitment_salt = models.BinaryField(
        db_comment="Printed with the fact's proof; without it the ledger says nothing"
    )
    ledger_entry = models.UUIDField(db_comment="The line fact.placed, as a plain value")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "submission": INTERNAL, "fact": INTERNAL, "number": INTERNAL,
        "commitment_salt": INTERNAL, "ledger_entry": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Which facts stand in a submission, and under which number"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["submission", "number"], name="court_placed_number",
                violation_error_message=_("This number is taken in the submission."),
            ),
            models.UniqueConstraint(
                fields=["submission", "fact"], name="court_placed_once",
                violation_error_message=_("This fact stands in the submission already."),
            ),
        ]  # fmt: skip


class Approval(HouseModel):
    """A person, not the author, stands for a submission."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="approvals")
    worker = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lapsed_at = models.DateTimeField(null=True, db_comment="Set when the submission went back to draft")

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "submission", "worker", "at", "lapsed_at"], INTERNAL
    )

    class Meta:
        db_table_comment = "Approvals of submissions"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["submission", "worker"], condition=models.Q(lapsed_at__isnull=True), name="court_approval_once",
                violation_error_message=_("Two different persons approve a submission."),
            ),
        ]  # fmt: skip


class SubmissionDocument(SealedModel):
    """The signed document, and the view it was drawn from, as the court reads it."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="document")
    pdf = models.BinaryField(db_comment="Sealed: the signed PDF, base64")
    view = models.BinaryField(db_comment="Sealed JSON: what was drawn, for the reading room")
    sha256 = models.CharField(max_length=64, db_comment="Of the first signed revision")
    first_revision_length = models.PositiveIntegerField(
        db_comment="Bytes; later revisions hold validation data only"
    )
    ledger_entry = models.UUIDField(db_comment="The line submission.signed, as a plain value")
    first_page = models.PositiveIntegerField(default=1, db_comment="As it is printed; a supplement goes on")
    last_page = models.PositiveIntegerField(default=1, db_comment="As it is printed")
    signed_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "submission": INTERNAL, "pdf": SEALED, "view": SEALED, "sha256": INTERNAL,
        "first_revision_length": INTERNAL, "ledger_entry": INTERNAL, "first_page": INTERNAL, "last_page": INTERNAL,
        "signed_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Signed documents"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(first_page__gte=1, last_page__gte=models.F("first_page")), name="court_document_pages",
                violation_error_message=_("A document ends on the page on which it begins, or after it."),
            ),
        ]  # fmt: skip
