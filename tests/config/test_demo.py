"""The demonstration country that `./run` shows: it loads into an empty house, once, and everybody finds their work there."""

from uuid import UUID

import pytest

from takatuf.agencies.models import Worker
from takatuf.agencies.scope import worker_scope
from takatuf.awareness.queries import campaigns, gatherings_of
from takatuf.casework.queries import cases_count
from takatuf.config.commands.demo import load_demo
from takatuf.court.queries import reading_room
from takatuf.court.waiting import submissions_awaiting
from takatuf.insight.ladder.queries import ladder_of
from takatuf.insight.training.queries import training_in_country
from takatuf.intake.calls.queries import callbacks_due, ended_calls, patterns
from takatuf.jointwork.agreements.queries import agreements
from takatuf.jointwork.meetings.queries import MeetingView, meetings, open_meeting
from takatuf.jointwork.queries import inbox, steps_of
from takatuf.kernel.clock import now
from takatuf.triage.queries import reports_awaiting_triage


def _as(username: str):  # type: ignore[no-untyped-def]
    return worker_scope(Worker.objects.get(user__username=username).pk)


def _the_team_met() -> None:
    """Signed minutes whose case is a number for who does not reach it, a meeting to come, and an agreement in force."""
    with _as("sara") as by:
        coming, past = meetings(by=by, at=now())
        ours = open_meeting(past[0].id, by=by, at=now())
        owed = [step.title for step in steps_of(case_id_of(ours), by=by)]
    with _as("faisal") as by:
        theirs = open_meeting(past[0].id, by=by, at=now())
        expected = {str(row.person): row.came for row in theirs.attendance if row.person}
    with _as("majed") as by:
        assert [row.state for row in agreements(by=by, at=now())] == ["in_force"]
    assert ([row.state for row in coming], [row.state for row in past]) == (["planned"], ["signed"])
    assert [len(place.item.decisions) for place in ours.agenda if place.item] == [2, 0]
    assert [place.item is None for place in theirs.agenda] == [True, False]
    assert sorted(expected.values()) == [False, True, True, True, True]
    assert owed.count("meeting_decision") == 2


def case_id_of(view: MeetingView) -> UUID:
    """The case on the agenda."""
    return next(place.item.case_id for place in view.agenda if place.item and place.item.case_id)


@pytest.mark.slow
def test_demonstration_loads_once_and_everybody_finds_work_there(
    house: None, capsys: pytest.CaptureFixture[str]
) -> None:
    load_demo(announce=True)
    load_demo(announce=True)

    with _as("noura") as by:
        assert reports_awaiting_triage(by=by, at=now())
    with _as("amal") as by:
        assert {row.pattern for row in patterns(by=by, at=now())} == {"silent", "often"}
        assert sorted(row.attempts for row in callbacks_due(by=by, at=now())) == [0, 1]
        assert all(row.due_at > now() for row in callbacks_due(by=by, at=now()))
        ended = {row.outcome for row in ended_calls(by=by, at=now(), most=9)}
        assert ended == {"report", "advice", "silent", "test", "repeated"}
    with _as("sara") as by:
        assert cases_count(by=by, most=100) == 1  # the other one went the whole way
    with _as("wafa") as by:
        assert cases_count(by=by, most=100) == 1
        assert [row.from_agency.code for row in inbox(by=by, at=now())] == ["social"]
    _the_team_met()
    with _as("judge") as by:
        assert [row.kind for row in reading_room(by=by, at=now())] == ["correction", "supplement", "main"]
    with _as("reem") as by:
        waiting = submissions_awaiting(["write", "file", "correct"], by=by)
        assert {step: len(rows) for step, rows in waiting.items()} == {"rewrite": 1, "file": 1}
    with _as("maha") as by:
        (campaign,) = campaigns(by=by)
        ladder = ladder_of(campaign.id, by=by)
        assert training_in_country(by=by) is not None
        kinds = {row.kind for row in gatherings_of(campaign.id, by=by)}
    assert ladder is not None
    assert ladder.reports == 25  # 23 reports carry the campaign's code, as rounded
    assert kinds == {"school_visit", "parents_evening", "forum"}
    said = capsys.readouterr().out
    assert said.count("Making the demonstration country") == 1
    assert all(f"  {name} " in said for name in ("noura", "judge", "director", "admin"))
