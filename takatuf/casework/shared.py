"""What the actions of casework share."""

from uuid import UUID

from takatuf.casework.models import Case
from takatuf.casework.rules import CaseStep, Stage, next_stage
from takatuf.kernel.errors import InvalidInput, NotFound, Refused


class SecondPersonNeeded(Refused):
    """Nobody approves their own work."""


def locked_case(case_id: UUID) -> Case:
    """The case, locked until the transaction ends. Raises NotFound, also for those who may only read it."""
    case = Case.objects.filter(pk=case_id).select_for_update().first()
    if case is None:
        raise NotFound("No such case.")
    return case


def advance(case: Case, step: CaseStep, *, waived: bool = False) -> None:
    """Bring the case to the stage after this step. Raises StepSkipped, CaseIsClosed."""
    stage = next_stage(Stage(case.stage), step, waived=waived)
    if stage != case.stage:
        case.stage = stage
        case.save(update_fields=["stage", *(["closed_at"] if stage is Stage.CLOSED else [])])


def needed(path: str, text: str) -> str:
    """The text, which may not be empty. Raises InvalidInput that names the field."""
    if not text.strip():
        raise InvalidInput(path, "empty")
    return text
