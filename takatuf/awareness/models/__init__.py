"""Campaigns and gatherings, what was answered there, reviews of advice, and the training of staff."""

from takatuf.awareness.models.campaigns import Campaign, CampaignState, Material, MaterialForm
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
    "AdviceReview", "AnswerCount", "Attendance", "Audience", "Campaign", "CampaignState", "Gathering", "GatheringKind",
    "LessonDone", "Material", "MaterialForm", "Moment", "Registration", "RegistrationKind",
]  # fmt: skip
