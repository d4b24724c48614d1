"""Cases that were closed, for the tests of what comes after."""

from datetime import datetime, timedelta

from takatuf.casework.actions import close_case, propose_closure, waive_social_side
from takatuf.casework.models import Case, ClosureReason
from tests.casework.situations import AT, DAY, Country, started_case
from tests.factories import acting

LATE = AT + 40 * DAY
HOUR = timedelta(hours=1)


def close(country: Country, case: Case, *, at: datetime = LATE) -> None:
    """Proposed by the caseworker, approved by the supervisor."""
    with acting(country.caseworker) as by:
        propose_closure(case_id=case.pk, reason=ClosureReason.MOVED_ON, outcome="ما تحقق", by=by, at=at)
    with acting(country.supervisor) as by:
        close_case(case_id=case.pk, by=by, at=at)


def closed_case(country: Country) -> Case:
    """A case whose social side was waived, closed."""
    case = started_case(country, level=4)
    with acting(country.supervisor) as by:
        waive_social_side(case_id=case.pk, reason="سبب مكتوب", by=by, at=AT)
    close(country, case)
    return case
