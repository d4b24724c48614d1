"""The parties of proceedings, what was served on each, the court's questions, and the answers that all parties read."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.court.models.proceeding_choices import Channel, PartyKind, ProofKind, Served
from takatuf.court.models.submissions import Submission
from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, PERSONAL, SEALED = Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED


class Proceedings(HouseModel):
    """One matter before one court. Its record is shared by the court and all parties, and holds no person's name."""

    record = models.OneToOneField("agencies.Record", on_delete=models.PROTECT, related_name="+")
    court = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    case_id = models.UUIDField(db_comment="The case, as a plain value: the court learns nothing from it")
    case_record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    docket = models.CharField(max_length=40, db_comment="The court's own number of the proceedings")
    opened_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "court": INTERNAL, "agency": INTERNAL, "case_id": INTERNAL, "case_record": INTERNAL,
        "docket": PERSONAL, "opened_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Matters before a court; opened when the first submission is filed"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["court", "case_id", "docket"], name="court_proceedings_once",
                violation_error_message=_("These proceedings are open already."),
            ),
        ]  # fmt: skip


class CourtParty(HouseModel):
    """Who takes part, and how this party is served. Names and addresses stand with each service, apart."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    proceedings = models.ForeignKey(Proceedings, on_delete=models.PROTECT, related_name="parties")
    kind = models.CharField(max_length=30, choices=PartyKind.choices)
    number = models.PositiveSmallIntegerField(default=1, db_comment="Of its kind: there may be two guardians")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+", null=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    added_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "proceedings", "kind", "number", "agency", "channel", "added_by", "added_at"],
        INTERNAL,
    )

    class Meta:
        db_table_comment = "Parties of proceedings"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(channel=Channel.ACCOUNT, agency__isnull=False)
                | models.Q(agency__isnull=True) & ~models.Q(channel=Channel.ACCOUNT),
                name="court_party_account_or_paper",
                violation_error_message=_("A party with an account is an agency; any other is served on paper."),
            ),
            models.UniqueConstraint(
                fields=["proceedings", "kind", "number"], name="court_party_number",
                violation_error_message=_("There is such a party already."),
            ),
            models.UniqueConstraint(
                fields=["proceedings", "agency"], condition=models.Q(agency__isnull=False), name="court_party_agency_once",
                violation_error_message=_("This agency is a party already."),
            ),
        ]  # fmt: skip


class Service(SealedModel):
    """One thing served on one party. Its record is shared by who served it, the court and this party alone."""

    record = models.OneToOneField("agencies.Record", on_delete=models.PROTECT, related_name="+")
    case_record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    proceedings = models.ForeignKey(Proceedings, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(CourtParty, on_delete=models.PROTECT, related_name="services")
    what = models.CharField(max_length=12, choices=Served.choices)
    subject_id = models.UUIDField(
        db_comment="The submission, question or answer that is served, as a plain value"
    )
    addressee = models.BinaryField(null=True, db_comment="Sealed: to whom the letter goes")
    address = models.BinaryField(null=True, db_comment="Sealed")
    served_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    served_at = models.DateTimeField()
    due_at = models.DateTimeField(db_comment="By when it is acknowledged, or proven delivered")
    received_at = models.DateTimeField(null=True)
    proof_kind = models.CharField(max_length=20, choices=ProofKind.choices, blank=True)
    proof = models.BinaryField(null=True, db_comment="Sealed: number of the item, who signed")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        "agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True
    )

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "case_record": INTERNAL, "proceedings": INTERNAL, "party": INTERNAL, "what": INTERNAL,
        "subject_id": INTERNAL, "addressee": SEALED, "address": SEALED, "served_by": INTERNAL, "served_at": INTERNAL,
        "due_at": INTERNAL, "received_at": INTERNAL, "proof_kind": INTERNAL, "proof": SEALED, "acknowledged_at": INTERNAL,
        "acknowledged_by": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "What was served on whom, received and acknowledged"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["party", "what", "subject_id"], name="court_service_once",
                violation_error_message=_("This was served on this party already."),
            ),
            models.CheckConstraint(
                condition=models.Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | models.Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False, received_at__isnull=False),
                name="court_service_acknowledged_by",
                violation_error_message=_("Somebody acknowledges what was received."),
            ),
            models.CheckConstraint(
                condition=models.Q(proof_kind="", proof__isnull=True)
                | models.Q(received_at__isnull=False) & ~models.Q(proof_kind=""),
                name="court_service_proof_of_receipt",
                violation_error_message=_("A proof of delivery says when it was delivered."),
            ),
        ]  # fmt: skip


class Question(SealedModel):
    """What the court asks; every party reads it, whoever is asked."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    proceedings = models.ForeignKey(Proceedings, on_delete=models.PROTECT, related_name="questions")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField()
    text = models.BinaryField(db_comment="Sealed")
    facts = models.JSONField(default=list, db_comment="Numbers of the facts that it is about")
    asked_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(db_comment="Set by the court")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "proceedings": INTERNAL, "submission": INTERNAL, "number": INTERNAL, "text": SEALED,
        "facts": INTERNAL, "asked_by": INTERNAL, "asked_at": INTERNAL, "due_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Questions of the court; the words never change"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["proceedings", "number"], name="court_question_number",
                violation_error_message=_("This number is taken by another question."),
            ),
            models.CheckConstraint(
                condition=models.Q(due_at__gt=models.F("asked_at")), name="court_question_time",
                violation_error_message=_("The time to answer ends after the question."),
            ),
        ]  # fmt: skip


class QuestionAsked(HouseModel):
    """One party that owes an answer, and its clock. The record is the court's and this party's: no other sees lateness."""

    record = models.OneToOneField("agencies.Record", on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="asked")
    party = models.ForeignKey(CourtParty, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "question", "party", "answered_at"], INTERNAL
    )

    class Meta:
        db_table_comment = "Which party owes an answer"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["question", "party"], name="court_asked_once",
                violation_error_message=_("This party is asked already."),
            ),
        ]  # fmt: skip


class Answer(SealedModel):
    """What a party answers; served on all parties, with the positions on facts that it brings."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    party = models.ForeignKey(CourtParty, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", db_comment="Who wrote it here"
    )
    text = models.BinaryField(db_comment="Sealed")
    exculpatory = models.BooleanField(
        default=False, db_comment="Speaks for the accused; served like every answer"
    )
    entered_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "question": INTERNAL, "party": INTERNAL, "agency": INTERNAL, "text": SEALED,
        "exculpatory": PERSONAL, "entered_by": INTERNAL, "given_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Answers of the parties; the words never change"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["question", "party"], name="court_answer_once",
                violation_error_message=_("This party has answered already."),
            ),
        ]  # fmt: skip
