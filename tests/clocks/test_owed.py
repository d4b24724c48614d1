"""What an agency owes of one kind is found however much it owes of another."""

from datetime import UTC, datetime, timedelta

import pytest

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import RecordKind
from takatuf.agencies.queries import WorkerName
from takatuf.clocks.actions import start_deadline
from takatuf.clocks.models import DeadlineKind
from takatuf.clocks.queries import open_deadlines, open_deadlines_count
from takatuf.kernel.ids import uuid7
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
AT = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def owe(officer: WorkerName, kinds: list[str]) -> None:
    """A deadline of each kind, each an hour after the one before."""
    with acting(officer) as by:
        record = uuid7()
        open_record(id=record, kind=RecordKind.CASE, lead=officer.agency.id, at=AT)
        for place, kind in enumerate(kinds, start=1):
            start_deadline(
                record_id=record, subject_id=uuid7(), kind=kind, agency_id=officer.agency.id,
                due_at=AT + timedelta(hours=place), by=by, at=AT,
            )  # fmt: skip


def test_a_rare_kind_is_found_behind_many_of_a_common_one() -> None:
    officer = make_worker(make_agency())
    owe(officer, [DeadlineKind.STEP] * 12 + [DeadlineKind.MESSAGE_REVIEW])

    with acting(officer) as by:
        among_all = open_deadlines(by=by, most=10)
        by_name = open_deadlines(by=by, kinds=(DeadlineKind.MESSAGE_REVIEW,), most=10)

    assert DeadlineKind.MESSAGE_REVIEW not in {row.kind for row in among_all}
    assert [row.kind for row in by_name] == [DeadlineKind.MESSAGE_REVIEW]


def test_the_most_overdue_of_several_kinds_come_first_whatever_their_kind() -> None:
    officer = make_worker(make_agency())
    owe(officer, [DeadlineKind.STEP, DeadlineKind.REFERRAL_ANSWER] * 3 + [DeadlineKind.REFERRAL_QUESTION, DeadlineKind.FIRST_REVIEW])  # fmt: skip
    hostile = make_worker(make_agency())

    kinds = (DeadlineKind.REFERRAL_ANSWER, DeadlineKind.STEP, DeadlineKind.REFERRAL_QUESTION)
    with acting(officer) as by:
        all_of_them = open_deadlines(by=by, kinds=kinds)
        first = open_deadlines(by=by, kinds=kinds, most=5)
    with acting(hostile) as by:
        assert open_deadlines(by=by, kinds=kinds) == []

    hours = [(row.due_at - AT) // timedelta(hours=1) for row in all_of_them]
    assert hours == [1, 2, 3, 4, 5, 6, 7]
    assert all_of_them[-1].kind == DeadlineKind.REFERRAL_QUESTION
    assert first == all_of_them[:5]


def test_a_count_stops_at_its_limit_and_counts_only_the_kinds_asked_for() -> None:
    officer = make_worker(make_agency())
    owe(officer, [DeadlineKind.STEP] * 5 + [DeadlineKind.REFERRAL_ANSWER] * 2)
    hostile = make_worker(make_agency())

    with acting(officer) as by:
        assert open_deadlines_count(by=by, kinds=(DeadlineKind.STEP,)) == 5
        assert open_deadlines_count(by=by, kinds=(DeadlineKind.STEP,), most=3) == 3
        assert open_deadlines_count(by=by, kinds=(DeadlineKind.STEP, DeadlineKind.REFERRAL_ANSWER)) == 7
    with acting(hostile) as by:
        assert open_deadlines_count(by=by, kinds=(DeadlineKind.STEP,)) == 0
