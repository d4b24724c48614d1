"""Deadlines and notices."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy


class DeadlineKind(models.TextChoices):
    """What somebody owes. Rooms above may use a kind of their own; these have words."""

    FIRST_REVIEW = "first_review", _("First review of the report")
    MESSAGE_REVIEW = "message_review", _("Review of the reporter's message")
    MESSAGE_DANGER = "message_danger", _("Review of a message in which the reporter says: danger now")
    DOWNGRADE_CONFIRMATION = "downgrade_confirmation", _("Second look at a lowered level")
    REFERRAL_ANSWER = "referral_answer", _("Answer to the referral")
    REFERRAL_OUTCOME = "referral_outcome", _("Outcome of the referral")
    REFERRAL_RETURNED = "referral_returned", _("Another way after a declined referral")
    REFERRAL_QUESTION = "referral_question", _("Answer to the question of a receiver")
    AUTHORITY_LETTER = "authority_letter", _("Letter to an authority outside, to be signed or left")
    STEP = "step", _("Step of a joint work track")
    SECOND_APPROVAL = "second_approval", _("Second approval after an urgent one")
    WITHDRAWAL_ANSWER = "withdrawal_answer", _("Answer to the reporter's wish to withdraw")
    CONTACT_AGREEMENT = "contact_agreement", _("Second person for opening the reporter's contact")
    CONTACT_REVIEW = "contact_review", _("Review after a reporter's contact was opened in danger")
    HANDOVER = "handover", _("Handover signed by both shifts")
    OPENING_REVIEW = "opening_review", _("Review after a case was opened with a reason")
    LOOK_REVIEW = "look_review", _("Review of the looks at a locked case")
    BLOCK_REVIEW = "block_review", _("Review of a guardian who must not be told")
    SAFETY_DECISION = "safety_decision", _("Decision about the safety of another child")
    REOPENING_ANSWER = "reopening_answer", _("Answer to the proposal to reopen")
    CALL_OPEN = "call_open", _("Call that nobody has finished")
    CALL_BACK = "call_back", _("Promised call-back")
    CALL_TRANSFER = "call_transfer", _("Acceptance of a call in danger")
    MEETING_MINUTES = "meeting_minutes", _("Signed minutes of the meeting")
    AGREEMENT_SIGNATURE = "agreement_signature", _("Signature under an agreement between agencies")
    AGREEMENT_EXPIRY = "agreement_expiry", _("Decision on an agreement that runs out")
    WITNESS_SILENT = "witness_silent", _("Cosignature of a witness of the ledger")
    RECOMMENDATION = "recommendation", _("A recommendation that is owed")
    COURT_SERVICE = "court_service", _("Acknowledgement of what was served")
    COURT_DELIVERY = "court_delivery", _("Proof that a party received a letter")
    COURT_ANSWER = "court_answer", _("Answer to a question of the court")
    HEARING_OUTCOME = "hearing_outcome", _("What came of the hearing")


class LimitOrigin(models.TextChoices):
    """Where a limit comes from; pages show it beside the limit."""

    LAW = "law", _("Law")
    GUIDANCE = "guidance", _("Guidance")
    LOCAL_POLICY = "local_policy", _("Local policy")
    OUR_DEFAULT = "our_default", _("Our default")


class Deadline(HouseModel):
    """By when an agency owes something about a record."""

    # Both are checked by statement (agencies.references); the indexes below find them.
    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    subject_id = models.UUIDField(db_comment="What is due: a report, referral or step, as a plain value")
    kind = models.CharField(max_length=40)
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    origin = models.CharField(max_length=20, choices=LimitOrigin.choices, default=LimitOrigin.OUR_DEFAULT)
    checked = models.BooleanField(
        default=False, db_comment="A person has checked the limit against its source"
    )
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)
    missed_level = models.PositiveSmallIntegerField(
        default=0, db_comment="0 in time; 1-3 how far it was escalated"
    )
    next_check_at = models.DateTimeField(
        null=True, db_comment="When the next level is due; empty: nothing to check"
    )
    remind_at = models.DateTimeField(
        null=True,
        db_comment="When the agency is reminded that the time runs; empty: it was, or is not reminded",
    )

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "subject_id", "kind", "agency", "origin", "checked", "started_at", "due_at", "met_at",
         "missed_level", "next_check_at", "remind_at"], Secrecy.INTERNAL,
    )  # fmt: skip

    class Meta:
        db_table_comment = "Who owes what by when"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["subject_id", "kind"], condition=models.Q(met_at__isnull=True), name="clocks_deadline_open_once",
                violation_error_message=_("This clock is running already."),
            ),
            models.CheckConstraint(
                condition=models.Q(due_at__gte=models.F("started_at")), name="clocks_deadline_due_after_start",
                violation_error_message=_("A deadline ends after it starts."),
            ),
            models.CheckConstraint(
                condition=models.Q(met_at__isnull=True) | models.Q(next_check_at__isnull=True),
                name="clocks_deadline_met_is_not_checked",
                violation_error_message=_("A deadline that was met is not checked again."),
            ),
            models.CheckConstraint(
                condition=models.Q(remind_at__isnull=True)
                | models.Q(met_at__isnull=True, remind_at__lte=models.F("due_at")),
                name="clocks_deadline_reminded_in_time",
                violation_error_message=_("A reminder comes while something is owed, before its end."),
            ),
            models.CheckConstraint(
                condition=models.Q(missed_level__lte=3), name="clocks_deadline_level",
                violation_error_message=_("There are three levels."),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record"], name="clocks_deadline_record"),
            models.Index(
                fields=["next_check_at"], condition=models.Q(next_check_at__isnull=False), name="clocks_deadline_next"
            ),
            models.Index(
                fields=["remind_at"], condition=models.Q(remind_at__isnull=False), name="clocks_deadline_remind"
            ),
            # By kind: a busy agency owes thousands of one, and a page asks for the few of another.
            models.Index(
                fields=["agency", "kind", "due_at"], condition=models.Q(met_at__isnull=True), name="clocks_deadline_owed"
            ),
        ]  # fmt: skip


class Notice(HouseModel):
    """Something an agency is told on its desk; a kind and plain parameters, never words about a person."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    params = models.JSONField(default=dict, db_comment="Codes, ids and levels only")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.UUIDField(null=True, db_comment="The worker who put it away")

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "agency", "kind", "params", "at", "read_at", "read_by"], Secrecy.INTERNAL
    )

    class Meta:
        db_table_comment = "Notices on the desks of the agencies"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["agency", "at"], condition=models.Q(read_at__isnull=True), name="clocks_notice_unread"
            )
        ]


# Django finds the models of a room in its `models`; those of the duty rota, of holidays and of law have folders of their own.
from takatuf.clocks.duty.models import (  # noqa: E402
    DutyChange,
    DutyNotice,
    DutyShift,
    Handover,
    Ring,
    RingAttempt,
    RingMatter,
    RingRequest,
)
from takatuf.clocks.holidays.models import HolidayChange  # noqa: E402
from takatuf.clocks.law.models import LawCheck  # noqa: E402
from takatuf.clocks.notices.models import NoticeChoice  # noqa: E402

__all__ = [
    "Deadline", "DeadlineKind", "DutyChange", "DutyNotice", "DutyShift", "Handover", "HolidayChange", "LawCheck", "LimitOrigin", "Notice", "NoticeChoice", "Ring",
    "RingAttempt", "RingMatter", "RingRequest",
]  # fmt: skip
