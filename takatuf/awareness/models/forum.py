"""A gathering in the mode of a forum: sessions, papers, proposals of the public, draft recommendations and their votes."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.awareness.models.gatherings import Gathering
from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

PUBLIC, INTERNAL, PERSONAL, SEALED = Secrecy.PUBLIC, Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED


class ForumSession(HouseModel):
    """One session of a forum."""

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    title_ar = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    chair = models.CharField(max_length=200, blank=True, db_comment="Who chairs it, as the programme says")
    starts_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "gathering", "agency", "title_ar", "title_en", "chair", "starts_at"], PUBLIC
    )

    class Meta:
        db_table_comment = "Sessions of forums"


class ForumPaper(HouseModel):
    """A paper of a session: its title, its author as printed, and an abstract."""

    session = models.ForeignKey(ForumSession, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    author = models.CharField(max_length=200)
    abstract = models.TextField()
    added_at = models.DateTimeField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "session", "agency", "title", "author", "abstract", "added_at"], PUBLIC
    )

    class Meta:
        db_table_comment = "Papers of forums"


class MotionState(models.TextChoices):
    """How far a draft recommendation of a forum is."""

    DRAFT = "draft", _("Draft, open for comment")
    VOTING = "voting", _("Put to the vote")
    ADOPTED = "adopted", _("Adopted")
    NOT_ADOPTED = "not_adopted", _("Not adopted")


class Motion(HouseModel):
    """A draft recommendation: commented on by the public, voted on by those who registered, then published."""

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    title_ar = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    reason_ar = models.CharField(max_length=1000)
    reason_en = models.CharField(max_length=1000)
    state = models.CharField(max_length=20, choices=MotionState.choices, default=MotionState.DRAFT)
    written_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    votes_for = models.PositiveIntegerField(null=True, db_comment="Counted when the vote closed")
    votes_against = models.PositiveIntegerField(null=True)
    handed_on = models.UUIDField(null=True, db_comment="The recommendation it became, as a plain value")

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "gathering", "agency", "title_ar", "title_en", "reason_ar", "reason_en", "state", "written_at", "decided_at",
         "votes_for", "votes_against", "handed_on"], PUBLIC,
    )  # fmt: skip

    class Meta:
        db_table_comment = "Draft recommendations of forums"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[MotionState.ADOPTED, MotionState.NOT_ADOPTED], decided_at__isnull=False, votes_for__isnull=False,
                    votes_against__isnull=False,
                )
                | models.Q(
                    state__in=[MotionState.DRAFT, MotionState.VOTING], decided_at__isnull=True, votes_for__isnull=True,
                    votes_against__isnull=True,
                ),
                name="awareness_motion_decided_is_counted",
                violation_error_message=_("A decided recommendation says when and by how many votes, and an open one does not."),
            ),
        ]  # fmt: skip


class ProposalState(models.TextChoices):
    """What a person decided about a proposal of the public."""

    WAITING = "waiting", _("Waits to be read")
    PUBLISHED = "published", _("Published")
    LEFT_OUT = "left_out", _("Left out")


class Proposal(SealedModel):
    """What somebody of the public proposed or remarked, without a name; sealed until a person has read it."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The gathering's record"
    )
    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="+")
    motion = models.ForeignKey(
        Motion,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_comment="On which it remarks; empty: a proposal of its own",
    )
    text = models.BinaryField(null=True, db_comment="Sealed; erased when it is left out")
    published = models.TextField(blank=True, db_comment="The words as a person released them")
    state = models.CharField(max_length=20, choices=ProposalState.choices, default=ProposalState.WAITING)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "gathering": INTERNAL, "motion": INTERNAL, "text": SEALED, "published": PUBLIC,
        "state": INTERNAL, "sent_at": INTERNAL, "read_at": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Proposals and remarks of the public"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state=ProposalState.PUBLISHED) & ~models.Q(published="")
                | ~models.Q(state=ProposalState.PUBLISHED) & models.Q(published=""),
                name="awareness_proposal_published_has_words",
                violation_error_message=_("What is published has its words, and what is not has none."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ProposalState.LEFT_OUT) | models.Q(text__isnull=True),
                name="awareness_proposal_left_out_is_erased",
                violation_error_message=_("What is left out is erased."),
            ),
        ]  # fmt: skip


class Vote(HouseModel):
    """That a participant has voted, never how. The id is derived from the voter's registration, so that nobody votes twice."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The gathering's record"
    )
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="+")

    secrecy: ClassVar[dict[str, Secrecy]] = {"id": PERSONAL, "record": INTERNAL, "motion": INTERNAL}

    class Meta:
        db_table_comment = "Who has voted on a draft recommendation; how is kept nowhere"


class VoteCount(HouseModel):
    """How many voted for a draft, or against it: all that is kept of a vote's choice."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The gathering's record"
    )
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="+")
    is_for = models.BooleanField()
    count = models.PositiveIntegerField()

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "motion", "is_for", "count"], INTERNAL
    )

    class Meta:
        db_table_comment = "Counts of secret votes"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["motion", "is_for"], name="awareness_votecount_once",
                violation_error_message=_("This choice has its count already."),
            ),
        ]  # fmt: skip
