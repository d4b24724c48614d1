"""Reports come in exactly once, behind row security, with the reporter's contact apart."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction

from takatuf.agencies.models import Disclosure
from takatuf.agencies.queries import AgencyName
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.intake.actions import KeyReused, Received, receive_report
from takatuf.intake.content import (
    Answer,
    AnswerState,
    Channel,
    ContactWish,
    IdentifierClaim,
    Kind,
    Place,
    ReportContent,
    ReporterKind,
    Signals,
)
from takatuf.intake.figures import report_counts
from takatuf.intake.models import Mailbox, Report, ReporterContact, ReportKey
from takatuf.intake.queries import open_mailbox, open_report, report_head, report_signals, reports
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
AT = datetime(2026, 3, 1, 22, 0, tzinfo=UTC)
KEY = "a-key-made-by-the-form-0001"
CONTENT = ReportContent(
    channel=Channel.PUBLIC_WEB,
    reporter_kind=ReporterKind.BYSTANDER,
    kinds=(Kind.GROOMING,),
    narrative="كلام محايد للاختبار",
    identifiers=(IdentifierClaim(kind="account", value="some_name", platform="instagram", whose="subject"),),
    place=Place(region="SA-01", city="الرياض"),
    signals=Signals(child_age=11),
    contact=ContactWish(
        wanted="contact", name="اسم مخترع", phone="0501234567", careful="another person answers"
    ),
)


def receive(lead: AgencyName, content: ReportContent = CONTENT, key: str = KEY) -> Received:
    with system_scope("intake") as by:
        return receive_report(content=content, key=key, lead=lead.id, by=by, at=AT)


def kept(table: str) -> int:
    with connections["keeper"].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def test_a_report_is_received_and_read_by_the_agency_that_owns_it() -> None:
    agency = make_agency()
    officer = make_worker(agency, Role.TRIAGE_OFFICER)

    received = receive(agency)

    with acting(officer) as by:
        view = open_report(received.report_id, by=by, at=AT)
        looks = set(Disclosure.objects.values_list("record_id", "what"))
        mailbox_record = Mailbox.objects.get().record_id
    assert view.head.code == received.code
    assert received.code.startswith("R-26-")
    assert view.content.narrative == CONTENT.narrative
    assert view.content.place == CONTENT.place
    assert [identifier.value for identifier in view.identifiers] == ["some_name"]
    assert looks == {(received.record_id, "open_report"), (mailbox_record, "open_report")}


def test_the_contact_is_nowhere_in_the_report_and_no_agency_reaches_it() -> None:
    agency = make_agency()
    officer = make_worker(agency, Role.SHIFT_LEADER)

    received = receive(agency)

    with acting(officer) as by:
        view = open_report(received.report_id, by=by, at=AT)
        assert ReporterContact.objects.count() == 0
    assert view.content.contact == ContactWish(wanted="contact")
    assert "0501234567" not in repr(view)
    assert kept("intake_reportercontact") == 1


def test_a_form_that_repeats_the_contact_among_its_answers_does_not_leak_it() -> None:
    agency = make_agency()
    told = {"phone": "0501234567", "when": "in the evening"}
    content = replace(
        CONTENT,
        answers={"contact": Answer(AnswerState.GIVEN, told), "what": Answer(AnswerState.GIVEN, "words")},
        identifiers=(IdentifierClaim(kind="phone", value="0501234567"),),
    )

    received = receive(agency, content)

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        view = open_report(received.report_id, by=by, at=AT)
    assert "0501234567" not in repr(view)
    assert view.content.answers["what"].value == "words"
    assert view.content.answers["contact"].given


def test_a_report_without_a_contact_opens_no_contact_record() -> None:
    receive(make_agency(), replace(CONTENT, contact=ContactWish(wanted="receipt")))

    assert kept("intake_reportercontact") == 0


def test_a_form_sent_twice_is_one_report_with_one_receipt() -> None:
    agency = make_agency()

    first, second = receive(agency), receive(agency)

    assert (second.report_id, second.code, second.mailbox_id) == (
        first.report_id,
        first.code,
        first.mailbox_id,
    )
    assert str(second.receipt) == str(first.receipt)
    assert (first.repeated, second.repeated) == (False, True)
    assert kept("intake_report") == 1
    assert kept("intake_mailbox") == 1


def test_another_key_is_another_report_with_another_receipt() -> None:
    agency = make_agency()

    first, second = receive(agency), receive(agency, key="a-key-made-by-the-form-0002")

    assert first.report_id != second.report_id
    assert str(first.receipt) != str(second.receipt)


def test_a_key_that_comes_back_with_other_words_is_refused_by_name() -> None:
    agency = make_agency()
    receive(agency)

    with pytest.raises(KeyReused):
        receive(agency, replace(CONTENT, narrative="other words"))


def test_a_short_key_is_refused() -> None:
    with pytest.raises(InvalidInput, match="key: too_short"):
        receive(make_agency(), key="short")


def _in_two_transactions(first: Callable[[threading.Event], None], second: Callable[[], None]) -> None:
    """The second begins while the first's transaction is open."""
    waiting, failures = threading.Event(), []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as failure:  # noqa: BLE001 - handed to the test
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[lambda: first(waiting)])]
    threads[0].start()
    assert waiting.wait(20)
    threads.append(threading.Thread(target=run, args=[second]))
    threads[1].start()
    for thread in threads:
        thread.join(20)
    assert failures == []


def _until_somebody_waits_for_a_lock() -> None:
    for _ in range(200):
        with connections["keeper"].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.02)")
    raise AssertionError("Nobody waited.")


def test_the_same_report_sent_in_two_transactions_at_once_is_one() -> None:
    agency = make_agency()
    results: list[Received] = []

    def first(waiting: threading.Event) -> None:
        with system_scope("intake") as by:
            results.append(receive_report(content=CONTENT, key=KEY, lead=agency.id, by=by, at=AT))
            waiting.set()
            _until_somebody_waits_for_a_lock()
        connections["keeper"].close()

    _in_two_transactions(first, lambda: results.append(receive(agency)))

    assert results[0].report_id == results[1].report_id
    assert [result.repeated for result in results] == [False, True]
    assert kept("intake_report") == 1


def test_a_report_whose_first_transaction_fails_is_stored_by_the_second() -> None:
    agency = make_agency()
    results: list[Received] = []

    def first(waiting: threading.Event) -> None:
        with suppress(ZeroDivisionError), system_scope("intake") as by:
            receive_report(content=CONTENT, key=KEY, lead=agency.id, by=by, at=AT)
            waiting.set()
            _until_somebody_waits_for_a_lock()
            raise ZeroDivisionError
        connections["keeper"].close()

    _in_two_transactions(first, lambda: results.append(receive(agency)))

    assert [result.repeated for result in results] == [False]
    assert kept("intake_report") == 1


def test_the_job_that_takes_reports_in_cannot_read_one_back() -> None:
    received = receive(make_agency())

    with system_scope("intake") as by:
        assert Report.objects.count() == 0
        assert Mailbox.objects.count() == 0
        with pytest.raises(NotFound):
            report_head(received.report_id, by=by)


def test_nobody_changes_what_was_told() -> None:
    agency = make_agency()
    officer = make_worker(agency, Role.TRIAGE_OFFICER)
    receive(agency)

    with acting(officer), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Report.objects.update(region="SA-02")


TABLES = [
    "intake_report", "intake_reportkey", "intake_mailbox", "intake_message", "intake_reportercontact", "intake_draft",
]  # fmt: skip


def test_a_hostile_agency_sees_no_row() -> None:
    ours, other, hostile = make_agency(), make_agency(), make_agency()
    theirs = receive(ours)
    receive(other, key="a-key-made-by-the-form-0002")
    stranger = make_worker(hostile, Role.SHIFT_LEADER)

    with acting(stranger) as by:
        assert reports(by=by, at=AT) == []
        for model in (Report, Mailbox, ReporterContact, ReportKey):
            assert model.objects.count() == 0
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone() == (0,), table
        with pytest.raises(NotFound):
            open_report(theirs.report_id, by=by, at=AT)
        with pytest.raises(NotFound):
            report_signals(theirs.report_id, by=by)


def test_each_agency_lists_its_own_reports_and_the_look_is_on_record() -> None:
    ours, other = make_agency(), make_agency()
    mine = receive(ours)
    receive(other, key="a-key-made-by-the-form-0002")
    officer = make_worker(ours, Role.TRIAGE_OFFICER)

    with acting(officer) as by:
        heads = reports(by=by, at=AT)
        looks = list(Disclosure.objects.values_list("record_id", "what"))

    assert [head.code for head in heads] == [mine.code]
    assert looks == [(mine.record_id, "reports")]


def test_a_duty_officer_opens_no_report() -> None:
    agency = make_agency()
    received = receive(agency)

    with acting(make_worker(agency, Role.DUTY_OFFICER)) as by, pytest.raises(NotAllowed):
        open_report(received.report_id, by=by, at=AT)


def test_the_receipt_is_stored_nowhere() -> None:
    received = receive(make_agency())

    with connections["keeper"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT coalesce(string_agg({table}::text, ' '), '') FROM {table}")
            text = cursor.fetchone()[0]
            assert str(received.receipt) not in text
            assert KEY not in text
    assert open_mailbox(str(received.receipt)).status == "received"


def test_reports_are_counted_by_the_quarter_of_the_country_and_the_door() -> None:
    agency = make_agency()
    with system_scope("intake") as by:
        late = datetime(2026, 3, 31, 22, 0, tzinfo=UTC)  # the first of April in Riyadh
        receive_report(content=CONTENT, key=KEY, lead=agency.id, by=by, at=AT)
        receive_report(content=CONTENT, key=KEY + "b", lead=agency.id, by=by, at=late)

    found = report_counts(since=AT - timedelta(days=300), until=AT + timedelta(days=300))
    assert [(row.year, row.quarter, row.channel, row.kind, row.count) for row in sorted(found, key=lambda row: row.quarter)] == [
        (2026, 1, "public_web", "grooming", 1), (2026, 2, "public_web", "grooming", 1),
    ]  # fmt: skip
