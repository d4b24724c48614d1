"""One listener that fails must not silence the clocks of everybody else."""

from datetime import timedelta

import pytest

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import RecordKind
from takatuf.agencies.scope import system_scope
from takatuf.clocks.actions import check_deadlines, start_deadline
from takatuf.clocks.events import DeadlineMissed
from takatuf.clocks.models import Deadline, DeadlineKind
from takatuf.kernel import events
from takatuf.kernel.clock import now
from takatuf.kernel.errors import Refused
from takatuf.kernel.ids import uuid7
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")


class ListenerBroke(Refused):
    """Raised by this test's listener."""


def test_a_deadline_whose_listener_fails_leaves_the_others_told(monkeypatch: pytest.MonkeyPatch) -> None:
    at = now()
    subjects = [uuid7() for _ in range(3)]
    with acting(make_worker(make_agency())) as by:
        record = uuid7()
        open_record(id=record, kind=RecordKind.CASE, lead=by.agency, at=at)
        assert by.agency is not None
        for subject in subjects:
            start_deadline(
                record_id=record, subject_id=subject, kind=DeadlineKind.FIRST_REVIEW, agency_id=by.agency,
                due_at=at + timedelta(hours=1), by=by, at=at,
            )  # fmt: skip

    def break_on_the_first(event: DeadlineMissed) -> None:
        if event.subject_id == subjects[0]:
            raise ListenerBroke

    monkeypatch.setitem(events._listeners, DeadlineMissed, [break_on_the_first])
    with system_scope("clockwork"):
        raised = check_deadlines(at=at + timedelta(minutes=61))

    assert raised == 2
    levels = dict(Deadline.objects.using("keeper").values_list("subject_id", "missed_level"))
    assert [levels[subject] for subject in subjects] == [0, 1, 1]
