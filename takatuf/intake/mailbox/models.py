"""Tables beside the reporter's messages: safe hours, wishes to withdraw, outcomes, confirmations, openings, documents."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from takatuf.intake.statuses import OutcomeChoices, SecondWord, WithdrawalAnswer
from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, PERSONAL, SEALED = Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED


def _record(comment: str) -> "models.ForeignKey[object, object]":
    return models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment=comment
    )


def _mailbox() -> "models.ForeignKey[object, object]":
    return models.ForeignKey("intake.Mailbox", on_delete=models.PROTECT, related_name="+")


def _worker(comment: str, *, null: bool = False) -> "models.ForeignKey[object, object]":
    return models.ForeignKey(
        "agencies.Worker", on_delete=models.PROTECT, related_name="+", null=null, db_comment=comment
    )


class SafeHours(SealedModel):
    """When and how the reporter may be reached safely; the newest row counts."""

    record = _record("The mailbox's record")
    mailbox = _mailbox()
    rules = models.BinaryField(db_comment="Sealed JSON: days, hours, who may answer, message, language")
    given_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "mailbox": INTERNAL, "rules": SEALED, "given_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "When a reporter may be reached safely"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["mailbox", "given_at"], name="intake_safehours_mailbox")
        ]


class Withdrawal(SealedModel):
    """A reporter's wish to withdraw a report; a person answers it, and nothing is deleted by it."""

    record = _record("The mailbox's record")
    mailbox = _mailbox()
    reason = models.BinaryField(null=True, db_comment="Sealed; empty: none was given")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=20, choices=WithdrawalAnswer.choices, blank=True)
    answered_by = _worker("Who answered", null=True)
    answered_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "mailbox": INTERNAL, "reason": SEALED, "asked_at": INTERNAL,
        "answer": INTERNAL, "answered_by": INTERNAL, "answered_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Wishes to withdraw a report, and who answered them"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (Q(answer__in=WithdrawalAnswer.values) & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="intake_withdrawal_answered_whole",
                violation_error_message=_("An answer names what, who and when."),
            ),
            models.UniqueConstraint(
                fields=["mailbox"], condition=Q(answer=""), name="intake_withdrawal_open_once",
                violation_error_message=_("This wish has been made already and waits for its answer."),
            ),
        ]  # fmt: skip


class ReporterOutcome(HouseModel):
    """What a person at the desk released to a professional reporter; the newest row is shown."""

    record = _record("The mailbox's record")
    mailbox = _mailbox()
    outcome = models.CharField(max_length=20, choices=OutcomeChoices.choices)
    released_by = _worker("Who released it")
    released_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "mailbox", "outcome", "released_by", "released_at"], INTERNAL
    )

    class Meta:
        db_table_comment = "Outcomes released to professional reporters, never by a machine"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(outcome__in=OutcomeChoices.values), name="intake_outcome_known",
                violation_error_message=_("Only these outcomes may be told."),
            ),
        ]  # fmt: skip


class Confirmation(HouseModel):
    """A confirmation of contact. Its id is derived from its code and second word, which are stored nowhere."""

    record = _record("The mailbox's record")
    mailbox = _mailbox()
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", db_comment="Which agency was contacted"
    )
    contact_on = models.DateField(db_comment="The day of the contact that it confirms")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": PERSONAL, "record": INTERNAL, "mailbox": INTERNAL, "agency": INTERNAL, "contact_on": INTERNAL,
        "made_at": INTERNAL, "revoked_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Confirmations of contact that reporters asked for"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=models.F("made_at")),
                name="intake_confirmation_revoked_after", violation_error_message=_("It is revoked after it is made."),
            ),
        ]  # fmt: skip


class ContactOpening(SealedModel):
    """Somebody opens the reporter's contact: with a second person's agreement, or in danger to life with a review after."""

    record = _record("The report's record")
    report = models.ForeignKey("intake.Report", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    asked_by = _worker("Who wants to reach the reporter")
    asked_at = models.DateTimeField()
    reason = models.BinaryField(db_comment="Sealed")
    in_danger = models.BooleanField(db_comment="Danger to life: one person opened, the second reviews after")
    second_said = models.CharField(max_length=20, choices=SecondWord.choices, blank=True)
    second_by = _worker("Another person", null=True)
    second_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "report": INTERNAL, "agency": INTERNAL, "asked_by": INTERNAL,
        "asked_at": INTERNAL, "reason": SEALED, "in_danger": INTERNAL, "second_said": INTERNAL, "second_by": INTERNAL,
        "second_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Openings of reporters' sealed contacts: who, why, and the second person"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(second_said="", second_by__isnull=True, second_at__isnull=True)
                | (Q(second_by__isnull=False, second_at__isnull=False)
                   & (Q(in_danger=False, second_said__in=["agreed", "refused"])
                      | Q(in_danger=True, second_said__in=["in_order", "not_in_order"]))),
                name="intake_opening_second_word",
                violation_error_message=_("The second person agrees or refuses before, or reviews after danger."),
            ),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=models.F("asked_by")),
                name="intake_opening_two_persons",
                violation_error_message=_("The second person is another person."),
            ),
            models.UniqueConstraint(
                fields=["report"], condition=Q(second_said="", in_danger=False), name="intake_opening_asked_once",
                violation_error_message=_("Somebody has asked already, and a second person has not answered."),
            ),
        ]  # fmt: skip


class DocumentKind(models.TextChoices):
    """What may be taken, known by its bytes."""

    PDF = "pdf", _("PDF")
    TEXT = "text", _("Text")
    OFFICE = "office", _("Office document")


class Document(SealedModel):
    """A document that a reporter sent where an agency takes documents: sealed, hashed, never previewed."""

    record = _record("The report's record, whose key seals it")
    mailbox = _mailbox()
    message = models.OneToOneField(
        "intake.Message",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="The message that it came with",
    )
    kind = models.CharField(max_length=10, choices=DocumentKind.choices)
    suffix = models.CharField(max_length=5, db_comment="By its bytes, not by its name")
    size = models.PositiveIntegerField(db_comment="Bytes")
    name = models.BinaryField(db_comment="Sealed: as the sender named it")
    sha256 = models.BinaryField(db_comment="Sealed: of the plain bytes, in hexadecimal")
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "mailbox": INTERNAL, "message": INTERNAL, "kind": INTERNAL,
        "suffix": INTERNAL, "size": INTERNAL, "name": SEALED, "sha256": SEALED, "at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Documents from reporters, where an agency takes them"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["mailbox", "at"], name="intake_document_mailbox")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind__in=DocumentKind.values) & Q(size__gt=0), name="intake_document_kind",
                violation_error_message=_("A document is a PDF, a text or an office document, and not empty."),
            ),
        ]  # fmt: skip


class DocumentPart(SealedModel):
    """One piece of a document, sealed and bound to its place."""

    record = _record("The report's record")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(db_comment="From zero")
    data = models.BinaryField(db_comment="Sealed")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "document": INTERNAL, "number": INTERNAL, "data": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Sealed pieces of documents"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["document", "number"], name="intake_document_part_once",
                violation_error_message=_("Each piece of a document stands once."),
            ),
        ]  # fmt: skip
