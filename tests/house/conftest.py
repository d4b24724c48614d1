"""A house in which one report went the whole way, and others wait."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import empty_tables
from tests.house import planted
from tests.house.filled_court import before_the_court
from tests.house.filled_work import joint_work


@pytest.fixture(scope="module")
def filled_house(
    _prepared_database: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The database as the journey leaves it, made once for a module whose tests write nothing that stays.

    Everything said in it about people is in `planted.words()`. Gives the folder with the files of the journey.
    """
    folder = tmp_path_factory.mktemp("journey")
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        try:
            fill(folder)
            yield folder
        finally:
            empty_tables()


def fill(folder: Path, *, again: bool = False) -> None:
    """One case that went the whole way, one whose social side was waived, reports that wait, messages and a draft.

    `again`: in a house that has published its figures, since no quarter is ever published twice.
    """
    from takatuf.casework.actions import waive_social_side
    from takatuf.config.commands.journey.demo_work import reports_waiting
    from takatuf.config.commands.journey.walk import Walk
    from takatuf.kernel.clock import now

    report = planted.report_file(folder)
    walk = Walk(folder, report, quiet=True)
    walk.all_steps(until="closing refused, then closed" if again else "")
    walk.leave_files()
    second = Walk(folder, report, starts_at=now() - timedelta(hours=31), quiet=True)
    second.all_steps(until="referred to two agencies")
    with second._as("huda") as by:
        waive_social_side(case_id=second.ids["case"], reason=planted.WAIVER_REASON, by=by, at=now())
    joint_work(closed=walk.ids["case"], still_open=second.ids["case"])
    before_the_court(walk.ids["submission"])
    reports_waiting()
    _write_messages()


def _write_messages() -> None:
    from takatuf.agencies.models import Worker
    from takatuf.agencies.queries import agency_by_code
    from takatuf.agencies.scope import system_scope, worker_scope
    from takatuf.intake.actions import receive_report, save_draft, write_as_reporter, write_to_reporter
    from takatuf.intake.form_json import read_form
    from takatuf.kernel.clock import now

    content = read_form(json.dumps(planted.REPORT)).content
    with system_scope("intake") as by:
        received = receive_report(
            content=content, key="planted-report-0002", lead=agency_by_code("centre").id, by=by, at=now()
        )
    with worker_scope(Worker.objects.get(user__username="noura").pk) as by:
        write_to_reporter(
            report_id=received.report_id, text=planted.MESSAGE_TO, by=by, at=now(), needs_answer=True
        )
    write_as_reporter(receipt_text=str(received.receipt), text=planted.MESSAGE_FROM, at=now())
    _write_later(str(received.receipt))
    _take_a_call()
    save_draft(
        secret="a-secret-of-the-tests-long-enough", code="482915773016", answers=planted.DRAFT, at=now()
    )


def _write_later(receipt: str) -> None:
    """What a reporter adds with the receipt: a contact, safe hours, a wish, a confirmation, a document."""
    from django.test import override_settings

    from takatuf.intake.actions import (
        ContactGiven,
        HoursGiven,
        ask_to_withdraw,
        give_contact,
        give_safe_hours,
        make_confirmation,
        send_document,
    )
    from takatuf.kernel.clock import now

    give_contact(receipt_text=receipt, contact=ContactGiven(name=planted.CONTACT_LATER), at=now())
    give_safe_hours(receipt_text=receipt, hours=HoursGiven(who_answers=planted.HOURS), at=now())
    ask_to_withdraw(receipt_text=receipt, reason=planted.WITHDRAWAL, at=now())
    make_confirmation(receipt_text=receipt, language="ar", at=now())
    name, words = planted.DOCUMENT
    with override_settings(TAKATUF_DOCUMENTS=("centre",)):
        send_document(receipt_text=receipt, data=b"%PDF-1.7\n%%EOF\n", name=name, words=words, at=now())


def _take_a_call() -> None:
    from takatuf.agencies.models import Worker
    from takatuf.agencies.scope import worker_scope
    from takatuf.intake.calls.actions import save_notes, send_call, start_call, store_sent_calls
    from takatuf.kernel.clock import now

    amal = Worker.objects.get(user__username="amal").pk
    with worker_scope(amal) as by:
        call_id = start_call(number=planted.CALLER, by=by, at=now())
        save_notes(call_id=call_id, number=planted.CALLER, values=planted.CALL, by=by, at=now())
        send_call(call_id=call_id, by=by, at=now())
    store_sent_calls()
