"""Listing, holding, approving by two, erasing once, and staying erased after a restore."""

import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import Access, RecordKind, Sector
from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import Role
from takatuf.config.cli import main
from takatuf.config.commands.check import WHOLE, check
from takatuf.config.commands.copies.erased import read_erased, replay_erased, write_erased
from takatuf.config.commands.copies.manifest import BadCopy
from takatuf.config.commands.work import keep_records, seal_everything
from takatuf.intake.calls.models import Call
from takatuf.keeping.actions import (
    ErasureDecided,
    HeldAlready,
    ListedAlready,
    SecondPersonNeeded,
    StillStopped,
    approve_erasure,
    ask_erasure,
    carry_out,
    hold_record,
    keep_record,
    lift_hold,
    list_due,
)
from takatuf.keeping.files import OWN, TimesFault, read_times
from takatuf.keeping.models import Erasure, Hold
from takatuf.keeping.queries import erased_list, erasures_awaiting, keeping_desk, times
from takatuf.keeping.rules import Kind, due_on, ended_before
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.kernel.ids import uuid7
from takatuf.ledger.models import LedgerEntry
from takatuf.vault.keyring import KeyDestroyed
from tests.factories import acting, make_agency, make_worker
from tests.house.database import superuser

pytestmark = pytest.mark.usefixtures("house")

ENDED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DUE = datetime(2028, 3, 3, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WORDS = "قالت إن البيت الأزرق عند النخلة المائلة."


@dataclass(frozen=True)
class Office:
    """A hotline with two shift leaders, another agency, and a call that ended without a report two years ago."""

    first: WorkerName
    second: WorkerName
    stranger: WorkerName
    call: UUID
    record: UUID


@pytest.fixture
def office(house: None) -> Office:
    hotline, other = make_agency(sector=Sector.HOTLINE), make_agency()
    first, second = make_worker(hotline, Role.SHIFT_LEADER), make_worker(hotline, Role.SHIFT_LEADER)
    call = Call(
        record_id=uuid7(), agency_id=hotline.id, taken_by_id=first.id, language="ar", state="closed", outcome="advice",
        started_at=ENDED, entered_at=ENDED, ended_at=ENDED, caller_token=b"t" * 16, caller_token_version=1,
    )  # fmt: skip
    with acting(first):
        open_record(id=call.record_id, kind=RecordKind.CALL, lead=hotline.id, at=ENDED)
        call.seal(notes=WORDS, caller_number="0550000000", key="k")
    call.save(using="keeper", force_insert=True)
    return Office(first, second, make_worker(other, Role.SUPERVISOR), call.pk, call.record_id)


def _listed() -> Erasure:
    list_due(at=DUE)
    return Erasure.objects.using("keeper").get()


def _approved(office: Office) -> Erasure:
    row = _listed()
    for who in (office.first, office.second):
        with acting(who) as by:
            approve_erasure(erasure_id=row.pk, by=by, at=DUE)
    return row


def _call(office: Office) -> Call:
    return Call.objects.using("keeper").get(pk=office.call)


def test_a_record_is_listed_on_the_day_it_is_due_and_not_before(office: Office) -> None:
    early = list_due(at=DUE - 2 * DAY)
    new = list_due(at=DUE)
    again = list_due(at=DUE + DAY)

    row = Erasure.objects.using("keeper").get()
    assert (early, new, again) == (0, 1, 0)
    assert (row.kind, row.due_on, row.stops) == ("call", date(2028, 3, 2), [])


def test_two_persons_and_the_days_of_waiting_erase_it_for_everybody(office: Office) -> None:
    row = _approved(office)
    with acting(office.first):
        assert Call.objects.get(pk=office.call).unseal("notes") == WORDS

    too_soon = carry_out(at=DUE + timedelta(days=times().waits_days - 1))
    done = carry_out(at=DUE + timedelta(days=times().waits_days))

    row.refresh_from_db(using="keeper")
    assert (too_soon, done, row.records) == (0, 1, 1)
    with pytest.raises(KeyDestroyed):
        _call(office).unseal("notes")
    assert _call(office).caller_token is None
    assert not Access.objects.using("keeper").filter(record_id=office.record).exists()
    with acting(office.first) as by:
        assert not Call.objects.filter(pk=office.call).exists()
        assert [line.standing for line in keeping_desk(by=by, may_erase=True).past] == ["done"]
    assert carry_out(at=DUE + 30 * DAY) == 0
    assert list_due(at=DUE + 400 * DAY) == 0


def test_the_line_in_the_ledger_keeps_nothing_of_a_person(office: Office) -> None:
    _approved(office)
    carry_out(at=DUE + 8 * DAY)
    seal_everything()

    line = LedgerEntry.objects.get(kind="record.erased")
    leaf = bytes(line.leaf)
    assert office.record.hex not in leaf.decode()
    assert str(office.record) not in leaf.decode()
    assert b"by" in leaf


def test_one_person_never_approves_twice(office: Office) -> None:
    row = _listed()

    with acting(office.first) as by:
        approve_erasure(erasure_id=row.pk, by=by, at=DUE)
    with pytest.raises(SecondPersonNeeded), acting(office.first) as by:
        approve_erasure(erasure_id=row.pk, by=by, at=DUE)

    assert carry_out(at=DUE + 30 * DAY) == 0
    assert _call(office).unseal("notes") == WORDS


NAMES = {
    "both names at once": "UPDATE keeping_erasure SET first_by_id = %(me)s, first_at = now(), second_by_id = %(other)s, second_at = now()",
    "another's name": "UPDATE keeping_erasure SET first_by_id = %(other)s, first_at = now()",
    "a second name alone": "UPDATE keeping_erasure SET second_by_id = %(me)s, second_at = now()",
    "that it is done": "UPDATE keeping_erasure SET done_at = now(), records = 1",
    "that nothing stops it": "UPDATE keeping_erasure SET stops = '{}'",
}


@pytest.mark.parametrize("what", NAMES)
def test_the_database_refuses_a_person_who_writes(what: str, office: Office) -> None:
    _listed()

    with pytest.raises(DatabaseError), acting(office.first), connection.cursor() as cursor:
        cursor.execute(NAMES[what], {"me": office.first.id, "other": office.second.id})

    row = Erasure.objects.using("keeper").get()
    assert (row.first_by_id, row.second_by_id, row.done_at) == (None, None, None)


def test_not_even_the_keeper_writes_a_persons_name(office: Office) -> None:
    _listed()

    with pytest.raises(DatabaseError), transaction.atomic(using="keeper"):
        Erasure.objects.using("keeper").update(first_by_id=office.first.id, first_at=DUE)


def test_a_hostile_agency_sees_no_line_and_approves_nothing(office: Office) -> None:
    row = _listed()

    with pytest.raises(NotFound), acting(office.stranger) as by:
        approve_erasure(erasure_id=row.pk, by=by, at=DUE)
    with acting(office.stranger) as by:
        assert keeping_desk(by=by, may_erase=True).open == ()
    with pytest.raises(DatabaseError), acting(office.stranger) as by:
        ask_erasure(record_id=office.record, kind=Kind.CALL, code="", reason="طلب", by=by, at=DUE)
    with pytest.raises(DatabaseError), acting(office.stranger) as by:
        hold_record(record_id=office.record, code="", reason="حفظ", by=by, at=DUE)


def test_a_role_without_the_right_is_refused(office: Office) -> None:
    row = _listed()
    caller = make_worker(office.first.agency, Role.CALL_TAKER)

    with pytest.raises(NotAllowed), acting(caller) as by:
        approve_erasure(erasure_id=row.pk, by=by, at=DUE)


def test_a_hold_stops_it_says_so_and_lets_it_go_when_it_is_lifted(office: Office) -> None:
    row = _listed()
    with acting(office.first) as by:
        hold = hold_record(record_id=office.record, code="", reason="قد تطلبه المحكمة", by=by, at=DUE)

    with pytest.raises(StillStopped) as stopped, acting(office.second) as by:
        approve_erasure(erasure_id=row.pk, by=by, at=DUE)
    with acting(office.first) as by:
        (line,) = keeping_desk(by=by, may_erase=True).open
        lift_hold(hold_id=hold.pk, reason="انتهت القضية", by=by, at=DUE)
    with acting(office.second) as by:
        approve_erasure(erasure_id=row.pk, by=by, at=DUE)

    assert stopped.value.stops == ("held",)
    assert line.standing == "stopped"
    assert line.stops


def test_a_hold_after_both_approvals_still_stops_it(office: Office) -> None:
    _approved(office)
    with acting(office.second) as by:
        hold_record(record_id=office.record, code="", reason="طلبته النيابة", by=by, at=DUE)

    assert carry_out(at=DUE + 30 * DAY) == 0

    row = Erasure.objects.using("keeper").get()
    assert (row.stops, row.done_at) == (["held"], None)
    assert _call(office).unseal("notes") == WORDS


def test_a_hold_that_comes_while_it_is_erased_waits_and_is_refused(office: Office) -> None:
    _approved(office)
    refused: list[str] = []

    def hold() -> None:
        try:
            with acting(office.first) as by:
                hold_record(record_id=office.record, code="", reason="حفظ", by=by, at=DUE)
        except (DatabaseError, KeyDestroyed, NotFound) as error:
            refused.append(type(error).__name__)
        finally:
            connection.close()

    with transaction.atomic(using="keeper"):
        assert carry_out(at=DUE + 30 * DAY) == 1
        late = threading.Thread(target=hold)
        late.start()
        late.join(timeout=1.0)
        waited = late.is_alive()
    late.join(timeout=20)

    assert waited
    assert refused
    assert not Hold.objects.using("keeper").exists()


def test_a_record_is_held_once_and_with_a_reason(office: Office) -> None:
    with pytest.raises(InvalidInput), acting(office.first) as by:
        hold_record(record_id=office.record, code="", reason=" ", by=by, at=DUE)
    with acting(office.first) as by:
        hold_record(record_id=office.record, code="", reason="حفظ", by=by, at=DUE)
    with pytest.raises(HeldAlready), acting(office.second) as by:
        hold_record(record_id=office.record, code="", reason="حفظ", by=by, at=DUE)


def test_anybody_with_the_right_keeps_it_until_it_is_erased(office: Office) -> None:
    row = _approved(office)
    with acting(office.first) as by:
        keep_record(erasure_id=row.pk, by=by, at=DUE)

    assert carry_out(at=DUE + 30 * DAY) == 0
    assert list_due(at=DUE + 30 * DAY) == 0
    assert list_due(at=DUE + 366 * DAY) == 1
    with pytest.raises(ErasureDecided), acting(office.second) as by:
        keep_record(erasure_id=row.pk, by=by, at=DUE)


def test_what_somebody_asked_for_needs_a_second_person_and_a_look_at_night(office: Office) -> None:
    with acting(office.first) as by:
        row = ask_erasure(
            record_id=office.record, kind=Kind.CALL, code="", reason="طلبت أمها", by=by, at=ENDED + DAY
        )
    with pytest.raises(ListedAlready), acting(office.second) as by:
        ask_erasure(
            record_id=office.record, kind=Kind.CALL, code="", reason="طلبت أمها", by=by, at=ENDED + DAY
        )
    list_due(at=ENDED + DAY)
    with acting(office.second) as by:
        assert erasures_awaiting(by=by) == 1
        approve_erasure(erasure_id=row.pk, by=by, at=ENDED + DAY)

    assert carry_out(at=ENDED + 9 * DAY) == 1

    row.refresh_from_db(using="keeper")
    with pytest.raises(KeyDestroyed):
        row.unseal("reason")


def test_what_came_back_with_an_older_copy_is_erased_again(office: Office, tmp_path: Path) -> None:
    with connections["admin"].cursor() as cursor:
        cursor.execute("SELECT wrapped FROM vault_wrappedkey WHERE record_id = %s", [office.record])
        (key,) = cursor.fetchone()
    _approved(office)
    carry_out(at=DUE + 8 * DAY)
    listed = tmp_path / "erased.json"
    assert write_erased(listed) == 1
    with connections["admin"].cursor() as cursor:  # as an older copy would bring it back
        cursor.execute("UPDATE vault_wrappedkey SET wrapped = %s, destroyed_at = NULL", [key])
    assert _call(office).unseal("notes") == WORDS

    again, once_more = replay_erased(listed), replay_erased(listed)

    assert (again, once_more) == (1, 0)
    with pytest.raises(KeyDestroyed):
        _call(office).unseal("notes")
    assert read_erased(listed) == erased_list() == [office.record]


def test_the_list_of_the_erased_never_gets_shorter(office: Office, tmp_path: Path) -> None:
    listed, gone = tmp_path / "erased.json", uuid7()
    listed.write_text(f'{{"format": "takatuf-erased/1", "records": ["{gone}"]}}', encoding="utf-8")

    assert write_erased(listed) == 1
    assert read_erased(listed) == [gone]


@pytest.mark.parametrize(
    "text", ["", "[]", '{"format": "takatuf-erased/1"}', '{"format": "other", "records": []}']
)
def test_a_file_that_is_no_list_is_refused_by_name(text: str, tmp_path: Path) -> None:
    (tmp_path / "erased.json").write_text(text, encoding="utf-8")

    with pytest.raises(BadCopy, match=r"erased\.json"):
        read_erased(tmp_path / "erased.json")


def test_the_worker_does_the_night_in_one_call(office: Office) -> None:
    assert keep_records() == 0


def test_the_administrator_sees_what_is_due_and_carries_it_out_by_commands(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = now() - 3 * 366 * DAY
    Call.objects.using("keeper").update(started_at=ended, entered_at=ended, ended_at=ended)

    assert main(["retention", "due"]) == 0
    due = capsys.readouterr().out
    row = Erasure.objects.using("keeper").get()
    for who in (office.first, office.second):
        with acting(who) as by:
            approve_erasure(erasure_id=row.pk, by=by, at=now() - 8 * DAY)
    assert main(["retention", "run"]) == 0
    erased = capsys.readouterr().out
    assert main(["retention", "list", str(tmp_path / "erased.json")]) == 0
    assert main(["retention", "replay", str(tmp_path / "erased.json")]) == 0

    assert f"{row.code or row.record_id} " in due
    assert "waits" in due
    assert "1 new." in due
    assert WORDS not in due
    assert "Erased: 1." in erased
    assert "Erased again: 0." in capsys.readouterr().out
    assert check(WHOLE) == 0
    with pytest.raises(KeyDestroyed):
        _call(office).unseal("notes")


@pytest.mark.parametrize(
    ("begins", "years", "ends"),
    [
        (date(2026, 3, 2), 2, date(2028, 3, 2)),
        (date(2028, 2, 29), 1, date(2029, 3, 1)),
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
    ],
)
def test_whole_years_are_counted_by_the_calendar(begins: date, years: int, ends: date) -> None:
    assert due_on(begins, years) == ends
    assert begins <= ended_before(ends, years) < ends


def test_own_times_are_read_and_none_is_called_law() -> None:
    known = read_times(OWN)

    assert known.version >= 1
    assert {time.origin for time in known.times.values()} <= {"guidance", "default"}
    assert all(time.source_ar != time.source for time in known.times.values())


def test_a_file_that_says_its_sources_in_one_language_is_read_with_that(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    lines = [line for line in OWN.read_text("utf-8").splitlines() if "source_ar" not in line]
    path.write_text("\n".join(lines), encoding="utf-8")

    assert all(time.source_ar == time.source for time in read_times(path).times.values())


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [("years: 75", "years: 0", "whole number"), ("origin: guidance", "origin: rumour", "origin"), ("  call:", "  calls:", "missing"), ("version: 1", "version: true", "whole number")],
)  # fmt: skip
def test_times_that_cannot_be_are_refused_by_name(before: str, after: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(OWN.read_text("utf-8").replace(before, after, 1), encoding="utf-8")

    with pytest.raises(TimesFault, match=said):
        read_times(path)


REFUSED: dict[str, dict[str, object]] = {
    "one person twice": {"first_by_id": "me", "first_at": DUE, "second_by_id": "me", "second_at": DUE},
    "a name without a time": {"first_by_id": "me"},
    "done without two": {"done_at": DUE, "records": 1},
    "kept without until": {"kept_by_id": "me", "kept_at": DUE},
    "due without a day": {"due_on": None},
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_table_refuses(what: str, office: Office) -> None:
    values = {name: office.first.id if value == "me" else value for name, value in REFUSED[what].items()}
    row = {
        "id": uuid7(), "record_id": office.record, "agency_id": office.first.agency.id, "kind": "call", "code": "", "why": "due",
        "times_version": 1, "ended_at": ENDED, "due_on": date(2028, 3, 2), "listed_at": DUE, "stops": [], **values,
    }  # fmt: skip
    columns, places = ", ".join(row), ", ".join(f"%({name})s" for name in row)

    with superuser() as server:  # past the triggers, so that the table's own constraints answer
        server.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.errors.CheckViolation):
            server.execute(f"INSERT INTO keeping_erasure ({columns}) VALUES ({places})".encode(), row)


def test_an_agency_that_leads_it_no_more_erases_nothing(office: Office) -> None:
    row = _approved(office)
    Call.objects.using("keeper").filter(pk=office.call).update(agency_id=office.stranger.agency.id)

    assert carry_out(at=DUE + 30 * DAY) == 0

    row.refresh_from_db(using="keeper")
    assert (row.stops, row.done_at) == (["elsewhere"], None)
