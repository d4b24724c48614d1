"""The call-taker's desk in the real browser: by keyboard, in both languages, on a phone and on a desk.

With TAKATUF_SCREENSHOTS=DIR each page is also written there as a picture, to be looked at.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdfium2 import PdfDocument

from takatuf.config.commands.country import make_country
from takatuf.intake.calls.actions import (
    ask_debrief,
    call_was_cut_off,
    close_call,
    print_forms,
    save_notes,
    start_call,
)
from takatuf.intake.calls.queries import open_calls
from takatuf.intake.models import Report
from takatuf.kernel.clock import now
from tests.browsing import complaints_of, look, open_window
from tests.desks.people import PASSWORD, SECRET
from tests.desks.serving import served
from tests.desks.situations import acting_as

pytestmark = [pytest.mark.browser]
NUMBER = "0500000041"
SAID = "يقول: يكتب إليّ حساب لا أعرفه كل ليلة ويطلب أن ألقاه."


@pytest.fixture
def desk(house: None) -> Iterator[str]:
    make_country(password=PASSWORD, totp_secret=SECRET)
    with served() as address:
        yield address


def _earlier() -> None:
    """Two silent calls from the number, and one that was cut off, whose call-back waits; somebody asked for a talk."""
    for hours in (30, 3):
        with acting_as("amal") as by:
            call_id = start_call(number=NUMBER, by=by, at=now() - timedelta(hours=hours))
            close_call(call_id=call_id, outcome="silent", by=by, at=now() - timedelta(hours=hours))
    with acting_as("khalid") as by:
        call_id = start_call(number="0500000099", by=by, at=now() - timedelta(minutes=9))
        values = {"words": SAID, "may_call": "call_back", "contact-careful": "لا يرد غيري"}
        save_notes(call_id=call_id, number="0500000099", values=values, by=by, at=now())
        call_was_cut_off(call_id=call_id, by=by, at=now() - timedelta(minutes=8))
        ask_debrief(call_id=call_id, by=by, at=now())
        print_forms(count=3, by=by, at=now())


def _keyed(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_call_goes_from_the_first_key_to_the_spoken_code_by_keyboard(
    browser: Browser, desk: str, language: str, width: int
) -> None:
    _earlier()
    context = open_window(browser, desk, width, "amal")
    page = context.new_page()
    complaints = complaints_of(page)
    findings: list[str] = []

    page.goto(f"{desk}/{language}/desk/calls/")
    findings += look(page, f"calls-{language}-{width}")
    page.fill("#start-number", NUMBER)
    _keyed(page, "F2")
    page.locator("#id_words").focus()
    page.keyboard.type(SAID)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # danger now: yes
    page.fill("#id_about-age", "١١")
    page.fill("#id_accounts", "لعبة: lantern_77")
    with page.expect_response("**/save/"):
        page.locator("#id_accounts").blur()
    expect(page.locator("#saved")).not_to_have_class("saved late")
    findings += look(page, f"call-{language}-{width}")
    page.wait_for_timeout(900)
    page.reload()
    assert page.input_value("#id_words") == SAID
    assert page.is_checked("#id_danger_0")
    page.locator("#id_words").focus()
    _keyed(page, "Control+Enter")
    findings += look(page, f"read-back-{language}-{width}")
    assert page.locator(".read-lines li").count() == 4  # what was written, and nothing that a button said
    _keyed(page, "Control+Enter")
    findings += look(page, f"sent-{language}-{width}")
    words = page.locator(".spoken b").all_inner_texts()
    _keyed(page, "Control+Enter")

    assert len(words) == 6
    assert page.url.endswith("/desk/calls/")
    assert Report.objects.using("keeper").count() == 1
    with acting_as("amal") as by:
        assert [row.taken_by.name_en for row in open_calls(by=by) if row.taken_by] == ["Khalid"]
    assert findings == []
    assert complaints == []
    context.close()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_other_pages_of_the_desk_are_clean(
    browser: Browser, desk: str, language: str, width: int
) -> None:
    _earlier()
    context = open_window(browser, desk, width, "khalid")
    page = context.new_page()
    complaints = complaints_of(page)
    findings: list[str] = []

    for name in ("back", "patterns", "debriefs", "paper"):
        page.goto(f"{desk}/{language}/desk/calls/{name}/")
        findings += look(page, f"{name}-{language}-{width}")
    page.goto(f"{desk}/{language}/desk/calls/patterns/")
    page.locator("main .plain-list a").first.click()
    findings += look(page, f"ended-{language}-{width}")
    page.goto(f"{desk}/{language}/desk/calls/paper/")
    page.locator("#id_print-count").fill("٢")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    findings += look(page, f"sheets-{language}-{width}")
    assert page.locator(".paper-sheet").count() == 2
    page.emulate_media(media="print")
    assert len(PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))) == 2  # one sheet each
    page.emulate_media(media="screen")
    page.goto(f"{desk}/{language}/desk/")
    findings += look(page, f"awaiting-call-{language}-{width}")
    context.close()

    assert findings == []
    assert complaints == []


def test_what_is_not_kept_is_never_called_kept(browser: Browser, desk: str) -> None:
    context = open_window(browser, desk, 1440, "amal")
    page = context.new_page()
    page.goto(f"{desk}/en/desk/calls/")
    page.keyboard.press("F2")
    page.wait_for_selector("#id_words")
    page.context.clear_cookies(name="desk")  # signed out in another window

    with page.expect_response("**/save/"):
        page.fill("#id_words", "نص")
    page.wait_for_selector("#saved.late")

    assert "Not kept" in page.inner_text("#saved")
    assert page.input_value("#id_words") == "نص"
    context.close()
