"""One neutral message for many events, to whoever chose it, at the hours that were chosen."""

import threading
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections
from django.test import override_settings

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import RecordKind
from takatuf.agencies.numbers import numbers_of
from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.clocks.actions import notify, start_deadline
from takatuf.clocks.duty.actions import ring
from takatuf.clocks.duty.models import DutyNotice
from takatuf.clocks.duty.queries import notices_by_hand
from takatuf.clocks.duty.queries.rings import text_of
from takatuf.clocks.notices.actions import Chosen, choose_notices, put_digests_in_outbox
from takatuf.clocks.notices.models import NoticeChoice, Way
from takatuf.clocks.notices.queries import own_notices
from takatuf.kernel.errors import InvalidInput
from takatuf.kernel.ids import uuid7
from takatuf.ledger.models import LedgerEntry
from tests.clocks.duty import Centre, make_centre, riyadh
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
EVENING, MORNING = riyadh(26, 18), riyadh(27, 8)
EMAIL = "officer@agency.example"


@pytest.fixture
def centre() -> Centre:
    return make_centre()


def choose(
    who: WorkerName, *, at: datetime = EVENING, email: str = EMAIL, phone: str = "0550000009", **chosen: Any
) -> None:
    given = {
        "way": Way.EMAIL, "first_at": time(8), "second_at": time(13), "quiet_from": time(21), "quiet_until": time(7),
    }  # fmt: skip
    with acting(who) as by:
        choose_notices(chosen=Chosen(**{**given, **chosen}), phone=phone, email=email, by=by, at=at)


def something_comes(centre: Centre, *, at: datetime, times: int = 1) -> None:
    for _number in range(times):
        record_id = uuid7()
        with system_scope("intake") as by:
            open_record(id=record_id, kind=RecordKind.REPORT, lead=centre.agency.id, at=at)
            notify(
                agency_id=centre.agency.id,
                record_id=record_id,
                kind="referral_declined",
                params={},
                by=by,
                at=at,
            )


def digests(at: datetime) -> int:
    with system_scope("digests"):
        return put_digests_in_outbox(at=at)


def outbox(centre: Centre) -> list[DutyNotice]:
    with acting(centre.lead):
        return list(DutyNotice.objects.filter(attempt__isnull=True).order_by("queued_at"))


def test_many_events_are_one_message_without_any_content(centre: Centre) -> None:
    choose(centre.lead)
    something_comes(centre, at=riyadh(26, 20), times=5)

    made = [
        digests(at) for at in (riyadh(27, 7, 59), MORNING, MORNING + timedelta(minutes=1), riyadh(27, 13))
    ]

    (notice,) = outbox(centre)
    with override_settings(TAKATUF_PUBLIC_URL="https://desk.example"), acting(centre.lead):
        text = text_of(notice)
    assert made == [0, 1, 0, 0]
    assert (notice.channel, notice.to_worker_id) == ("email", centre.lead.id)
    assert text == "شيء بانتظارك. سجّل الدخول: https://desk.example/ar/desk/"


def test_where_nothing_came_nothing_is_sent(centre: Centre) -> None:
    something_comes(centre, at=riyadh(26, 17))
    choose(centre.lead)

    assert digests(MORNING) == 0


def test_a_new_clock_of_the_agency_counts_for_those_who_may_do_something_about_it(centre: Centre) -> None:
    writer = make_worker(centre.agency, Role.COURT_WRITER)
    for who in (writer, centre.lead):
        choose(who)
    record_id = uuid7()
    with system_scope("intake") as by:
        open_record(id=record_id, kind=RecordKind.REPORT, lead=centre.agency.id, at=riyadh(26, 20))
        start_deadline(
            record_id=record_id, subject_id=uuid7(), kind="first_review", agency_id=centre.agency.id, due_at=riyadh(28, 8), by=by,
            at=riyadh(26, 20),
        )  # fmt: skip

    digests(MORNING)

    assert [one.to_worker_id for one in outbox(centre)] == [centre.lead.id]


def test_quiet_hours_hold_a_message_back_until_they_end(centre: Centre) -> None:
    choose(centre.lead, first_at=time(5), second_at=None)
    something_comes(centre, at=riyadh(26, 20))

    assert [digests(at) for at in (riyadh(27, 5), riyadh(27, 6, 59), riyadh(27, 7))] == [0, 0, 1]


def test_who_is_on_duty_has_no_quiet_hours(centre: Centre) -> None:
    choose(centre.night, first_at=time(5), second_at=None)
    something_comes(centre, at=riyadh(26, 20))

    assert digests(riyadh(27, 5)) == 1


def test_an_urgent_call_is_told_at_once_and_once_to_who_is_not_rung(centre: Centre) -> None:
    for who in (centre.lead, centre.day):
        choose(who, at=riyadh(27, 9))
    record_id = uuid7()
    with system_scope("intake") as by:
        open_record(id=record_id, kind=RecordKind.REPORT, lead=centre.agency.id, at=riyadh(27, 10))
        ring(agency_id=centre.agency.id, record_ids=[record_id], why="level_1", by=by, at=riyadh(27, 10))

    made = [digests(riyadh(27, 10, 1)), digests(riyadh(27, 10, 2))]

    (notice,) = outbox(centre)  # the one by day is on duty: the rota rings that one
    assert made == [1, 0]
    assert (notice.to_worker_id, notice.text_code) == (centre.lead.id, "urgent_on_desk")


def test_a_printed_note_waits_for_a_hand_where_no_address_is_known(centre: Centre) -> None:
    choose(centre.lead, way=Way.LETTER, email="", phone="")
    something_comes(centre, at=riyadh(26, 20))
    digests(MORNING)

    with acting(centre.day) as by:
        (line,) = notices_by_hand(by=by, since=EVENING)

    assert (line.channel, line.needs_a_hand) == ("letter", True)


def test_a_way_needs_its_address(centre: Centre) -> None:
    for way, path in ((Way.EMAIL, "email"), (Way.SMS, "phone")):
        with pytest.raises(InvalidInput) as refused:
            choose(centre.lead, way=way, email="", phone="")
        assert (refused.value.path, refused.value.code) == (path, "needed_for_way")


@pytest.mark.parametrize(
    ("chosen", "path"),
    [({"second_at": time(8)}, "second_at"), ({"quiet_until": None}, "quiet_until"), ({"quiet_until": time(21)}, "quiet_until")],
)  # fmt: skip
def test_hours_that_make_no_sense_are_refused(centre: Centre, chosen: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        choose(centre.lead, **chosen)

    assert refused.value.path == path


def test_a_choice_is_seen_by_its_worker_alone_and_the_number_stays(centre: Centre) -> None:
    choose(centre.lead, way=Way.SMS)

    with acting(centre.lead) as by:
        own = own_notices(by=by)
        assert numbers_of(centre.agency.id)[centre.lead.id].phone == "0550000009"
    with acting(centre.day) as by:
        assert NoticeChoice.objects.count() == 0
        other = own_notices(by=by)
    with acting(make_worker(make_agency())):
        assert NoticeChoice.objects.count() == 0
    assert (own.way, other.way) == ("sms", "desk")


def test_two_workers_at_once_send_one_message(centre: Centre) -> None:
    choose(centre.lead)
    something_comes(centre, at=riyadh(26, 20))
    barrier, made = threading.Barrier(2), []

    def tell() -> None:
        try:
            with system_scope("digests"):
                barrier.wait(10)
                made.append(put_digests_in_outbox(at=MORNING))
        finally:
            connection.close()

    threads = [threading.Thread(target=tell) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(made) == [0, 1]
    assert LedgerEntry.objects.filter(kind="notices.digest").count() == 1


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE clocks_noticechoice SET quiet_until = NULL", "clocks_noticechoice_quiet_has_an_end"),
        ("UPDATE clocks_noticechoice SET second_at = first_at", "clocks_noticechoice_two_hours"),
        ("UPDATE clocks_noticechoice SET way = 'pigeon'", "clocks_noticechoice_way"),
    ],
)
def test_the_database_refuses_nonsense(centre: Centre, statement: str, constraint: str) -> None:
    choose(centre.lead)

    with connections["keeper"].cursor() as cursor, pytest.raises(DatabaseError, match=constraint):
        cursor.execute(statement)
