"""What the database itself refuses beside the mailbox; two persons who answer at once; and the promise on the command line."""

import json
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from takatuf.agencies.queries import AgencyName
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.config.commands.verify import verify
from takatuf.config.commands.work import seal_everything
from takatuf.intake.actions import (
    Received,
    answer_contact_opening,
    ask_to_open_contact,
    ask_to_withdraw,
    make_confirmation,
    receive_report,
    release_outcome,
    send_document,
)
from takatuf.intake.content import Channel, ContactWish, ReportContent, ReporterKind
from takatuf.intake.mailbox.queries import promise_of_receipt
from takatuf.intake.models import (
    Confirmation,
    ContactOpening,
    Direction,
    Document,
    DocumentPart,
    Mailbox,
    Message,
    ReporterOutcome,
    Withdrawal,
)
from takatuf.intake.statuses import OutcomeChoices, SecondWord
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotFound
from takatuf.kernel.ids import uuid7
from takatuf.ledger.queries import ledger_vkey
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")


def receive(lead: AgencyName) -> Received:
    content = ReportContent(
        channel=Channel.PUBLIC_WEB, reporter_kind=ReporterKind.PROFESSIONAL, narrative="كلام محايد",
        contact=ContactWish(phone="0500000009"),
    )  # fmt: skip
    with system_scope("intake") as by:
        return receive_report(content=content, key="a-key-of-the-form-1", lead=lead.id, by=by, at=now())


def test_an_opening_counts_its_persons_and_knows_its_words() -> None:
    agency = make_agency()
    asker, second = make_worker(agency, Role.TRIAGE_OFFICER), make_worker(agency, Role.SHIFT_LEADER)
    received = receive(agency)
    with acting(asker) as by:
        opening = ask_to_open_contact(report_id=received.report_id, reason="سبب", in_danger=False, by=by, at=now())  # fmt: skip
    rows = ContactOpening.objects.using("keeper")

    with pytest.raises(IntegrityError, match="intake_opening_two_persons"):
        rows.update(second_said="agreed", second_by_id=asker.id, second_at=now())
    with pytest.raises(IntegrityError, match="intake_opening_second_word"):
        rows.update(second_said="in_order", second_by_id=second.id, second_at=now())
    with pytest.raises(IntegrityError, match="intake_opening_second_word"):
        rows.update(second_said="agreed")
    twin = rows.get(pk=opening)
    twin.pk = uuid7()
    with pytest.raises(IntegrityError, match="intake_opening_asked_once"):
        twin.save(using="keeper", force_insert=True)


def test_an_outcome_a_confirmation_and_a_wish_keep_their_form() -> None:
    agency = make_agency()
    officer, received = make_worker(agency, Role.TRIAGE_OFFICER), receive(agency)
    with acting(officer) as by:
        release_outcome(report_id=received.report_id, outcome=OutcomeChoices.ASSESSED, by=by, at=now())
    make_confirmation(receipt_text=str(received.receipt), language="ar", at=now())
    ask_to_withdraw(receipt_text=str(received.receipt), reason="", at=now())

    with pytest.raises(IntegrityError, match="intake_outcome_known"):
        ReporterOutcome.objects.using("keeper").update(outcome="convicted")
    with pytest.raises(IntegrityError, match="intake_confirmation_revoked_after"):
        Confirmation.objects.using("keeper").update(revoked_at=now() - timedelta(days=1))
    twin = Withdrawal.objects.using("keeper").get()
    twin.pk = uuid7()
    with pytest.raises(IntegrityError, match="intake_withdrawal_open_once"):
        twin.save(using="keeper", force_insert=True)


def test_a_document_keeps_its_form(settings: object) -> None:
    settings.TAKATUF_DOCUMENTS = ("centre",)  # type: ignore[attr-defined]
    received = receive(make_agency("centre"))
    send_document(receipt_text=str(received.receipt), data=b"%PDF-1.7", name="x", words="x", at=now())

    with pytest.raises(IntegrityError, match="intake_document_kind"):
        Document.objects.using("keeper").update(kind="video")
    twin = DocumentPart.objects.using("keeper").get()
    twin.pk = uuid7()
    with pytest.raises(IntegrityError, match="intake_document_part_once"):
        twin.save(using="keeper", force_insert=True)


def test_of_two_second_persons_at_once_one_answers() -> None:
    agency = make_agency()
    asker, *seconds = (make_worker(agency, Role.SHIFT_LEADER) for _ in range(3))
    received = receive(agency)
    with acting(asker) as by:
        opening = ask_to_open_contact(report_id=received.report_id, reason="سبب", in_danger=False, by=by, at=now())  # fmt: skip
    came: list[str] = []

    def answer(place: int) -> None:
        said = [SecondWord.AGREED, SecondWord.REFUSED][place]
        try:
            with acting(seconds[place]) as by:
                answer_contact_opening(opening_id=opening, said=said, by=by, at=now())
            came.append("answered")
        except NotFound:
            came.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=[place]) for place in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(came) == ["answered", "too late"]


def test_the_command_checks_a_promise_and_says_whether_it_was_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    received = receive(make_agency())
    file, key = tmp_path / "promise.json", tmp_path / "ledger.pub"
    key.write_text(ledger_vkey() + "\n")
    seal_everything()  # waits for transactions of other tests on this server
    promise = promise_of_receipt(str(received.receipt), at=now())

    file.write_text(json.dumps(promise))
    good = verify(str(file), proof=None, key=str(key))
    said = capsys.readouterr().out
    file.write_text(json.dumps(promise | {"inclusion": promise["inclusion"] | {"index": 0, "path": []}}))
    bad = verify(str(file), proof=None, key=str(key))

    assert (good, bad) == (0, 1)
    assert "The promise is kept" in said


def test_only_a_reporter_says_in_a_message_that_there_is_danger_now() -> None:
    agency = make_agency()
    officer, received = make_worker(agency, Role.TRIAGE_OFFICER), receive(agency)

    with acting(officer) as by:
        box = Mailbox.objects.get(report_id=received.report_id)
        message = Message(
            record_id=box.record_id, mailbox_id=box.pk, direction=Direction.TO_REPORTER, at=now(), written_by_id=by.id,
            danger=True,
        )  # fmt: skip
        message.seal(text="كلمات")
        with pytest.raises(IntegrityError, match="intake_message_danger_is_said"), transaction.atomic():
            message.save(force_insert=True)
