"""Cases for those who read them."""

from takatuf.casework.queries.lists import CaseRow, case_head, case_heads, cases, cases_by_record
from takatuf.casework.queries.social import social_items, social_side_of
from takatuf.casework.queries.views import (
    AssessmentRow,
    CaseView,
    ClosureRow,
    ConcernRow,
    MemberRow,
    PlanActionRow,
    PlanRow,
    ReviewRow,
    RoleRow,
    VisitRow,
    WaiverRow,
    chronology,
    concerns_of,
    open_case,
    people_of,
    report_records_of,
)

__all__ = [
    "AssessmentRow",
    "CaseRow",
    "CaseView",
    "ClosureRow",
    "ConcernRow",
    "MemberRow",
    "PlanActionRow",
    "PlanRow",
    "ReviewRow",
    "RoleRow",
    "VisitRow",
    "WaiverRow",
    "case_head",
    "case_heads",
    "cases",
    "cases_by_record",
    "chronology",
    "concerns_of",
    "open_case",
    "people_of",
    "report_records_of",
    "social_items",
    "social_side_of",
]
