"""Meetings: who does not reach a case finds a number on the agenda, decisions become steps, and the chair signs."""

import threading
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import translation

from takatuf.agencies.models import Disclosure
from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import Role
from takatuf.casework.models import Case
from takatuf.casework.queries import chronology
from takatuf.casework.rules import CaseIsClosed
from takatuf.clocks.models import Deadline
from takatuf.jointwork.actions import add_partner, do_step
from takatuf.jointwork.meetings.actions import (
    CaseOnAgenda,
    ItemsOpen,
    LeftItem,
    MeetingNotOver,
    MeetingOver,
    NobodyCame,
    call_meeting,
    cancel_meeting,
    decide_item,
    leave_item,
    minute_item,
    note_attendance,
    propose_item,
    sign_minutes,
)
from takatuf.jointwork.meetings.queries import MeetingView, meetings, meetings_awaiting, open_meeting
from takatuf.jointwork.models import (
    Meeting,
    MeetingAttendance,
    MeetingDecision,
    MeetingInvitation,
    MeetingItem,
    MeetingRecusal,
    MeetingSlot,
    Step,
)
from takatuf.jointwork.queries import notices, open_steps
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.ledger.models import LedgerEntry
from tests.casework.situations import AT, DAY, Country, make_country, started_case
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house", "wired")
HOUR = timedelta(hours=1)
OVER = AT + 2 * DAY


@pytest.fixture
def country() -> Country:
    return make_country()


@pytest.fixture
def case(country: Country) -> Case:
    return started_case(country)


def meeting_of(country: Country, **changes: object) -> Meeting:
    given = {
        "kind": "planning", "form": "in_person", "starts_at": AT + DAY, "minutes": 30, "place": "قاعة الاجتماعات",
        "chair_id": country.supervisor.id, "agency_ids": [country.police.id, country.hotline.id],
    }  # fmt: skip
    with acting(country.supervisor) as by:
        return call_meeting(**{**given, **changes}, by=by, at=AT)  # type: ignore[arg-type]


def proposed(country: Country, meeting: Meeting, case: Case | None) -> MeetingItem:
    with acting(country.caseworker) as by:
        return propose_item(
            meeting_id=meeting.pk, case_id=case and case.pk, question="هل يبقى الطفل في مدرسته؟", by=by, at=AT
        )


def view_of(who: WorkerName, meeting: Meeting, at: datetime = AT) -> MeetingView:
    with acting(who) as by:
        return open_meeting(meeting.pk, by=by, at=at)


def came(country: Country, meeting: Meeting, who: WorkerName) -> None:
    with acting(country.supervisor) as by:
        note_attendance(
            meeting_id=meeting.pk,
            agency_id=who.agency.id,
            worker_id=who.id,
            name="",
            came=True,
            by=by,
            at=OVER,
        )


def decided(country: Country, item: MeetingItem, owner: UUID) -> MeetingDecision:
    with acting(country.supervisor) as by:
        return decide_item(
            item_id=item.pk, text="زيارة المدرسة مع الأسرة", owner_id=owner, due_at=OVER + DAY, track="", dissent="", by=by, at=OVER
        )  # fmt: skip


def test_an_invited_agency_sees_time_and_place_and_is_told(country: Country) -> None:
    meeting = meeting_of(country)

    view = view_of(country.duty, meeting)
    with acting(country.duty) as by, translation.override("en"):
        (notice,) = notices(by=by)
        coming, past = meetings(by=by, at=AT)

    assert (view.place, view.row.state) == ("قاعة الاجتماعات", "planned")
    assert notice.text.endswith(f"invites you to the meeting {meeting.code}.")
    assert [row.code for row in coming] == [meeting.code]
    assert past == []


def test_an_agency_that_does_not_reach_the_case_finds_a_number_and_nothing_else(
    country: Country, case: Case
) -> None:
    meeting = meeting_of(country)
    item = proposed(country, meeting, case)
    decided(country, item, country.social.id)

    theirs = view_of(country.duty, meeting)
    ours = view_of(country.caseworker, meeting)
    with acting(country.duty):
        in_the_database = [
            model.objects.count() for model in (MeetingItem, MeetingDecision, MeetingRecusal, Case, Step)
        ]
        slots = MeetingSlot.objects.count()

    assert [(place.number, place.item) for place in theirs.agenda] == [(1, None)]
    assert in_the_database == [0, 0, 0, 0, 0]
    assert slots == 1
    assert ours.agenda[0].item is not None
    assert (ours.agenda[0].item.case_code, ours.agenda[0].item.question) == (
        case.code,
        "هل يبقى الطفل في مدرسته؟",
    )


def test_an_agency_that_joins_the_case_takes_part_in_its_item(country: Country, case: Case) -> None:
    meeting = meeting_of(country)
    proposed(country, meeting, case)
    with acting(country.supervisor) as by:
        add_partner(case_id=case.pk, agency_id=country.police.id, level="read", by=by, at=AT)  # type: ignore[arg-type]

    view = view_of(country.duty, meeting)

    assert view.agenda[0].item is not None
    assert view.agenda[0].item.case_code == case.code


def test_a_hostile_agency_finds_no_meeting_at_all(country: Country, case: Case) -> None:
    meeting = meeting_of(country)
    proposed(country, meeting, None)
    stranger = make_worker(make_agency(sector="health"), Role.SUPERVISOR)

    with acting(stranger) as by:
        with pytest.raises(NotFound):
            open_meeting(meeting.pk, by=by, at=AT)
        with pytest.raises(NotFound):
            propose_item(meeting_id=meeting.pk, case_id=None, question="سؤال", by=by, at=AT)
        counts = [
            model.objects.count()
            for model in (Meeting, MeetingInvitation, MeetingSlot, MeetingItem, MeetingAttendance)
        ]
        with pytest.raises(DatabaseError), transaction.atomic():
            MeetingSlot(record_id=meeting.record_id, meeting_id=meeting.pk, number=9).save(force_insert=True)

    assert counts == [0, 0, 0, 0, 0]


def test_only_a_case_that_the_proposer_reaches_is_put_on_the_agenda(country: Country, case: Case) -> None:
    meeting = meeting_of(country)

    with acting(country.duty) as by, pytest.raises(NotFound):
        propose_item(meeting_id=meeting.pk, case_id=case.pk, question="سؤال", by=by, at=AT)
    with acting(country.supervisor) as by:
        add_partner(case_id=case.pk, agency_id=country.police.id, level="read", by=by, at=AT)  # type: ignore[arg-type]
    with acting(country.duty) as by, pytest.raises(NotAllowed):
        propose_item(meeting_id=meeting.pk, case_id=case.pk, question="سؤال", by=by, at=AT)
    with acting(country.supervisor):
        assert MeetingSlot.objects.count() == 0


def test_a_case_stands_once_on_an_agenda_and_a_closed_one_never(country: Country, case: Case) -> None:
    meeting = meeting_of(country)
    proposed(country, meeting, case)

    with pytest.raises(CaseOnAgenda):
        proposed(country, meeting, case)
    with acting(country.supervisor):
        Case.objects.filter(pk=case.pk).update(stage="closed", closed_at=AT)
    with pytest.raises(CaseIsClosed):
        proposed(country, meeting_of(country), case)


def test_a_decision_becomes_a_step_that_its_owner_owes_with_a_clock(country: Country, case: Case) -> None:
    item = proposed(country, meeting_of(country), case)

    decision = decided(country, item, country.police.id)

    with acting(country.duty) as by, translation.override("en"):
        (step,) = open_steps(by=by)
        clock = Deadline.objects.get(subject_id=step.id)
        assert Case.objects.count() == 0
        do_step(step_id=step.id, by=by, at=OVER + HOUR)
    assert (step.title_label, step.detail) == (
        "Carry out a decision of the meeting",
        "زيارة المدرسة مع الأسرة",
    )
    assert step.due_at == clock.due_at == decision.due_at
    with acting(country.caseworker) as by, translation.override("en"):
        lines = [line.text for line in chronology(case.record_id, by=by)]
        shown = open_meeting(item.meeting_id, by=by, at=OVER).agenda[0].item
    assert any(line.startswith("The meeting M-") for line in lines)
    assert shown is not None
    assert shown.decisions[0].done_at == OVER + HOUR


def test_a_decision_on_a_matter_without_a_case_is_owed_too(country: Country) -> None:
    item = proposed(country, meeting_of(country), None)

    decided(country, item, country.police.id)

    with acting(country.duty) as by:
        (step,) = open_steps(by=by)
    assert step.detail == "زيارة المدرسة مع الأسرة"


def test_who_left_an_item_reaches_neither_item_nor_decision_in_the_database(
    country: Country, case: Case
) -> None:
    meeting = meeting_of(country)
    item = proposed(country, meeting, case)
    decided(country, item, country.social.id)

    with acting(country.caseworker) as by:
        leave_item(item_id=item.pk, worker_id=country.caseworker.id, by=by, at=OVER)

    with acting(country.caseworker):
        assert (MeetingItem.objects.count(), MeetingDecision.objects.count()) == (0, 0)
    assert view_of(country.caseworker, meeting).agenda[0].item is None
    colleague = view_of(country.supervisor, meeting).agenda[0].item
    assert colleague is not None
    assert [person.id for person in colleague.left] == [country.caseworker.id]
    with acting(country.supervisor) as by, pytest.raises(LeftItem):
        leave_item(item_id=item.pk, worker_id=country.caseworker.id, by=by, at=OVER)


def test_nobody_but_a_leader_sends_another_person_out(country: Country, case: Case) -> None:
    item = proposed(country, meeting_of(country), case)

    with acting(country.caseworker) as by, pytest.raises(NotAllowed):
        leave_item(item_id=item.pk, worker_id=country.supervisor.id, by=by, at=OVER)


def test_each_agency_notes_its_own_people_and_the_chairs_agency_all(country: Country) -> None:
    meeting = meeting_of(country)

    with acting(country.duty) as by:
        note_attendance(
            meeting_id=meeting.pk, agency_id=country.police.id, worker_id=country.duty.id, name="", came=False, by=by, at=AT
        )  # fmt: skip
        with pytest.raises(NotAllowed):
            note_attendance(
                meeting_id=meeting.pk, agency_id=country.social.id, worker_id=None, name="ضيف", came=True, by=by, at=AT
            )  # fmt: skip
    with acting(country.supervisor) as by:
        note_attendance(
            meeting_id=meeting.pk, agency_id=country.police.id, worker_id=country.duty.id, name="", came=True, by=by, at=AT
        )  # fmt: skip
        note_attendance(
            meeting_id=meeting.pk, agency_id=country.police.id, worker_id=None, name="ضيف مخترع", came=True, by=by, at=AT
        )  # fmt: skip

    people = view_of(country.supervisor, meeting).attendance
    assert sorted((row.name, row.came) for row in people) == [("", True), ("ضيف مخترع", True)]
    with acting(country.supervisor):
        stored = MeetingAttendance.objects.exclude(name=None).values_list("name", flat=True)
        assert "ضيف".encode() not in bytes(stored[0])


def test_minutes_are_signed_by_the_chair_alone_when_all_is_said(country: Country, case: Case) -> None:
    meeting = meeting_of(country)
    item = proposed(country, meeting, case)
    other = make_worker(country.social, Role.SUPERVISOR)
    refusals: list[str] = []

    def sign(who: WorkerName, at: datetime) -> None:
        with acting(who) as by:
            try:
                sign_minutes(meeting_id=meeting.pk, by=by, at=at)
            except (NotAllowed, MeetingNotOver, NobodyCame, ItemsOpen, MeetingOver) as refusal:
                refusals.append(type(refusal).__name__)

    sign(country.supervisor, AT)
    sign(country.supervisor, OVER)
    came(country, meeting, country.duty)
    sign(country.supervisor, OVER)
    with acting(country.supervisor) as by:
        minute_item(item_id=item.pk, notes="نوقش", state="discussed", by=by, at=OVER)
    sign(other, OVER)
    sign(country.supervisor, OVER)
    sign(country.supervisor, OVER)

    assert refusals == ["MeetingNotOver", "NobodyCame", "ItemsOpen", "NotAllowed", "MeetingOver"]
    assert view_of(country.duty, meeting).row.state == "signed"
    with acting(country.supervisor):
        assert Deadline.objects.get(subject_id=meeting.pk).met_at == OVER
    assert LedgerEntry.objects.filter(kind="meeting.minutes_signed").count() == 1
    with pytest.raises(MeetingOver):
        decided(country, item, country.social.id)


def test_signing_and_deciding_at_once_leave_no_decision_under_signed_minutes(
    country: Country, case: Case
) -> None:
    meeting = meeting_of(country)
    item = proposed(country, meeting, case)
    came(country, meeting, country.duty)
    with acting(country.supervisor) as by:
        minute_item(item_id=item.pk, notes="", state="discussed", by=by, at=OVER)
    other = make_worker(country.social, Role.SUPERVISOR)
    barrier, outcomes = threading.Barrier(2), []

    def run(who: WorkerName, work: object) -> None:
        try:
            with acting(who) as by:
                barrier.wait(10)
                work(by)  # type: ignore[operator]
            outcomes.append("done")
        except MeetingOver:
            outcomes.append("over")
        finally:
            connection.close()

    works = [
        (country.supervisor, lambda by: sign_minutes(meeting_id=meeting.pk, by=by, at=OVER)),
        (other, lambda by: decide_item(
            item_id=item.pk, text="قرار", owner_id=country.social.id, due_at=OVER + DAY, track="", dissent="", by=by, at=OVER
        )),
    ]  # fmt: skip
    threads = [threading.Thread(target=run, args=work) for work in works]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    with acting(country.supervisor):
        signed = Meeting.objects.get().signed_at is not None
        decisions = MeetingDecision.objects.count()
    assert signed
    assert (sorted(outcomes), decisions) in [(["done", "done"], 1), (["done", "over"], 0)]


def test_two_who_propose_at_once_get_two_places(country: Country, case: Case) -> None:
    meeting, second = meeting_of(country), started_case(country)
    barrier, errors = threading.Barrier(2), []

    def propose(wanted: Case) -> None:
        try:
            with acting(country.caseworker) as by:
                barrier.wait(10)
                propose_item(meeting_id=meeting.pk, case_id=wanted.pk, question="سؤال", by=by, at=AT)
        except BaseException as error:  # noqa: BLE001 - told to the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=propose, args=(one,)) for one in (case, second)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert errors == []
    assert [place.number for place in view_of(country.supervisor, meeting).agenda] == [1, 2]


def test_what_meetings_ask_of_an_agency_now(country: Country) -> None:
    meeting = meeting_of(country)

    with acting(country.duty) as by:
        today = meetings_awaiting(by=by, at=AT + DAY - HOUR)
        after = meetings_awaiting(by=by, at=OVER)
    with acting(country.supervisor) as by:
        owed = meetings_awaiting(by=by, at=OVER)

    assert [(row.row.code, row.minutes) for row in today] == [(meeting.code, False)]
    assert after == []
    assert [(row.row.code, row.minutes) for row in owed] == [(meeting.code, True)]


def test_a_cancelled_meeting_asks_nothing_and_takes_nothing(country: Country, case: Case) -> None:
    meeting = meeting_of(country)

    with acting(country.duty) as by, pytest.raises(NotAllowed):
        cancel_meeting(meeting_id=meeting.pk, by=by, at=AT)
    with acting(country.supervisor) as by:
        cancel_meeting(meeting_id=meeting.pk, by=by, at=AT)
        assert meetings_awaiting(by=by, at=OVER) == []
    with pytest.raises(MeetingOver):
        proposed(country, meeting, case)


@pytest.mark.parametrize(
    ("changes", "path"),
    [({"minutes": 0}, "minutes"), ({"minutes": 721}, "minutes"), ({"agency_ids": []}, "agencies")],
)
def test_a_meeting_that_cannot_be_is_refused_by_field(
    country: Country, changes: dict[str, object], path: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        meeting_of(country, **changes)

    assert refusal.value.path == path


def test_the_chair_belongs_to_the_agency_that_calls(country: Country) -> None:
    with pytest.raises(InvalidInput):
        meeting_of(country, chair_id=country.duty.id)
    with pytest.raises(InvalidInput):
        meeting_of(country, chair_id=country.caseworker.id)


def test_opening_a_meeting_puts_a_look_on_each_case_that_is_seen(country: Country, case: Case) -> None:
    meeting = meeting_of(country)
    proposed(country, meeting, case)

    view_of(country.supervisor, meeting)
    view_of(country.duty, meeting)

    with acting(country.supervisor):
        looks = Disclosure.objects.filter(what="open_meeting", record_id=case.record_id)
        assert list(looks.values_list("worker_id", flat=True)) == [country.supervisor.id]


def test_the_database_refuses_meetings_that_cannot_be(country: Country, case: Case) -> None:
    meeting = meeting_of(country)
    item = proposed(country, meeting, case)
    broken = [
        lambda: Meeting.objects.filter(pk=meeting.pk).update(ends_at=meeting.starts_at),
        lambda: Meeting.objects.filter(pk=meeting.pk).update(signed_at=AT, signed_by_id=country.duty.id),
        lambda: Meeting.objects.filter(pk=meeting.pk).update(cancelled_at=AT),
        lambda: MeetingInvitation(
            record_id=meeting.record_id, meeting=meeting, agency_id=country.police.id
        ).save(force_insert=True),
        lambda: MeetingSlot(record_id=meeting.record_id, meeting=meeting, number=1).save(force_insert=True),
        lambda: MeetingAttendance(
            record_id=meeting.record_id, meeting=meeting, agency_id=country.police.id, came=True, noted_by_id=country.duty.id,
            noted_at=AT,
        ).save(force_insert=True),
        lambda: _twice_out(item, country),
    ]  # fmt: skip
    refused = 0

    for wrong in broken:
        with acting(country.supervisor):
            try:
                with transaction.atomic():
                    wrong()
            except IntegrityError:
                refused += 1

    assert refused == len(broken)


def _twice_out(item: MeetingItem, country: Country) -> None:
    for _ in range(2):
        MeetingRecusal(
            record_id=item.record_id, item=item, worker_id=country.duty.id, noted_by_id=country.duty.id, at=AT
        ).save(force_insert=True)
