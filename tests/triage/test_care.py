"""Care for staff: a count that only its owner sees, a report left to a colleague without a reason, a talk."""

from datetime import timedelta

import pytest

from takatuf.agencies.rules import Role
from takatuf.kernel.errors import NotAllowed, NotFound
from takatuf.triage.actions import (
    answer_care,
    ask_to_talk,
    decide,
    hand_over,
    show_words,
    take_back,
)
from takatuf.triage.models import CareRequest, Exposure, HandOver
from takatuf.triage.queries import care_requests, is_hard, own_shift, reports_awaiting_triage
from tests.factories import acting, make_agency, make_worker
from tests.triage.reports import AT, LATER, receive

pytestmark = pytest.mark.usefixtures("house")


def test_only_the_person_sees_how_many_hard_reports_they_opened() -> None:
    agency = make_agency()
    officer, leader = make_worker(agency, Role.TRIAGE_OFFICER), make_worker(agency, Role.SHIFT_LEADER)
    received = [receive(agency) for _ in range(4)]

    with acting(officer) as by:
        for each in (*received, received[0]):
            show_words(report_id=each.report_id, by=by, at=AT)
        shift = own_shift(by=by, at=LATER)
        tomorrow = own_shift(by=by, at=AT + timedelta(hours=13))
    with acting(leader) as by:
        seen, requests = Exposure.objects.count(), care_requests(by=by)

    assert (shift.opened, shift.break_due, shift.enough) == (4, True, False)
    assert tomorrow.opened == 0
    assert (seen, requests) == (0, [])


def test_the_leader_learns_that_relief_is_due_and_no_number() -> None:
    agency = make_agency()
    officer, leader = make_worker(agency, Role.TRIAGE_OFFICER), make_worker(agency, Role.SHIFT_LEADER)
    received = [receive(agency) for _ in range(12)]
    with acting(officer) as by:
        for each in received:
            show_words(report_id=each.report_id, by=by, at=AT)
        ask_to_talk(by=by, at=AT)
        ask_to_talk(by=by, at=LATER)
        assert own_shift(by=by, at=LATER).enough
        with pytest.raises(NotAllowed):
            care_requests(by=by)

    with acting(leader) as by:
        rows = care_requests(by=by)
        for row in rows:
            answer_care(request_id=row.id, by=by, at=LATER)
        with pytest.raises(NotFound):
            answer_care(request_id=rows[0].id, by=by, at=LATER)
        left = care_requests(by=by)

    assert {(row.worker.id, row.kind) for row in rows} == {(officer.id, "limit"), (officer.id, "talk")}
    assert left == []
    assert CareRequest.objects.using("keeper").count() == 2


def test_a_report_is_left_to_a_colleague_in_one_touch_and_stays_in_the_queue() -> None:
    agency = make_agency()
    officer, colleague = make_worker(agency, Role.TRIAGE_OFFICER), make_worker(agency, Role.TRIAGE_OFFICER)
    received = receive(agency)

    with acting(officer) as by:
        hand_over(report_id=received.report_id, by=by, at=AT)
        hand_over(report_id=received.report_id, by=by, at=AT)
        [mine] = reports_awaiting_triage(by=by, at=AT)
    with acting(colleague) as by:
        [theirs] = reports_awaiting_triage(by=by, at=AT)
        decide(report_id=received.report_id, level=4, outcome="open_case", reason="why", by=by, at=LATER)

    assert (mine.handed_over, mine.handed_over_by_me) == (True, True)
    assert (theirs.handed_over, theirs.handed_over_by_me) == (True, False)
    [row] = HandOver.objects.using("keeper").all()
    assert row.ended_at == LATER


def test_who_left_a_report_can_take_it_back() -> None:
    agency = make_agency()
    received = receive(agency)

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        hand_over(report_id=received.report_id, by=by, at=AT)
        take_back(report_id=received.report_id, by=by, at=LATER)
        [row] = reports_awaiting_triage(by=by, at=LATER)
        with pytest.raises(NotFound):
            take_back(report_id=received.report_id, by=by, at=LATER)

    assert not row.handed_over


@pytest.mark.parametrize(
    ("level", "reporter", "hard"),
    [(1, "parent", True), (2, "provider", True), (3, "parent", False), (5, "child", True)],
)
def test_urgent_reports_and_a_childs_own_words_are_hard(level: int, reporter: str, hard: bool) -> None:
    assert is_hard(level=level, reporter_kind=reporter) is hard
