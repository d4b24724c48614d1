"""Gatherings of a campaign: who said they come, how many came, and what was answered before and after, as counts."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.awareness.models.campaigns import Campaign
from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

PUBLIC, INTERNAL, PERSONAL, SEALED = Secrecy.PUBLIC, Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED


class GatheringKind(models.TextChoices):
    """What kind of meeting people come to."""

    SCHOOL_VISIT = "school_visit", _("School visit")
    PARENTS_EVENING = "parents_evening", _("Parents' evening")
    TRAINING = "training", _("Training of professionals")
    FORUM = "forum", _("Forum")
    OTHER = "other", _("Another gathering")


class Audience(models.TextChoices):
    """For whom it is."""

    CHILD = "child", _("Children")
    PARENT = "parent", _("Parents and carers")
    SCHOOL = "school", _("Schools and teachers")
    PROVIDER = "provider", _("Service providers")
    EVERYBODY = "everybody", _("Everybody")


class Moment(models.TextChoices):
    """When the short questions are asked; each is open only while the person who leads the gathering has opened it."""

    BEFORE = "before", _("Before")
    AFTER = "after", _("Afterwards")
    LATER = "later", _("Six months later")


class Gathering(HouseModel):
    """One meeting of a campaign, of one or several short sessions."""

    record = models.OneToOneField("agencies.Record", on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=6, unique=True, db_comment="Six signs, see rules.codes")
    kind = models.CharField(max_length=20, choices=GatheringKind.choices)
    audience = models.CharField(max_length=20, choices=Audience.choices)
    title_ar = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    place = models.CharField(max_length=200, blank=True, db_comment="Where; names nobody")
    starts_at = models.DateTimeField()
    lesson = models.CharField(max_length=30, blank=True, db_comment="Code of a lesson; empty: none is taught")
    sessions = models.PositiveSmallIntegerField(default=1)
    seats = models.PositiveIntegerField(null=True, db_comment="Empty: as many as come")
    is_listed = models.BooleanField(
        default=False, db_comment="Shown on the public page; a school visit is not"
    )
    asks = models.CharField(
        max_length=10,
        choices=Moment.choices,
        blank=True,
        db_comment="Which questions are open now; empty: none",
    )
    ended_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "campaign", "agency", "code", "kind", "audience", "title_ar", "title_en", "place", "starts_at", "lesson",
             "sessions", "seats", "is_listed", "asks", "ended_at"], PUBLIC,
        ),
        **dict.fromkeys(["record", "called_by", "called_at"], INTERNAL),
    }  # fmt: skip

    class Meta:
        db_table_comment = "Gatherings of campaigns"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(sessions__gte=1, sessions__lte=20), name="awareness_gathering_sessions",
                violation_error_message=_("A gathering has between 1 and 20 sessions."),
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=GatheringKind.SCHOOL_VISIT, is_listed=True), name="awareness_gathering_no_school_listed",
                violation_error_message=_("A visit to a school is never shown on the public page."),
            ),
        ]  # fmt: skip


class RegistrationKind(models.TextChoices):
    """Who comes. Children come as a group, counted, without a name."""

    PERSON = "person", _("A grown-up")
    CHILDREN = "children", _("A group of children with a teacher")


class Registration(SealedModel):
    """Somebody who said they come. Its id is derived from a code that is stored nowhere; a name is there only if given."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The gathering's record"
    )
    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=RegistrationKind.choices)
    people = models.PositiveIntegerField(default=1)
    name = models.BinaryField(null=True, db_comment="Sealed: for the certificate; empty: none was given")
    registered_at = models.DateTimeField()
    came = models.BooleanField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": PERSONAL, "record": INTERNAL, "gathering": INTERNAL, "kind": INTERNAL, "people": INTERNAL, "name": SEALED,
        "registered_at": INTERNAL, "came": PERSONAL, "withdrawn_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Registrations for gatherings"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(kind=RegistrationKind.CHILDREN) | models.Q(name__isnull=True),
                name="awareness_registration_no_child_named",
                violation_error_message=_("Children are registered as a group, never by name."),
            ),
            models.CheckConstraint(
                condition=models.Q(people__gte=1, people__lte=2000)
                & (models.Q(kind=RegistrationKind.CHILDREN) | models.Q(people=1)),
                name="awareness_registration_people",
                violation_error_message=_("One grown-up is one person; a group has between 1 and 2,000."),
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(name__isnull=True),
                name="awareness_registration_withdrawn_is_erased",
                violation_error_message=_("Who withdraws is forgotten by name."),
            ),
        ]  # fmt: skip


class Attendance(HouseModel):
    """How many came to one session; counted, never named."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The gathering's record"
    )
    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="+")
    session = models.PositiveSmallIntegerField()
    adults = models.PositiveIntegerField(default=0)
    children = models.PositiveIntegerField(default=0)
    counted_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    counted_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "gathering", "session", "adults", "children", "counted_by", "counted_at"], INTERNAL
    )

    class Meta:
        db_table_comment = "How many came to each session"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["gathering", "session"], name="awareness_attendance_once",
                violation_error_message=_("This session is counted already."),
            ),
        ]  # fmt: skip


class AnswerCount(HouseModel):
    """How often one answer was given to one question at one moment of a gathering: all that is kept of an answer."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The gathering's record"
    )
    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="+")
    moment = models.CharField(max_length=10, choices=Moment.choices)
    question = models.CharField(max_length=30)
    option = models.CharField(max_length=30)
    count = models.PositiveIntegerField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "gathering", "moment", "question", "option", "count"], INTERNAL
    )

    class Meta:
        db_table_comment = "Counts of anonymous answers"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["gathering", "moment", "question", "option"], name="awareness_answercount_once",
                violation_error_message=_("This answer has its count already."),
            ),
        ]  # fmt: skip
