"""Gateways, their secrets, and what was answered to a message: never its words, never who sent it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy

INTERNAL, PERSONAL, SEALED = Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED


class GatewayChannel(models.TextChoices):
    """The kinds of message that a gateway passes on."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")
    WHATSAPP = "whatsapp", _("WhatsApp")


class Door(models.TextChoices):
    """The doors that open to signed calls: one for each kind of message, and that of the telephone system."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")
    WHATSAPP = "whatsapp", _("WhatsApp")
    TELEPHONE = "telephone", _("Telephone system")


class Outcome(models.TextChoices):
    """What became of a message."""

    ANSWERED = "answered", _("Answered with the link and the numbers; the words were not kept")
    QUIET = "quiet", _("Not answered again so soon; the words were not kept")
    RECEIVED = "received", _("Received as a report")
    ADDED = "added", _("Added to the report that the same sender made on the same day")


class Gateway(HouseModel):
    """A door for one kind of message, and whether its words are taken as reports; the agency decides that."""

    channel = models.CharField(max_length=10, choices=Door.choices, unique=True)
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", db_comment="Who receives its reports"
    )
    accepts_reports = models.BooleanField(
        default=False, db_comment="Off: every message is answered with the link and the numbers only"
    )
    is_open = models.BooleanField(default=True)

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "channel", "agency", "accepts_reports", "is_open"], INTERNAL
    )

    class Meta:
        db_table_comment = "Doors for e-mail, text messages, WhatsApp and the telephone system"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(channel__in=Door.values), name="exchange_gateway_channel",
                violation_error_message=_("There is no gateway of this kind."),
            ),
        ]  # fmt: skip


class GatewaySecret(HouseModel):
    """A secret with which a gateway signs its calls. Several hold at once, so that one can follow another without a pause."""

    gateway = models.ForeignKey(Gateway, on_delete=models.PROTECT, related_name="secrets")
    name = models.CharField(max_length=20, unique=True, db_comment="By which the administrator ends it")
    secret = models.BinaryField(db_comment="Sealed by the vault: signatures are made with the secret itself")
    issued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "gateway", "name", "issued_at", "ended_at"], INTERNAL
    ) | {"secret": SEALED}

    class Meta:
        db_table_comment = "Signing secrets of gateways"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("issued_at")),
                name="exchange_gatewaysecret_ends_after_it_begins",
                violation_error_message=_("A secret ends after it begins."),
            ),
        ]  # fmt: skip


class GatewayMessage(HouseModel):
    """That a message came and what was answered, so that the same call twice is answered the same and done once."""

    token = models.BinaryField(
        unique=True,
        db_comment="Keyed hash of channel and webhook-id; leads to the report's key, with the keyring",
    )
    content_token = models.BinaryField(db_comment="Keyed hash of what the message said")
    sender_token = models.BinaryField(
        null=True,
        db_comment="Keyed hash of day, channel and sender, for the limit of replies; erased after the day",
    )
    channel = models.CharField(max_length=10, choices=GatewayChannel.choices)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    replied = models.BooleanField(db_comment="Whether the answer carried a reply to the sender")
    joins = models.UUIDField(null=True, db_comment="The earlier message whose report this one was added to")
    media_refused = models.PositiveIntegerField(db_comment="Parts that were dropped unread")
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "token", "content_token", "channel", "outcome", "replied", "joins", "media_refused", "at"],
        INTERNAL,
    ) | {"sender_token": PERSONAL}

    class Meta:
        db_table_comment = "Messages that gateways passed on: tokens and outcomes only, erased after 30 days"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["sender_token", "at"], name="exchange_gatewaymessage_sender",
                condition=models.Q(sender_token__isnull=False),
            ),
            models.Index(fields=["at"], name="exchange_gatewaymessage_at"),
        ]  # fmt: skip
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(outcome=Outcome.ADDED, joins__isnull=False)
                | (~models.Q(outcome=Outcome.ADDED) & models.Q(joins__isnull=True)),
                name="exchange_gatewaymessage_joins",
                violation_error_message=_("Only a message that was added to a report joins another one."),
            ),
        ]  # fmt: skip
