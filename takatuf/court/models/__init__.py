"""Facts and their sources and positions; submissions; parties and questions; what the court holds and orders."""

from takatuf.court.models.buildings import Building
from takatuf.court.models.facts import Fact, FactPosition, FactSource
from takatuf.court.models.follow_up import (
    Appeal,
    Compliance,
    HearingAttendance,
    HearingOutcome,
    OrderVariation,
    ProtectiveMeasure,
    SubmissionReturn,
)
from takatuf.court.models.identity import CourtKey, IdentityKey
from takatuf.court.models.links import LinkReview
from takatuf.court.models.marks import DocumentMark
from takatuf.court.models.parties import Answer, CourtParty, Proceedings, Question, QuestionAsked, Service
from takatuf.court.models.proceedings import Hearing, Order, Ruling
from takatuf.court.models.stamps import DocumentStamp
from takatuf.court.models.submissions import Approval, Submission, SubmissionDocument, SubmissionFact

__all__ = [
    "Answer",
    "Appeal",
    "Approval",
    "Compliance",
    "CourtParty",
    "Building",
    "CourtKey",
    "DocumentMark",
    "DocumentStamp",
    "Fact",
    "FactPosition",
    "FactSource",
    "Hearing",
    "HearingAttendance",
    "HearingOutcome",
    "LinkReview",
    "IdentityKey",
    "Order",
    "OrderVariation",
    "Proceedings",
    "ProtectiveMeasure",
    "Question",
    "QuestionAsked",
    "Ruling",
    "Service",
    "Submission",
    "SubmissionDocument",
    "SubmissionFact",
    "SubmissionReturn",
]
