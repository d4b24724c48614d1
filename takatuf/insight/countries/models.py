"""Practices by country with their source and what was adopted; self-assessments over time. Nothing about a person."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy

PUBLIC, INTERNAL = Secrecy.PUBLIC, Secrecy.INTERNAL
Constraints = list[models.BaseConstraint]


class Adoption(models.TextChoices):
    """What this country made of a practice."""

    NOT_LOOKED_AT = "not_looked_at", _("Not looked at yet")
    CONSIDERED = "considered", _("Being considered")
    ADOPTED = "adopted", pgettext_lazy("a practice", "Adopted")
    ADAPTED = "adapted", _("Adopted in another form")
    LEFT = "left", _("Not suitable here")


class Practice(HouseModel):
    """What another country does, where that is written, and what was made of it here."""

    key = models.CharField(max_length=60, unique=True, db_comment="The same practice taken in twice is one")
    country = models.CharField(max_length=2, db_comment="ISO 3166 code")
    title_ar = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    text_ar = models.TextField()
    text_en = models.TextField()
    source = models.CharField(max_length=500, db_comment="Where it is written, for the reader to look up")
    checked = models.BooleanField(default=False, db_comment="A person has read the source itself")
    adoption = models.CharField(max_length=20, choices=Adoption.choices, default=Adoption.NOT_LOOKED_AT)
    adopted_note_ar = models.TextField(blank=True, db_comment="What was adopted, and how")
    adopted_note_en = models.TextField(blank=True)
    written_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "key", "country", "title_ar", "title_en", "text_ar", "text_en", "source", "checked", "adoption",
             "adopted_note_ar", "adopted_note_en", "written_at"], PUBLIC,
        ),
        "written_by": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Practices of other countries"
        constraints: ClassVar[Constraints] = [
            models.CheckConstraint(
                condition=~Q(source=""), name="insight_practice_source",
                violation_error_message=_("A practice says where it is written."),
            ),
            models.CheckConstraint(
                condition=~Q(adoption__in=["adopted", "adapted", "left"]) | (~Q(adopted_note_ar="") & ~Q(adopted_note_en="")),
                name="insight_practice_adopted_says_what",
                violation_error_message=_("What was adopted, or why it was not, is said in both languages."),
            ),
        ]  # fmt: skip


class SelfAssessment(HouseModel):
    """One look at all capabilities of the Model National Response; later ones stand beside it, none is changed."""

    assessed_on = models.DateField()
    names = models.JSONField(db_comment="Number -> name in each language, as they were called then")
    scores = models.JSONField(db_comment="Number -> phase 1-4 or null (not looked at), and a note")
    note = models.TextField(blank=True)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "assessed_on", "names", "scores", "note", "agency", "written_by", "written_at"], INTERNAL
    )

    class Meta:
        db_table_comment = "Self-assessments against the Model National Response"
        constraints: ClassVar[Constraints] = [
            models.UniqueConstraint(
                fields=["agency", "assessed_on"], name="insight_selfassessment_once",
                violation_error_message=_("This agency assessed itself on this day already."),
            ),
        ]  # fmt: skip


class CapabilityName(HouseModel):
    """A country's own name of a capability; where there is none, the file's stands."""

    number = models.PositiveSmallIntegerField(unique=True)
    name_ar = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    changed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "number", "name_ar", "name_en", "changed_by", "changed_at"], INTERNAL
    )

    class Meta:
        db_table_comment = "Names of capabilities that were changed"
        constraints: ClassVar[Constraints] = [
            models.CheckConstraint(
                condition=Q(number__range=(1, 21)), name="insight_capabilityname_number",
                violation_error_message=_("A capability is a number from 1 to 21."),
            ),
        ]  # fmt: skip
