"""Many clocks that run out at once are raised together, and one that fails stands alone."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import RecordKind
from takatuf.agencies.queries import WorkerName
from takatuf.agencies.scope import system_scope
from takatuf.clocks.actions import check_deadlines, start_deadline
from takatuf.clocks.checking import check_batch
from takatuf.clocks.events import DeadlineMissed, DeadlinesMissed
from takatuf.clocks.models import Deadline, DeadlineKind
from takatuf.clocks.tasks import run_clockwork
from takatuf.kernel import events
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotFound, Refused
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import Entry, write, write_entries
from takatuf.ledger.models import LedgerEntry
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
AT = now().replace(microsecond=0)


class ListenerBroke(Refused):
    """Raised by this test's listener."""


@pytest.fixture
def listen(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Only this test's listeners hear of missed deadlines."""

    def to(
        *, many: list[Callable[[DeadlinesMissed], None]], one: list[Callable[[DeadlineMissed], None]]
    ) -> None:
        monkeypatch.setitem(events._listeners, DeadlinesMissed, many)
        monkeypatch.setitem(events._listeners, DeadlineMissed, one)

    return to


def start_many(officer: WorkerName, how_many: int) -> list[UUID]:
    """So many deadlines of an hour, each about a record of its own, the first due first."""
    subjects = [uuid7() for _ in range(how_many)]
    with acting(officer) as by:
        for place, subject in enumerate(subjects):
            record = uuid7()
            open_record(id=record, kind=RecordKind.CASE, lead=officer.agency.id, at=AT)
            start_deadline(
                record_id=record, subject_id=subject, kind=DeadlineKind.FIRST_REVIEW, agency_id=officer.agency.id,
                due_at=AT + timedelta(minutes=60, seconds=place), by=by, at=AT,
            )  # fmt: skip
    return subjects


def levels() -> dict[UUID, int]:
    return dict(Deadline.objects.using("keeper").values_list("subject_id", "missed_level"))


def test_a_batch_is_told_once_together_and_once_each(listen: Callable[..., None]) -> None:
    together: list[DeadlinesMissed] = []
    each: list[DeadlineMissed] = []
    listen(many=[together.append], one=[each.append])
    subjects = start_many(make_worker(make_agency()), 7)

    with system_scope("clockwork"):
        raised = check_deadlines(at=AT + timedelta(hours=1, minutes=1))

    assert raised == 7
    assert [event.subject_id for event in each] == subjects
    assert together == [DeadlinesMissed(tuple(each))]
    assert set(levels().values()) == {1}


def test_every_missed_level_has_a_line_as_one_alone_would(listen: Callable[..., None]) -> None:
    each: list[DeadlineMissed] = []
    listen(many=[], one=[each.append])
    officer = make_worker(make_agency())
    start_many(officer, 3)
    late = AT + timedelta(hours=9)

    run_clockwork(at=late)

    lines = {
        bytes(leaf)
        for leaf in LedgerEntry.objects.using("keeper")
        .filter(kind="deadline.missed")
        .values_list("leaf", flat=True)
    }
    with system_scope("clockwork") as by:
        alone = [
            write("deadline.missed", about=event.record_id, by=by, at=late, content={
                "deadline": event.deadline_id, "kind": event.kind, "level": event.level, "due_at": event.due_at.isoformat(),
            })
            for event in each
        ]  # fmt: skip
    again = {
        bytes(leaf)
        for leaf in LedgerEntry.objects.using("keeper").filter(pk__in=alone).values_list("leaf", flat=True)
    }
    assert len(each) == 9
    assert lines == again
    assert len(lines) == 9


def test_a_line_about_a_record_that_never_was_writes_none() -> None:
    with system_scope("clockwork") as by, pytest.raises(NotFound):
        write_entries([Entry("deadline.missed", uuid7(), {"level": 1})], by=by, at=AT)


def test_the_listener_that_fails_for_one_leaves_every_other_raised_once(listen: Callable[..., None]) -> None:
    heard: list[UUID] = []
    subjects = start_many(make_worker(make_agency()), 13)

    def break_on_two(event: DeadlinesMissed) -> None:
        if {subjects[4], subjects[9]} & {one.subject_id for one in event.missed}:
            raise ListenerBroke
        heard.extend(one.subject_id for one in event.missed)

    listen(many=[break_on_two], one=[])

    assert run_clockwork(at=AT + timedelta(hours=1, minutes=5)) == 11
    assert sorted(heard) == sorted(set(subjects) - {subjects[4], subjects[9]})
    assert [levels()[subject] for subject in (subjects[4], subjects[9])] == [0, 0]
    written = LedgerEntry.objects.using("keeper").filter(kind="deadline.missed").count()
    assert written == 11


def test_those_that_fail_again_and_again_do_not_hold_up_a_sweep(listen: Callable[..., None]) -> None:
    subjects = start_many(make_worker(make_agency()), 6)

    def break_on_the_first_three(event: DeadlinesMissed) -> None:
        if set(subjects[:3]) & {one.subject_id for one in event.missed}:
            raise ListenerBroke

    listen(many=[break_on_the_first_three], one=[])
    place, raised = None, 0
    while True:
        with system_scope("clockwork"):
            checked = check_batch(at=AT + timedelta(hours=1, minutes=5), after=place, most=2)
        raised += checked.raised
        if checked.last is None:
            break
        place = checked.last

    assert raised == 3
    assert [levels()[subject] for subject in subjects] == [0, 0, 0, 1, 1, 1]
