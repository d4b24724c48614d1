"""Facts and their sources and positions; submissions; what the court holds and orders."""

from takatuf.court.models.facts import Fact, FactPosition, FactSource
from takatuf.court.models.marks import DocumentMark
from takatuf.court.models.proceedings import Hearing, Order, Ruling
from takatuf.court.models.submissions import Approval, Submission, SubmissionDocument, SubmissionFact

__all__ = [
    "Approval",
    "DocumentMark",
    "Fact",
    "FactPosition",
    "FactSource",
    "Hearing",
    "Order",
    "Ruling",
    "Submission",
    "SubmissionDocument",
    "SubmissionFact",
]
