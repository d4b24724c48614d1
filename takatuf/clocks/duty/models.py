"""The rota, urgent calls with every attempt, notices on their way, and handovers."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.clocks.duty.rules import Place
from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, SEALED = Secrecy.INTERNAL, Secrecy.SEALED
Constraints = list[models.BaseConstraint]


def _agency() -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")


def _worker(*, null: bool = False, comment: str = "") -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        "agencies.Worker", on_delete=models.PROTECT, related_name="+", null=null, db_comment=comment or None
    )


def _together(one: str, other: str) -> models.Q:
    """Both are there, or neither is."""
    there = {f"{one}__isnull": False, f"{other}__isnull": False}
    return models.Q(**there) | models.Q(**dict.fromkeys(there, True))


class PlaceChoices(models.TextChoices):
    """In which order a person on duty is rung; the values are those of `rules.Place`."""

    FIRST = Place.FIRST, _("First on duty")
    SECOND = Place.SECOND, _("Second on duty")
    LEAD = Place.LEAD, _("Shift leader")


class DutyShift(HouseModel):
    """A shift that comes back every week, in the local time of the country; never deleted, only ended."""

    agency = _agency()
    worker = _worker()
    place = models.CharField(max_length=10, choices=PlaceChoices.choices)
    weekday = models.SmallIntegerField(db_comment="Day on which it starts; Monday is 0")
    starts = models.TimeField(db_comment="Local time")
    ends = models.TimeField(db_comment="Local time; not after the start: on the next day")
    from_on = models.DateField()
    until_on = models.DateField(null=True, db_comment="First day without it; empty: goes on")
    set_by = _worker()
    set_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "agency", "worker", "place", "weekday", "starts", "ends", "from_on", "until_on", "set_by", "set_at"], INTERNAL,
    )  # fmt: skip

    class Meta:
        db_table_comment = "Weekly pattern of the duty rota"
        constraints: ClassVar[Constraints] = [
            models.CheckConstraint(
                condition=models.Q(weekday__range=(0, 6)), name="clocks_shift_weekday",
                violation_error_message=_("A week has seven days."),
            ),
            models.CheckConstraint(
                condition=models.Q(place__in=[Place.FIRST, Place.SECOND]), name="clocks_shift_place",
                violation_error_message=_("A shift is first or second on duty."),
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on")),
                name="clocks_shift_ends_after_it_starts",
                violation_error_message=_("A shift ends after it starts."),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["agency"], name="clocks_shift_agency")]


class DutyChange(HouseModel):
    """A dated exception: somebody else is on duty, or nobody. The newest one that covers a moment counts."""

    agency = _agency()
    worker = _worker(null=True, comment="Empty: nobody is on duty then")
    place = models.CharField(max_length=10, choices=PlaceChoices.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_by = _worker()
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "agency", "worker", "place", "starts_at", "ends_at", "made_by", "made_at", "withdrawn_at"], INTERNAL,
    )  # fmt: skip

    class Meta:
        db_table_comment = "Dated exceptions and swaps of the duty rota"
        constraints: ClassVar[Constraints] = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="clocks_change_ends_after_it_starts",
                violation_error_message=_("A change ends after it starts."),
            ),
            models.CheckConstraint(
                condition=models.Q(place__in=[Place.FIRST, Place.SECOND]), name="clocks_change_place",
                violation_error_message=_("A shift is first or second on duty."),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agency", "ends_at"], name="clocks_change_agency")
        ]


class RingReason(models.TextChoices):
    """Why somebody is rung."""

    LEVEL_1 = "level_1", _("A Level 1 report")
    REFERRAL = "referral", _("A Level 1 referral")
    HANDOVER = "handover", _("A handover that nobody signs")
    CONTACT_OPENED = "contact_opened", _("A reporter's contact that was opened in danger")
    CASE_OPENED = "case_opened", _("A case that somebody opened with a reason")
    DANGER_SAID = "danger_said", _("A message in which a reporter says: danger now")


class AcceptedHow(models.TextChoices):
    """How an urgent call was accepted."""

    PAGE = "page", _("on the page")
    PHONE = "phone", _("by telephone")


class Ring(HouseModel):
    """An urgent call to an agency: it rings one person after the other until somebody accepts."""

    agency = _agency()
    why = models.CharField(max_length=20, choices=RingReason.choices, db_comment="Of the first matter in it")
    opened_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0, db_comment="How many places in the rota were tried")
    next_at = models.DateTimeField(null=True, db_comment="When the next person is rung; empty once accepted")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = _worker(null=True)
    accepted_how = models.CharField(max_length=10, blank=True, choices=AcceptedHow.choices)
    noted_by = _worker(null=True, comment="The colleague who wrote down an acceptance by telephone")

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "agency", "why", "opened_at", "tries", "next_at", "accepted_at", "accepted_by", "accepted_how", "noted_by"],
        INTERNAL,
    )  # fmt: skip

    class Meta:
        db_table_comment = "Urgent calls to the persons on duty"
        constraints: ClassVar[Constraints] = [
            models.UniqueConstraint(
                fields=["agency"], condition=models.Q(accepted_at__isnull=True), name="clocks_ring_open_once",
                violation_error_message=_("An urgent call is open already."),
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True, next_at__isnull=False)
                | models.Q(accepted_at__isnull=False, next_at__isnull=True),
                name="clocks_ring_rings_until_accepted",
                violation_error_message=_("An urgent call rings until somebody accepts it."),
            ),
            models.CheckConstraint(
                condition=_together("accepted_at", "accepted_by"), name="clocks_ring_accepted_by_somebody",
                violation_error_message=_("An urgent call is accepted by a person, at a time."),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["next_at"], condition=models.Q(next_at__isnull=False), name="clocks_ring_next"
            )
        ]


class RingMatter(HouseModel):
    """What an urgent call is about: a report, a referral, a handover. It stays for the handover until somebody signs."""

    ring = models.ForeignKey(Ring, on_delete=models.PROTECT, related_name="matters")
    agency = _agency()
    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    subject_id = models.UUIDField(db_comment="The report, referral or handover, as a plain value")
    why = models.CharField(max_length=20, choices=RingReason.choices)
    besides = models.UUIDField(
        null=True,
        db_comment="The worker who knows of it already, so that another person is rung; empty: nobody",
    )
    added_at = models.DateTimeField()
    signed_at = models.DateTimeField(
        null=True, db_comment="When the incoming shift signed for it; empty: nobody has"
    )

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "ring", "agency", "record", "subject_id", "why", "besides", "added_at", "signed_at"], INTERNAL
    )

    class Meta:
        db_table_comment = "What each urgent call is about"
        constraints: ClassVar[Constraints] = [
            models.UniqueConstraint(
                fields=["ring", "subject_id"], name="clocks_ringmatter_once",
                violation_error_message=_("This is in the urgent call already."),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["agency", "added_at"], condition=models.Q(signed_at__isnull=True), name="clocks_ringmatter_unsigned"
            )
        ]  # fmt: skip


class RingAttempt(HouseModel):
    """One attempt to reach a person; without a worker it says that nobody was on duty in that place."""

    ring = models.ForeignKey(Ring, on_delete=models.PROTECT, related_name="attempts")
    agency = _agency()
    number = models.PositiveIntegerField()
    place = models.CharField(max_length=10, choices=PlaceChoices.choices)
    worker = _worker(null=True, comment="Empty: nobody was on duty in this place")
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "ring", "agency", "number", "place", "worker", "at"], INTERNAL
    )

    class Meta:
        db_table_comment = "Every attempt to reach somebody"
        constraints: ClassVar[Constraints] = [
            models.UniqueConstraint(
                fields=["ring", "number", "worker"], name="clocks_attempt_once", nulls_distinct=False,
                violation_error_message=_("This attempt was made already."),
            ),
        ]  # fmt: skip


class RingRequest(HouseModel):
    """An agency asks that another one be rung, or where it has no account, called and written to."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    subject_id = models.UUIDField(db_comment="The referral, as a plain value")
    from_agency = _agency()
    to_agency = _agency()
    why = models.CharField(max_length=20, choices=RingReason.choices)
    asked_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, db_comment="When the ringing job took it up")

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "subject_id", "from_agency", "to_agency", "why", "asked_at", "taken_at"], INTERNAL
    )

    class Meta:
        db_table_comment = "Requests to ring another agency"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["asked_at"], condition=models.Q(taken_at__isnull=True), name="clocks_ringrequest_waiting"
            )
        ]  # fmt: skip


class NoticeChannel(models.TextChoices):
    """How a notice goes out."""

    CALL = "call", _("telephone call")
    SMS = "sms", _("text message")
    EMAIL = "email", _("e-mail")
    LETTER = "letter", _("printed letter")


class NoticeState(models.TextChoices):
    """How far a notice is."""

    QUEUED = "queued", _("waiting to be sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("could not be sent")
    NOT_SENT_NO_GATEWAY = "not_sent_no_gateway", _("not sent: no gateway is set up")


class DutyNotice(HouseModel):
    """A neutral message to a person on duty, or to an agency without accounts. It never holds anything about a person."""

    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", db_comment="On whose desk it stands, to be called by hand"
    )  # fmt: skip
    to_agency = _agency()
    to_worker = _worker(null=True, comment="Empty: the agency itself")
    attempt = models.ForeignKey(RingAttempt, on_delete=models.PROTECT, related_name="notices", null=True)
    record = models.ForeignKey(
        "agencies.Record",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_comment="About which referral",
    )
    channel = models.CharField(max_length=10, choices=NoticeChannel.choices)
    recipient = models.BinaryField(null=True, db_comment="Sealed number or address; empty: none is known")
    text_code = models.CharField(max_length=30, db_comment="The words are words.notice_text's")
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=20, choices=NoticeState.choices, default=NoticeState.QUEUED)
    why = models.CharField(max_length=40, blank=True, db_comment="Code of what failed")
    attempts = models.PositiveSmallIntegerField(default=0, db_comment="How often a gateway tried")
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    by_hand_at = models.DateTimeField(null=True, db_comment="When a colleague called or posted it by hand")
    by_hand_by = _worker(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "agency", "to_agency", "to_worker", "attempt", "record", "channel", "text_code", "language", "state", "why",
             "attempts", "queued_at", "sent_at", "by_hand_at", "by_hand_by"], INTERNAL),
        "recipient": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Messages on their way to people on duty"
        constraints: ClassVar[Constraints] = [
            models.CheckConstraint(
                condition=_together("by_hand_at", "by_hand_by"), name="clocks_notice_by_hand_of_somebody",
                violation_error_message=_("Done by hand means by a person, at a time."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state=NoticeState.SENT) | models.Q(sent_at__isnull=False), name="clocks_notice_sent_at_a_time",
                violation_error_message=_("What was sent was sent at a time."),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["queued_at"], condition=models.Q(state=NoticeState.QUEUED), name="clocks_notice_queued"
            ),
            models.Index(fields=["agency", "queued_at"], name="clocks_notice_agency"),
        ]  # fmt: skip


#: The outbox under the short name that other rooms use; the model's own name is taken by the notices on a desk.
Notice = DutyNotice


class Handover(SealedModel):
    """The change of a shift: what was open, what was agreed about it, and who signed on each side."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    agency = _agency()
    change_at = models.DateTimeField(db_comment="When the shift changes")
    opened_at = models.DateTimeField()
    outgoing_by = _worker(null=True)
    outgoing_at = models.DateTimeField(null=True)
    outgoing_list = models.BinaryField(null=True, db_comment="Sealed: the list with notes, as signed")
    incoming_by = _worker(null=True)
    incoming_at = models.DateTimeField(null=True)
    incoming_list = models.BinaryField(null=True, db_comment="Sealed: the list that the incoming person saw")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "record", "agency", "change_at", "opened_at", "outgoing_by", "outgoing_at", "incoming_by", "incoming_at"],
            INTERNAL),
        "outgoing_list": SEALED, "incoming_list": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Handovers between two shifts"
        constraints: ClassVar[Constraints] = [
            models.UniqueConstraint(
                fields=["agency"], condition=models.Q(incoming_at__isnull=True), name="clocks_handover_open_once",
                violation_error_message=_("A handover is open already."),
            ),
            models.CheckConstraint(
                condition=_together("outgoing_by", "outgoing_at"), name="clocks_handover_outgoing_at_a_time",
                violation_error_message=_("A person signs at a time."),
            ),
            models.CheckConstraint(
                condition=_together("incoming_by", "incoming_at"), name="clocks_handover_incoming_at_a_time",
                violation_error_message=_("A person signs at a time."),
            ),
            models.CheckConstraint(
                condition=models.Q(incoming_at__isnull=True) | models.Q(outgoing_at__isnull=False),
                name="clocks_handover_outgoing_first",
                violation_error_message=_("The outgoing shift signs first."),
            ),
            models.CheckConstraint(
                condition=models.Q(incoming_by__isnull=True) | ~models.Q(incoming_by=models.F("outgoing_by")),
                name="clocks_handover_two_persons",
                violation_error_message=_("Two different persons sign a handover."),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agency", "-change_at"], name="clocks_handover_agency")
        ]
