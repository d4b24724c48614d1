"""Campaigns and gatherings, what was answered there, reviews of advice, and the training of staff."""

from takatuf.awareness.models.campaigns import Campaign, CampaignState, Material, MaterialForm
from takatuf.awareness.models.forum import (
    ForumPaper,
    ForumSession,
    Motion,
    MotionState,
    Proposal,
    ProposalState,
    Vote,
    VoteCount,
)
from takatuf.awareness.models.gatherings import (
    AnswerCount,
    Attendance,
    Audience,
    Gathering,
    GatheringKind,
    Moment,
    Registration,
    RegistrationKind,
)
from takatuf.awareness.models.learning import AdviceReview, LessonDone

__all__ = [
    "AdviceReview", "AnswerCount", "Attendance", "Audience", "Campaign", "CampaignState", "ForumPaper", "ForumSession", "Gathering", "GatheringKind",
    "LessonDone", "Material", "MaterialForm", "Moment", "Motion", "MotionState", "Proposal", "ProposalState",
    "Registration", "RegistrationKind", "Vote", "VoteCount",
]  # fmt: skip
