"""Cases and what is done for the child."""

from takatuf.casework.models.cases import (
    Case,
    CaseAgency,
    CaseReport,
    CaseRole,
    ChronologyLine,
    Concern,
)
from takatuf.casework.models.depth import ConcernChange, FollowUp, Reopening, StageChange
from takatuf.casework.models.form_answers import FormAnswer
from takatuf.casework.models.kinds import (
    AgencyPart,
    AssessmentKind,
    ClosureReason,
    ConcernStatus,
    LinkBasis,
    LinkKind,
    Listened,
    PersonRole,
    ReopeningReason,
    ReviewDecision,
    SafeNow,
    SafetyChoice,
    StageChoices,
    SuspectStatus,
    Wellbeing,
)
from takatuf.casework.models.others import CaseLink, ExposedChild, SafetyDecision
from takatuf.casework.models.taken_over import TakenOverCase
from takatuf.casework.models.versions import EarlierText
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
    "CaseLink",
    "CaseReport",
    "CaseRole",
    "ChronologyLine",
    "Closure",
    "ClosureReason",
    "Concern",
    "ConcernChange",
    "ConcernStatus",
    "EarlierText",
    "ExposedChild",
    "FollowUp",
    "FormAnswer",
    "LinkBasis",
    "LinkKind",
    "Listened",
    "PersonRole",
    "Plan",
    "PlanAction",
    "Reopening",
    "ReopeningReason",
    "Review",
    "ReviewDecision",
    "SafeNow",
    "SafetyChoice",
    "SafetyDecision",
    "SocialWaiver",
    "StageChange",
    "StageChoices",
    "SuspectStatus",
    "TakenOverCase",
    "Visit",
    "Wellbeing",
]
