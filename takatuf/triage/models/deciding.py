"""What a person decided about a report; every decision is kept."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.secrecy import Secrecy
from takatuf.triage.models.rating import Rating
from takatuf.vault.models import SealedModel

INTERNAL, SEALED = Secrecy.INTERNAL, Secrecy.SEALED


class Outcome(models.TextChoices):
    """What happens to a report after the first review."""

    OPEN_CASE = "open_case", _("Open a case")
    REFER_ELSEWHERE = "refer_elsewhere", _("Pass on to another agency")
    INFORMATION = "information", _("Keep as information")
    CLOSE = "close", _("Close")


class DecisionState(models.TextChoices):
    """A decision that lowers the urgency waits for a second person."""

    PROPOSED = "proposed", _("Waits for a second person")
    IN_FORCE = "in_force", _("In force")
    REFUSED = "refused", _("Refused by the second person")
    REOPENED = "reopened", _("Reopened by a reviewer")
    OVERTAKEN = "overtaken", _("Overtaken: the reporter wrote afterwards that somebody is in danger")


class WhyClosed(models.TextChoices):
    """Why a report ends without action; the officer's own words stand beside it."""

    SAME_MATTER = "same_matter", _("The matter is in hand under another report or case")
    ACTED_ON = "acted_on", _("Those who can act have acted, and nothing is left to do")
    NO_CHILD = "no_child", _("No child is concerned")
    NOT_TRACEABLE = "not_traceable", _("Every way to find the child or the person was tried")
    OUTSIDE_TASK = "outside_task", _("It lies outside the task of this office, and was passed on")
    NOT_MEANT = "not_meant", _("Silent, a test or not meant seriously; listened to kindly")
    OTHER = "other", _("Another reason, in the words below")


def _stands() -> models.Q:
    return ~models.Q(state__in=[DecisionState.REFUSED, DecisionState.REOPENED, DecisionState.OVERTAKEN])


class TriageDecision(SealedModel):
    """What a person decided about a report, with the officer's own label and reason."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey("intake.Report", on_delete=models.PROTECT, related_name="+")
    rating = models.ForeignKey(
        Rating, on_delete=models.PROTECT, related_name="+", db_comment="What the machine had said"
    )
    level = models.SmallIntegerField()
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    closed_as = models.CharField(
        max_length=20, blank=True, db_comment="What the reporter is told when it ends here"
    )
    why_closed = models.CharField(
        max_length=20,
        blank=True,
        default="",
        choices=WhyClosed.choices,
        db_comment="Of the list, when it ends here",
    )
    kinds = ArrayField(
        models.CharField(max_length=30), db_comment="The officer's label; the reporter's stands in intake"
    )
    reason = models.BinaryField(db_comment="Sealed")
    state = models.CharField(max_length=10, choices=DecisionState.choices)
    decided_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    second_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    second_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "report": INTERNAL, "rating": INTERNAL, "level": INTERNAL, "outcome": INTERNAL,
        "closed_as": INTERNAL, "why_closed": INTERNAL, "kinds": INTERNAL, "reason": SEALED, "state": INTERNAL,
        "decided_by": INTERNAL, "decided_at": INTERNAL, "second_by": INTERNAL, "second_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "First decisions about reports; all are kept"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["report"], condition=_stands(), name="triage_one_decision",
                violation_error_message=_("This report has a decision already."),
            ),
            models.CheckConstraint(
                condition=models.Q(level__range=(1, 5)), name="triage_decision_level",
                violation_error_message=_("A level is a number from 1 to 5."),
            ),
            models.CheckConstraint(
                condition=models.Q(second_by__isnull=True) | ~models.Q(second_by=models.F("decided_by")),
                name="triage_two_persons",
                violation_error_message=_("The second person is another person."),
            ),
            models.CheckConstraint(
                condition=models.Q(second_by__isnull=True, second_at__isnull=True)
                | models.Q(second_by__isnull=False, second_at__isnull=False),
                name="triage_second_person_and_time",
                violation_error_message=_("A second person and the time belong together."),
            ),
            models.CheckConstraint(
                condition=models.Q(why_closed="")
                | models.Q(why_closed__in=WhyClosed.values, outcome__in=[Outcome.INFORMATION, Outcome.CLOSE]),
                name="triage_why_closed",
                violation_error_message=_("Only what ends here says of the list why it ends."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state=DecisionState.REFUSED) | models.Q(second_by__isnull=False),
                name="triage_refused_by_somebody",
                violation_error_message=_("Only a second person refuses a decision."),
            ),
        ]  # fmt: skip


class ReviewCause(models.TextChoices):
    """Why another person looks at an ending again."""

    DRAWN = "drawn", _("Drawn as a sample")
    FIRST_ONES = "first_ones", _("One of this person's first endings")
    FALSE_LOW = "false_low", _("Later found more urgent than it was decided")


class ReviewState(models.TextChoices):
    """How far the second look at an ending is."""

    OPEN = "open", _("Waits for a reviewer")
    AGREED = "agreed", _("The reviewer agrees")
    REOPENED = "reopened", _("The reviewer reopened it")
    LEARNED = "learned", _("Looked at, and what was learned is written down")


class ReviewItem(SealedModel):
    """A decision that another person looks at again."""

    record = models.ForeignKey("agencies.Record", on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey("intake.Report", on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(TriageDecision, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(
        "agencies.Worker", on_delete=models.PROTECT, related_name="+", db_comment="Whose decision it is"
    )
    cause = models.CharField(max_length=20, choices=ReviewCause.choices)
    found_level = models.SmallIntegerField(null=True, db_comment="The level that was found later")
    state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.OPEN)
    drawn_at = models.DateTimeField()
    reviewed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    reviewed_at = models.DateTimeField(null=True)
    reason = models.BinaryField(null=True, db_comment="Sealed: the reviewer's words")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "report": INTERNAL, "decision": INTERNAL, "agency": INTERNAL,
        "decided_by": INTERNAL, "cause": INTERNAL, "found_level": INTERNAL, "state": INTERNAL, "drawn_at": INTERNAL,
        "reviewed_by": INTERNAL, "reviewed_at": INTERNAL, "reason": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = (
            "Endings that another person looks at again: a keyed draw, and what was found more urgent later"
        )
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["agency", "drawn_at"], name="triage_review_open", condition=models.Q(state=ReviewState.OPEN)
            ),
        ]  # fmt: skip
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["decision", "cause"], name="triage_review_once",
                violation_error_message=_("This decision is looked at again already."),
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_by__isnull=True) | ~models.Q(reviewed_by=models.F("decided_by")),
                name="triage_review_by_another",
                violation_error_message=_("Nobody reviews their own decision."),
            ),
            models.CheckConstraint(
                condition=models.Q(state=ReviewState.OPEN, reviewed_by__isnull=True, reviewed_at__isnull=True)
                | (~models.Q(state=ReviewState.OPEN) & models.Q(reviewed_by__isnull=False, reviewed_at__isnull=False)),
                name="triage_review_done_by_somebody",
                violation_error_message=_("A second look that is done names who did it and when."),
            ),
        ]  # fmt: skip
