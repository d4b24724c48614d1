"""The follow-up pages and the receipt in the real browser: both languages on a phone, axe, keyboard, without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.intake.actions import Received, receive_report, release_outcome, write_to_reporter
from takatuf.intake.content import Channel, ReportContent, ReporterKind
from takatuf.intake.models import ReporterContact, SafeHours, Withdrawal
from takatuf.intake.statuses import OutcomeChoices
from takatuf.kernel.clock import now
from takatuf.kernel.ids import uuid7
from tests.browsing import complaints_of, look, open_window, press
from tests.desks.serving import served
from tests.factories import acting, make_agency, make_worker

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("house")]

# A browser without voices, as ours is, never shows the button; here it has one for each language and says what it would say.
VOICES = """
window.spoken = [];
const voices = [{lang: "ar-SA", name: "a"}, {lang: "en-GB", name: "b"}];
Object.defineProperty(window, "speechSynthesis", {value: {
  speaking: false, pending: false, getVoices: () => voices, cancel() {}, addEventListener() {},
  speak(part) { window.spoken.push(part.text); },
}});
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


@pytest.fixture
def site(house: None) -> Iterator[str]:
    make_agency("centre")
    with served() as address:
        yield address


def a_report(kind: ReporterKind = ReporterKind.PARENT) -> Received:
    content = ReportContent(channel=Channel.PUBLIC_WEB, reporter_kind=kind, narrative="كلام محايد")
    with system_scope("intake") as by:
        lead = agency_by_code("centre").id
        return receive_report(
            content=content, key=f"tests-of-following-{uuid7()}", lead=lead, by=by, at=now()
        )


def enter(page: Page, site: str, language: str, received: Received) -> None:
    page.goto(f"{site}/{language}/report/follow/")
    page.fill("input[name=receipt]", received.receipt.words(language))
    press(page, page.locator("main form .btn"))


def go(page: Page, name: str) -> None:
    press(page, page.locator(f"form[action$='/follow/{name}/'] button"))


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_follow_up_pages_are_clean(
    browser: Browser, site: str, settings: object, language: str, width: int
) -> None:
    settings.TAKATUF_DOCUMENTS = ("centre",)  # type: ignore[attr-defined]
    received = a_report(ReporterKind.PROFESSIONAL)
    with acting(make_worker(agency_by_code("centre"), Role.TRIAGE_OFFICER)) as by:
        write_to_reporter(
            report_id=received.report_id, text="متى كان ذلك؟", needs_answer=True, by=by, at=now()
        )
        release_outcome(report_id=received.report_id, outcome=OutcomeChoices.PASSED_ON, by=by, at=now())
    context = open_window(browser, site, width)
    page = context.new_page()
    complaints, at = complaints_of(page), f"{language}-{width}"

    enter(page, site, language, received)
    findings = look(page, f"mailbox-{at}")
    for name, answer in {"contact": "name", "hours": "who_answers", "withdraw": "reason"}.items():
        go(page, name)
        findings += look(page, f"{name}-{at}")
        page.fill(f"[name={answer}]", "كلمة")
        press(page, page.locator("main form .btn").first)
        assert page.is_visible("[role=status]")
    findings += look(page, f"mailbox-after-{at}")
    go(page, "contact")
    findings += look(page, f"contact-given-{at}")
    press(page, page.locator("form[action$='/follow/'] button"))
    go(page, "document")
    findings += look(page, f"document-{at}")
    page.fill("[name=words]", "ورقة")
    page.set_input_files(
        "[name=document]", {"name": "a.txt", "mimeType": "text/plain", "buffer": "نص محايد".encode()}
    )
    press(page, page.locator("main form .btn").first)
    assert page.is_visible("[role=status]")
    go(page, "confirmation")
    findings += look(page, f"confirmation-{at}")
    press(page, page.locator("main form .btn").first)
    findings += look(page, f"confirmation-made-{at}")
    code, word = page.input_value("[name=code]"), page.input_value("[name=word]")
    page.goto(f"{site}/{language}/report/check/")
    findings += look(page, f"check-{at}")
    page.fill("[name=code]", code)
    page.fill("[name=second_word]", word)
    press(page, page.locator("main form .btn"))
    findings += look(page, f"checked-{at}")
    context.close()

    assert findings == []
    assert [said for said in complaints if "422" not in said] == []
    assert ReporterContact.objects.using("keeper").count() == 1
    assert SafeHours.objects.using("keeper").count() == 1
    assert Withdrawal.objects.using("keeper").count() == 1


def test_without_scripts_and_by_keyboard_a_reporter_gives_a_contact_and_takes_it_back(
    browser: Browser, site: str
) -> None:
    received = a_report()
    context = open_window(browser, site, 390, scripts=False)
    page = context.new_page()
    enter(page, site, "ar", received)

    go(page, "contact")
    page.fill("[name=phone]", "0500000001")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    go(page, "contact")
    button = page.locator("button[name=take_back]")
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Space")

    context.close()
    [row] = ReporterContact.objects.using("keeper").all()
    assert row.contact is None


def test_a_double_click_gives_one_wish_and_one_contact(browser: Browser, site: str) -> None:
    received = a_report()
    context = open_window(browser, site, 390)
    page = context.new_page()
    enter(page, site, "ar", received)
    go(page, "contact")
    page.fill("[name=name]", "اسم مخترع")

    with page.expect_navigation():
        page.locator("main form .btn").first.dblclick()
    page.wait_for_selector("[role=status]")

    context.close()
    assert ReporterContact.objects.using("keeper").count() == 1


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_receipt_is_read_aloud_slowly_twice_and_only_when_asked(
    browser: Browser, site: str, language: str
) -> None:
    context = open_window(browser, site, 390)
    context.add_init_script(VOICES)
    page = context.new_page()
    complaints = complaints_of(page)
    page.goto(f"{site}/{language}/report/parent/what/")
    page.fill("textarea", "كلام محايد للاختبار")
    press(page, page.locator("form .btn:not(.quiet)"))
    page.goto(f"{site}/{language}/report/parent/review/")
    press(page, page.locator("main form .btn").first)
    page.wait_for_url("**/parent/sent/")
    findings = look(page, f"receipt-{language}-390")
    before = page.evaluate("spoken.length")

    page.click("[data-speak='.receipt-words']")
    words = page.inner_text(".receipt-words").split()
    spoken = page.evaluate("spoken")
    page.locator("details.fold summary").click()
    findings += look(page, f"receipt-promise-{language}-390")
    with page.expect_download() as download:
        page.locator("details.fold button").click()
    context.close()

    assert before == 0
    assert spoken == words + words
    assert download.value.suggested_filename == "promise.json"
    assert findings == []
    assert complaints == []


def test_where_there_is_no_voice_and_for_a_child_no_button_and_no_promise_is_shown(
    browser: Browser, site: str
) -> None:
    context = open_window(browser, site, 390)
    page = context.new_page()
    page.goto(f"{site}/ar/report/child/what/")
    page.fill("textarea", "كلام محايد للاختبار")
    press(page, page.locator("form .btn:not(.quiet)"))
    page.goto(f"{site}/ar/report/child/review/")
    press(page, page.locator("main form .btn").first)
    page.wait_for_url("**/child/sent/")
    look(page, "receipt-child-ar-390")

    assert not page.is_visible("[data-speak-box]")
    assert page.locator("details.fold").count() == 0
    assert "شهادة" not in page.content()
    context.close()
