"""Referrals, and the steps of joint work tracks."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from takatuf.clocks.models import LimitOrigin
from takatuf.jointwork.rules import ReferralState
from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, PERSONAL, SEALED = Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED


class ReferralStateChoices(models.TextChoices):
    """The words for the states; the values are those of `rules.ReferralState`."""

    SENT = ReferralState.SENT, _("Sent")
    SEEN = ReferralState.SEEN, _("Seen")
    ACCEPTED = ReferralState.ACCEPTED, _("Accepted")
    DECLINED = ReferralState.DECLINED, _("Declined")
    ANSWERED = ReferralState.ANSWERED, _("Answered")
    WITHDRAWN = ReferralState.WITHDRAWN, _("Withdrawn")


class Purpose(models.TextChoices):
    """What the other agency is asked for."""

    PROTECTION = "protection", _("Immediate protection")
    INVESTIGATION = "investigation", _("Investigation")
    CONTENT_REMOVAL = "content_removal", _("Removal of content")
    HEALTH = "health", _("Health examination and care")
    MENTAL_HEALTH = "mental_health", _("Mental health care")
    EDUCATION = "education", _("Support at school")
    SOCIAL_STUDY = "social_study", _("Social study")
    LEGAL_AID = "legal_aid", _("Legal aid")
    FOREIGN = "foreign_counterpart", _("Request to a foreign counterpart")
    OTHER = "other", _("Another purpose")


class LegalBasis(models.TextChoices):
    """Why it may be shared. The wording of the law itself is checked by a person before it is printed."""

    LAW_DUTY = "law_duty", _("A duty under the law")
    VITAL_INTEREST = "vital_interest", _("The child's vital interest")
    CONSENT = "consent", _("Consent")
    COURT_ORDER = "court_order", _("An order of the court")
    AGREEMENT = "agreement", _("An agreement between the agencies")


class PacketField(models.TextChoices):
    """What can be shared, field by field."""

    CHILD_CODE = "child_code", _("The child's code")
    CHILD_NAME = "child_name", _("The child's name")
    CHILD_AGE = "child_age", _("The child's age")
    CHILD_SEX = "child_sex", _("The child's sex")
    CONCERNS = "concerns", _("Concerns")
    ACCOUNTS = "accounts", _("Accounts and addresses online")
    PHONES = "phones", _("Telephone numbers")
    REPORTS = "reports", _("Codes of the reports")
    REQUEST = "request", _("What is asked for")
    WORKPLACE = "workplace", _("Where the suspect works")


class TrackKind(models.TextChoices):
    """Joint work tracks; a case runs several at once."""

    IMMEDIATE_PROTECTION = "immediate_protection", _("Immediate protection")
    CONTENT_REMOVAL = "content_removal", _("Removal of content")
    INVESTIGATION = "investigation", _("Investigation")
    ASSESSMENT_SUPPORT = "assessment_support", _("Assessment and support")
    COURT = "court", _("Court")
    FOLLOW_UP = "follow_up", _("Follow-up")
    REPORTER_FEEDBACK = "reporter_feedback", _("Feedback to the reporter")
    STAFF_CARE = "staff_care", _("Care for the staff")
    CARE_FOR_CHILD = "care_for_child", _("Care for a child with harmful behaviour")


class AtClosure(models.TextChoices):
    """What becomes of a step that is open when a case is closed; empty: nothing was said."""

    GOES_ON = "goes_on", _("It goes on after closing")
    NOT_NEEDED = "not_needed", _("It is not needed any more")


class Referral(SealedModel):
    """A case, or a part of it, put into another agency's inbox: for a purpose, on a legal basis, with a packet."""

    record = models.OneToOneField(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The referral's own record"
    )
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="+")
    case_record_id = models.UUIDField(
        db_comment="The case's record, as a plain value; the receiver does not reach it"
    )
    code = models.CharField(max_length=20, unique=True, db_comment="F-YY-NNNNNN, for staff")
    from_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    to_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(db_comment="1 most urgent to 4")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    legal_basis = models.CharField(max_length=20, choices=LegalBasis.choices)
    agreement = models.ForeignKey(
        "jointwork.Agreement", on_delete=models.PROTECT, related_name="+", null=True,
        db_comment="The agreement that covers it, where that is the basis",
    )  # fmt: skip
    country = models.CharField(
        max_length=2,
        blank=True,
        default="",
        db_comment="ISO 3166 code of the country of a foreign counterpart",
    )
    packet = ArrayField(models.CharField(max_length=20), db_comment="Codes of the fields that are shared")
    packet_text = models.BinaryField(db_comment="Sealed JSON: field code to text")
    state = models.CharField(
        max_length=20, choices=ReferralStateChoices.choices, default=ReferralStateChoices.SENT
    )
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    accepted_by_phone = models.BooleanField(default=False, db_comment="The sender wrote the acceptance down")
    declined_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    decline_reason = models.BinaryField(null=True, db_comment="Sealed")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    outcome = models.BinaryField(null=True, db_comment="Sealed")
    escalation_level = models.PositiveSmallIntegerField(default=0)
    escalated_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(
        null=True, db_comment="When the sender last reminded the receiver by hand"
    )

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "record", "case", "case_record_id", "code", "from_agency", "to_agency", "level", "purpose",
             "legal_basis", "agreement", "country", "packet", "state", "sent_at", "sent_by", "seen_at", "accepted_at", "accepted_by",
             "accepted_by_phone", "declined_at", "declined_by", "answered_at", "answered_by", "escalation_level",
             "escalated_at", "reminded_at"], INTERNAL,
        ),
        "packet_text": SEALED, "decline_reason": SEALED, "outcome": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Referrals to the inboxes of agencies"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["to_agency", "state"], name="jointwork_referral_inbox"),
            models.Index(
                fields=["from_agency", "-sent_at"],
                condition=Q(state__in=["sent", "seen", "accepted", "declined"]),
                name="jointwork_referral_outbox",
            ),
            models.Index(fields=["case_record_id"], name="jointwork_referral_case"),
            models.Index(
                fields=["level", "sent_at"],
                condition=Q(state__in=["sent", "seen", "accepted"]),
                name="jointwork_referral_open",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(from_agency=models.F("to_agency")), name="jointwork_referral_two_agencies",
                violation_error_message=_("An agency does not refer to itself."),
            ),
            models.UniqueConstraint(
                fields=["case", "to_agency", "purpose"], condition=Q(state__in=["sent", "seen", "accepted"]),
                name="jointwork_referral_open_once",
                violation_error_message=_("This agency is asked for this already."),
            ),
            models.CheckConstraint(
                condition=(Q(state="declined") & Q(declined_at__isnull=False) & Q(decline_reason__isnull=False))
                | (~Q(state="declined") & Q(declined_at__isnull=True)),
                name="jointwork_referral_declined_says_why",
                violation_error_message=_("A declined referral says when and why."),
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | (Q(answered_at__isnull=False) & Q(outcome__isnull=False)),
                name="jointwork_referral_answered_says_what",
                violation_error_message=_("An answered referral says what came of it."),
            ),
            models.CheckConstraint(
                condition=(Q(purpose="foreign_counterpart") & ~Q(country=""))
                | (~Q(purpose="foreign_counterpart") & Q(country="")),
                name="jointwork_referral_foreign_country",
                violation_error_message=_("A request to a foreign counterpart names the country, and nothing else does."),
            ),
            models.CheckConstraint(
                condition=Q(level__range=(1, 4)), name="jointwork_referral_level",
                violation_error_message=_("The level is 1, 2, 3 or 4."),
            ),
        ]  # fmt: skip


class Track(HouseModel):
    """A joint work track that a case runs."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The case's record"
    )
    kind = models.CharField(max_length=30, choices=TrackKind.choices)
    owner = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    pack = models.CharField(max_length=20, db_comment="Country pack and version that opened it")
    opened_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "kind", "owner", "pack", "opened_at"], INTERNAL
    )

    class Meta:
        db_table_comment = "Joint work tracks of cases"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["record", "kind"], name="jointwork_track_once",
                violation_error_message=_("The case runs this track already."),
            ),
        ]  # fmt: skip


class Step(SealedModel):
    """Something that one agency owes on a track, with its clock."""

    record = models.ForeignKey(
        "agencies.Record",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="The case's record, or the step's own",
    )
    case_record_id = models.UUIDField(db_comment="The case's record, as a plain value")
    track = models.CharField(max_length=30, choices=TrackKind.choices)
    title = models.CharField(max_length=60, db_comment="A code of a country pack, or court_order")
    detail = models.BinaryField(null=True, db_comment="Sealed: the words of an order")
    owner = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    source_order_id = models.UUIDField(
        null=True, db_comment="The court's order that it carries out, as a plain value"
    )
    origin = models.CharField(max_length=20, choices=LimitOrigin.choices)
    cite = models.CharField(max_length=100, blank=True, db_comment="Where the limit stands")
    checked = models.BooleanField(
        default=False, db_comment="A person has checked the limit against its source"
    )
    blocks_closure = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, db_comment="Empty: no limit, for example until judgment")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    stopped = models.BooleanField(
        default=False, db_comment="It ended without being done: the case was reopened, or closed without it"
    )
    at_closure = models.CharField(
        max_length=10, choices=AtClosure.choices, blank=True, default="", db_default="",
        db_comment="What becomes of it once the case is closed, as whoever proposed the closure said; empty: not said",
    )  # fmt: skip
    at_closure_why = models.BinaryField(
        null=True, db_comment="Sealed: why it is not needed, or what its owner must know"
    )
    at_closure_by = models.ForeignKey(
        "agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True
    )
    at_closure_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "record", "case_record_id", "track", "title", "owner", "source_order_id", "origin", "cite", "checked",
             "blocks_closure", "started_at", "due_at", "done_at", "done_by", "stopped", "at_closure", "at_closure_by", "at_closure_at"], INTERNAL,
        ),
        "detail": SEALED, "at_closure_why": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Steps of joint work tracks"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["case_record_id"], name="jointwork_step_case"),
            models.Index(
                fields=["owner", "due_at"], condition=Q(done_at__isnull=True), name="jointwork_step_owed"
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True) | Q(done_at__isnull=False, done_by__isnull=False),
                name="jointwork_step_done_by_and_at", violation_error_message=_("A step that is done says by whom and when."),
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=False) | Q(stopped=False), name="jointwork_step_stopped_has_ended",
                violation_error_message=_("A step that was stopped has ended."),
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=True) | Q(due_at__gte=models.F("started_at")), name="jointwork_step_due_after_start",
                violation_error_message=_("A step is due after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(at_closure="", at_closure_by__isnull=True, at_closure_at__isnull=True, at_closure_why__isnull=True)
                | Q(at_closure="goes_on", at_closure_by__isnull=False, at_closure_at__isnull=False)
                | Q(at_closure="not_needed", at_closure_by__isnull=False, at_closure_at__isnull=False, at_closure_why__isnull=False),
                name="jointwork_step_at_closure_by_and_why",
                violation_error_message=_("Who says what becomes of a step gives their name, and why it is not needed."),
            ),
        ]  # fmt: skip


class TrackEvent(HouseModel):
    """Something of the country's pack that happened in a case: it starts some limits and ends others."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The case's record"
    )
    code = models.CharField(max_length=60, db_comment="An event of the country pack")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "code", "happened_at", "recorded_at", "recorded_by"], INTERNAL
    )

    class Meta:
        db_table_comment = "Events of country packs that happened in cases"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record", "happened_at"], name="jointwork_event_record")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(happened_at__lte=models.F("recorded_at")), name="jointwork_event_not_in_future",
                violation_error_message=_("What is recorded has happened."),
            ),
        ]  # fmt: skip


class ExcludedTime(HouseModel):
    """A time that does not count towards the limit of a step, for example a journey."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The step's record"
    )
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60, db_comment="An exclusion of the country pack")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "step", "code", "begins_at", "ends_at", "recorded_at", "recorded_by"], INTERNAL
    )

    class Meta:
        db_table_comment = "Times that do not count towards a step's limit"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("begins_at")), name="jointwork_excluded_ends_after_begin",
                violation_error_message=_("A time ends after it begins."),
            ),
        ]  # fmt: skip


# Django finds the models of a room in its `models`; agreements and meetings have folders of their own.
from takatuf.jointwork.agreements.models import Agreement, AgreementSignature, AgreementTerm  # noqa: E402
from takatuf.jointwork.knowing.models import (  # noqa: E402
    Contribution,
    DecisionKind,
    Finding,
    GuardianBlock,
    KnowingDecision,
    Lock,
    LookReview,
    Opening,
)
from takatuf.jointwork.meetings.models import (  # noqa: E402
    Meeting,
    MeetingAttendance,
    MeetingDecision,
    MeetingInvitation,
    MeetingItem,
    MeetingRecusal,
    MeetingSlot,
)
from takatuf.jointwork.referring.models import (  # noqa: E402
    AgencyHook,
    AgencyRoute,
    AnswerLink,
    AuthorityLetter,
    HookAnswer,
    HookCall,
    OutcomePart,
    OutsideAct,
    ReferralQuestion,
)

__all__ = [
    "Contribution", "DecisionKind", "Finding", "GuardianBlock", "KnowingDecision", "Lock", "LookReview", "Opening",
    "AgencyHook", "AgencyRoute", "AnswerLink", "AtClosure", "AuthorityLetter", "HookAnswer", "HookCall", "OutcomePart", "OutsideAct",
    "ReferralQuestion",
    "Agreement", "AgreementSignature", "AgreementTerm", "ExcludedTime", "LegalBasis", "Meeting", "MeetingAttendance",
    "MeetingDecision", "MeetingInvitation", "MeetingItem", "MeetingRecusal", "MeetingSlot", "PacketField", "Purpose",
    "Referral", "ReferralStateChoices", "Step", "Track", "TrackEvent", "TrackKind",
]  # fmt: skip
