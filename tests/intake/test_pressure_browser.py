"""The last page while a crowd is at the door, in a real browser: read in calm, worked for meanwhile, sent without a wait."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from tests.browsing import complaints_of, look, open_window, press
from tests.desks.serving import served
from tests.factories import make_agency
from tests.intake.test_pressure import crowd_from, lanes

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("house")]
SEND = "main form[method=post] .btn"


@pytest.fixture(autouse=True)
def _a_crowd_of_many_networks(house: None) -> None:
    make_agency("centre")
    for number in range(4 * settings.TAKATUF_CALM_SITE // settings.TAKATUF_CALM_NETWORK):
        crowd_from(f"198.51.{number}.1", settings.TAKATUF_CALM_NETWORK + 1)


def to_the_last_page(page: Page, site: str, language: str) -> None:
    page.goto(f"{site}/{language}/report/parent/what/")
    page.fill("textarea", "كلام محايد للاختبار" if language == "ar" else "Neutral words for a test.")
    press(page, page.locator("form .btn:not(.quiet)"))
    page.goto(f"{site}/{language}/report/parent/review/")


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_browser_works_while_the_page_is_read(browser: Browser, language: str, width: int) -> None:
    with served() as site:
        context = open_window(browser, site, width)
        page = context.new_page()
        said = complaints_of(page)
        to_the_last_page(page, site, language)
        found = look(page, f"crowd-{language}-{width}")
        expect(page.locator("[name=found]")).not_to_have_value("", timeout=30_000)
        bits = page.get_attribute("form[data-work]", "data-bits")
        press(page, page.locator(SEND).first)
        context.close()

    assert bits == "6"
    assert re.search(r"/parent/sent/$", page.url)
    assert found == []
    assert said == []
    assert lanes() == [False]


def test_pressed_at_once_the_page_says_a_word_and_goes_by_itself(browser: Browser) -> None:
    with served() as site:
        context = open_window(browser, site, 390)
        page = context.new_page()
        # A worker that never ends: the form goes all the same, after five seconds.
        page.route("**/intake/work*.js", lambda route: route.fulfill(
            body="onmessage = () => {};", content_type="text/javascript", headers={"Cross-Origin-Embedder-Policy": "require-corp"},
        ))  # fmt: skip
        to_the_last_page(page, site, "ar")
        page.locator(SEND).first.click()
        expect(page.locator("main [role=status]").first).not_to_be_empty()
        found = look(page, "crowd-waiting-ar-390")
        page.wait_for_url("**/parent/sent/", timeout=30_000)
        context.close()

    assert found == []
    assert lanes() == [True]


@pytest.mark.parametrize("blocked", [True, False])
def test_without_script_or_worker_the_report_is_taken_at_once(browser: Browser, blocked: bool) -> None:
    with served() as site:
        context = open_window(browser, site, 390, scripts=blocked)
        page = context.new_page()
        page.route("**/intake/work*.js", lambda route: route.abort())
        to_the_last_page(page, site, "en")
        press(page, page.locator(SEND).first)
        context.close()

    assert re.search(r"/parent/sent/$", page.url)
    assert lanes() == [True]
