"""The demonstration shows a court at work: parties, an answered question, one that waits, a hearing to come."""

from datetime import timedelta
from pathlib import Path

import pytest

from takatuf.config.commands.journey.demo_court import before_the_court
from takatuf.config.commands.journey.walk import Walk
from takatuf.court.hearings import follow_up_of, hearings
from takatuf.court.parties import open_proceedings_of
from takatuf.kernel.clock import now
from tests.desks.situations import acting_as

pytestmark = pytest.mark.usefixtures("house")


def test_what_is_before_the_court_in_the_demonstration(tmp_path: Path) -> None:
    walk = Walk(tmp_path, None, starts_at=now() - timedelta(days=45), quiet=True)
    walk.all_steps()
    submission = walk.ids["submission"]

    before_the_court(submission)

    with acting_as("judge") as by:
        view = open_proceedings_of(submission, by=by, at=now())
        assert [party.kind for party in view.parties] == ["applicant", "prosecution", "defence"]
        assert [len(question.answers) for question in view.questions] == [1, 0]
        assert any(row.is_to_come(now()) for row in hearings(by=by, at=now()))
        assert len(follow_up_of(submission, by=by).measures) == 1
