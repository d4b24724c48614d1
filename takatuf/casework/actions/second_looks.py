"""What a case says about the decision that it came from."""

from takatuf.casework.events import CaseStarted
from takatuf.triage.actions import note_false_low


def note_level_of_case(event: CaseStarted) -> None:
    """Listener to CaseStarted: a case of Level 1 or 2 from a report that was decided lower is looked at again."""
    note_false_low(report_id=event.report_id, found_level=event.level, at=event.at)
