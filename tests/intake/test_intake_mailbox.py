"""The reporter's mailbox: opened by its receipt alone, and every message starts a clock."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from takatuf.agencies.queries import AgencyName
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import reporter_scope, system_scope
from takatuf.clocks.duty.actions import ring_who_is_due
from takatuf.clocks.duty.models import RingRequest
from takatuf.clocks.duty.queries import open_rings
from takatuf.clocks.queries import open_deadlines
from takatuf.intake.actions import (
    Received,
    receive_report,
    review_messages,
    tell_reporter,
    write_as_reporter,
    write_to_reporter,
)
from takatuf.intake.content import Channel, ReportContent, ReporterKind
from takatuf.intake.models import Mailbox, Message, Report
from takatuf.intake.queries import ReceiptUnknown, open_mailbox, open_report
from takatuf.intake.statuses import ClosedAs, MailboxStatus
from takatuf.kernel.errors import InvalidInput, NotFound
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
AT = datetime(2026, 3, 5, 22, 0, tzinfo=UTC)
SOON = AT + timedelta(minutes=5)


def receive(lead: AgencyName, key: str = "a-key-made-by-the-form-0001") -> Received:
    content = ReportContent(
        channel=Channel.PUBLIC_WEB, reporter_kind=ReporterKind.CHILD, narrative="كلام لا يظهر في صفحة المتابعة"
    )  # fmt: skip
    with system_scope("intake") as by:
        return receive_report(content=content, key=key, lead=lead.id, by=by, at=AT)


def test_the_mailbox_shows_how_far_the_report_is_and_never_the_report() -> None:
    received = receive(make_agency())

    view = open_mailbox(str(received.receipt))

    assert view.status == "received"
    assert view.messages == ()
    assert "كلام" not in repr(view)


def test_the_holder_of_a_receipt_reaches_one_mailbox_and_no_report() -> None:
    agency = make_agency()
    received, other = receive(agency), receive(agency, "a-key-made-by-the-form-0002")
    write_as_reporter(receipt_text=str(other.receipt), text="another reporter's words", at=SOON)

    with reporter_scope(received.mailbox_id):
        assert [mailbox.pk for mailbox in Mailbox.objects.all()] == [received.mailbox_id]
        assert Message.objects.count() == 0
        assert Report.objects.count() == 0


def _steps(receipt_text: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured, pytest.raises(ReceiptUnknown) as refusal:
        open_mailbox(receipt_text)
    assert str(refusal.value) == "No mailbox has this receipt."
    return [query["sql"].split("'")[0] for query in captured.captured_queries]


def test_an_unknown_receipt_answers_like_a_mistyped_one_after_the_same_steps() -> None:
    receive(make_agency())
    unknown = str(_receipt_of_nobody())

    steps = {text: _steps(text) for text in (unknown, unknown[:-2], "كلمة", "", "12345", "x" * 5000)}

    assert len(set(map(tuple, steps.values()))) == 1


def _receipt_of_nobody() -> object:
    from takatuf.intake.derived import derived_from_key

    return derived_from_key("a-key-that-was-never-sent", "").receipt


def test_a_message_to_an_unknown_receipt_is_refused_alike() -> None:
    with pytest.raises(ReceiptUnknown, match="No mailbox has this receipt"):
        write_as_reporter(receipt_text="كلمة", text="words", at=AT)


def test_a_message_starts_a_clock_and_an_answer_stops_it() -> None:
    agency = make_agency()
    officer, received = make_worker(agency, Role.TRIAGE_OFFICER), receive(agency)

    write_as_reporter(receipt_text=str(received.receipt), text="هل من جديد؟", at=SOON)

    with acting(officer) as by:
        [clock] = [row for row in open_deadlines(by=by) if row.kind == "message_review"]
        view = open_report(received.report_id, by=by, at=SOON)
        write_to_reporter(report_id=received.report_id, text="نحن نقرأ", by=by, at=SOON)
        after = [row for row in open_deadlines(by=by) if row.kind == "message_review"]
    assert clock.due_at == SOON + timedelta(hours=4)
    assert [message.text for message in view.messages] == ["هل من جديد؟"]
    assert after == []
    assert [(line.from_reporter, line.text) for line in open_mailbox(str(received.receipt)).messages] == [
        (True, "هل من جديد؟"),
        (False, "نحن نقرأ"),
    ]


def test_a_second_message_runs_on_the_first_ones_clock() -> None:
    agency = make_agency()
    officer, received = make_worker(agency, Role.TRIAGE_OFFICER), receive(agency)

    write_as_reporter(receipt_text=str(received.receipt), text="first", at=SOON)
    write_as_reporter(receipt_text=str(received.receipt), text="second", at=SOON + timedelta(hours=1))

    with acting(officer) as by:
        [clock] = [row for row in open_deadlines(by=by) if row.kind == "message_review"]
        assert clock.due_at == SOON + timedelta(hours=4)
        assert review_messages(report_id=received.report_id, by=by, at=SOON) == 2
        assert [row for row in open_deadlines(by=by) if row.kind == "message_review"] == []


def test_a_message_after_closure_starts_a_clock_too() -> None:
    agency = make_agency()
    officer, received = make_worker(agency, Role.TRIAGE_OFFICER), receive(agency)
    with acting(officer) as by:
        tell_reporter(
            report_id=received.report_id, status=MailboxStatus.CLOSED, closed_as=ClosedAs.PASSED_ON, by=by, at=AT
        )  # fmt: skip

    write_as_reporter(receipt_text=str(received.receipt), text="later", at=SOON)

    with acting(officer) as by:
        assert [row.kind for row in open_deadlines(by=by) if row.kind == "message_review"] == [
            "message_review"
        ]
    assert open_mailbox(str(received.receipt)).closed_words != ""


def test_danger_said_in_a_message_rings_the_centre_and_is_read_within_a_quarter_of_an_hour() -> None:
    agency = make_agency()
    officer, received = make_worker(agency, Role.TRIAGE_OFFICER), receive(agency)
    write_as_reporter(receipt_text=str(received.receipt), text="earlier words", at=AT)

    write_as_reporter(receipt_text=str(received.receipt), text="he is at the door", at=SOON, danger=True)
    write_as_reporter(receipt_text=str(received.receipt), text="please", at=SOON, danger=True)
    with system_scope("ringing"):
        ring_who_is_due(at=SOON)

    with acting(officer) as by:
        [clock] = open_deadlines(by=by, kinds=("message_danger",))
        [ring] = open_rings(by=by)
        view = open_report(received.report_id, by=by, at=SOON)
        review_messages(report_id=received.report_id, by=by, at=SOON)
        left = open_deadlines(by=by, kinds=("message_danger", "message_review"))
    assert clock.due_at == SOON + timedelta(minutes=15)
    assert (ring.why, ring.matters) == ("danger_said", 1)
    assert [message.danger for message in view.messages] == [False, True, True]
    assert left == []


def test_who_holds_a_receipt_has_nobody_rung_about_anything_else() -> None:
    agency, other = make_agency(), make_agency("police")
    received, another = receive(agency), receive(agency, "a-key-made-by-the-form-0002")
    own = {
        "subject_id": received.mailbox_id,
        "from_agency_id": agency.id,
        "to_agency_id": agency.id,
        "why": "danger_said",
    }
    wrong = ({"subject_id": another.mailbox_id}, {"to_agency_id": other.id}, {"why": "level_1"})

    with reporter_scope(received.mailbox_id):
        record_id = Mailbox.objects.get().record_id
        for change in wrong:
            with pytest.raises(DatabaseError), transaction.atomic():
                RingRequest(record_id=record_id, asked_at=AT, **own | change).save(force_insert=True)
        assert RingRequest.objects.count() == 0


def test_a_message_sent_twice_with_its_key_is_one() -> None:
    received = receive(make_agency())

    first = write_as_reporter(receipt_text=str(received.receipt), text="once", at=SOON, key="key-of-the-form")
    second = write_as_reporter(
        receipt_text=str(received.receipt), text="once", at=SOON, key="key-of-the-form"
    )

    assert first == second
    assert len(open_mailbox(str(received.receipt)).messages) == 1


@pytest.mark.parametrize(("text", "code"), [("  ", "required"), ("x" * 10_001, "too_long")])
def test_a_message_without_words_or_longer_than_a_letter_is_refused(text: str, code: str) -> None:
    received = receive(make_agency())

    with pytest.raises(InvalidInput, match=code):
        write_as_reporter(receipt_text=str(received.receipt), text=text, at=SOON)


def test_a_question_is_shown_until_the_reporter_answers() -> None:
    agency = make_agency()
    officer, received = make_worker(agency, Role.TRIAGE_OFFICER), receive(agency)
    with acting(officer) as by:
        write_to_reporter(report_id=received.report_id, text="متى كان ذلك؟", by=by, at=AT, needs_answer=True)

    asked = open_mailbox(str(received.receipt)).status
    write_as_reporter(receipt_text=str(received.receipt), text="أمس", at=SOON)
    answered = open_mailbox(str(received.receipt)).status

    assert (asked, answered) == ("answer_needed", "being_read")


def test_another_agency_writes_to_no_reporter_and_changes_no_status() -> None:
    received, hostile = receive(make_agency()), make_worker(make_agency(), Role.SHIFT_LEADER)

    with acting(hostile) as by:
        with pytest.raises(NotFound):
            write_to_reporter(report_id=received.report_id, text="words", by=by, at=AT)
        with pytest.raises(NotFound):
            tell_reporter(report_id=received.report_id, status=MailboxStatus.WITH_AGENCY, by=by, at=AT)


def test_a_closed_report_says_how_it_ended() -> None:
    agency = make_agency()
    officer, received = make_worker(agency, Role.TRIAGE_OFFICER), receive(agency)

    with acting(officer) as by, pytest.raises(InvalidInput, match="closed_as"):
        tell_reporter(report_id=received.report_id, status=MailboxStatus.CLOSED, by=by, at=AT)


def test_a_message_never_changes() -> None:
    agency = make_agency()
    officer, received = make_worker(agency, Role.TRIAGE_OFFICER), receive(agency)
    write_as_reporter(receipt_text=str(received.receipt), text="words", at=SOON)

    with acting(officer), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Message.objects.update(at=AT)
