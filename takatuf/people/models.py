"""Persons, and the identifiers by which a record can be recognised."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, PERSONAL, SEALED = Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED


class Sex(models.TextChoices):
    """As the papers say, or not known. It never enters a score (field/policy.md 8.2, guard 5)."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    UNKNOWN = "unknown", _("Not known")


class AgePrecision(models.TextChoices):
    """How well the age is known."""

    DOCUMENT = "document", _("From a document")
    STATED = "stated", _("As somebody said")
    ESTIMATED = "estimated", _("Estimated")
    UNKNOWN = "unknown", _("Not known")


class Person(SealedModel):
    """Somebody whom the agencies know. The role in a case is the case's to say, so a person has no kind."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(
        max_length=20, unique=True, db_comment="The name used on pages, so that the name itself stays shut"
    )
    name = models.BinaryField(null=True, db_comment="Sealed")
    sex = models.CharField(max_length=10, choices=Sex.choices, default=Sex.UNKNOWN)
    birth_year = models.SmallIntegerField(null=True)
    age_precision = models.CharField(
        max_length=10, choices=AgePrecision.choices, default=AgePrecision.UNKNOWN
    )
    notes = models.BinaryField(null=True, db_comment="Sealed")
    registered_at = models.DateTimeField()
    version = models.IntegerField(
        default=1, db_default=1, db_comment="Counts the changes; an edit names the one that it saw"
    )
    changed_at = models.DateTimeField(null=True, db_comment="Empty: never changed")
    changed_by = models.UUIDField(null=True, db_comment="The worker who changed it last")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "code": INTERNAL, "name": SEALED, "sex": PERSONAL, "birth_year": PERSONAL,
        "age_precision": PERSONAL, "notes": SEALED, "registered_at": INTERNAL,
        "version": INTERNAL, "changed_at": INTERNAL, "changed_by": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Children, caregivers, suspects and others whom a case concerns"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["record"], name="people_person_one_record",
                violation_error_message=_("A record stands for one person only."),
            ),
            models.CheckConstraint(
                condition=models.Q(birth_year__isnull=True) | models.Q(birth_year__range=(1900, 2200)),
                name="people_person_birth_year",
                violation_error_message=_("A year of birth lies between 1900 and 2200."),
            ),
            models.CheckConstraint(
                condition=models.Q(birth_year__isnull=False) | models.Q(age_precision=AgePrecision.UNKNOWN),
                name="people_person_age_or_unknown",
                violation_error_message=_("Where the age is not known, nothing says how well it is known."),
            ),
            models.CheckConstraint(
                condition=models.Q(changed_at__isnull=True, changed_by__isnull=True)
                | models.Q(changed_at__isnull=False, changed_by__isnull=False, version__gt=1),
                name="people_person_changed_by_and_at", violation_error_message=_("A change has a name, a time and a number."),
            ),
        ]  # fmt: skip


class Identifier(SealedModel):
    """An account, number or address that a record names; its token finds the same one elsewhere."""

    # Checked by statement (agencies.references), and found by the unique constraint, which begins with it.
    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    kind = models.CharField(
        max_length=20, db_comment="account, url, phone, email, ip, device, payment or hash"
    )
    platform = models.BinaryField(
        null=True, db_comment="Sealed: people write all sorts of things before the name"
    )
    whose = models.CharField(
        max_length=20, blank=True, db_comment="subject, child, recipient, linked; empty: not said"
    )
    value = models.BinaryField(db_comment="Sealed, as it was given")
    note = models.BinaryField(null=True, db_comment="Sealed")
    token = models.BinaryField(max_length=16, db_comment="Keyed hash of the one written form, 16 bytes")
    token_version = models.SmallIntegerField(db_comment="Which key made the token")
    recorded_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "kind": INTERNAL, "platform": SEALED, "whose": INTERNAL, "value": SEALED,
        "note": SEALED, "token": PERSONAL, "token_version": INTERNAL, "recorded_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Identifiers of records, found by keyed tokens"
        # A btree, because under row security only "=" on it is fast (design.md).
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["token"], name="people_identifier_token")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # The kind is part of what the token is made of; comparing it as words as well took half the time of a row.
            models.UniqueConstraint(
                fields=["record", "token"], name="people_identifier_once",
                violation_error_message=_("This record names this identifier already."),
            ),
        ]  # fmt: skip
