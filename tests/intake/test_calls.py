"""The call-taker's desk without its pages: calls, reports from them, call-backs, transfers, forms on paper."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, connections, transaction

from takatuf.agencies.models import Disclosure, Sector
from takatuf.agencies.queries import AgencyName, WorkerName
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.clocks.queries import open_deadlines
from takatuf.intake.calls.actions import (
    CallBackEnded,
    CallEnded,
    CallOfAnother,
    DebriefAsked,
    SerialEntered,
    SerialUnknown,
    SerialVoided,
    ask_debrief,
    ask_to_take_over,
    call_was_cut_off,
    close_call,
    enter_form,
    finish_call,
    print_forms,
    record_attempt,
    record_debrief,
    record_taken_over,
    save_notes,
    send_call,
    start_call,
    stop_calling_back,
    store_sent_calls,
    take_over_call,
    void_form,
)
from takatuf.intake.calls.models import Call, CallBack, CallTransfer, Debrief, PaperForm
from takatuf.intake.calls.queries import (
    call_head,
    callbacks_due,
    callbacks_to_make,
    debriefs_waiting,
    earlier_calls,
    missing_forms,
    open_call,
    open_calls,
    patterns,
    receipt_of_call,
)
from takatuf.intake.models import Report, ReporterContact
from takatuf.intake.queries import open_mailbox, open_report
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.ledger.models import LedgerEntry
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
NUMBER = "0500000041"
SAID = {"words": "قال: يكتب إليّ حساب لا أعرفه كل ليلة.", "danger": "safe", "who": "child"}


@pytest.fixture
def centre() -> AgencyName:
    return make_agency("centre", Sector.HOTLINE)


@pytest.fixture
def taker(centre: AgencyName) -> WorkerName:
    return make_worker(centre, Role.CALL_TAKER)


@pytest.fixture
def leader(centre: AgencyName) -> WorkerName:
    return make_worker(centre, Role.SHIFT_LEADER)


def _start(who: WorkerName, *, number: str = NUMBER, at: datetime | None = None) -> UUID:
    with acting(who) as by:
        return start_call(number=number, by=by, at=at or now())


def _write(who: WorkerName, call_id: UUID, **values: Any) -> None:
    with acting(who) as by:
        save_notes(
            call_id=call_id, number=values.pop("number", NUMBER), values={**SAID, **values}, by=by, at=now()
        )


def _send(who: WorkerName, call_id: UUID) -> None:
    with acting(who) as by:
        send_call(call_id=call_id, by=by, at=now())


def _close(who: WorkerName, call_id: UUID, outcome: str = "silent") -> None:
    with acting(who) as by:
        close_call(call_id=call_id, outcome=outcome, by=by, at=now())


def _report_of(who: WorkerName, call_id: UUID) -> UUID:
    with acting(who) as by:
        report_id = call_head(call_id, by=by).report_id
    assert report_id is not None
    return report_id


def _at_once(first: Callable[[], object], second: Callable[[], object]) -> list[object]:
    """Both in transactions of their own, begun at the same moment; what each gave back or raised."""
    ready = Barrier(2)

    def run(step: Callable[[], object]) -> object:
        try:
            ready.wait(timeout=10)
            return step()
        except Exception as error:  # noqa: BLE001
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as both:
        return list(both.map(run, [first, second]))


def test_a_call_becomes_a_report_whose_clock_began_with_the_call(
    taker: WorkerName, leader: WorkerName
) -> None:
    began = now() - timedelta(minutes=25)
    call_id = _start(taker, at=began)
    _write(taker, call_id, accounts="لعبة: lantern_77", **{"about-age": "١٢", "about-city": "حي النخيل"})

    _send(taker, call_id)

    report_id = _report_of(leader, call_id)
    with acting(leader) as by:
        view = open_report(report_id, by=by, at=now())
        due = [row for row in open_deadlines(by=by) if row.kind == "first_review"]
    assert view.head.received_at == began
    assert view.head.channel == "hotline"
    assert view.head.reporter_kind == "child"
    assert view.content.narrative == SAID["words"]
    assert view.content.signals.child_age == 12
    assert [row.value for row in view.identifiers] == ["lantern_77"]
    assert [row.started_at for row in due] == [began]


def test_the_receipt_opens_the_mailbox_until_it_was_spoken(taker: WorkerName) -> None:
    call_id = _start(taker)
    _write(taker, call_id)
    _send(taker, call_id)

    with acting(taker) as by:
        receipt = receipt_of_call(call_id, by=by, at=now())
    assert receipt is not None
    mailbox = open_mailbox(receipt.words("ar"))
    with acting(taker) as by:
        finish_call(call_id=call_id, by=by, at=now())
        after = receipt_of_call(call_id, by=by, at=now())
        waiting = open_calls(by=by)

    assert mailbox.status == "received"
    assert after is None
    assert waiting == []


def test_the_callers_number_is_sealed_apart_and_never_in_the_report(
    taker: WorkerName, leader: WorkerName
) -> None:
    call_id = _start(taker)
    _write(taker, call_id, may_call="call_back")

    _send(taker, call_id)

    with acting(leader) as by:
        report = Report.objects.get(pk=call_head(call_id, by=by).report_id)
        told = report.unseal("content")
        assert not ReporterContact.objects.exists()  # two persons open it, with a reason
    assert NUMBER not in told
    assert ReporterContact.objects.using("keeper").count() == 1


def test_a_report_that_was_not_stored_is_stored_by_the_next_round(
    taker: WorkerName, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_id = _start(taker)
    _write(taker, call_id)
    with acting(taker) as by, monkeypatch.context() as patched:
        # As when the process dies between the two transactions: what was to follow never runs.
        patched.setattr(transaction, "on_commit", lambda step: None)
        send_call(call_id=call_id, by=by, at=now())
    with acting(taker) as by:
        assert call_head(call_id, by=by).report_id is None

    first, second = store_sent_calls(), store_sent_calls()

    assert (first, second) == (1, 0)
    assert _report_of(taker, call_id)


def test_a_call_is_sent_once_when_it_is_sent_twice_at_once(taker: WorkerName) -> None:
    call_id = _start(taker)
    _write(taker, call_id)

    results = _at_once(lambda: _send(taker, call_id), lambda: _send(taker, call_id))

    assert sorted(type(result).__name__ for result in results) == ["CallEnded", "NoneType"]
    assert Report.objects.using("keeper").count() == 1


def test_what_was_typed_is_kept_as_it_was_also_where_it_cannot_be_read_yet(taker: WorkerName) -> None:
    call_id = _start(taker)
    _write(taker, call_id, **{"about-age": "نحو العاشرة", "back_due": "بعد قليل", "strange": "x"})

    with acting(taker) as by:
        view = open_call(call_id, by=by, at=now())

    assert view.values["about-age"] == "نحو العاشرة"
    assert view.values["back_due"] == "بعد قليل"
    assert "strange" not in view.values
    with pytest.raises(InvalidInput) as refusal:
        _send(taker, call_id)
    assert refusal.value.path == "about-age"


def test_a_call_with_nothing_written_is_not_sent(taker: WorkerName) -> None:
    call_id = _start(taker)

    with pytest.raises(InvalidInput) as refusal:
        _send(taker, call_id)

    assert refusal.value.path == "words"


def test_a_colleague_takes_a_call_over_before_writing_in_it(taker: WorkerName, centre: AgencyName) -> None:
    other = make_worker(centre, Role.CALL_TAKER)
    call_id = _start(taker)

    with pytest.raises(CallOfAnother):
        _write(other, call_id)
    with acting(other) as by:
        take_over_call(call_id=call_id, by=by, at=now())
    _write(other, call_id)

    with pytest.raises(CallOfAnother):
        _write(taker, call_id)


def test_another_agency_and_another_role_find_no_call(taker: WorkerName, centre: AgencyName) -> None:
    call_id = _start(taker)
    elsewhere = make_worker(make_agency(sector=Sector.HOTLINE), Role.CALL_TAKER)
    caseworker = make_worker(centre, Role.CASEWORKER)

    with acting(elsewhere) as by, pytest.raises(NotFound):
        open_call(call_id, by=by, at=now())
    with acting(elsewhere) as by:
        assert open_calls(by=by) == []
    with acting(caseworker) as by, pytest.raises(NotAllowed):
        open_call(call_id, by=by, at=now())


def test_opening_a_call_is_on_record_and_each_step_has_its_line(taker: WorkerName) -> None:
    call_id = _start(taker)
    with acting(taker) as by:
        record_id = open_call(call_id, by=by, at=now()).row.record_id
    _close(taker, call_id)

    kinds = list(
        LedgerEntry.objects.filter(record_id=record_id).order_by("pk").values_list("kind", flat=True)
    )
    looks = list(
        Disclosure.objects.using("keeper").filter(record_id=record_id).values_list("what", flat=True)
    )

    assert kinds == ["call.started", "call.closed"]
    assert looks == ["open_call"]


def test_the_panel_says_who_else_called_from_the_number_and_what_came_of_it(
    taker: WorkerName, centre: AgencyName
) -> None:
    _close(taker, _start(taker, number="+966 50 000 0041"))
    told = _start(taker)
    _write(taker, told)
    _send(taker, told)
    other = make_worker(make_agency(sector=Sector.HOTLINE), Role.CALL_TAKER)
    _close(other, _start(other))
    call_id = _start(taker, number="٠٥٠٠٠٠٠٠٤١")

    with acting(taker) as by:
        history = earlier_calls(call_id, by=by, at=now())
        withheld = earlier_calls(start_call(by=by, at=now()), by=by, at=now())

    assert (history.known, history.total, history.silent_this_week) == (True, 2, 1)
    assert [line.outcome for line in history.lines] == ["report", "silent"]
    assert history.lines[0].report_code.startswith("R-")
    assert history.lines[0].report_says
    assert (withheld.known, withheld.total) == (False, 0)


def test_a_number_that_a_report_names_is_shown_as_such(taker: WorkerName) -> None:
    told = _start(taker, number="0500000077")
    _write(taker, told, number="0500000077", accounts=NUMBER)
    _send(taker, told)
    call_id = _start(taker)

    with acting(taker) as by:
        history = earlier_calls(call_id, by=by, at=now())
        code = call_head(told, by=by).report_code

    assert history.total == 0
    assert history.named_in == (code,)


def test_silent_calls_of_one_number_stay_visible_as_a_pattern(taker: WorkerName) -> None:
    for ago in (1, 2, 9):
        _close(taker, _start(taker, at=now() - timedelta(days=ago)))
    _close(taker, _start(taker, number=""))

    with acting(taker) as by:
        found = patterns(by=by, at=now())

    assert [(row.pattern, row.total, row.silent, row.number_end) for row in found] == [
        ("silent", 2, 2, "041")
    ]


def test_a_call_that_ended_is_not_written_any_more(taker: WorkerName) -> None:
    call_id = _start(taker)
    _close(taker, call_id, "test")

    with pytest.raises(CallEnded):
        _write(taker, call_id)
    with pytest.raises(CallEnded):
        _close(taker, call_id)


def test_an_agreed_call_back_is_promised_with_the_report(taker: WorkerName) -> None:
    call_id = _start(taker)
    _write(
        taker, call_id, may_call="call_back", back_due="2031-03-01T17:30", back_from="16:00", back_until="18:00",
        **{"contact-phone": "0500000099", "contact-careful": "لا يرد غيري"},
    )  # fmt: skip

    _send(taker, call_id)

    with acting(taker) as by:
        (back,) = callbacks_to_make(by=by, at=now())
        clocks = {row.kind: row.due_at for row in open_deadlines(by=by)}
        listed = callbacks_due(by=by, at=now())
    assert (back.number, back.who_answers, back.leave_message) == ("0500000099", "لا يرد غيري", False)
    assert clocks["call_back"] == back.row.due_at
    assert [row.id for row in listed] == [back.row.id]
    assert not hasattr(listed[0], "number")


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"back_due": "2031-03-01T17:30", "number": ""}, "contact-phone"),
        ({"back_due": "2031-03-01T17:30", "back_from": "16:00"}, "back_until"),
        ({"back_due": "2031-03-01T17:30", "back_from": "x", "back_until": "18:00"}, "back_from"),
    ],
)
def test_a_call_back_that_cannot_be_kept_is_asked_about(
    taker: WorkerName, values: dict[str, str], path: str
) -> None:
    call_id = _start(taker)
    _write(taker, call_id, **values)

    with pytest.raises(InvalidInput) as refusal:
        _send(taker, call_id)

    assert refusal.value.path == path


def _promised(taker: WorkerName) -> tuple[UUID, UUID]:
    call_id = _start(taker)
    _write(taker, call_id, may_call="call_back")
    with acting(taker) as by:
        return call_id, call_was_cut_off(call_id=call_id, by=by, at=now())


def test_attempts_move_the_call_back_until_somebody_is_reached(taker: WorkerName) -> None:
    _, back_id = _promised(taker)
    at = now()

    with acting(taker) as by:
        record_attempt(call_back_id=back_id, result="no_answer", by=by, at=at)
        (after_nobody,) = callbacks_due(by=by, at=at)
    with acting(taker) as by:
        record_attempt(call_back_id=back_id, result="wrong_person", by=by, at=at)
        (after_somebody_else,) = callbacks_due(by=by, at=at)
    with acting(taker) as by:
        record_attempt(call_back_id=back_id, result="reached", by=by, at=at)
        left = callbacks_due(by=by, at=at)
        clocks = [row.kind for row in open_deadlines(by=by)]

    assert after_nobody.due_at == at + timedelta(hours=1)
    assert after_somebody_else.due_at == at + timedelta(days=1)
    assert after_somebody_else.attempts == 2
    assert left == []
    assert "call_back" not in clocks
    with acting(taker) as by, pytest.raises(CallBackEnded):
        record_attempt(call_back_id=back_id, result="reached", by=by, at=at)


def test_two_call_takers_who_reach_the_caller_at_once_record_it_once(
    taker: WorkerName, leader: WorkerName
) -> None:
    _, back_id = _promised(taker)

    def reach(who: WorkerName) -> None:
        with acting(who) as by:
            record_attempt(call_back_id=back_id, result="reached", by=by, at=now())

    results = _at_once(lambda: reach(taker), lambda: reach(leader))

    assert sorted(type(result).__name__ for result in results) == ["CallBackEnded", "NoneType"]


def test_stopping_to_call_back_needs_a_reason(taker: WorkerName) -> None:
    _, back_id = _promised(taker)

    with acting(taker) as by, pytest.raises(InvalidInput):
        stop_calling_back(call_back_id=back_id, reason="  ", by=by, at=now())
    with acting(taker) as by:
        stop_calling_back(call_back_id=back_id, reason="طلب المتصل ذلك", by=by, at=now())
        assert callbacks_due(by=by, at=now()) == []


def test_a_caller_who_said_no_is_not_called_back(taker: WorkerName) -> None:
    call_id = _start(taker)
    _write(taker, call_id, may_call="never")

    with acting(taker) as by, pytest.raises(InvalidInput) as refusal:
        call_was_cut_off(call_id=call_id, by=by, at=now())

    assert refusal.value.code == "said_no"


def test_a_call_that_was_handed_over_is_read_at_once_whatever_was_ticked(
    taker: WorkerName, leader: WorkerName
) -> None:
    police = make_agency("police", Sector.POLICE)
    call_id = _start(taker)
    with acting(taker) as by:
        ask_to_take_over(call_id=call_id, agency_id=police.id, by=by, at=now())
        waiting = [row.kind for row in open_deadlines(by=by)]
    with acting(taker) as by:
        record_taken_over(call_id=call_id, agency_id=police.id, name="الملازم فهد", by=by, at=now())
        after = [row.kind for row in open_deadlines(by=by)]
        view = open_call(call_id, by=by, at=now())
    _write(taker, call_id, danger="safe")
    _send(taker, call_id)

    report_id = _report_of(leader, call_id)
    with acting(leader) as by:
        content = open_report(report_id, by=by, at=now()).content
    assert "call_transfer" in waiting
    assert "call_transfer" not in after
    assert (view.taken_over, view.transfers[0].accepted_name) == (True, "الملازم فهد")
    assert content.signals.danger_now is True


def test_one_form_is_enough_to_record_who_took_over(taker: WorkerName) -> None:
    police, health = make_agency("police", Sector.POLICE), make_agency("health", Sector.HEALTH)
    call_id = _start(taker)

    with acting(taker) as by, pytest.raises(InvalidInput):
        record_taken_over(call_id=call_id, agency_id=police.id, name=" ", by=by, at=now())
    with acting(taker) as by:
        ask_to_take_over(call_id=call_id, agency_id=health.id, by=by, at=now())
        record_taken_over(call_id=call_id, agency_id=police.id, name="فهد", by=by, at=now())
        clocks = [row.kind for row in open_deadlines(by=by)]
        record_taken_over(call_id=call_id, agency_id=health.id, name="سعاد", by=by, at=now())

    assert clocks == ["call_open"]  # nobody else needs to take it over


def test_a_debrief_is_asked_once_and_the_shift_leader_sees_it(taker: WorkerName, leader: WorkerName) -> None:
    call_id = _start(taker)
    with acting(taker) as by:
        debrief_id = ask_debrief(call_id=call_id, by=by, at=now())
    with acting(taker) as by, pytest.raises(DebriefAsked):
        ask_debrief(call_id=call_id, by=by, at=now())
    with acting(taker) as by, pytest.raises(NotAllowed):
        debriefs_waiting(by=by)

    with acting(leader) as by:
        seen = [(row.id, row.worker) for row in debriefs_waiting(by=by)]
        record_debrief(debrief_id=debrief_id, by=by, at=now())
        left = debriefs_waiting(by=by)

    assert seen == [(debrief_id, taker)]
    assert left == []


def test_a_form_on_paper_starts_its_clock_at_the_time_on_the_paper(
    taker: WorkerName, leader: WorkerName
) -> None:
    printed, began = now() - timedelta(days=2), now() - timedelta(hours=6)
    with acting(taker) as by:
        first, second = print_forms(count=2, by=by, at=printed)
    with acting(taker) as by:
        call_id = enter_form(
            serial=first.lower().replace("-", " "), started_at=began, number=NUMBER, by=by, at=now()
        )
    _write(taker, call_id)
    _send(taker, call_id)

    report_id = _report_of(leader, call_id)
    with acting(leader) as by:
        view = open_report(report_id, by=by, at=now())
        missing = [row.serial for row in missing_forms(by=by)]
    assert view.head.received_at == began
    assert missing == [second]


def test_two_people_with_the_same_form_enter_it_once(taker: WorkerName, leader: WorkerName) -> None:
    with acting(taker) as by:
        (serial,) = print_forms(count=1, by=by, at=now() - timedelta(hours=1))

    def enter(who: WorkerName) -> UUID:
        with acting(who) as by:
            return enter_form(serial=serial, started_at=now(), by=by, at=now())

    results = _at_once(lambda: enter(taker), lambda: enter(leader))

    assert sorted(type(result).__name__ for result in results) == ["SerialEntered", "UUID"]
    assert [error.serial for error in results if isinstance(error, SerialEntered)] == [serial]


def test_forms_that_are_unknown_voided_or_not_yet_printed_are_refused(taker: WorkerName) -> None:
    with acting(taker) as by:
        first, second = print_forms(count=2, by=by, at=now() - timedelta(hours=1))
        void_form(serial=first, reason="spoiled", by=by, at=now())
        missing = [row.serial for row in missing_forms(by=by)]

    assert missing == [second]
    with acting(taker) as by, pytest.raises(SerialVoided):
        enter_form(serial=first, started_at=now(), by=by, at=now())
    with acting(taker) as by, pytest.raises(SerialUnknown):
        enter_form(serial="P-26-999999", started_at=now(), by=by, at=now())
    for wrong in (now() - timedelta(hours=3), now() + timedelta(hours=1)):
        with acting(taker) as by, pytest.raises(InvalidInput):
            enter_form(serial=second, started_at=wrong, by=by, at=now())
    other = make_worker(make_agency(sector=Sector.HOTLINE), Role.CALL_TAKER)
    with acting(other) as by, pytest.raises(SerialUnknown):
        enter_form(serial=second, started_at=now(), by=by, at=now())


def _refused_by_the_database(write: Callable[[], object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()


def test_the_database_refuses_what_makes_no_sense(taker: WorkerName) -> None:
    call_id, _ = _promised(taker)
    police = make_agency("police", Sector.POLICE)
    with acting(taker) as by:
        ask_to_take_over(call_id=call_id, agency_id=police.id, by=by, at=now())
        ask_debrief(call_id=call_id, by=by, at=now())
        print_forms(count=1, by=by, at=now())
        call, back = Call.objects.get(pk=call_id), CallBack.objects.get(call_id=call_id)
        transfer, debrief, form = CallTransfer.objects.get(), Debrief.objects.get(), PaperForm.objects.get()
        calls, backs = Call.objects.filter(pk=call.pk), CallBack.objects.filter(pk=back.pk)
        for write, constraint in (
            (lambda: calls.update(caller_token=None), "intake_call_number_whole"),
            (lambda: calls.update(state="closed"), "intake_call_says_how_it_ended"),
            (lambda: calls.update(state="closed", outcome="silent", ended_at=now() - timedelta(days=9)), "ends_after_start"),
            (lambda: backs.update(ended_at=now()), "intake_callback_says_how_it_ended"),
            (lambda: backs.update(ended_at=now(), ended_as="stopped"), "intake_callback_stopped_says_why"),
            (lambda: CallTransfer.objects.filter(pk=transfer.pk).update(accepted_at=now()), "names_who"),
            (lambda: Debrief.objects.filter(pk=debrief.pk).update(held_at=now()), "held_by_somebody"),
            (lambda: PaperForm.objects.filter(pk=form.pk).update(state="entered"), "intake_paperform_state"),
            (lambda: CallBack(
                record_id=call.record_id, call_id=call.pk, agency_id=call.agency_id, number=b"x", promised_at=now(),
                promised_by_id=taker.id, due_at=now(),
            ).save(force_insert=True), "intake_callback_open_once"),
            (lambda: Debrief(
                record_id=call.record_id, call_id=call.pk, worker_id=taker.id, asked_at=now()
            ).save(force_insert=True), "asked_once"),
            (lambda: CallTransfer(
                record_id=call.record_id, call_id=call.pk, agency_id=police.id, asked_at=now(), asked_by_id=taker.id
            ).save(force_insert=True), "calltransfer_once"),
        ):  # fmt: skip
            _refused_by_the_database(write, constraint)


def test_the_start_of_a_call_cannot_be_changed(taker: WorkerName) -> None:
    call_id = _start(taker)

    with acting(taker), connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_column_privilege('intake_call', 'started_at', 'UPDATE'),"
            " has_column_privilege('intake_call', 'notes', 'UPDATE'), has_table_privilege('intake_call', 'DELETE')"
        )
        rights = cursor.fetchone()

    assert rights == (False, True, False)
    assert call_id


def test_the_job_that_takes_reports_in_reads_no_other_table_of_the_desk(taker: WorkerName) -> None:
    _promised(taker)

    with system_scope("intake"):
        assert CallBack.objects.count() == 0
