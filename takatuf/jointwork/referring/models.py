"""Questions, parts of outcomes, ways out of the house, and letters to authorities."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, PERSONAL, SEALED = Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED
MOST_WRONG_CODES = 5


def _record() -> "models.ForeignKey[models.Model, models.Model]":
    return models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The referral's record"
    )


def _referral() -> "models.ForeignKey[models.Model, models.Model]":
    return models.ForeignKey("jointwork.Referral", on_delete=models.PROTECT, related_name="+")


def _worker(comment: str = "") -> "models.ForeignKey[models.Model | None, models.Model | None]":
    return models.ForeignKey(
        "agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True, db_comment=comment or None
    )


class Way(models.TextChoices):
    """How somebody outside the house answered."""

    LINK = "link", _("by the one-time link")
    WEBHOOK = "webhook", _("by the agency's own system")
    PAPER = "paper", _("on paper")


class Did(models.TextChoices):
    """What somebody outside did."""

    OPENED = "opened", _("Opened the referral")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    ASKED = "asked", _("Asked a question back")
    PART = "part", _("Gave a part of the outcome")
    OUTCOME = "outcome", _("Gave the outcome")


class ReferralQuestion(SealedModel):
    """The receiver needs to know more; the receiver's clock stands still until the sender answers."""

    record = _record()
    referral = _referral()
    question = models.BinaryField(db_comment="Sealed")
    asked_at = models.DateTimeField()
    asked_by = _worker("Empty: somebody outside the house, named in jointwork_outsideact")
    answer = models.BinaryField(null=True, db_comment="Sealed")
    answered_at = models.DateTimeField(null=True)
    answered_by = _worker()
    dropped_at = models.DateTimeField(null=True, db_comment="The referral ended before the answer")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "record", "referral", "asked_at", "asked_by", "answered_at", "answered_by", "dropped_at"], INTERNAL
        ),
        "question": SEALED, "answer": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Questions of receivers to senders of referrals"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["referral"], condition=Q(answered_at__isnull=True, dropped_at__isnull=True),
                name="jointwork_question_open_once",
                violation_error_message=_("A question waits for its answer already."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answer__isnull=False, answered_by__isnull=False),
                name="jointwork_question_answered_by_somebody",
                violation_error_message=_("An answer says what, by whom and when."),
            ),
        ]  # fmt: skip


class OutcomePart(SealedModel):
    """A part of what came of a referral; the last one ends it."""

    record = _record()
    referral = _referral()
    text = models.BinaryField(db_comment="Sealed")
    given_at = models.DateTimeField()
    given_by = _worker("Empty: somebody outside the house, named in jointwork_outsideact")
    is_last = models.BooleanField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(["id", "record", "referral", "given_at", "given_by", "is_last"], INTERNAL), "text": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Parts of the outcomes of referrals"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["referral"], condition=Q(is_last=True), name="jointwork_part_last_once",
                violation_error_message=_("The last part of this outcome was given already."),
            ),
        ]  # fmt: skip


class AnswerLink(SealedModel):
    """A door to one referral for somebody without a desk: a one-time link with a code, or a signed call of a system."""

    record = _record()
    referral = _referral()
    way = models.CharField(max_length=10, choices=Way.choices)
    token_hash = models.BinaryField(
        null=True, unique=True, db_comment="SHA-256 of 128 random bits; the link itself is kept nowhere"
    )
    code_seed = models.UUIDField(
        db_comment="The six digits follow from this and the keyring; an SMS's own id"
    )
    issued_at = models.DateTimeField()
    issued_by = _worker("Empty: opened by a signed call")
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, db_comment="Answered, replaced, or too many wrong codes")
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    visit_hash = models.BinaryField(null=True, db_comment="SHA-256 of the visit's own secret in a cookie")
    visit_ends_at = models.DateTimeField(null=True)
    visitor_name = models.BinaryField(null=True, db_comment="Sealed: who typed the code last")
    visitor_post = models.BinaryField(null=True, db_comment="Sealed: in which post")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "record", "referral", "way", "token_hash", "code_seed", "issued_at", "issued_by", "ends_at", "ended_at",
             "wrong_codes", "visit_hash", "visit_ends_at"], INTERNAL
        ),
        "visitor_name": SEALED, "visitor_post": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "One-time links to single referrals"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["referral"], condition=Q(ended_at__isnull=True, way=Way.LINK), name="jointwork_link_open_once",
                violation_error_message=_("A link to this referral is open already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("issued_at")), name="jointwork_link_ends_after_it_begins",
                violation_error_message=_("A link ends after it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(way=Way.LINK) | Q(token_hash__isnull=False, issued_by__isnull=False),
                name="jointwork_link_has_a_token",
                violation_error_message=_("A link has a secret, and a person who issued it."),
            ),
            models.CheckConstraint(
                condition=Q(wrong_codes__lt=MOST_WRONG_CODES) | Q(ended_at__isnull=False), name="jointwork_link_wrong_codes",
                violation_error_message=_("After too many wrong codes a link has ended."),
            ),
        ]  # fmt: skip


class OutsideAct(SealedModel):
    """Somebody outside the house looked or did something, under the name and the post that they gave."""

    record = _record()
    referral = _referral()
    way = models.CharField(max_length=10, choices=Way.choices)
    did = models.CharField(max_length=10, choices=Did.choices)
    at = models.DateTimeField()
    name = models.BinaryField(null=True, db_comment="Sealed; empty for an agency's system")
    post = models.BinaryField(null=True, db_comment="Sealed")
    entered_by = _worker("Who typed in what came back on paper")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(["id", "record", "referral", "way", "did", "at", "entered_by"], INTERNAL),
        "name": SEALED, "post": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Looks and answers of named people outside the house"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["referral", "at"], name="jointwork_outside_of")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(way=Way.WEBHOOK) | Q(name__isnull=False, post__isnull=False),
                name="jointwork_outside_is_named",
                violation_error_message=_("Whoever answers gives a name and a post."),
            ),
            models.CheckConstraint(
                condition=Q(way=Way.PAPER, entered_by__isnull=False) | (~Q(way=Way.PAPER) & Q(entered_by__isnull=True)),
                name="jointwork_outside_paper_entered_by",
                violation_error_message=_("What came on paper was typed in by somebody."),
            ),
        ]  # fmt: skip


class AuthorityLetter(SealedModel):
    """A letter about a delay to an authority outside: drafted by the clock, signed and sent by a named official only."""

    record = _record()
    referral = _referral()
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", db_comment="Whose letter it is; nobody else sees it"
    )  # fmt: skip
    drafted_at = models.DateTimeField()
    due_at = models.DateTimeField(db_comment="By when somebody signs it or leaves it")
    authority = models.BinaryField(null=True, db_comment="Sealed: to whom it goes")
    text = models.BinaryField(null=True, db_comment="Sealed: the words as they were signed")
    signed_at = models.DateTimeField(null=True)
    signed_by = _worker()
    sent_on = models.DateField(null=True)
    sent_by = _worker()
    left_at = models.DateTimeField(null=True)
    left_by = _worker()
    left_reason = models.BinaryField(null=True, db_comment="Sealed: why no letter goes out")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "record", "referral", "agency", "drafted_at", "due_at", "signed_at", "signed_by", "sent_on", "sent_by",
             "left_at", "left_by"], INTERNAL
        ),
        "authority": SEALED, "text": SEALED, "left_reason": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Letters to authorities outside about a delay"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["referral"], condition=Q(sent_on__isnull=True, left_at__isnull=True), name="jointwork_letter_open_once",
                violation_error_message=_("A letter about this referral waits already."),
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True, text__isnull=True, authority__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False, text__isnull=False, authority__isnull=False),
                name="jointwork_letter_signed_by_somebody",
                violation_error_message=_("A letter is signed by a person, to an authority, in words."),
            ),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True, sent_by__isnull=True)
                | Q(sent_on__isnull=False, sent_by__isnull=False, signed_at__isnull=False),
                name="jointwork_letter_sent_when_signed",
                violation_error_message=_("Only a signed letter is sent."),
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True, left_by__isnull=True, left_reason__isnull=True)
                | Q(left_at__isnull=False, left_by__isnull=False, left_reason__isnull=False, sent_on__isnull=True),
                name="jointwork_letter_left_with_reason",
                violation_error_message=_("A letter is left by a person, with a reason."),
            ),
        ]  # fmt: skip


class AgencyRoute(HouseModel):
    """Other ways to an agency: another inbox when the suspect works there, the national contact point, its own system."""

    agency = models.OneToOneField("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    alternative = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", null=True,
        db_comment="Whose inbox is used when the suspect works in this agency",
    )  # fmt: skip
    national_contact_point = models.BooleanField(
        default=False, db_comment="Requests to foreign counterparts go through it"
    )
    has_webhook = models.BooleanField(default=False, db_comment="Its own system is told by a signed call")

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "agency", "alternative", "national_contact_point", "has_webhook"], INTERNAL
    )

    class Meta:
        db_table_comment = "How agencies are reached otherwise"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(alternative__isnull=True) | ~Q(alternative=F("agency")), name="jointwork_route_another",
                violation_error_message=_("The other inbox is another agency's."),
            ),
        ]  # fmt: skip


class AgencyHook(HouseModel):
    """Where an agency's own system is called, and the secret of both directions."""

    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=20, unique=True, db_comment="By which the administrator ends it")
    url = models.CharField(max_length=500)
    secret = models.BinaryField(db_comment="Sealed by the vault: signatures are made with the secret itself")
    issued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(["id", "agency", "name", "url", "issued_at", "ended_at"], INTERNAL), "secret": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Signed calls from and to systems of agencies"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["agency"], condition=Q(ended_at__isnull=True), name="jointwork_hook_open_once",
                violation_error_message=_("This agency has an open webhook already."),
            ),
        ]  # fmt: skip


class HookCall(HouseModel):
    """A call to an agency's system about a referral, on its way out or in; it carries a code and a limit, no content."""

    record = _record()
    referral = _referral()
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, db_comment="The referral's code, as it is told")
    level = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField(db_comment="By when an answer is owed")
    queued_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=40, blank=True, db_comment="Code of what failed")

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        [
            "id",
            "record",
            "referral",
            "agency",
            "code",
            "level",
            "due_at",
            "queued_at",
            "attempts",
            "sent_at",
            "failed_at",
            "why",
        ],
        INTERNAL,
    )

    class Meta:
        db_table_comment = "Calls to systems of agencies that a referral was sent"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(failed_at__isnull=True), name="jointwork_call_one_end",
                violation_error_message=_("A call was taken, or it failed."),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["queued_at"], condition=Q(sent_at__isnull=True, failed_at__isnull=True), name="jointwork_call_waiting"
            )
        ]  # fmt: skip


class HookAnswer(HouseModel):
    """That a signed call of an agency's system was taken, so that the same call twice is done once."""

    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    call_id = models.CharField(max_length=128, db_comment="The webhook-id")
    body_hash = models.BinaryField(db_comment="Keyed hash of what the call said")
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "agency", "call_id", "body_hash", "at"], INTERNAL
    )

    class Meta:
        db_table_comment = "Signed calls that were taken, each once"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["agency", "call_id"], name="jointwork_hookanswer_once",
                violation_error_message=_("This call was taken already."),
            ),
        ]  # fmt: skip
