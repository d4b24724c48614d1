"""The real browser in tests: a window for somebody, a look at the open page, a press that waits for the next one.

Nothing waits by `wait_for_function`: it evaluates text when it polls, which the content policy of our pages refuses.
With TAKATUF_SCREENSHOTS=DIR each look also writes a picture there, to be looked at by a person.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
VENDOR = Path(__file__).resolve().parents[1] / "takatuf/web/static/vendor"


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """Debian's chromium; the test is skipped where it or the vendor files are missing, and fails under CI."""
    if missing := [str(path) for path in (CHROMIUM, VENDOR) if not path.exists()]:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"Missing: {', '.join(missing)}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


def open_window(
    browser: Browser, address: str, width: int, username: str = "", *, scripts: bool = True
) -> BrowserContext:
    """A window of its own; with a sign-in name of the demonstration country, signed in."""
    from tests.desks.people import sign_in

    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
    if username:
        cookie = sign_in(username).cookies["desk"].value
        context.add_cookies([{"name": "desk", "value": cookie, "url": address}])
    return context


def complaints_of(page: Page) -> list[str]:
    """What the console will say from now on: errors, warnings and uncaught exceptions; grows as they come."""
    said: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def picture(page: Page, name: str) -> None:
    """Kept where TAKATUF_SCREENSHOTS says, for people who look."""
    if folder := os.environ.get("TAKATUF_SCREENSHOTS"):
        page.wait_for_load_state()
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def look(page: Page, name: str) -> list[str]:
    """What axe and the width say about the open page, once it is whole; empty when nothing is wrong."""
    page.wait_for_load_state()
    picture(page, name)
    found = []
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append(f"{name} scrolls sideways")
    violations = Axe().run(page).response["violations"]
    return found + [
        f"{name}: {one['id']} {[node['html'][:200] for node in one['nodes']]}" for one in violations
    ]


def press(page: Page, button: Locator) -> None:
    """Press and wait until the page that answers has come whole: a click alone returns before it is there."""
    with page.expect_navigation():
        button.click()
