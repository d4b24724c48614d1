"""How a case comes from stage to stage: by the order of the steps and by the country's rule file, each change kept."""

from datetime import datetime

from takatuf.casework.facts import facts_of_round
from takatuf.casework.guards import guards
from takatuf.casework.models import Case, StageChange
from takatuf.casework.rules import CaseStep, Stage, StepSkipped, next_stage
from takatuf.kernel.actors import Actor


def guarded_stage(*, case: Case, step: CaseStep, waived: bool = False) -> Stage:
    """The stage after this step, by the order of the steps and by the country's rule file.

    Raises StepSkipped, CaseIsClosed. A waiver by a named person stands for what the file asks before closing, too.
    """
    stage = next_stage(Stage(case.stage), step, waived=waived)
    rules = guards()
    if rules.needs.get(step) and not (waived and step is CaseStep.CLOSE):
        missing = rules.missing(step, facts_of_round(case))
        if missing:
            raise StepSkipped(step, missing)
    return stage


def advance(*, case: Case, step: CaseStep, by: Actor, at: datetime, waived: bool = False) -> None:
    """Bring the case to the stage after this step, and keep how it came there. Raises StepSkipped, CaseIsClosed."""
    set_stage(case=case, stage=guarded_stage(case=case, step=step, waived=waived), by=by, at=at)


def set_stage(*, case: Case, stage: Stage, by: Actor, at: datetime) -> None:
    """Put the case on a stage and keep the change; part of an action that asked the rules."""
    if stage == case.stage:
        return
    change = StageChange(
        record_id=case.record_id, round=case.round, from_stage=case.stage, to_stage=stage, changed_by_id=by.id, at=at
    )  # fmt: skip
    change.save(force_insert=True)
    case.stage = stage
    case.save(update_fields=["stage", "closed_at", "round", "reopened_at"])
