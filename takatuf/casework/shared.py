"""What the actions of casework share."""

from uuid import UUID

from takatuf.casework.models import Case
from takatuf.kernel.errors import InvalidInput, NotFound, Refused


class SecondPersonNeeded(Refused):
    """Nobody approves their own work."""


def locked_case(case_id: UUID) -> Case:
    """The case, locked until the transaction ends. Raises NotFound, also for those who may only read it."""
    case = Case.objects.filter(pk=case_id).select_for_update().first()
    if case is None:
        raise NotFound("No such case.")
    return case


def hold_case(*, case_id: UUID) -> UUID:
    """Lock a case until the transaction ends, for a room above that goes on to change it; returns its record. Raises NotFound."""
    record_id: UUID = locked_case(case_id).record_id
    return record_id


def given(**texts: str) -> dict[str, str]:
    """Only what was written: an empty column means that nobody was heard."""
    return {column: text for column, text in texts.items() if text.strip()}


def needed(path: str, text: str) -> str:
    """The text, which may not be empty. Raises InvalidInput that names the field."""
    if not text.strip():
        raise InvalidInput(path, "empty")
    return text
