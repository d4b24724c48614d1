"""Everything that changes a case."""

from takatuf.casework.actions.closing import (
    CannotClose,
    ClosureNotProposed,
    close_case,
    decline_closure,
    propose_closure,
    waive_social_side,
)
from takatuf.casework.actions.further_reports import add_report
from takatuf.casework.actions.lines import write_line
from takatuf.casework.actions.people import add_person, join_agency, set_suspect_status
from takatuf.casework.actions.second_looks import note_level_of_case
from takatuf.casework.actions.starting import ChildFacts, start_case
from takatuf.casework.actions.working import (
    ActionPlanned,
    approve_plan,
    do_plan_action,
    make_plan,
    record_assessment,
    record_review,
    record_visit,
)
from takatuf.casework.models import AssessmentKind, ClosureReason, ReviewDecision, SafeNow
from takatuf.casework.shared import SecondPersonNeeded

__all__ = [
    "ActionPlanned",
    "AssessmentKind",
    "CannotClose",
    "ChildFacts",
    "ClosureNotProposed",
    "ClosureReason",
    "ReviewDecision",
    "SafeNow",
    "SecondPersonNeeded",
    "add_report",
    "add_person",
    "approve_plan",
    "close_case",
    "decline_closure",
    "do_plan_action",
    "join_agency",
    "make_plan",
    "propose_closure",
    "note_level_of_case",
    "record_assessment",
    "record_review",
    "record_visit",
    "set_suspect_status",
    "start_case",
    "waive_social_side",
    "write_line",
]
