"""The rooms wired as in the house, whatever else listens."""

import pytest

from takatuf.casework import events as casework_events
from takatuf.casework.events import CaseClosed, CaseStarted
from takatuf.clocks.events import DeadlineMissed, DeadlinesMissed, DeadlinesNear
from takatuf.jointwork.actions import (
    draft_letter,
    escalate_question,
    escalate_referrals,
    escalate_steps,
    remind_of_limits,
    settle_open_steps,
    start_follow_up,
    start_tracks,
)
from takatuf.jointwork.objections import open_joint_work
from takatuf.kernel import events

WIRES = {
    CaseStarted: [start_tracks],
    CaseClosed: [settle_open_steps, start_follow_up],
    DeadlinesMissed: [escalate_referrals, escalate_steps],
    DeadlinesNear: [remind_of_limits],
    DeadlineMissed: [escalate_question, draft_letter],
}


@pytest.fixture
def wired(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only jointwork listens, to all that it listens to in the house."""
    for kind, listeners in WIRES.items():
        monkeypatch.setitem(events._listeners, kind, list(listeners))
    monkeypatch.setattr("takatuf.casework.actions.closing.closure_objections", [open_joint_work])
    monkeypatch.setattr(casework_events, "closure_objections", [open_joint_work])
