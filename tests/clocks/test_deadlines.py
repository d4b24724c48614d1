"""Clocks in the database: who sees them, and how silence rises level by level."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections, transaction

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import RecordKind
from takatuf.agencies.queries import WorkerName
from takatuf.agencies.scope import system_scope
from takatuf.clocks.actions import (
    ClockRunning,
    NoClock,
    check_deadlines,
    meet_deadline,
    move_deadline,
    notify,
    put_notice_away,
    start_deadline,
)
from takatuf.clocks.events import DeadlineMissed, DeadlinesMissed
from takatuf.clocks.models import Deadline, DeadlineKind, Notice
from takatuf.clocks.queries import deadlines_of, open_deadlines, unread_notices
from takatuf.clocks.tasks import run_clockwork
from takatuf.kernel import events
from takatuf.kernel.errors import NotFound
from takatuf.kernel.ids import uuid7
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
AT = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def officer() -> WorkerName:
    return make_worker(make_agency())


@pytest.fixture
def missed(monkeypatch: pytest.MonkeyPatch) -> list[DeadlineMissed]:
    """What was published, by a listener of the test's own."""
    heard: list[DeadlineMissed] = []
    monkeypatch.setitem(events._listeners, DeadlineMissed, [heard.append])
    monkeypatch.setitem(events._listeners, DeadlinesMissed, [])
    return heard


def start(officer: WorkerName, *, due_in: timedelta = 4 * HOUR, kind: str = DeadlineKind.STEP) -> UUID:
    subject = uuid7()
    with acting(officer) as by:
        record = uuid7()
        open_record(id=record, kind=RecordKind.CASE, lead=officer.agency.id, at=AT)
        start_deadline(
            record_id=record,
            subject_id=subject,
            kind=kind,
            agency_id=officer.agency.id,
            due_at=AT + due_in,
            by=by,
            at=AT,
        )
    return subject


def check(at: datetime) -> int:
    with system_scope("clockwork"):
        return check_deadlines(at=at)


def test_a_deadline_is_owed_by_its_agency_until_it_is_met(officer: WorkerName) -> None:
    subject = start(officer)

    with acting(officer) as by:
        owed = open_deadlines(by=by)
        meet_deadline(subject_id=subject, kind=DeadlineKind.STEP, by=by, at=AT + HOUR)
        left = open_deadlines(by=by)
        known = deadlines_of(owed[0].record_id, by=by)

    assert [row.subject_id for row in owed] == [subject]
    assert left == []
    assert known[0].met_at == AT + HOUR
    assert not known[0].late_at(AT + 9 * HOUR)


def test_one_clock_of_a_kind_runs_for_a_subject(officer: WorkerName) -> None:
    subject = start(officer)

    with acting(officer) as by, pytest.raises(ClockRunning):
        start_deadline(
            record_id=open_deadlines(by=by)[0].record_id, subject_id=subject, kind=DeadlineKind.STEP,
            agency_id=officer.agency.id, due_at=AT + HOUR, by=by, at=AT,
        )  # fmt: skip


def test_a_clock_that_does_not_run_cannot_be_met(officer: WorkerName) -> None:
    with acting(officer) as by, pytest.raises(NoClock):
        meet_deadline(subject_id=uuid7(), kind=DeadlineKind.STEP, by=by, at=AT)


def test_nothing_is_missed_before_its_time(officer: WorkerName, missed: list[DeadlineMissed]) -> None:
    start(officer)

    assert check(AT + 3 * HOUR) == 0
    assert missed == []


def test_silence_rises_once_for_each_level(officer: WorkerName, missed: list[DeadlineMissed]) -> None:
    start(officer)

    counts = [check(AT + timedelta(hours=hours)) for hours in (4, 4, 5, 6, 6, 8, 100)]

    assert counts == [1, 0, 0, 1, 0, 1, 0]
    assert [event.level for event in missed] == [1, 2, 3]


def test_a_sleeping_clockwork_tells_every_level_when_it_wakes(
    officer: WorkerName, missed: list[DeadlineMissed]
) -> None:
    start(officer)

    assert check(AT + 100 * HOUR) == 3
    assert [event.level for event in missed] == [1, 2, 3]


def test_a_met_deadline_is_not_missed(officer: WorkerName, missed: list[DeadlineMissed]) -> None:
    subject = start(officer)

    with acting(officer) as by:
        meet_deadline(subject_id=subject, kind=DeadlineKind.STEP, by=by, at=AT + HOUR)

    assert check(AT + 100 * HOUR) == 0
    assert missed == []


def test_a_moved_deadline_is_checked_at_its_new_end(
    officer: WorkerName, missed: list[DeadlineMissed]
) -> None:
    subject = start(officer)

    with acting(officer) as by:
        move_deadline(subject_id=subject, kind=DeadlineKind.STEP, due_at=AT + HOUR, by=by, at=AT)

    assert check(AT + HOUR) == 1


def test_two_workers_of_the_clockwork_raise_each_level_once(
    officer: WorkerName, missed: list[DeadlineMissed]
) -> None:
    for _ in range(20):
        start(officer)
    barrier = threading.Barrier(2)
    raised: list[int] = []

    def work() -> None:
        try:
            with system_scope("clockwork"):
                barrier.wait(10)
                raised.append(check_deadlines(at=AT + 4 * HOUR, most=20))
                barrier.wait(10)  # both hold their rows until both have looked
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sum(raised) + check(AT + 4 * HOUR) == 20
    assert len({event.deadline_id for event in missed}) == len(missed) == 20


def test_a_clockwork_that_dies_leaves_the_level_to_the_next(
    officer: WorkerName, missed: list[DeadlineMissed]
) -> None:
    start(officer)

    def dies() -> None:
        with system_scope("clockwork"):
            check_deadlines(at=AT + 4 * HOUR)
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        dies()

    assert check(AT + 4 * HOUR) == 1


def test_the_worker_runs_until_nothing_is_due(officer: WorkerName, missed: list[DeadlineMissed]) -> None:
    start(officer)  # long ago, by the clock of the house

    assert run_clockwork() in {0, 3}  # the fixed date of this test may lie ahead of the machine's


def test_a_hostile_agency_sees_no_clock_and_moves_none(officer: WorkerName) -> None:
    subject = start(officer)
    hostile = make_worker(make_agency())

    with acting(hostile) as by:
        assert Deadline.objects.count() == 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM clocks_deadline")
            assert cursor.fetchone()[0] == 0
            cursor.execute("UPDATE clocks_deadline SET met_at = now(), next_check_at = NULL")
            assert cursor.rowcount == 0
        with pytest.raises(NoClock):
            meet_deadline(subject_id=subject, kind=DeadlineKind.STEP, by=by, at=AT)


def test_a_hostile_agency_starts_no_clock_on_a_foreign_record(officer: WorkerName) -> None:
    start(officer)
    with connections["keeper"].cursor() as cursor:
        cursor.execute("SELECT record_id FROM clocks_deadline")
        record = cursor.fetchone()[0]
    hostile = make_worker(make_agency())

    with acting(hostile) as by, pytest.raises(DatabaseError), transaction.atomic():
        start_deadline(
            record_id=record,
            subject_id=uuid7(),
            kind="step",
            agency_id=hostile.agency.id,
            due_at=AT,
            by=by,
            at=AT,
        )


def test_a_notice_reaches_one_desk_and_is_put_away_once(officer: WorkerName) -> None:
    other = make_worker(make_agency())
    with acting(officer) as by:
        record = uuid7()
        open_record(id=record, kind=RecordKind.CASE, lead=officer.agency.id, at=AT)
        notify(
            agency_id=other.agency.id, record_id=record, kind="step_late", params={"level": 1}, by=by, at=AT
        )
        assert Notice.objects.count() == 0

    with acting(other) as by:
        (notice,) = unread_notices(by=by)
        put_notice_away(notice_id=notice.id, by=by, at=AT)
        assert unread_notices(by=by) == []
        with pytest.raises(NotFound):
            put_notice_away(notice_id=notice.id, by=by, at=AT)
    assert (notice.kind, notice.params) == ("step_late", {"level": 1})


@pytest.mark.parametrize(
    "change",
    ["due_at = started_at - interval '1 second'", "met_at = now()", "missed_level = 4"],
)
def test_the_database_refuses_a_deadline_that_makes_no_sense(officer: WorkerName, change: str) -> None:
    start(officer)

    with acting(officer), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE clocks_deadline SET {change}")
