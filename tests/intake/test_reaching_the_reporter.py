"""The reporter's side of the mailbox: contact and hours given later, a wish to withdraw, outcomes, openings by two persons."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from takatuf.agencies.models import Disclosure
from takatuf.agencies.queries import AgencyName
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import reporter_scope, system_scope
from takatuf.clocks.queries import open_deadlines
from takatuf.intake.actions import (
    AlreadyAsked,
    ContactGiven,
    HoursGiven,
    KeyReused,
    NotAProfessional,
    Received,
    SecondPersonNeeded,
    answer_contact_opening,
    answer_withdrawal,
    ask_to_open_contact,
    ask_to_withdraw,
    give_contact,
    give_safe_hours,
    receive_report,
    release_outcome,
    take_contact_back,
    write_to_reporter,
)
from takatuf.intake.content import Channel, ContactWish, ReportContent, ReporterKind
from takatuf.intake.mailbox.queries import ContactClosed, open_reporter_contact, reporter_side
from takatuf.intake.models import ContactOpening, Message, ReporterContact, SafeHours, Withdrawal
from takatuf.intake.queries import ReceiptUnknown, open_mailbox
from takatuf.intake.statuses import OutcomeChoices, SecondWord, WithdrawalAnswer
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
AT = datetime(2026, 3, 5, 22, 0, tzinfo=UTC)
SOON = AT + timedelta(minutes=5)
CONTACT = ContactGiven(name="اسم مخترع", phone="0500000001")


def receive(
    lead: AgencyName, *, kind: ReporterKind = ReporterKind.PARENT, contact: bool = False, key: str = "1"
) -> Received:
    content = ReportContent(
        channel=Channel.PUBLIC_WEB, reporter_kind=kind, narrative="كلام محايد",
        contact=ContactWish(name="اسم أول", phone="0500000009", when="مساء") if contact else ContactWish(),
    )  # fmt: skip
    with system_scope("intake") as by:
        return receive_report(content=content, key=f"a-key-of-the-form-{key}", lead=lead.id, by=by, at=AT)


def test_a_contact_given_later_is_sealed_where_no_agency_reaches_it() -> None:
    agency = make_agency()
    officer, received = make_worker(agency, Role.SHIFT_LEADER), receive(agency)

    give_contact(receipt_text=str(received.receipt), contact=CONTACT, at=SOON)

    with acting(officer) as by:
        assert ReporterContact.objects.count() == 0
        assert reporter_side(received.report_id, by=by).contact_given_at == SOON
    assert open_mailbox(str(received.receipt)).side.contact_at == SOON
    assert "مخترع" not in repr(open_mailbox(str(received.receipt)))


def test_a_corrected_contact_erases_the_one_before_also_that_of_the_report() -> None:
    agency = make_agency()
    received = receive(agency, contact=True)

    give_contact(receipt_text=str(received.receipt), contact=CONTACT, at=SOON)

    rows = list(ReporterContact.objects.using("keeper").order_by("given_at"))
    assert [(row.ended_at, bool(row.contact)) for row in rows] == [(SOON, False), (None, True)]


def test_a_contact_that_is_taken_back_is_erased() -> None:
    agency = make_agency()
    officer, received = make_worker(agency, Role.TRIAGE_OFFICER), receive(agency, contact=True)

    assert take_contact_back(receipt_text=str(received.receipt), at=SOON)

    assert not take_contact_back(receipt_text=str(received.receipt), at=SOON)
    [row] = ReporterContact.objects.using("keeper").all()
    assert (row.contact, row.safe_hours, row.ended_at) == (None, None, SOON)
    with acting(officer) as by:
        side = reporter_side(received.report_id, by=by)
    assert (side.contact_given_at, side.contact_changed) == (None, 1)


def test_the_same_form_sent_twice_gives_one_contact() -> None:
    received = receive(make_agency())

    ids = {
        give_contact(receipt_text=str(received.receipt), contact=CONTACT, at=SOON, key="once")
        for _ in range(2)
    }

    assert len(ids) == 1
    assert ReporterContact.objects.using("keeper").count() == 1


def test_the_holder_of_one_receipt_reaches_no_contact_of_another() -> None:
    agency = make_agency()
    received, other = receive(agency), receive(agency, contact=True, key="2")

    with reporter_scope(received.mailbox_id):
        assert ReporterContact.objects.count() == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            ReporterContact(
                record_id=other.record_id, report_id=other.report_id, contact=b"x", given_at=AT
            ).save(force_insert=True)


def test_an_agency_neither_gives_nor_erases_a_contact() -> None:
    agency = make_agency()
    officer, received = make_worker(agency, Role.SHIFT_LEADER), receive(agency, contact=True)

    with acting(officer):
        assert ReporterContact.objects.filter(report_id=received.report_id).update(ended_at=AT) == 0
    [row] = ReporterContact.objects.using("keeper").all()
    assert row.ended_at is None


@pytest.mark.parametrize(
    "values", [{"ended_at": AT}, {"contact": None}], ids=["ended but kept", "erased but standing"]
)
def test_what_was_taken_back_is_erased_in_the_database_itself(values: dict[str, object]) -> None:
    receive(make_agency(), contact=True)

    with pytest.raises(IntegrityError, match="intake_contact_ended_is_erased"):
        ReporterContact.objects.using("keeper").update(**values)


def test_one_contact_of_a_reporter_stands_at_a_time() -> None:
    received = receive(make_agency(), contact=True)
    [row] = ReporterContact.objects.using("keeper").all()

    with pytest.raises(IntegrityError, match="intake_contact_one_stands"):
        ReporterContact(
            record_id=received.record_id, report_id=received.report_id, contact=b"x", given_at=row.given_at
        ).save(using="keeper", force_insert=True)


@pytest.mark.parametrize("contact", [ContactGiven(), ContactGiven(name="  "), ContactGiven(phone="x" * 201)])
def test_an_empty_or_endless_contact_is_refused(contact: ContactGiven) -> None:
    received = receive(make_agency())

    with pytest.raises(InvalidInput):
        give_contact(receipt_text=str(received.receipt), contact=contact, at=SOON)


def test_an_unknown_receipt_gives_and_asks_nothing() -> None:
    with pytest.raises(ReceiptUnknown):
        give_contact(receipt_text="كلمة", contact=CONTACT, at=SOON)
    with pytest.raises(ReceiptUnknown):
        ask_to_withdraw(receipt_text="كلمة", reason="", at=SOON)


def test_the_newest_safe_hours_are_read_by_the_desk_and_never_shown_to_the_holder() -> None:
    agency = make_agency()
    officer, received = make_worker(agency, Role.TRIAGE_OFFICER), receive(agency)
    receipt = str(received.receipt)
    give_safe_hours(receipt_text=receipt, hours=HoursGiven(times=["night"]), at=AT)

    said = HoursGiven(
        times=["evening"], days=["thu"], who_answers="الجدة", leave_message=False, careful="لا تذكروا المركز"
    )
    give_safe_hours(receipt_text=receipt, hours=said, at=SOON)

    with acting(officer) as by:
        hours = reporter_side(received.report_id, by=by).hours
    assert hours is not None
    assert (hours.times, hours.days, hours.who_answers, hours.leave_message) == (("evening",), ("thu",), "الجدة", False)  # fmt: skip
    assert "الجدة" not in repr(open_mailbox(receipt))
    assert SafeHours.objects.using("keeper").count() == 2
    with pytest.raises(InvalidInput):
        give_safe_hours(receipt_text=receipt, hours=HoursGiven(), at=SOON)


def test_a_wish_to_withdraw_deletes_nothing_and_waits_for_a_person() -> None:
    agency = make_agency()
    officer, received = make_worker(agency, Role.TRIAGE_OFFICER), receive(agency)

    first = ask_to_withdraw(receipt_text=str(received.receipt), reason="طُلب مني ذلك", at=SOON)
    again = ask_to_withdraw(receipt_text=str(received.receipt), reason="", at=SOON)

    with acting(officer) as by:
        [clock] = [row for row in open_deadlines(by=by) if row.kind == "withdrawal_answer"]
        wish = reporter_side(received.report_id, by=by).withdrawal
        answer_withdrawal(
            report_id=received.report_id, answer=WithdrawalAnswer.GOES_ON, text="شكراً، لا نستطيع التوقف.", by=by, at=SOON
        )  # fmt: skip
        assert [row for row in open_deadlines(by=by) if row.kind == "withdrawal_answer"] == []
        with pytest.raises(NotFound):
            answer_withdrawal(
                report_id=received.report_id, answer=WithdrawalAnswer.STOPPED, text="x", by=by, at=SOON
            )
    view = open_mailbox(str(received.receipt))
    assert first == again
    assert clock.due_at == SOON + timedelta(days=3)
    assert wish is not None
    assert wish.reason == "طُلب مني ذلك"
    assert view.side.withdrawal_answer != ""
    assert [line.text for line in view.messages] == ["شكراً، لا نستطيع التوقف."]


def test_a_withdrawal_is_answered_whole_or_not_at_all() -> None:
    received = receive(make_agency())
    ask_to_withdraw(receipt_text=str(received.receipt), reason="", at=SOON)

    with pytest.raises(IntegrityError, match="intake_withdrawal_answered_whole"):
        Withdrawal.objects.using("keeper").update(answer="stopped")


def test_the_desks_double_click_sends_one_message() -> None:
    agency = make_agency()
    officer, received = make_worker(agency, Role.TRIAGE_OFFICER), receive(agency)

    with acting(officer) as by:
        ids = {
            write_to_reporter(report_id=received.report_id, text="مرة", by=by, at=SOON, key="form")
            for _ in range(2)
        }
        with pytest.raises(KeyReused):
            write_to_reporter(report_id=received.report_id, text="غيرها", by=by, at=SOON, key="form")

    assert len(ids) == 1
    assert Message.objects.using("keeper").count() == 1


def test_a_double_click_in_two_transactions_sends_one_message() -> None:
    agency = make_agency()
    officer, received = make_worker(agency, Role.TRIAGE_OFFICER), receive(agency)
    sent: list[object] = []

    def send() -> None:
        try:
            with acting(officer) as by:
                sent.append(
                    write_to_reporter(report_id=received.report_id, text="مرة", by=by, at=SOON, key="form")
                )
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert len(sent) == 2
    assert len(set(sent)) == 1
    assert Message.objects.using("keeper").count() == 1


def test_a_person_releases_an_outcome_to_a_professional_and_nobody_else() -> None:
    agency = make_agency()
    officer = make_worker(agency, Role.TRIAGE_OFFICER)
    school, parent = receive(agency, kind=ReporterKind.PROFESSIONAL), receive(agency, key="2")

    assert open_mailbox(str(school.receipt)).side.outcome == ""
    with acting(officer) as by:
        release_outcome(report_id=school.report_id, outcome=OutcomeChoices.ASSESSED, by=by, at=SOON)
        release_outcome(report_id=school.report_id, outcome=OutcomeChoices.PASSED_ON, by=by, at=SOON + timedelta(minutes=1))  # fmt: skip
        with pytest.raises(NotAProfessional):
            release_outcome(report_id=parent.report_id, outcome=OutcomeChoices.ASSESSED, by=by, at=SOON)
    with system_scope("intake") as machine, pytest.raises(NotAllowed):
        release_outcome(report_id=school.report_id, outcome=OutcomeChoices.ASSESSED, by=machine, at=SOON)

    assert open_mailbox(str(school.receipt)).side.outcome == str(OutcomeChoices.PASSED_ON.label)


def test_a_contact_opens_only_after_a_second_person_agrees() -> None:
    agency = make_agency()
    asker, second = make_worker(agency, Role.TRIAGE_OFFICER), make_worker(agency, Role.SHIFT_LEADER)
    received = receive(agency, contact=True)

    with acting(asker) as by:
        opening = ask_to_open_contact(
            report_id=received.report_id, reason="نحتاج العنوان", in_danger=False, by=by, at=now()
        )
        with pytest.raises(ContactClosed):
            open_reporter_contact(opening, by=by, at=now())
        with pytest.raises(SecondPersonNeeded):
            answer_contact_opening(opening_id=opening, said=SecondWord.AGREED, by=by, at=now())
        with pytest.raises(AlreadyAsked):
            ask_to_open_contact(report_id=received.report_id, reason="مرة أخرى", in_danger=False, by=by, at=now())  # fmt: skip
    with acting(second) as by:
        answer_contact_opening(opening_id=opening, said=SecondWord.AGREED, by=by, at=now())
        assert ReporterContact.objects.count() == 0
    with acting(asker) as by:
        view = open_reporter_contact(opening, by=by, at=now())

    assert (view.name, view.phone, view.when, view.with_the_report) == ("اسم أول", "0500000009", "مساء", True)
    looks = Disclosure.objects.using("keeper").filter(what="open_reporter_contact")
    assert [look.worker_id for look in looks] == [asker.id]


def test_a_refused_opening_stays_shut() -> None:
    agency = make_agency()
    asker, second = make_worker(agency, Role.TRIAGE_OFFICER), make_worker(agency, Role.SHIFT_LEADER)
    received = receive(agency, contact=True)
    with acting(asker) as by:
        opening = ask_to_open_contact(report_id=received.report_id, reason="لماذا", in_danger=False, by=by, at=now())  # fmt: skip

    with acting(second) as by:
        answer_contact_opening(opening_id=opening, said=SecondWord.REFUSED, by=by, at=now())

    with acting(asker) as by, pytest.raises(ContactClosed):
        open_reporter_contact(opening, by=by, at=now())


def test_in_danger_to_life_one_person_opens_and_a_second_reviews_within_a_day() -> None:
    agency = make_agency()
    asker, second = make_worker(agency, Role.TRIAGE_OFFICER), make_worker(agency, Role.SHIFT_LEADER)
    received = receive(agency, contact=True)
    at = now()

    with acting(asker) as by:
        opening = ask_to_open_contact(
            report_id=received.report_id, reason="خطر على الحياة", in_danger=True, by=by, at=at
        )
        again = ask_to_open_contact(
            report_id=received.report_id, reason="خطر على الحياة", in_danger=True, by=by, at=at
        )
        view = open_reporter_contact(opening, by=by, at=at)
        [clock] = [row for row in open_deadlines(by=by) if row.kind == "contact_review"]
    with acting(second) as by:
        with pytest.raises(InvalidInput):
            answer_contact_opening(opening_id=opening, said=SecondWord.AGREED, by=by, at=at)
        answer_contact_opening(opening_id=opening, said=SecondWord.IN_ORDER, by=by, at=at)
        assert [row for row in open_deadlines(by=by) if row.kind == "contact_review"] == []

    assert opening == again
    assert view.phone == "0500000009"
    assert clock.due_at == at + timedelta(hours=24)


def test_the_database_itself_counts_the_persons() -> None:
    agency = make_agency()
    asker, received = make_worker(agency, Role.TRIAGE_OFFICER), receive(agency, contact=True)
    with acting(asker) as by:
        opening = ask_to_open_contact(report_id=received.report_id, reason="سبب", in_danger=False, by=by, at=now())  # fmt: skip

        with pytest.raises(DatabaseError, match="two persons"), transaction.atomic():
            connection.cursor().execute("SELECT house.reach_contact(%s)", [opening])
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            ContactOpening.objects.filter(pk=opening).update(
                second_said="agreed", second_by_id=asker.id, second_at=now()
            )


def test_another_agency_learns_and_asks_nothing_about_a_reporter() -> None:
    received = receive(make_agency(), contact=True)
    hostile = make_worker(make_agency(), Role.SHIFT_LEADER)

    with acting(hostile) as by:
        with pytest.raises(NotFound):
            ask_to_open_contact(report_id=received.report_id, reason="سبب", in_danger=True, by=by, at=now())
        with pytest.raises(NotFound):
            reporter_side(received.report_id, by=by)
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM house.contacts_of(%s)", [received.report_id])
            assert cursor.fetchall() == []
            cursor.execute("SELECT * FROM house.reported()")
            assert cursor.fetchall() == []
