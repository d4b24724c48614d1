"""A decision at the triage desk and the case that opens with it, as one step of one person."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from takatuf.casework.actions import ChildFacts, start_case
from takatuf.casework.queries import CaseRow, case_head, cases_of_report
from takatuf.intake.queries import report_signals
from takatuf.kernel.actors import Actor
from takatuf.triage.actions import confirm_downgrade, decide, refuse_downgrade
from takatuf.triage.queries import suggested_level

OPEN_CASE = "open_case"
IN_FORCE = "in_force"
LEAST_URGENT_CASE = 4


@transaction.atomic
def decide_and_open(
    *,
    report_id: UUID,
    level: int,
    outcome: str,
    reason: str,
    by: Actor,
    at: datetime,
    kinds: Sequence[str] | None = None,
    closed_as: str = "",
) -> tuple[CaseRow | None, bool]:
    """Decide, and open the case when the decision says so and is in force.

    Returns the case, if one was opened, and whether the decision waits for a second person. Raises what `decide` and
    `start_case` raise.
    """
    decision = decide(
        report_id=report_id, level=level, outcome=outcome, reason=reason, kinds=kinds, closed_as=closed_as, by=by, at=at
    )  # fmt: skip
    if decision.state != IN_FORCE:
        return None, True
    return (_open(report_id, level, by, at) if outcome == OPEN_CASE else None), False


@transaction.atomic
def open_at_suggested_level(*, report_id: UUID, by: Actor, at: datetime) -> CaseRow:
    """Open a case at the level that the machine suggests: the person agrees, and its reasons are the reason.

    Raises what `decide` and `start_case` raise.
    """
    level = min(suggested_level(report_id, by=by), LEAST_URGENT_CASE)
    reason = _(
        "The level and the reasons are those that the system suggested; the person agreed and opened a case."
    )
    decide(report_id=report_id, level=level, outcome=OPEN_CASE, reason=reason, by=by, at=at)
    return _open(report_id, level, by, at)


@transaction.atomic
def second_look_and_open(*, report_id: UUID, confirmed: bool, by: Actor, at: datetime) -> CaseRow | None:
    """The second person's answer; a case opens where the confirmed decision says so.

    Raises what `confirm_downgrade`, `refuse_downgrade` and `start_case` raise.
    """
    if not confirmed:
        refuse_downgrade(report_id=report_id, by=by, at=at)
        return None
    decision = confirm_downgrade(report_id=report_id, by=by, at=at)
    return _open(report_id, decision.level, by, at) if decision.outcome == OPEN_CASE else None


def _open(report_id: UUID, level: int, by: Actor, at: datetime) -> CaseRow:
    """The case of this report: the one that a listener opened already, or a new one."""
    opened = cases_of_report(report_id, by=by)
    if opened:
        return opened[0]
    child = ChildFacts(age=report_signals(report_id, by=by).child_age)
    case = start_case(report_id=report_id, level=min(level, LEAST_URGENT_CASE), child=child, by=by, at=at)
    return case_head(case.pk, by=by)
