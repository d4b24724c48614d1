"""Providers, their keys, and what each of them delivered."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.exchange.gateways.models import Gateway, GatewayMessage, GatewaySecret  # noqa: F401 - Django looks for models here
from takatuf.exchange.ispws.models import Filing, FilingFile  # noqa: F401 - Django looks for models here
from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy

INTERNAL, PERSONAL, SEALED = Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED


class Provider(HouseModel):
    """A company whose machines report to one agency."""

    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", db_comment="Who receives its reports"
    )
    code = models.SlugField(unique=True, db_comment="Short stable code, for example example-video")
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "agency", "code", "name", "is_active"], INTERNAL
    )

    class Meta:
        db_table_comment = "Companies that report by machine"


class ProviderKey(HouseModel):
    """A key to the machines' doors. The secret is shown once; only its keyed hash is kept."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(
        max_length=20, unique=True, db_comment="The open half: the user name of Basic authentication"
    )
    secret_hash = models.BinaryField(db_comment="HMAC-SHA256 of the secret half")
    scopes = ArrayField(
        models.CharField(max_length=20), db_comment="What it opens: reports.write, reports.read"
    )
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "provider", "name", "scopes", "issued_at", "expires_at", "revoked_at"], INTERNAL
    ) | {"secret_hash": SEALED}

    class Meta:
        db_table_comment = "Keys of providers, hashed; no login may read them, only a narrow function"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(scopes__contained_by=["reports.write", "reports.read"]),
                name="exchange_providerkey_scopes",
                violation_error_message=_("This key would open a door that is not there."),
            ),
        ]  # fmt: skip


class Delivery(HouseModel):
    """That a provider sent a report; by it the provider, and no other one, may ask how it stands."""

    # Both are checked by statement (agencies.references).
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    report = models.OneToOneField(
        "intake.Report", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    record_id = models.UUIDField(db_comment="The report's record, as a plain value")
    mailbox_id = models.UUIDField(db_comment="The mailbox that says how the report stands, as a plain value")
    code = models.CharField(max_length=20, db_comment="R-YY-NNNNNN, as the receipt said it")
    completeness = models.SmallIntegerField(db_comment="0 to 100: how much of what helps was there")
    missing = ArrayField(
        models.CharField(max_length=40), db_comment="What was not there, the most useful first"
    )
    received_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "provider", "report", "record_id", "code", "completeness", "missing", "received_at"], INTERNAL
    ) | {"mailbox_id": PERSONAL}

    class Meta:
        db_table_comment = "Which provider delivered which report"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(completeness__range=(0, 100)), name="exchange_delivery_completeness",
                violation_error_message=_("A score lies between 0 and 100."),
            ),
        ]  # fmt: skip
