"""The case pages and the inbox in the real browser: axe, both languages, phone and desk widths.

With TAKATUF_SCREENSHOTS=DIR each page is also written there as a picture, to be looked at.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsing import complaints_of, look, open_window, press
from tests.desks.serving import served
from tests.desks.situations import Situation, under_way

pytestmark = [pytest.mark.browser]


@pytest.fixture
def situation(house: None, tmp_path: Path) -> Situation:
    return under_way(tmp_path)


CASE_PAGES = (
    "",
    "people/",
    "work/",
    "steps/",
    "referrals/",
    "looks/",
    "refer/",
    "assess/",
    "plan/",
    "visit/",
    "review/",
    "close/",
)


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_case_pages_are_clean(browser: Browser, situation: Situation, language: str, width: int) -> None:
    findings: list[str] = []
    with served() as address:
        context = open_window(browser, address, width, "sara")
        page = context.new_page()
        complaints = complaints_of(page)
        desk = f"{address}/{language}/desk"

        for path in (
            "cases/",
            "inbox/",
            f"referrals/{situation.health}/",
            *(f"cases/{situation.case}/{one}" for one in CASE_PAGES),
        ):
            page.goto(f"{desk}/{path}")
            name = (
                path.strip("/")
                .replace(str(situation.case), "case")
                .replace(str(situation.health), "sent")
                .replace("/", "-")
            )
            findings += look(page, f"{name}-{language}-{width}")
        page.goto(f"{desk}/cases/{situation.case}/assess/")
        press(page, page.locator("main form button[type=submit]").first)
        findings += look(page, f"assess-empty-{language}-{width}")
        context.close()
        context = open_window(browser, address, width, "layla")
        page = context.new_page()
        for name, path in (
            ("inbox-receiver", "inbox/"),
            ("referral-receiver", f"referrals/{situation.health}/"),
        ):
            page.goto(f"{desk}/{path}")
            findings += look(page, f"{name}-{language}-{width}")
        context.close()

    assert findings == []
    assert complaints == []
