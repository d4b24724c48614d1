"""Reports, the reporter's mailbox and contact, and drafts that are not sent yet."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.intake.calls.models import (  # noqa: F401 - Django looks for models here
    Call,
    CallAttempt,
    CallBack,
    CallTransfer,
    Debrief,
    PaperForm,
)
from takatuf.intake.pressure.models import BurstMark, BurstSign, PressureCount, PressureDay  # noqa: F401 - found here
from takatuf.intake.statuses import ClosedAs, MailboxStatus
from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, PERSONAL, SEALED = Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED


class ChannelChoices(models.TextChoices):
    """The words for the doors; the values are those of `content.Channel`."""

    PUBLIC_WEB = "public_web", _("Public form")
    HOTLINE = "hotline", _("Hotline")
    PROVIDER = "provider", _("Provider")
    AGENCY = "agency", _("Another agency")
    MESSAGE = "message", _("A message")


class ReporterKindChoices(models.TextChoices):
    """The words for who tells; the values are those of `content.ReporterKind`."""

    CHILD = "child", _("A child")
    PARENT = "parent", _("A parent or carer")
    PROFESSIONAL = "professional", _("A professional")
    BYSTANDER = "bystander", _("A passer-by")
    CALL_TAKER = "call_taker", _("A call-taker")
    PROVIDER = "provider", _("A provider")
    UNKNOWN = "unknown", _("Not known who")


class KindChoices(models.TextChoices):
    """The words for what a report is about; the values are those of `content.Kind`."""

    ONLINE_EXPLOITATION = "online_exploitation", _("Exploitation online")
    GROOMING = "grooming", _("Grooming")
    EXTORTION = "extortion", _("Extortion")
    TRAFFICKING = "trafficking", _("Trafficking")
    LABOUR = "labour", _("Child labour")
    BEGGING = "begging", _("Begging")
    MARRIAGE = "marriage", _("Child marriage")
    OTHER = "other", _("Something else")
    UNKNOWN = "unknown", _("Not known yet")


class Report(SealedModel):
    """What somebody told us, as it was told; never changed once it is received."""

    # Checked by statement (agencies.references), like the other references of what grows with every report.
    record = models.OneToOneField(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    agency = models.ForeignKey(
        "agencies.Agency",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,  # found by the index below
        db_comment="Who received it and triages it",
    )
    code = models.CharField(max_length=20, db_comment="R-YY-NNNNNN, for staff")
    channel = models.CharField(max_length=20, choices=ChannelChoices.choices)
    reporter_kind = models.CharField(max_length=20, choices=ReporterKindChoices.choices)
    language = models.CharField(max_length=10)
    kinds = ArrayField(
        models.CharField(max_length=30), db_comment="The reporter's own label; the officer's stands in triage"
    )
    region = models.CharField(max_length=20, blank=True)
    received_at = models.DateTimeField()
    content = models.BinaryField(db_comment="Sealed JSON, without the reporter's contact")
    burst = models.BooleanField(default=False, db_comment="Came in a flood; marked, never refused")
    campaign = models.CharField(
        max_length=6,
        blank=True,
        default="",
        db_comment="Code of a campaign, counted and shown to nobody who works on the report",
    )

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "agency": INTERNAL, "code": INTERNAL, "channel": INTERNAL,
        "reporter_kind": INTERNAL, "language": INTERNAL, "kinds": INTERNAL, "region": INTERNAL, "received_at": INTERNAL,
        "content": SEALED, "burst": INTERNAL, "campaign": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Reports, whatever door they came through"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agency", "received_at"], name="intake_report_received"),
            models.Index(fields=["campaign", "received_at"], name="intake_report_campaign", condition=~models.Q(campaign="")),
        ]  # fmt: skip
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["code"], name="intake_report_code_once",
                violation_error_message=_("Another report has this code."),
            ),
            models.CheckConstraint(
                condition=models.Q(channel__in=ChannelChoices.values), name="intake_report_channel",
                violation_error_message=_("This door is not known."),
            ),
        ]  # fmt: skip


class ReportKey(models.Model):
    """A form or message that was already received, so that sending it twice makes one report."""

    token = models.BinaryField(
        primary_key=True, db_comment="Keyed hash of the sender's own key; the key is not stored"
    )
    content_token = models.BinaryField(db_comment="Keyed hash of what was sent with it")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+", db_index=False)
    record_id = models.UUIDField()
    code = models.CharField(max_length=20)
    received_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "token": INTERNAL, "content_token": INTERNAL, "report": INTERNAL, "record_id": INTERNAL, "code": INTERNAL,
        "received_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Keys of submissions that were received; unique, so that two at once are one"


class Mailbox(HouseModel):
    """Where a reporter and the agency write to each other. Its id is derived from the receipt, which is stored nowhere."""

    # Checked by statement (agencies.references).
    record = models.OneToOneField(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    holder = models.ForeignKey(
        "agencies.Agency",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
        db_comment="Who reads the messages now",
    )
    status = models.CharField(max_length=20, choices=MailboxStatus.choices, default=MailboxStatus.RECEIVED)
    closed_as = models.CharField(max_length=20, choices=ClosedAs.choices, blank=True)
    changed_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": PERSONAL, "record": INTERNAL, "report": INTERNAL, "holder": INTERNAL, "status": INTERNAL, "closed_as": INTERNAL,
        "changed_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Reporters' mailboxes; who knows the receipt opens one"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=(models.Q(status=MailboxStatus.CLOSED) & ~models.Q(closed_as=""))
                | (~models.Q(status=MailboxStatus.CLOSED) & models.Q(closed_as="")),
                name="intake_mailbox_closed_says_how",
                violation_error_message=_("A closed report says how it ended, and an open one does not."),
            ),
        ]  # fmt: skip


class Direction(models.TextChoices):
    """Who wrote a message."""

    FROM_REPORTER = "from_reporter", _("From the reporter")
    TO_REPORTER = "to_reporter", _("To the reporter")


class Message(SealedModel):
    """One message in a mailbox; its text never changes."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The mailbox's record"
    )
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=20, choices=Direction.choices)
    text = models.BinaryField(db_comment="Sealed")
    at = models.DateTimeField()
    written_by = models.ForeignKey(
        "agencies.Worker",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_comment="Empty: the reporter",
    )
    read_at = models.DateTimeField(null=True, db_comment="When the other side first saw it")
    danger = models.BooleanField(default=False, db_comment="The reporter ticked that there is danger now")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "mailbox": INTERNAL, "direction": INTERNAL, "text": SEALED, "at": INTERNAL,
        "written_by": INTERNAL, "read_at": INTERNAL, "danger": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Messages between a reporter and the agencies"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["mailbox", "at"], name="intake_message_mailbox"),
            # They are few, and the worker asks for the new ones every few seconds.
            models.Index(fields=["at"], condition=models.Q(danger=True), name="intake_message_danger"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(direction=Direction.FROM_REPORTER, written_by__isnull=True)
                | models.Q(direction=Direction.TO_REPORTER, written_by__isnull=False),
                name="intake_message_author",
                violation_error_message=_("A message to the reporter names its author; one from the reporter names nobody."),
            ),
            models.CheckConstraint(
                condition=models.Q(danger=False) | models.Q(direction=Direction.FROM_REPORTER),
                name="intake_message_danger_is_said",
                violation_error_message=_("Only a reporter says in a message that there is danger now."),
            ),
        ]  # fmt: skip


class ReporterContact(SealedModel):
    """How the reporter may be reached: a record of its own that no agency reaches until two persons open it."""

    record = models.OneToOneField("agencies.Record", on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    contact = models.BinaryField(
        null=True, db_comment="Sealed JSON: name, telephone, e-mail; empty once taken back"
    )
    safe_hours = models.BinaryField(null=True, db_comment="Sealed: when, and what to mind")
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(
        null=True, db_comment="Corrected or taken back by the reporter, and erased"
    )

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "report": INTERNAL, "contact": SEALED, "safe_hours": SEALED,
        "given_at": INTERNAL, "ended_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "The reporter's identity, sealed apart from the report"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, contact__isnull=False)
                | models.Q(ended_at__isnull=False, contact__isnull=True, safe_hours__isnull=True),
                name="intake_contact_ended_is_erased",
                violation_error_message=_("What the reporter took back is erased."),
            ),
            models.UniqueConstraint(
                fields=["report"], condition=models.Q(ended_at__isnull=True), name="intake_contact_one_stands",
                violation_error_message=_("One contact of a reporter stands at a time."),
            ),
        ]  # fmt: skip


class Draft(HouseModel):
    """Answers that were not sent yet. Only who holds the secret can read them; the house cannot."""

    answers = models.BinaryField(db_comment="Sealed by a key that is derived from the browser's secret")
    expires_at = models.DateTimeField()
    resume_id = models.UUIDField(
        null=True,
        unique=True,
        db_comment="Derived from the code to continue; empty until a code is asked for",
    )
    resume_key = models.BinaryField(
        null=True, db_comment="The secret, sealed by a key derived from that code"
    )

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "answers": SEALED, "expires_at": INTERNAL, "resume_id": INTERNAL, "resume_key": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Unsent reports, erased after a day"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["expires_at"], name="intake_draft_expiry")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(resume_id__isnull=True, resume_key__isnull=True)
                | models.Q(resume_id__isnull=False, resume_key__isnull=False),
                name="intake_draft_code_opens",
                violation_error_message=_("A code to continue leads to a draft and opens it, or there is none."),
            ),
        ]  # fmt: skip


# The tables of the mailbox's other things have a module of their own; Django finds models here.
from takatuf.intake.mailbox.models import (  # noqa: E402
    Confirmation,
    ContactOpening,
    Document,
    DocumentKind,
    DocumentPart,
    ReporterOutcome,
    SafeHours,
    Withdrawal,
)

__all__ = [
    "ChannelChoices", "Confirmation", "ContactOpening", "Direction", "Document", "DocumentKind", "DocumentPart", "Draft",
    "KindChoices", "Mailbox", "Message", "Report", "ReportKey", "ReporterContact",
    "ReporterKindChoices", "ReporterOutcome", "SafeHours", "Withdrawal",
]  # fmt: skip
