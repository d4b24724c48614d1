"""The reporter's side at the desk in the real browser: both languages, phone and desk, axe on each page."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser

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
from takatuf.kernel.clock import now
from tests.browsing import complaints_of, look, open_window, press
from tests.desks.people import PASSWORD, SECRET, send_report
from tests.desks.serving import served

pytestmark = [pytest.mark.browser]


@pytest.fixture
def desk(house: None, settings: object) -> Iterator[str]:
    settings.TAKATUF_DOCUMENTS = ("centre",)  # type: ignore[attr-defined]
    make_country(password=PASSWORD, totp_secret=SECRET)
    with served() as address:
        yield address


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_reporters_side_is_clean_and_two_persons_open_a_contact(
    browser: Browser, desk: str, language: str, width: int
) -> None:
    received = send_report(reporter=ReporterKind.PROFESSIONAL, at=now() - timedelta(hours=1))
    receipt, at = str(received.receipt), f"{language}-{width}"
    give_contact(receipt_text=receipt, contact=ContactGiven(name="اسم مخترع", phone="0500000001"), at=now())
    hours = HoursGiven(times=["evening"], days=["thu"], who_answers="الجدة", leave_message=False)
    give_safe_hours(receipt_text=receipt, hours=hours, at=now())
    ask_to_withdraw(receipt_text=receipt, reason="طُلب مني أن أسحبه", at=now())
    send_document(receipt_text=receipt, data=b"%PDF-1.7\n%%EOF", name="ورقة.pdf", words="ورقة من المدرسة", at=now())  # fmt: skip
    report = f"{desk}/{language}/desk/triage/{received.report_id}/"
    asker, second = (open_window(browser, desk, width, name) for name in ("noura", "khalid"))
    for window in (asker, second):
        window.set_default_navigation_timeout(90_000)  # the first page loads every room
    page, other = asker.new_page(), second.new_page()
    complaints = complaints_of(page)

    page.goto(report)
    page.locator("#reporter summary").last.click()
    findings = look(page, f"reporter-{at}")
    page.locator("#reporter form[action$='/ask/']").evaluate("form => form.closest('details').open = true")
    press(page, page.locator("form[action$='/ask/'] button"))
    findings += look(page, f"reporter-missing-{at}")
    page.fill("[name=opening-reason]", "نحتاج العنوان الآن")
    press(page, page.locator("form[action$='/ask/'] button"))
    other.goto(f"{desk}/{language}/desk/")
    findings += look(other, f"second-awaiting-{at}")
    other.goto(report)
    findings += look(other, f"second-person-{at}")
    press(other, other.locator("button[value=agreed]"))
    page.goto(report)
    press(page, page.locator("#reporter a.btn"))
    findings += look(page, f"contact-open-{at}")
    shown = page.inner_text("main")
    asker.close()
    second.close()

    assert "0500000001" in shown
    assert findings == []
    assert [said for said in complaints if "422" not in said] == []
