"""A decision at the triage desk and the case that opens with it, as one step of one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from takatuf.casework.actions import ChildFacts, add_report, start_case
from takatuf.casework.queries import CaseRow, case_head, cases_of_report
from takatuf.intake.queries import report_signals
from takatuf.kernel.actors import Actor
from takatuf.triage.actions import confirm_downgrade, decide, hold_reports, refuse_downgrade
from takatuf.triage.queries import suggested_level, worked_together

OPEN_CASE = "open_case"
IN_FORCE = "in_force"
LEAST_URGENT_CASE = 4


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a decision: the case if one was opened, whether the first report waits for a second person, how many."""

    case: CaseRow | None
    waits: bool
    reports: int


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
    why_closed: str = "",
    together: bool = False,
) -> Decided:
    """Decide, and open the case when the decision says so and is in force.

    With `together` the same decision is put on record for each report of the same matter that waits in this line: each has
    its own row, clock and reporter, and the case rests on all of them. Raises what `decide` and `start_case` raise.
    """
    report_ids = worked_together(report_id) if together else [report_id]
    hold_reports(report_ids=report_ids)
    if together:  # a colleague may have decided about one of them before they were held
        still = set(worked_together(report_id))
        report_ids = [each for each in report_ids if each == report_id or each in still]
    in_force: list[UUID] = []
    for each in report_ids:
        decision = decide(
            report_id=each, level=level, outcome=outcome, reason=reason, kinds=kinds, closed_as=closed_as,
            why_closed=why_closed, by=by, at=at,
        )  # fmt: skip
        if decision.state == IN_FORCE:
            in_force.append(each)
    case = _open_one(in_force, level, by, at) if outcome == OPEN_CASE and in_force else None
    return Decided(case, report_id not in in_force, len(report_ids))


def _open_one(report_ids: Sequence[UUID], level: int, by: Actor, at: datetime) -> CaseRow:
    """One case that rests on all of these reports."""
    case = _open(report_ids[0], level, by, at)
    for report_id in report_ids[1:]:
        add_report(case_id=case.id, report_id=report_id, by=by, at=at)
    return case


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
