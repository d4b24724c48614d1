"""Agencies, users, workers; records, who has access, who looked."""

from typing import ClassVar

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.agencies.passwords import open_hash, seal_hash
from takatuf.agencies.rules import Role
from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy

PUBLIC, INTERNAL, PERSONAL, SEALED = Secrecy.PUBLIC, Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED


class Sector(models.TextChoices):
    """The government and private sectors that join hands."""

    HOTLINE = "hotline", _("National reporting centre")
    SOCIAL = "social", _("Social protection")
    POLICE = "police", _("Police")
    PROSECUTION = "prosecution", _("Public prosecution")
    HEALTH = "health", _("Health")
    EDUCATION = "education", _("Education")
    REGULATOR = "regulator", _("Communications regulator")
    TELECOM = "telecom", _("Telecommunications company")
    BANK = "bank", _("Bank or payment company")
    ASSOCIATION = "association", _("Association")
    COURT = "court", _("Court")
    COUNSEL = "counsel", _("Law office")
    MINISTRY = "ministry", _("Ministry")
    OTHER = "other", _("Other")


class RoleChoices(models.TextChoices):
    """The words for the roles; the values are those of `rules.Role`."""

    CALL_TAKER = Role.CALL_TAKER, _("Call-taker")
    TRIAGE_OFFICER = Role.TRIAGE_OFFICER, _("Triage officer")
    SHIFT_LEADER = Role.SHIFT_LEADER, _("Shift leader")
    CASEWORKER = Role.CASEWORKER, _("Caseworker")
    SUPERVISOR = Role.SUPERVISOR, _("Supervisor")
    DUTY_OFFICER = Role.DUTY_OFFICER, _("Duty officer")
    COURT_WRITER = Role.COURT_WRITER, _("Writer to the court")
    APPROVER = Role.APPROVER, _("Approver")
    JUDGE = Role.JUDGE, _("Judge")
    COURT_CLERK = Role.COURT_CLERK, _("Clerk of the court")
    PROSECUTOR = Role.PROSECUTOR, _("Prosecutor")
    COUNSEL = Role.COUNSEL, _("Counsel")
    DIRECTOR = Role.DIRECTOR, _("Director")
    ADMINISTRATOR = Role.ADMINISTRATOR, _("Administrator")
    AWARENESS_OFFICER = Role.AWARENESS_OFFICER, _("Awareness officer")


class User(AbstractUser):
    """A sign-in. Who the person is at work is the Worker's."""

    password = models.CharField(max_length=300, db_comment="Sealed to the name that it belongs to")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "password": SEALED, "last_login": INTERNAL, "is_superuser": INTERNAL, "groups": INTERNAL,
        "user_permissions": INTERNAL, "username": INTERNAL, "first_name": INTERNAL, "last_name": INTERNAL,
        "email": INTERNAL, "is_staff": INTERNAL, "is_active": INTERNAL, "date_joined": INTERNAL,
    }  # fmt: skip

    class Meta(AbstractUser.Meta):
        db_table_comment = "Sign-ins of staff"

    def set_password(self, raw_password: str | None) -> None:
        """Take a new password; what is stored is its hash, sealed to this name. The name is set before."""
        super().set_password(raw_password)
        self.password = seal_hash(self.password, username=self.username)

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the password. A hash that was not sealed for this name matches nothing."""

        def hash_anew(raw: str) -> None:
            self.set_password(raw)
            self._password = None  # a stronger hash of the same password is no change of it
            self.save(update_fields=["password"])

        return check_password(raw_password, open_hash(self.password, username=self.username), hash_anew)


class Agency(HouseModel):
    """An organisation with an inbox."""

    code = models.SlugField(unique=True, db_comment="Short stable code, for example riyadh-social")
    name_ar = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    sector = models.CharField(max_length=20, choices=Sector.choices)
    duty_contact = models.CharField(max_length=100, blank=True, db_comment="How the person on duty is rung")
    uses_system = models.BooleanField(
        default=True, db_comment="False: answers by one-time link, webhook or letter"
    )

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "code": PUBLIC, "name_ar": PUBLIC, "name_en": PUBLIC, "sector": PUBLIC, "duty_contact": INTERNAL,
        "uses_system": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Organisations that work together"


class Worker(HouseModel):
    """A person at work in one agency, in one role."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="worker")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="workers")
    role = models.CharField(max_length=20, choices=RoleChoices.choices)
    name_ar = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    hijri_first = models.BooleanField(
        default=False, db_comment="The own choice: the Hijri day first, then the Gregorian one"
    )
    arabic_digits = models.BooleanField(
        default=False, db_comment="The own choice: Arabic-Indic digits on the own pages in Arabic"
    )

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "user": INTERNAL, "agency": INTERNAL, "role": INTERNAL, "name_ar": INTERNAL, "name_en": INTERNAL,
        "is_active": INTERNAL, "hijri_first": INTERNAL, "arabic_digits": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Staff of the agencies"


class DutyNumber(HouseModel):
    """How a worker on duty is rung, or an agency without an account is called and written to; sealed."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(
        Worker, on_delete=models.PROTECT, related_name="+", null=True, db_comment="Empty: the agency itself"
    )
    phone = models.BinaryField(null=True, db_comment="Sealed")
    email = models.BinaryField(null=True, db_comment="Sealed")
    address = models.BinaryField(null=True, db_comment="Sealed; for printed letters")
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField(null=True, db_comment="The worker who wrote it; empty: a command")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "agency": INTERNAL, "worker": INTERNAL, "phone": SEALED, "email": SEALED, "address": SEALED,
        "changed_at": INTERNAL, "changed_by": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Sealed duty numbers"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["agency", "worker"], name="agencies_dutynumber_once", nulls_distinct=False,
                violation_error_message=_("There is a duty number already."),
            ),
        ]  # fmt: skip


class RecordKind(models.TextChoices):
    """What a record is about."""

    CALL = "call", _("Call")
    REPORT = "report", _("Report")
    CONTACT = "contact", _("Reporter's contact")
    MAILBOX = "mailbox", _("Reporter's mailbox")
    PERSON = "person", _("Person")
    CASE = "case", _("Case")
    REFERRAL = "referral", _("Referral")
    STEP = "step", _("Step of a joint work track")
    SUBMISSION = "submission", _("Submission")
    HANDOVER = "handover", _("Handover")
    MEETING = "meeting", _("Meeting")
    AGREEMENT = "agreement", _("Agreement")
    OPENING = "opening", _("Opening with a reason")
    LOCK = "lock", _("Lock of a case")
    WITNESS = "witness", _("Witness of the ledger")
    GATHERING = "gathering", _("Gathering")
    RECOMMENDATION = "recommendation", _("Recommendation")


class Record(HouseModel):
    """The thing that access, keys, deadlines, exhibits and disclosures refer to."""

    kind = models.CharField(max_length=20, choices=RecordKind.choices)
    opened_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {"id": INTERNAL, "kind": INTERNAL, "opened_at": INTERNAL}

    class Meta:
        db_table_comment = "Every report, person, case and submission has one record"


class Level(models.TextChoices):
    """How far an access goes; each level holds those before it."""

    CONTRIBUTE = "contribute", _("May add, not read")
    READ = "read", _("May read")
    WRITE = "write", _("May read and write")
    LEAD = "lead", _("Leads: may also share")


class Access(HouseModel):
    """An agency, or one worker of it, may reach a record. Written by narrow functions of the database only."""

    # Not constrained by row: `agencies.references` checks whole statements; the indexes below begin with these columns.
    record = models.ForeignKey(
        Record, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    worker = models.ForeignKey(
        Worker, on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False, db_index=False
    )
    level = models.CharField(max_length=10, choices=Level.choices)
    granted_at = models.DateTimeField()
    until = models.DateTimeField(null=True, db_comment="Empty: until it is withdrawn")
    paused = models.BooleanField(
        db_default=False, default=False, db_comment="Withheld by a guard of the record (agencies_guard)"
    )

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "agency": INTERNAL, "worker": INTERNAL, "level": INTERNAL,
        "granted_at": INTERNAL, "until": INTERNAL, "paused": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Who may reach which record"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["record", "agency", "worker"], name="agencies_access_once", nulls_distinct=False,
                violation_error_message=_("This agency already has access to this record."),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agency", "record"], name="agencies_access_agency_record"),
            models.Index(
                fields=["worker"], condition=models.Q(worker__isnull=False), name="agencies_access_worker"
            ),
            models.Index(fields=["agency"], condition=models.Q(paused=True), name="agencies_access_paused"),
        ]


class Disclosure(HouseModel):
    """Somebody looked at a record."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=60, db_comment="The query that opened it, for example open_case")
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "worker": INTERNAL, "agency": INTERNAL, "what": INTERNAL, "at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Everybody who looked is on record"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record", "at"], name="agencies_disclosure_record")
        ]


class ScopeToken(models.Model):
    """A sign-in's or a job's token, hashed; the application cannot read this table."""

    token_hash = models.BinaryField(primary_key=True)
    kind = models.CharField(max_length=10)
    actor_id = models.UUIDField()
    agency_id = models.UUIDField(null=True)
    purpose = models.CharField(max_length=40, blank=True)
    expires_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "token_hash": SEALED, "kind": INTERNAL, "actor_id": INTERNAL, "agency_id": INTERNAL, "purpose": INTERNAL,
        "expires_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Tokens that open a scope; only narrow functions read it"


class ScopeKey(models.Model):
    """The pads of the HMAC key with which the web and job processes prove that they may issue a token."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    inner_pad = models.BinaryField()
    outer_pad = models.BinaryField()

    secrecy: ClassVar[dict[str, Secrecy]] = {"id": INTERNAL, "inner_pad": SEALED, "outer_pad": SEALED}

    class Meta:
        db_table_comment = "Proof of who may issue scope tokens; no login may read it but the owner"


class SignInLimit(models.Model):
    """What the limits of sign-in remember for a while, under keyed hashes: no address and no name stands here."""

    key = models.CharField(primary_key=True, max_length=64, db_comment="Keyed hash of the limit's own key")
    value = models.JSONField()
    expires_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {"key": INTERNAL, "value": INTERNAL, "expires_at": INTERNAL}

    class Meta:
        db_table_comment = "Limits of sign-in, shared by all web processes"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["expires_at"], name="agencies_limit_expires")
        ]


class WorkDraft(HouseModel):
    """What a worker typed into a form of the desks and has not sent; only that worker reads it."""

    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+", db_index=False)
    page = models.CharField(max_length=300, db_comment="The address of the page, without its language")
    form = models.CharField(
        max_length=300, db_comment="The address to which the form is sent, without its language"
    )
    words = models.BinaryField(db_comment="Sealed: the fields and what was typed")
    saved_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "worker": INTERNAL, "page": INTERNAL, "form": INTERNAL, "words": SEALED, "saved_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Drafts of what staff type; erased when it is sent, and after 30 days"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["worker", "form"], name="agencies_workdraft_once",
                violation_error_message=_("What was typed into this form is kept already."),
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["saved_at"], name="agencies_workdraft_saved")
        ]


# Django finds the models of a room in its `models`.
from takatuf.agencies.knowing_models import Denial, DenialKind, Guard, Reach  # noqa: E402, F401
