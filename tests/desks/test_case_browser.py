"""The case pages and the inbox in the real browser: axe, both languages, phone and desk widths.

With TAKATUF_SCREENSHOTS=DIR each page is also written there as a picture, to be looked at.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.desks.people import sign_in
from tests.desks.serving import served
from tests.desks.situations import Situation, under_way

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [pytest.mark.browser]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("Debian's chromium is missing.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield opened
        opened.close()


@pytest.fixture
def situation(house: None, tmp_path: Path) -> Situation:
    return under_way(tmp_path)


def _context(browser: Browser, address: str, width: int, username: str) -> BrowserContext:
    context = browser.new_context(viewport={"width": width, "height": 960})
    cookie = sign_in(username).cookies["desk"].value
    context.add_cookies([{"name": "desk", "value": cookie, "url": address}])
    return context


def _look(page: Page, name: str) -> list[str]:
    """What axe and the width say about the open page; a picture of it where somebody asked for pictures."""
    if folder := os.environ.get("TAKATUF_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    found = (
        [f"{name} scrolls sideways"]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth")
        else []
    )
    violations = Axe().run(page).response["violations"]
    return found + [
        f"{name}: {one['id']} {[node['html'][:200] for node in one['nodes']]}" for one in violations
    ]


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
    complaints: list[str] = []
    with served() as address:
        context = _context(browser, address, width, "sara")
        page = context.new_page()
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
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
            findings += _look(page, f"{name}-{language}-{width}")
        page.goto(f"{desk}/cases/{situation.case}/assess/")
        page.locator("main form button[type=submit]").first.click()
        findings += _look(page, f"assess-empty-{language}-{width}")
        context.close()
        context = _context(browser, address, width, "layla")
        page = context.new_page()
        for name, path in (
            ("inbox-receiver", "inbox/"),
            ("referral-receiver", f"referrals/{situation.health}/"),
        ):
            page.goto(f"{desk}/{path}")
            findings += _look(page, f"{name}-{language}-{width}")
        context.close()

    assert findings == []
    assert complaints == []
