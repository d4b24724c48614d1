"""Who is kept from a record although the agency has access: guards of restricted and locked cases, and denials."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy


class Reach(models.TextChoices):
    """How far a case is shared."""

    PARTNERS = "partners", _("Every agency that was let in")
    AGENCY = "agency", _("The leading agency alone")
    TEAM = "team", _("Named persons alone")


class Guard(HouseModel):
    """What an agency decided about a case, on each record that belongs to it. Written by functions of the database only."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+", db_index=False)
    root = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The case's record"
    )
    agency = models.ForeignKey(
        "agencies.Agency",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who decided, for its own staff",
    )
    reach = models.CharField(max_length=10, choices=Reach.choices)
    leads = models.BooleanField(db_comment="It leads the case, so that it decides for the others too")
    locked = models.BooleanField(db_comment="Everybody's access pauses but that of the named")
    named = ArrayField(models.UUIDField(), default=list, db_comment="Workers whose access goes on")
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "root", "agency", "reach", "leads", "locked", "named", "set_at", "set_by"],
        Secrecy.INTERNAL,
    )

    class Meta:
        db_table_comment = "Restricted and locked cases, one row for each of their records"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["record", "root", "agency"], name="agencies_guard_once",
                violation_error_message=_("The agency has decided who may see this."),
            ),
            models.CheckConstraint(
                condition=(Q(locked=False) & ~Q(reach="team")) | Q(named__len__gt=0), name="agencies_guard_names_somebody",
                violation_error_message=_("Name at least one person who may see it."),
            ),
        ]  # fmt: skip


class DenialKind(models.TextChoices):
    """Why a worker is kept away."""

    CONFLICT = "conflict", _("Conflict of interest")
    EMBARGO = "embargo", _("Not to be seen before an interview")


class Denial(HouseModel):
    """A worker who must not reach a record; it beats every access. Written by functions of the database only."""

    worker = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", db_index=False)
    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    root = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The case's record"
    )
    kind = models.CharField(max_length=10, choices=DenialKind.choices)
    until = models.DateTimeField(null=True, db_comment="Empty: until somebody else lifts it")
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "worker", "record", "root", "kind", "until", "set_at", "set_by", "lifted_at", "lifted_by"],
        Secrecy.INTERNAL,
    )

    class Meta:
        db_table_comment = "Workers who must not reach a record"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["worker", "record", "root", "kind"], condition=Q(lifted_at__isnull=True), name="agencies_denial_once",
                violation_error_message=_("This person is kept from it already."),
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_by=F("worker"))),
                name="agencies_denial_lifted_by_another",
                violation_error_message=_("Somebody else lets a person back."),
            ),
        ]  # fmt: skip
