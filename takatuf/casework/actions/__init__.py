"""Everything that changes a case."""

from takatuf.casework.actions.closing import (
    CannotClose,
    ClosureNotProposed,
    approve_waiver,
    close_case,
    decline_closure,
    propose_closure,
    waive_social_side,
)
from takatuf.casework.actions.concerns import AlreadySo, add_concern, judge_concern
from takatuf.casework.actions.exhibits import tell_of_custody, tell_of_exhibit
from takatuf.casework.actions.exposed import AlreadyNamed, decide_safety, name_exposed_child
from takatuf.casework.actions.following_up import FollowUpDone, record_follow_up
from takatuf.casework.actions.further_reports import add_report
from takatuf.casework.actions.late import tell_late
from takatuf.casework.actions.lines import write_line
from takatuf.casework.actions.linking import (
    AlreadyLinked,
    LinkStands,
    WeakLink,
    confirm_link,
    link_cases,
    undo_link,
)
from takatuf.casework.actions.people import add_person, join_agency, leave_agency, set_suspect_status
from takatuf.casework.actions.reopening import (
    ReopeningNotProposed,
    ReopeningProposed,
    approve_reopening,
    decline_reopening,
    propose_reopening,
)
from takatuf.casework.actions.second_looks import note_level_of_case
from takatuf.casework.actions.starting import ChildFacts, start_case
from takatuf.casework.actions.working import (
    ActionPlanned,
    approve_assessment,
    approve_plan,
    do_plan_action,
    make_plan,
    record_assessment,
    record_review,
    record_visit,
)
from takatuf.casework.models import (
    AssessmentKind,
    ClosureReason,
    ConcernStatus,
    LinkBasis,
    LinkKind,
    Listened,
    ReopeningReason,
    ReviewDecision,
    SafeNow,
    SafetyChoice,
    Wellbeing,
)
from takatuf.casework.shared import SecondPersonNeeded, hold_case

__all__ = [
    "AlreadyLinked",
    "AlreadyNamed",
    "AlreadySo",
    "ConcernStatus",
    "FollowUpDone",
    "LinkBasis",
    "LinkKind",
    "LinkStands",
    "Listened",
    "ReopeningNotProposed",
    "ReopeningProposed",
    "ReopeningReason",
    "SafetyChoice",
    "WeakLink",
    "Wellbeing",
    "add_concern",
    "approve_assessment",
    "approve_reopening",
    "approve_waiver",
    "confirm_link",
    "decide_safety",
    "decline_reopening",
    "judge_concern",
    "link_cases",
    "name_exposed_child",
    "propose_reopening",
    "record_follow_up",
    "tell_late",
    "tell_of_custody",
    "tell_of_exhibit",
    "undo_link",
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
    "hold_case",
    "join_agency",
    "leave_agency",
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
