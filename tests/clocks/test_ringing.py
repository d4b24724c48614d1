"""Level 1 rings one person after the other until somebody accepts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import DatabaseError, connection

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import Agency, DutyNumber, RecordKind
from takatuf.agencies.numbers import numbers_of, set_number
from takatuf.agencies.queries import AgencyName
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.clocks.duty.actions import (
    AlreadyAccepted,
    AnotherPerson,
    NotOnThisDesk,
    accept_by_phone,
    accept_ring,
    note_done_by_hand,
    request_ring,
    ring,
)
from takatuf.clocks.duty.models import DutyNotice, DutyShift, Ring, RingAttempt, RingMatter
from takatuf.clocks.duty.queries import notices_by_hand, on_duty, open_ring, open_rings
from takatuf.config.commands.duty_number import CannotKeep, set_agency_number
from takatuf.kernel.errors import InvalidInput
from takatuf.kernel.ids import uuid7
from takatuf.ledger.models import LedgerEntry
from tests.clocks.duty import Centre, make_centre, riyadh, the_clock_strikes
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")

THURSDAY_NIGHT = riyadh(26, 23, 40)
MINUTE = timedelta(minutes=1)


def _record(agency: AgencyName, kind: RecordKind = RecordKind.REPORT) -> UUID:
    record_id = uuid7()
    with system_scope("intake"):
        open_record(id=record_id, kind=kind, lead=agency.id, at=THURSDAY_NIGHT)
    return record_id


def _ring(centre: Centre, *, at=THURSDAY_NIGHT) -> UUID:
    record_id = _record(centre.agency)
    with system_scope("intake") as by:
        return ring(agency_id=centre.agency.id, record_ids=[record_id], why="level_1", by=by, at=at).pk


def _rung(centre: Centre) -> list[tuple[str, UUID | None]]:
    with acting(centre.lead):
        return [(one.place, one.worker_id) for one in RingAttempt.objects.order_by("at", "number", "pk")]


def test_who_knows_already_is_not_rung_and_does_not_accept_for_the_second_person() -> None:
    centre = make_centre()
    record_id = _record(centre.agency)
    with acting(centre.night) as by:
        ring_id = ring(
            agency_id=centre.agency.id, record_ids=[record_id], why="contact_opened", besides=centre.night.id, by=by, at=THURSDAY_NIGHT,
        ).pk  # fmt: skip

    for minutes in range(21):
        the_clock_strikes(THURSDAY_NIGHT + minutes * MINUTE)
    with acting(centre.night) as by, pytest.raises(AnotherPerson):
        accept_ring(ring_id=ring_id, by=by, at=THURSDAY_NIGHT)
    with acting(centre.second) as by, pytest.raises(AnotherPerson):
        accept_by_phone(ring_id=ring_id, worker_id=centre.night.id, by=by, at=THURSDAY_NIGHT)
    with acting(centre.second) as by:
        accepted = accept_ring(ring_id=ring_id, by=by, at=THURSDAY_NIGHT)

    assert centre.night.id not in {worker for _, worker in _rung(centre)}
    assert _rung(centre)[:2] == [("second", centre.second.id), ("lead", centre.lead.id)]
    assert accepted.accepted_by_id == centre.second.id


def test_the_first_then_the_second_then_the_leader_and_then_again() -> None:
    centre = make_centre()
    _ring(centre)

    for minutes in range(21):
        the_clock_strikes(THURSDAY_NIGHT + minutes * MINUTE)

    assert _rung(centre) == [
        ("first", centre.night.id), ("second", centre.second.id), ("lead", centre.lead.id), ("first", centre.night.id),
        ("second", centre.second.id),
    ]  # fmt: skip


def test_each_attempt_is_a_call_and_a_text_message_without_a_word_about_anybody() -> None:
    centre = make_centre()
    ring_id = _ring(centre)
    the_clock_strikes(THURSDAY_NIGHT)

    with acting(centre.lead) as by:
        attempt = open_ring(ring_id, by=by, at=THURSDAY_NIGHT).attempts[0]

    assert [(line.channel, line.number) for line in attempt.notices] == [
        ("call", "0550000000"),
        ("sms", "0550000000"),
    ]
    assert {line.text for line in attempt.notices} == {"على مكتبك أمر عاجل. سجّل الدخول."}


def test_what_comes_in_meanwhile_joins_the_open_call_and_what_comes_later_rings_anew() -> None:
    centre = make_centre()
    first = _ring(centre)
    second = _ring(centre, at=THURSDAY_NIGHT + MINUTE)
    with acting(centre.night) as by:
        accept_ring(ring_id=first, by=by, at=THURSDAY_NIGHT + 2 * MINUTE)
    third = _ring(centre, at=THURSDAY_NIGHT + 3 * MINUTE)

    with acting(centre.lead) as by:
        still_open = [row.id for row in open_rings(by=by)]
        gathered = RingMatter.objects.filter(ring_id=first).count()
    assert first == second
    assert gathered == 2
    assert third != first
    assert still_open == [third]


def test_an_acceptance_by_telephone_names_who_accepted_and_who_wrote_it_down_and_stops_the_ringing() -> None:
    centre = make_centre()
    ring_id = _ring(centre)
    the_clock_strikes(THURSDAY_NIGHT)

    with acting(centre.lead) as by:
        accept_by_phone(ring_id=ring_id, worker_id=centre.night.id, by=by, at=THURSDAY_NIGHT + MINUTE)

    assert the_clock_strikes(THURSDAY_NIGHT + timedelta(hours=3)) == 0
    with acting(centre.lead) as by:
        row = open_ring(ring_id, by=by, at=THURSDAY_NIGHT).row
    assert row.accepted_by == centre.night
    assert row.noted_by == centre.lead
    assert row.accepted_how == "phone"


def test_only_colleagues_who_may_be_on_duty_accept_by_telephone() -> None:
    centre = make_centre()
    stranger = make_worker(make_agency(), Role.TRIAGE_OFFICER)
    ring_id = _ring(centre)

    with acting(centre.lead) as by, pytest.raises(InvalidInput):
        accept_by_phone(ring_id=ring_id, worker_id=stranger.id, by=by, at=THURSDAY_NIGHT)
    with acting(stranger) as by, pytest.raises(NotOnThisDesk):
        accept_ring(ring_id=ring_id, by=by, at=THURSDAY_NIGHT)


def test_nobody_on_duty_rings_the_leader_at_once_and_says_so() -> None:
    centre = make_centre()
    _ring(centre)
    with acting(centre.lead):
        DutyShift.objects.update(until_on="2026-11-02")

    the_clock_strikes(THURSDAY_NIGHT)

    assert _rung(centre) == [("first", None), ("second", None), ("lead", centre.lead.id)]


def test_an_agency_without_a_leader_is_rung_on_its_own_number_or_says_that_there_is_none() -> None:
    agency = make_agency("lonely")
    caseworker = make_worker(agency, Role.CASEWORKER)
    record = _record(agency)
    with system_scope("intake") as by:
        ring(agency_id=agency.id, record_ids=[record], why="level_1", by=by, at=THURSDAY_NIGHT)

    the_clock_strikes(THURSDAY_NIGHT)

    with acting(caseworker) as by:
        lines = notices_by_hand(by=by, since=THURSDAY_NIGHT - MINUTE)
    assert [(line.state, line.why, line.number) for line in lines] == [("failed", "no_number", "")]


def test_two_persons_who_accept_at_the_same_moment_are_one_acceptance_and_one_kind_refusal() -> None:
    centre = make_centre()
    ring_id = _ring(centre)
    together = Barrier(2)

    def accept(worker) -> str:  # type: ignore[no-untyped-def]
        try:
            with acting(worker) as by:
                together.wait(timeout=10)
                accept_ring(ring_id=ring_id, by=by, at=THURSDAY_NIGHT)
            return "accepted"
        except AlreadyAccepted:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(accept, [centre.night, centre.second]))

    assert sorted(said) == ["accepted", "refused"]


def test_many_reports_at_the_same_moment_open_one_call_and_none_is_forgotten() -> None:
    centre = make_centre()
    records = [_record(centre.agency) for _ in range(8)]
    together = Barrier(8)

    def come_in(record: UUID) -> UUID:
        try:
            with system_scope("intake") as by:
                together.wait(timeout=10)
                return ring(
                    agency_id=centre.agency.id, record_ids=[record], why="level_1", by=by, at=THURSDAY_NIGHT
                ).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        rings = set(pool.map(come_in, records))

    with acting(centre.lead):
        gathered = set(RingMatter.objects.values_list("record_id", flat=True))
    assert len(rings) == 1
    assert gathered == set(records)


def test_two_workers_ring_each_person_once() -> None:
    centre = make_centre()
    _ring(centre)
    together = Barrier(2)

    def strike(_: int) -> int:
        try:
            together.wait(timeout=10)
            return the_clock_strikes(THURSDAY_NIGHT)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(strike, range(2)))

    assert sum(made) == 1
    assert _rung(centre) == [("first", centre.night.id)]


def test_every_step_of_a_call_is_in_the_ledger() -> None:
    centre = make_centre()
    ring_id = _ring(centre)
    the_clock_strikes(THURSDAY_NIGHT)
    with acting(centre.night) as by:
        accept_ring(ring_id=ring_id, by=by, at=THURSDAY_NIGHT)

    kinds = LedgerEntry.objects.filter(kind__startswith="ring.").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["ring.opened", "ring.attempt", "ring.accepted"]


def test_an_agency_without_an_account_is_called_and_written_to_from_the_desk_that_asks() -> None:
    centre, outside = make_centre(), make_agency("clinic")
    Agency.objects.using("keeper").filter(pk=outside.id).update(uses_system=False, duty_contact="0110000099")
    record = _record(centre.agency, RecordKind.REFERRAL)
    with acting(centre.lead) as by:
        request_ring(
            record_id=record, subject_id=record, from_agency_id=centre.agency.id, to_agency_id=outside.id, why="referral", by=by,
            at=THURSDAY_NIGHT,
        )  # fmt: skip

    the_clock_strikes(THURSDAY_NIGHT)

    with acting(centre.lead):
        rows = list(DutyNotice.objects.order_by("pk").values_list("channel", "state"))
    assert rows == [("call", "queued"), ("letter", "not_sent_no_gateway")]


def test_what_was_called_by_hand_leaves_the_list() -> None:
    agency = make_agency("lonely")
    caseworker = make_worker(agency, Role.CASEWORKER)
    with system_scope("intake") as by:
        record = uuid7()
        open_record(id=record, kind=RecordKind.REPORT, lead=agency.id, at=THURSDAY_NIGHT)
        ring(agency_id=agency.id, record_ids=[record], why="level_1", by=by, at=THURSDAY_NIGHT)
    the_clock_strikes(THURSDAY_NIGHT)

    with acting(caseworker) as by:
        line = notices_by_hand(by=by, since=THURSDAY_NIGHT - MINUTE)[0]
        note_done_by_hand(notice_id=line.id, by=by, at=THURSDAY_NIGHT)
        left = notices_by_hand(by=by, since=THURSDAY_NIGHT - MINUTE)

    assert left == []


def test_numbers_and_rotas_are_seen_by_the_own_agency_only() -> None:
    centre = make_centre()
    stranger = make_worker(make_agency(), Role.SHIFT_LEADER)

    with acting(stranger):
        seen = (
            numbers_of(centre.agency.id),
            on_duty(centre.agency.id, at=THURSDAY_NIGHT),
            Ring.objects.count(),
        )
    with acting(stranger), pytest.raises(DatabaseError):
        DutyNumber(agency_id=centre.agency.id, changed_at=THURSDAY_NIGHT).save(force_insert=True)

    assert seen == ({}, (), 0)


def test_a_number_is_stored_sealed_and_taken_in_any_digits() -> None:
    centre = make_centre()
    with acting(centre.night) as by:
        set_number(worker_id=centre.night.id, phone="٠٥٥ ٠٠٠ ٠٠٧٧", email="", by=by, at=THURSDAY_NIGHT)
        view = numbers_of(centre.agency.id)[centre.night.id]
        stored = bytes(DutyNumber.objects.get(worker_id=centre.night.id).phone)
    with acting(centre.night) as by, pytest.raises(InvalidInput):
        set_number(worker_id=centre.night.id, phone="call me", email="", by=by, at=THURSDAY_NIGHT)

    assert view.phone == "0550000077"
    assert view.hint == "…77"
    assert b"0550000077" not in stored


def test_the_database_itself_keeps_one_open_call_that_rings_until_a_person_accepts() -> None:
    centre = make_centre()
    ring_id = _ring(centre)

    def refused(**changes: object) -> bool:
        try:
            with acting(centre.lead):
                Ring.objects.filter(pk=ring_id).update(**changes)
        except DatabaseError:
            return True
        return False

    assert refused(next_at=None)
    assert refused(accepted_at=THURSDAY_NIGHT, next_at=None)
    with acting(centre.lead), pytest.raises(DatabaseError):
        Ring(
            agency_id=centre.agency.id, why="level_1", opened_at=THURSDAY_NIGHT, next_at=THURSDAY_NIGHT
        ).save(force_insert=True)


@pytest.mark.parametrize("wrong", [{"weekday": 7}, {"place": "lead"}, {"until_on": "2026-10-01"}])
def test_the_database_itself_refuses_a_shift_that_cannot_be(wrong: dict[str, object]) -> None:
    centre = make_centre()

    with acting(centre.lead), pytest.raises(DatabaseError):
        DutyShift.objects.filter(worker_id=centre.night.id).update(**wrong)


def test_a_command_keeps_the_number_of_an_agency_without_accounts(capsys: pytest.CaptureFixture[str]) -> None:
    make_agency("clinic")

    taken = set_agency_number("clinic", phone="0110000099", email="", address="ص.ب 1")
    with pytest.raises(CannotKeep, match="digits only"):
        set_agency_number("clinic", phone="call us", email="", address="")
    with pytest.raises(CannotKeep, match="nowhere"):
        set_agency_number("nowhere", phone="0110000099", email="", address="")

    assert taken == 0
    assert DutyNumber.objects.using("keeper").count() == 1
    assert "0110000099" not in capsys.readouterr().out
