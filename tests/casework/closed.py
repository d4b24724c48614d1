"""Cases that were closed, for the tests of what comes after."""

from datetime import datetime, timedelta

from takatuf.casework.actions import close_case, waive_social_side
from takatuf.casework.models import Case, ClosureReason
from takatuf.jointwork.actions import LeftOpen, propose_to_close
from takatuf.jointwork.models import AtClosure
from takatuf.jointwork.queries import steps_of
from tests.casework.situations import AT, DAY, Country, started_case
from tests.factories import acting

LATE = AT + 40 * DAY
HOUR = timedelta(hours=1)


def propose(
    country: Country, case: Case, *, at: datetime = LATE, reason: ClosureReason = ClosureReason.MOVED_ON
) -> None:
    """Proposed by the caseworker; every step that is open goes on after closing."""
    with acting(country.caseworker) as by:
        open_steps = [row for row in steps_of(case.pk, by=by) if row.done_at is None]
        left = [LeftOpen(row.id, AtClosure.GOES_ON) for row in open_steps if not row.blocks_closure]
        propose_to_close(case_id=case.pk, reason=reason, outcome="ما تحقق", left=left, by=by, at=at)


def close(country: Country, case: Case, *, at: datetime = LATE) -> None:
    """Proposed by the caseworker, approved by the supervisor."""
    propose(country, case, at=at)
    with acting(country.supervisor) as by:
        close_case(case_id=case.pk, by=by, at=at)


def closed_case(country: Country) -> Case:
    """A case whose social side was waived, closed."""
    case = started_case(country, level=4)
    with acting(country.supervisor) as by:
        waive_social_side(case_id=case.pk, reason="سبب مكتوب", by=by, at=AT)
    close(country, case)
    return case
