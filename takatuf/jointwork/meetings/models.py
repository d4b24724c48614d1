"""Meetings, their places on the agenda, items, who came, who left an item, and decisions."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from takatuf.jointwork.models import Step
from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, SEALED = Secrecy.INTERNAL, Secrecy.SEALED
Constraints = list[models.BaseConstraint]


def _record(comment: str) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment=comment
    )


def _agency() -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")


def _worker(*, null: bool = False) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=null)


class MeetingKind(models.TextChoices):
    """What the team meets for."""

    PLANNING = "planning", _("Planning meeting")
    REVIEW = "review", _("Review meeting")
    URGENT = "urgent", _("Urgent meeting")


class MeetingForm(models.TextChoices):
    """How the team meets."""

    IN_PERSON = "in_person", _("In one room")
    CALL = "call", _("By telephone")
    VIDEO = "video", _("By video")


class ItemState(models.TextChoices):
    """What became of an item of the agenda."""

    PLANNED = "planned", pgettext_lazy("meeting", "Planned")
    DISCUSSED = "discussed", _("Discussed")
    PUT_OFF = "put_off", _("Put off")


class Meeting(SealedModel):
    """A meeting of the multi-agency team."""

    record = models.OneToOneField(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The meeting's own record"
    )
    code = models.CharField(max_length=20, unique=True, db_comment="M-YY-NNNNNN, for staff")
    kind = models.CharField(max_length=20, choices=MeetingKind.choices)
    form = models.CharField(max_length=20, choices=MeetingForm.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.BinaryField(null=True, db_comment="Sealed: room, number or address of the call")
    agency = _agency()
    chair = _worker()
    called_by = _worker()
    called_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = _worker(null=True)
    signed_at = models.DateTimeField(
        null=True, db_comment="The chair signed the minutes; nothing is added after"
    )
    signed_by = _worker(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "record", "code", "kind", "form", "starts_at", "ends_at", "agency", "chair", "called_by", "called_at",
             "cancelled_at", "cancelled_by", "signed_at", "signed_by"], INTERNAL,
        ),
        "place": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Meetings of the multi-agency team"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["starts_at"], name="jointwork_meeting_starts")
        ]
        constraints: ClassVar[Constraints] = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="jointwork_meeting_ends_after_start",
                violation_error_message=_("A meeting ends after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by=F("chair"), cancelled_at__isnull=True),
                name="jointwork_meeting_chair_signs",
                violation_error_message=_("The chair signs the minutes of a meeting that took place."),
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="jointwork_meeting_cancelled_by_and_at",
                violation_error_message=_("A meeting that was cancelled says when and by whom."),
            ),
        ]  # fmt: skip


class MeetingInvitation(HouseModel):
    """An agency that takes part in a meeting."""

    record = _record("The meeting's record")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="invitations")
    agency = _agency()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(["id", "record", "meeting", "agency"], INTERNAL)

    class Meta:
        db_table_comment = "Agencies invited to meetings"
        constraints: ClassVar[Constraints] = [
            models.UniqueConstraint(
                fields=["meeting", "agency"], name="jointwork_invitation_once",
                violation_error_message=_("This agency is invited already."),
            ),
        ]  # fmt: skip


class MeetingSlot(HouseModel):
    """A place on the agenda: its number and nothing else, for all who are invited."""

    record = _record("The meeting's record")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="slots")
    number = models.PositiveSmallIntegerField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(["id", "record", "meeting", "number"], INTERNAL)

    class Meta:
        db_table_comment = "Places on agendas; what they hold stands on the case's record"
        constraints: ClassVar[Constraints] = [
            models.UniqueConstraint(
                fields=["meeting", "number"], name="jointwork_slot_number_once",
                violation_error_message=_("This place on the agenda is taken."),
            ),
        ]  # fmt: skip


class MeetingItem(SealedModel):
    """What a place on the agenda holds; on the case's record, or on the meeting's where it is about no case."""

    record = _record("The case's record, or the meeting's")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    slot = models.OneToOneField(MeetingSlot, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="+", null=True)
    question = models.BinaryField(db_comment="Sealed: what the meeting shall decide")
    notes = models.BinaryField(null=True, db_comment="Sealed: what was said, for the minutes")
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.PLANNED)
    proposed_by = _worker()
    proposed_at = models.DateTimeField()
    version = models.IntegerField(
        default=1, db_default=1, db_comment="Counts the minutes; who writes them names the one that was seen"
    )
    minuted_at = models.DateTimeField(null=True, db_comment="Empty: nothing was minuted yet")
    minuted_by = _worker(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "record", "meeting", "slot", "case", "state", "proposed_by", "proposed_at",
             "version", "minuted_at", "minuted_by"], INTERNAL
        ),
        "question": SEALED, "notes": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Items of agendas"
        constraints: ClassVar[Constraints] = [
            models.UniqueConstraint(
                fields=["meeting", "case"], name="jointwork_item_case_once",
                violation_error_message=_("This case is on the agenda already."),
            ),
        ]  # fmt: skip


class MeetingAttendance(SealedModel):
    """Somebody was expected or came, and for which agency."""

    record = _record("The meeting's record")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    agency = _agency()
    worker = _worker(null=True)
    name = models.BinaryField(null=True, db_comment="Sealed: who came without an account")
    came = models.BooleanField()
    noted_by = _worker()
    noted_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "record", "meeting", "agency", "worker", "came", "noted_by", "noted_at"], INTERNAL
        ),
        "name": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Who came to meetings"
        constraints: ClassVar[Constraints] = [
            models.UniqueConstraint(
                fields=["meeting", "worker"], name="jointwork_attendance_once",
                violation_error_message=_("This person is on the list already."),
            ),
            models.CheckConstraint(
                condition=Q(worker__isnull=True, name__isnull=False) | Q(worker__isnull=False, name__isnull=True),
                name="jointwork_attendance_somebody",
                violation_error_message=_("Who came has an account or a name, not both."),
            ),
        ]  # fmt: skip


class MeetingRecusal(HouseModel):
    """Somebody has a conflict of interest in an item and left it; from then on they reach neither item nor decisions."""

    record = _record("The item's record")
    item = models.ForeignKey(MeetingItem, on_delete=models.PROTECT, related_name="+")
    worker = _worker()
    noted_by = _worker()
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "item", "worker", "noted_by", "at"], INTERNAL
    )

    class Meta:
        db_table_comment = "Who left an item because of a conflict of interest"
        constraints: ClassVar[Constraints] = [
            models.UniqueConstraint(
                fields=["item", "worker"], name="jointwork_recusal_once",
                violation_error_message=_("This person has left the item already."),
            ),
        ]  # fmt: skip


class MeetingDecision(SealedModel):
    """What the meeting decided; it is a step of joint work with an owner and a limit."""

    record = _record("The item's record")
    item = models.ForeignKey(MeetingItem, on_delete=models.PROTECT, related_name="+")
    text = models.BinaryField(db_comment="Sealed")
    dissent = models.BinaryField(null=True, db_comment="Sealed: who saw it differently, and why")
    owner = _agency()
    due_at = models.DateTimeField()
    step = models.OneToOneField(Step, on_delete=models.PROTECT, related_name="+")
    recorded_by = _worker()
    recorded_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "record", "item", "owner", "due_at", "step", "recorded_by", "recorded_at"], INTERNAL
        ),
        "text": SEALED, "dissent": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Decisions of meetings"
        constraints: ClassVar[Constraints] = [
            models.CheckConstraint(
                condition=Q(due_at__gt=F("recorded_at")), name="jointwork_decision_due_later",
                violation_error_message=_("A decision is due after it was made."),
            ),
        ]  # fmt: skip
