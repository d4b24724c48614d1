"""What happens when a decision of case work comes too late; a listener that the clockwork calls."""

from takatuf.agencies.scope import system_actor
from takatuf.casework.actions.lines import write_line
from takatuf.casework.models import Case
from takatuf.clocks.actions import notify
from takatuf.clocks.events import DeadlineMissed
from takatuf.clocks.models import DeadlineKind
from takatuf.kernel.errors import NotFound
from takatuf.ledger.actions import write

_OURS = frozenset({DeadlineKind.SAFETY_DECISION, DeadlineKind.REOPENING_ANSWER})


def tell_late(event: DeadlineMissed) -> None:
    """Tell the agency that owes a safety decision or an answer to a reopening, and write it into the chronology."""
    if event.kind not in _OURS:
        return
    by = system_actor("clockwork")
    case = Case.objects.filter(record_id=event.record_id).first()
    if case is None:
        raise NotFound("The case of this deadline is gone.")
    params: dict[str, str | int] = {"level": event.level, "deadline": event.kind, "code": case.code}
    write(
        "casework.escalated", about=case.record_id, by=by, at=event.at,
        content={"subject": event.subject_id, "kind": event.kind, "level": event.level, "agency": event.agency_id},
    )  # fmt: skip
    write_line(
        kind="casework_late", record_id=case.record_id, case_record_id=case.record_id, by=by, at=event.at,
        params={"level": event.level, "deadline": event.kind}, agency_id=event.agency_id,
    )  # fmt: skip
    notify(
        agency_id=event.agency_id,
        record_id=case.record_id,
        kind="casework_late",
        params=params,
        by=by,
        at=event.at,
    )
