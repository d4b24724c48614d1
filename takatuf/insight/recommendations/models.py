"""Recommendations and their history. They speak of agencies and arrangements, never of a person or a case."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy

PUBLIC, INTERNAL = Secrecy.PUBLIC, Secrecy.INTERNAL
CAPABILITIES = 21
Constraints = list[models.BaseConstraint]


class RecommendationSource(models.TextChoices):
    """Where a recommendation comes from."""

    FORUM = "forum", _("A forum")
    FIGURES = "figures", _("The published figures")
    REVIEW = "review", _("A review")
    OTHER_COUNTRY = "other_country", _("Another country's practice")


class RecommendationState(models.TextChoices):
    """How far a recommendation is. Only what a person approved is published."""

    PROPOSED = "proposed", _("Proposed; waits for a person's approval")
    APPROVED = "approved", _("Approved and published")
    DECLINED = "declined", _("Declined")
    CLOSED = "closed", _("Closed with evidence")


_PUBLISHED = [RecommendationState.APPROVED, RecommendationState.CLOSED]


class Recommendation(HouseModel):
    """What should change, why, who owes it and by when."""

    code = models.CharField(max_length=20, unique=True, db_comment="T-YY-NNNNNN")
    key = models.CharField(max_length=120, unique=True, db_comment="The same proposal sent twice is one")
    source = models.CharField(max_length=20, choices=RecommendationSource.choices)
    source_note = models.CharField(
        max_length=300, blank=True, db_comment="Which forum, release, review or country"
    )
    draft_of_source = models.BooleanField(
        default=False, db_comment="The source itself called it a draft, opened for comment"
    )
    rule = models.CharField(
        max_length=40, blank=True, db_comment="The rule that proposed it; empty: a person"
    )
    capability = models.PositiveSmallIntegerField(null=True, db_comment="1-21 of the Model National Response")
    title_ar = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    text_ar = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    reason_ar = models.TextField(db_comment="Why, in words; from published numbers only")
    reason_en = models.TextField()
    state = models.CharField(
        max_length=20, choices=RecommendationState.choices, default=RecommendationState.PROPOSED
    )
    proposed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True, db_comment="Approved, and so published; or declined")
    decline_reason = models.TextField(blank=True)
    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", null=True,
        db_comment="Opened by who assigned it; the owner has access, for its clock",
    )  # fmt: skip
    owner = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+", null=True)
    assigned_by_agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", null=True
    )
    due_on = models.DateField(null=True, db_comment="The last day")
    escalation_level = models.PositiveSmallIntegerField(default=0)
    evidence = models.TextField(blank=True, db_comment="What shows that it was done; published")
    closed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        **dict.fromkeys(
            ["id", "code", "source", "source_note", "draft_of_source", "rule", "capability", "title_ar", "title_en",
             "text_ar", "text_en", "reason_ar", "reason_en", "state", "owner", "due_on", "decided_at", "closed_at",
             "evidence"], PUBLIC,
        ),
        **dict.fromkeys(
            ["key", "proposed_by", "proposed_at", "decided_by", "decline_reason", "record", "assigned_by_agency",
             "escalation_level", "closed_by"], INTERNAL,
        ),
    }  # fmt: skip

    class Meta:
        db_table_comment = "Recommendations; published once a person approved them"
        constraints: ClassVar[Constraints] = [
            models.CheckConstraint(
                condition=Q(capability__isnull=True) | Q(capability__range=(1, CAPABILITIES)),
                name="insight_recommendation_capability",
                violation_error_message=_("A capability is a number from 1 to 21."),
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state="proposed") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="insight_recommendation_decided",
                violation_error_message=_("A decision about a recommendation names who made it and when."),
            ),
            models.CheckConstraint(
                condition=(Q(state="declined") & ~Q(decline_reason="")) | (~Q(state="declined") & Q(decline_reason="")),
                name="insight_recommendation_declined_says_why",
                violation_error_message=_("A declined recommendation says why, and no other does."),
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True, due_on__isnull=True, record__isnull=True, assigned_by_agency__isnull=True)
                | Q(
                    owner__isnull=False, due_on__isnull=False, record__isnull=False, assigned_by_agency__isnull=False,
                    state__in=_PUBLISHED,
                ),
                name="insight_recommendation_owed",
                violation_error_message=_("An approved recommendation that somebody owes has an owner and a day."),
            ),
            models.CheckConstraint(
                condition=(Q(state="closed", closed_at__isnull=False, closed_by__isnull=False) & ~Q(evidence=""))
                | (~Q(state="closed") & Q(closed_at__isnull=True, closed_by__isnull=True)),
                name="insight_recommendation_closed_with_evidence",
                violation_error_message=_("A recommendation is closed with evidence, by a person, and no other way."),
            ),
        ]  # fmt: skip


class RecommendationEvent(HouseModel):
    """One thing that happened to a recommendation; nothing is taken back."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(
        max_length=20, db_comment="proposed, changed, approved, declined, assigned, overdue, noted, closed"
    )
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+", null=True)
    worker = models.ForeignKey(
        "agencies.Worker",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_comment="Empty: the clock",
    )
    note = models.TextField(blank=True)
    level = models.PositiveSmallIntegerField(default=0, db_comment="Of an escalation")
    at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "recommendation", "kind", "agency", "worker", "note", "level", "at"], INTERNAL
    )

    class Meta:
        db_table_comment = "History of recommendations"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["recommendation", "at"], name="insight_event_recommendation")
        ]
