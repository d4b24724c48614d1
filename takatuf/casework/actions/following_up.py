"""Asking after the child once the case is closed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.casework.actions.lines import told
from takatuf.casework.actions.reopening import put_reopening, waiting_reopening
from takatuf.casework.bound_work import follow_up_content
from takatuf.casework.events import FollowUpRecorded
from takatuf.casework.guards import guards
from takatuf.casework.models import FollowUp, Listened, ReopeningReason, SafeNow, Wellbeing
from takatuf.casework.rules import Stage, opened_again
from takatuf.casework.shared import given, locked_case, needed
from takatuf.clocks.queries import agency_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, Refused
from takatuf.kernel.events import publish


class FollowUpDone(Refused):
    """This follow-up of this closure was recorded before."""


@transaction.atomic
def record_follow_up(
    *,
    case_id: UUID,
    after_days: int | None,
    child_seen: bool,
    child_seen_alone: bool,
    safe_now: SafeNow,
    wellbeing: Wellbeing,
    found: str,
    not_alone_reason: str = "",
    child_view: str = "",
    listened: Listened = Listened.NOT_ASKED,
    by: Actor,
    at: datetime,
) -> FollowUp:
    """Record what a follow-up after closure found; a child who is not well, or not safe, is proposed for reopening at once.

    `after_days` is a follow-up of the rule file, or None for one more. Publishes FollowUpRecorded. Raises NotAllowed,
    NotFound, CaseIsOpen, FollowUpDone, and InvalidInput for a follow-up that no rule has, a missing `found`, a child not
    seen alone without a reason, and an answer of a child who was not seen.
    """
    require(by, "case.visit")
    case = locked_case(case_id)
    opened_again(Stage(case.stage))  # refuses an open case: its visits are visits
    step = _step_of(after_days)
    if child_seen_alone and not child_seen:
        raise InvalidInput("child_seen_alone", "seen_alone_is_seen")
    if listened != Listened.NOT_ASKED and not child_seen:
        raise InvalidInput("listened", "not_seen")
    if not child_seen_alone:
        needed("not_alone_reason", not_alone_reason)
    same = FollowUp.objects.filter(record_id=case.record_id, round=case.round, after_days=after_days)
    if after_days is not None and same.exists():
        raise FollowUpDone("This follow-up was recorded before.")
    row = FollowUp(
        record_id=case.record_id, round=case.round, after_days=after_days, child_seen=child_seen,
        child_seen_alone=child_seen_alone, safe_now=safe_now, wellbeing=wellbeing, listened=listened,
        agency_id=agency_of(by), made_by_id=by.id, at=at,
    )  # fmt: skip
    row.seal(found=needed("found", found))
    row.seal(**given(not_alone_reason=not_alone_reason, child_view=child_view))
    row.save(force_insert=True)
    told(case=case, entry="follow_up.recorded", line="follow_up_recorded", by=by, at=at,
        params={"wellbeing": wellbeing, "safe_now": safe_now},
        content=follow_up_content(row),
    )  # fmt: skip
    publish(FollowUpRecorded(case_id=case.pk, record_id=case.record_id, step=step, by=by.id, at=at))
    if (wellbeing == Wellbeing.NOT_WELL or safe_now == SafeNow.NO) and waiting_reopening(case=case) is None:
        put_reopening(case=case, reason=ReopeningReason.NOT_WELL, why=found, follow_up=row, by=by, at=at)
    return row


def _step_of(after_days: int | None) -> str:
    if after_days is None:
        return ""
    steps = {rule.days: rule.step for rule in guards().follow_ups}
    if after_days not in steps:
        raise InvalidInput("after_days", "unknown_code")
    return steps[after_days]
