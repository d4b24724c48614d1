"""The reporter's side at the desk: two persons for the contact, the answer to a wish, an outcome, a document."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from takatuf.agencies.models import Disclosure
from takatuf.clocks.duty.models import Ring
from takatuf.config.commands.country import make_country
from takatuf.intake.actions import (
    ContactGiven,
    HoursGiven,
    ask_to_withdraw,
    give_contact,
    give_safe_hours,
    send_document,
)
from takatuf.intake.content import ReporterKind
from takatuf.intake.models import ContactOpening, Message
from takatuf.intake.queries import open_mailbox
from takatuf.kernel.clock import now
from tests.desks.people import PASSWORD, SECRET, send_report, sign_in

pytestmark = pytest.mark.usefixtures("country")
PDF = b"%PDF-1.7\nneutral\n%%EOF\n"


@pytest.fixture
def country(house: None) -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)


def text_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_two_persons_open_the_contact_on_the_pages() -> None:
    received = send_report(at=now() - timedelta(hours=1))
    give_contact(receipt_text=str(received.receipt), contact=ContactGiven(phone="0500000001"), at=now())
    give_safe_hours(receipt_text=str(received.receipt), hours=HoursGiven(times=["evening"], who_answers="الجدة"), at=now())  # fmt: skip
    noura, khalid = sign_in("noura"), sign_in("khalid")
    page = f"/ar/desk/triage/{received.report_id}/"

    before = text_of(noura, page)
    noura.post(f"{page}reporter/ask/", {"opening-reason": "نحتاج العنوان"})
    opening = ContactOpening.objects.using("keeper").get().pk
    shut = noura.get(f"{page}reporter/{opening}/")
    awaiting = text_of(khalid, "/ar/desk/")
    alone = noura.post(f"{page}reporter/{opening}/second/", {"said": "agreed"})
    khalid.post(f"{page}reporter/{opening}/second/", {"said": "agreed"})
    opened = text_of(noura, f"{page}reporter/{opening}/")
    others = khalid.get(f"{page}reporter/{opening}/")

    assert "الجدة" in before
    assert "0500000001" not in before
    assert (shut.status_code, alone.status_code, others.status_code) == (409, 409, 404)
    assert "يلزم شخصان" in awaiting
    assert "0500000001" in opened
    assert "لم تأت مع البلاغ" in opened


def test_in_danger_the_contact_opens_at_once_and_stands_first_for_the_second_person() -> None:
    received = send_report(at=now() - timedelta(hours=1))
    give_contact(receipt_text=str(received.receipt), contact=ContactGiven(name="اسم مخترع"), at=now())
    noura, khalid = sign_in("noura"), sign_in("khalid")
    page = f"/ar/desk/triage/{received.report_id}/"

    answer = noura.post(f"{page}reporter/ask/", {"opening-reason": "خطر", "opening-in_danger": "on"}, follow=True)  # fmt: skip
    awaiting, handover = text_of(khalid, "/ar/desk/"), text_of(khalid, "/ar/desk/handover/")
    ring = Ring.objects.using("keeper").get()
    by_herself = noura.post(f"/ar/desk/duty/rings/{ring.pk}/accept/", follow=True)
    unanswered = Ring.objects.using("keeper").get(accepted_at__isnull=True)

    assert "اسم مخترع" in answer.content.decode()
    assert "فُتحت وسيلة تواصل مبلِّغ" in awaiting
    assert "مراجعة فتح وسيلة تواصل المبلِّغ عند الخطر" in handover
    assert "يقبله شخص آخر" in by_herself.content.decode()
    assert unanswered == ring


def test_a_wish_is_answered_and_an_outcome_released_on_the_pages() -> None:
    received = send_report(reporter=ReporterKind.PROFESSIONAL)
    ask_to_withdraw(receipt_text=str(received.receipt), reason="", at=now())
    noura = sign_in("noura")
    page = f"/en/desk/triage/{received.report_id}/"

    empty = noura.post(f"{page}withdrawal/", {"withdrawal-answer": "stopped"})
    noura.post(f"{page}withdrawal/", {"withdrawal-answer": "goes_on", "withdrawal-text": "We must go on."})
    noura.post(f"{page}outcome/", {"outcome-outcome": "passed_on"})

    view = open_mailbox(str(received.receipt))
    assert empty.status_code == 422
    assert [line.text for line in view.messages] == ["We must go on."]
    assert view.side.outcome != ""


def test_the_same_form_of_the_desk_sends_one_message() -> None:
    received = send_report()
    noura = sign_in("noura")
    page = f"/ar/desk/triage/{received.report_id}/"
    key = re.search(r'name="message-key" value="([^"]+)"', text_of(noura, page))
    assert key is not None

    for _ in range(2):
        noura.post(f"{page}write/", {"message-text": "رسالة واحدة", "message-key": key[1]})

    assert Message.objects.using("keeper").count() == 1


def test_a_document_is_handed_out_as_bytes_and_put_on_record(settings: object) -> None:
    settings.TAKATUF_DOCUMENTS = ("centre",)  # type: ignore[attr-defined]
    received = send_report()
    document = send_document(
        receipt_text=str(received.receipt), data=PDF, name="../x.html", words="ورقة", at=now()
    )
    noura, sara = sign_in("noura"), sign_in("sara")
    path = f"/ar/desk/triage/{received.report_id}/documents/{document}/"

    answer, other = noura.get(path), sara.get(path)

    assert answer.content == PDF
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert re.fullmatch(r'attachment; filename="R-\d\d-\d+-[0-9a-f]{4}\.pdf"', answer["Content-Disposition"])
    assert other.status_code == 404
    assert Disclosure.objects.using("keeper").filter(what="open_document").count() == 1
