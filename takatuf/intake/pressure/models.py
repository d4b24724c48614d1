"""Counters of a crowd without any address, the signs by which a burst is known, and the marks of bursts."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy

INTERNAL, PERSONAL = Secrecy.INTERNAL, Secrecy.PERSONAL


class BurstReason(models.TextChoices):
    """Why reports look as if they belong together, the strongest reason first."""

    SAME_TEXT = "same_text", _("Nearly the same words came several times within an hour.")
    SAME_LINKS = "same_links", _("The same list of links came several times within an hour.")
    SAME_NETWORK = "same_network", _("Many reports came from one network within ten minutes.")


class PressureDay(models.Model):
    """The random key of a day, under which networks are counted. When it is destroyed, no count can be tied to a network."""

    day_on = models.DateField(primary_key=True, db_comment="UTC")
    key = models.BinaryField(db_comment="Random; useless without the keyring; destroyed when the day is over")

    secrecy: ClassVar[dict[str, Secrecy]] = {"day_on": INTERNAL, "key": PERSONAL}

    class Meta:
        db_table_comment = (
            "The day's random key for counting a crowd (unlogged: in no journal, on no standby)"
        )


class PressureCount(models.Model):
    """How many reports came in a few seconds from one network, known by a keyed token only."""

    pk = models.CompositePrimaryKey("started_at", "network")
    started_at = models.DateTimeField(db_comment="Beginning of the five seconds that are counted")
    network = models.BinaryField(
        db_comment="Keyed hash of the network's first bits, under the key of the day"
    )
    sends = models.IntegerField(db_comment="Reports that were sent")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "started_at": INTERNAL, "network": PERSONAL, "sends": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Counters of the last two minutes, shared by all web processes (unlogged)"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(sends__gt=0), name="intake_pressurecount_sends",
                violation_error_message=_("A counter counts at least one."),
            ),
        ]  # fmt: skip


class BurstSign(models.Model):
    """Something that several reports have in common, as a keyed token: erased an hour after it was seen last."""

    token = models.BinaryField(primary_key=True, db_comment="Keyed hash under the key of the day")
    reason = models.CharField(max_length=20, choices=BurstReason.choices)
    burst = models.UUIDField(db_comment="The burst that reports with this sign belong to")
    seen = models.IntegerField(db_comment="Reports with this sign so far")
    first_reports = ArrayField(
        models.UUIDField(),
        db_comment="Report and record, in turn, of those before it was a burst; none for networks",
    )
    last_at = models.DateTimeField(db_comment="When a report had this sign last")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "token": PERSONAL, "reason": INTERNAL, "burst": INTERNAL, "seen": INTERNAL, "first_reports": INTERNAL,
        "last_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Signs of a burst, without words, links or addresses (unlogged)"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["last_at"], name="intake_burstsign_last")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(seen__gt=0), name="intake_burstsign_seen",
                violation_error_message=_("A sign was seen at least once."),
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=BurstReason.SAME_NETWORK) | models.Q(first_reports=[]),
                name="intake_burstsign_no_network_with_reports",
                violation_error_message=_("No report is kept beside the network that it came from."),
            ),
        ]  # fmt: skip


class BurstMark(HouseModel):
    """A report belongs to a burst, and why. It changes nothing about the report: neither its urgency nor its clock."""

    report = models.OneToOneField("intake.Report", on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    burst = models.UUIDField(db_comment="The same in all reports of one burst")
    reasons = ArrayField(models.CharField(max_length=20, choices=BurstReason.choices))
    marked_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "report": INTERNAL, "record": INTERNAL, "burst": INTERNAL, "reasons": INTERNAL,
        "marked_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Reports that came in a burst; a hint for triage, set by the machine"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["burst"], name="intake_burstmark_burst")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(reasons__len__gt=0), name="intake_burstmark_says_why",
                violation_error_message=_("A mark says why."),
            ),
        ]  # fmt: skip
