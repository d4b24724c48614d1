"""The code to continue elsewhere, and the page for a report that is not stored yet, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from takatuf.intake import groupcommit
from tests.browsing import complaints_of, look, open_window, press
from tests.desks.serving import served
from tests.factories import make_agency

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("house")]


@pytest.fixture
def site(house: None) -> Iterator[str]:
    """The whole application on a free port, with the agency that receives reports."""
    make_agency("centre")
    with served() as address:
        yield address


@pytest.mark.parametrize(("language", "width"), [("ar", 390), ("en", 1440)])
def test_a_code_is_asked_for_and_a_report_that_is_late_is_sent_again(
    browser: Browser, site: str, language: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = open_window(browser, site, width)
    page = context.new_page()
    said = complaints_of(page)
    name = f"code-{language}-{width}"
    page.goto(f"{site}/{language}/report/parent/what/")
    page.fill("textarea", "كلام محايد")
    press(page, page.locator("form .btn").first)
    found = look(page, f"{name}-question")

    press(page, page.locator("button[name=way_back]"))
    found += look(page, f"{name}-way-back")
    code = page.inner_text(".receipt-words")
    press(page, page.locator("main a.btn"))
    returned = page.url
    page.goto(f"{site}/{language}/report/parent/review/")
    monkeypatch.setattr(groupcommit, "PATIENCE", 0.0)
    press(page, page.locator("form .btn").first)
    found += look(page, f"{name}-not-yet")
    monkeypatch.undo()
    said.clear()  # the browser itself complains about the answer 503
    press(page, page.locator("main form .btn").first)
    arrived = page.url
    context.close()

    assert found == []
    assert said == []
    assert len(code.replace(" ", "")) == 12
    assert returned.endswith("/parent/safe/")
    assert arrived.endswith("/parent/sent/")
