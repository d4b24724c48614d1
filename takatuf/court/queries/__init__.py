"""Facts of a case, submissions, the reading room of the court, and what stands against closing a case."""

from takatuf.court.queries.decided import HearingRow, OrderRow, RulingRow
from takatuf.court.queries.facts import FactRow, PositionRow, SourceRow, fact_rows, facts_of
from takatuf.court.queries.lists import SubmissionRow, reading_room, submissions
from takatuf.court.queries.opened import (
    PlacedRow,
    ReturnedRow,
    SubmissionView,
    court_objections,
    open_document,
    open_submission,
)

__all__ = [
    "FactRow",
    "HearingRow",
    "OrderRow",
    "PlacedRow",
    "PositionRow",
    "ReturnedRow",
    "RulingRow",
    "SourceRow",
    "SubmissionRow",
    "SubmissionView",
    "court_objections",
    "fact_rows",
    "facts_of",
    "open_document",
    "open_submission",
    "reading_room",
    "submissions",
]
