"""What becomes of the steps that are open when a case is closed: nothing is left without a word, a name and an owner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.casework.actions import ClosureReason, hold_case, propose_closure
from takatuf.casework.events import CaseClosed
from takatuf.clocks.actions import notify
from takatuf.jointwork.actions.steps import locked_step, put_on_record, stop_step
from takatuf.jointwork.actions.tracks import acting
from takatuf.jointwork.models import AtClosure, Step
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput
from takatuf.ledger.actions import write

#: What a step gets as its word at closure: the entry, the line and the notice to its owner bear this name.
_TOLD: Mapping[str, str] = {AtClosure.GOES_ON: "step_goes_on", AtClosure.NOT_NEEDED: "step_not_needed"}


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """What becomes of one open step: it goes on after closing, or is not needed, with the reason."""

    step_id: UUID
    choice: str
    why: str = ""


@transaction.atomic
def propose_to_close(
    *, case_id: UUID, reason: ClosureReason, outcome: str, left: Sequence[LeftOpen], by: Actor, at: datetime
) -> None:
    """Propose that a case be closed, and say under one's own name what becomes of every step that is still open.

    The words count once another person approves the closure; a new proposal says them anew. Raises what `propose_closure`
    raises, StepDone for a step that ended meanwhile, NotFound for a step of another case, InvalidInput for a step that must
    be done first, an unknown choice, and a step that is not needed without a reason.
    """
    require(by, "case.review")
    case_record_id = hold_case(case_id=case_id)  # before its steps, as whoever closes it does
    words = {one.step_id: one for one in left}
    for step in _open_steps(case_record_id):
        _say(step, words.pop(step.pk, None), by, at)
    for step_id in words:
        locked_step(step_id=step_id)  # ended meanwhile, or never seen: both have their own refusal
        raise InvalidInput("step", "unknown_code")
    propose_closure(case_id=case_id, reason=reason, outcome=outcome, by=by, at=at)


def _open_steps(case_record_id: UUID) -> list[Step]:
    rows = Step.objects.filter(case_record_id=case_record_id, done_at__isnull=True)
    return [locked_step(step_id=id) for id in rows.order_by("pk").values_list("pk", flat=True)]


def _say(step: Step, word: LeftOpen | None, by: Actor, at: datetime) -> None:
    """Write what becomes of a step; what an earlier proposal said is gone, and the ledger remembers it."""
    columns = ["at_closure", "at_closure_why", "at_closure_by", "at_closure_at"]
    if word is None:
        if step.at_closure:
            step.at_closure, step.at_closure_why, step.at_closure_by_id, step.at_closure_at = (
                "",
                None,
                None,
                None,
            )
            step.save(update_fields=columns)
        return
    if word.choice not in AtClosure.values or step.blocks_closure:
        raise InvalidInput("step", "unknown_code")
    if word.choice == AtClosure.NOT_NEEDED and not word.why.strip():
        raise InvalidInput("why", "empty")
    step.at_closure, step.at_closure_why = word.choice, None
    step.at_closure_by_id, step.at_closure_at = by.id, at
    if word.why.strip():
        step.seal(at_closure_why=word.why)
    step.save(update_fields=columns)
    content = {"step": step.pk, "title": step.title, "choice": word.choice, "why": word.why}
    write("step.named", about=step.record_id, by=by, at=at, content=content)


def settle_open_steps(event: CaseClosed) -> None:
    """The case is closed: what is not needed ends, what goes on says so, and each owner is told."""
    by, at = acting(), event.at
    for step in _open_steps(event.record_id):
        if not step.at_closure:
            continue  # `open_joint_work` spoke against closing over it, so none is left; one that started just now goes on
        line, params = _TOLD[step.at_closure], {"agency": str(step.owner_id), "step": step.title}
        if step.at_closure == AtClosure.NOT_NEEDED:
            stop_step(step=step, by=by, at=at, line=line)
        else:
            put_on_record(step=step, line=line, by=by, at=at, content={"title": step.title}, params=params)
        if step.owner_id != by.agency:
            notify(agency_id=step.owner_id, record_id=step.record_id, kind=line, params=params, by=by, at=at)
