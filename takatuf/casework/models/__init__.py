"""Cases and what is done for the child."""

from takatuf.casework.models.cases import (
    Case,
    CaseAgency,
    CaseReport,
    CaseRole,
    ChronologyLine,
    Concern,
)
from takatuf.casework.models.kinds import (
    AgencyPart,
    AssessmentKind,
    ClosureReason,
    ConcernStatus,
    PersonRole,
    ReviewDecision,
    SafeNow,
    StageChoices,
    SuspectStatus,
)
from takatuf.casework.models.work import (
    Assessment,
    Closure,
    Plan,
    PlanAction,
    Review,
    SocialWaiver,
    Visit,
)

__all__ = [
    "AgencyPart",
    "Assessment",
    "AssessmentKind",
    "Case",
    "CaseAgency",
    "CaseReport",
    "CaseRole",
    "ChronologyLine",
    "Closure",
    "ClosureReason",
    "Concern",
    "ConcernStatus",
    "PersonRole",
    "Plan",
    "PlanAction",
    "Review",
    "ReviewDecision",
    "SafeNow",
    "SocialWaiver",
    "StageChoices",
    "SuspectStatus",
    "Visit",
]
