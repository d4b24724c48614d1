"""The gallery in a real browser, under the real policy: axe, widths, weight, and the way out."""

import gzip
import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, expect

from takatuf.web.middleware import ALWAYS
from tests.web.gallery import ERROR_PAGES, PAGES, render_gallery, static_address

ORIGIN = "https://takatuf.test"
NEUTRAL = settings.TAKATUF_QUICK_EXIT_URL
pytestmark = [pytest.mark.browser]


class Served:
    """Answers the browser from memory: pages of the gallery with our headers, static files from their folders."""

    def __init__(self) -> None:
        self.sizes: dict[str, int] = {}
        self.asked: list[str] = []

    def __call__(self, route: Route) -> None:
        url = route.request.url
        self.asked.append(url)
        path = urlsplit(url).path
        if not url.startswith(ORIGIN):
            route.fulfill(body="<title>weather</title>", content_type="text/html")
        elif (static := static_address(path)) is not None:
            self._static(route, path, static)
        elif path == "/exit/":
            route.fulfill(status=303, headers={**ALWAYS, "Location": NEUTRAL})
        elif path.strip("/").count("/") == 1:
            language, name = path.strip("/").split("/")
            body = render_gallery(name, language).encode()
            self.sizes[path] = len(body)
            route.fulfill(body=body, headers={**ALWAYS, "Content-Type": "text/html; charset=utf-8"})
        else:
            route.fulfill(status=404, body="")

    def _static(self, route: Route, path: str, static: str) -> None:
        found = finders.find(static)
        assert isinstance(found, str), f"{static} is missing"
        body = Path(found).read_bytes()
        self.sizes[path] = len(body) if path.endswith(".woff2") else len(gzip.compress(body, 9))
        route.fulfill(body=body, content_type=mimetypes.guess_type(path)[0] or "font/woff2")


def _context(browser: Browser, served: Served, width: int, **options: bool) -> BrowserContext:
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]
    context.route("**/*", served)
    return context


@pytest.fixture
def served() -> Served:
    return Served()


def _complaints(page: Page) -> list[str]:
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            said.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.mark.parametrize("width", [320, 390, 1440])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_pages_are_clean_at_every_width(browser: Browser, served: Served, language: str, width: int) -> None:
    """No finding of axe, no refusal by the policy, no sideways scrolling; 320 is 1280 at a zoom of 400 %."""
    context = _context(browser, served, width)
    page = context.new_page()
    complaints = _complaints(page)
    findings = []

    for name in [*PAGES, ERROR_PAGES[0]]:
        page.goto(f"{ORIGIN}/{language}/{name}")
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            findings.append(f"{name} scrolls sideways")
        if width != 320:
            violations = Axe().run(page).response["violations"]
            findings += [
                f"{name}: {one['id']} {[node['html'] for node in one['nodes']]}" for one in violations
            ]

    context.close()
    assert not findings
    assert not complaints
    assert all(url.startswith(ORIGIN) for url in served.asked)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_first_public_page_weighs_at_most_100_kb(browser: Browser, served: Served, language: str) -> None:
    context = _context(browser, served, 390)
    page = context.new_page()

    page.goto(f"{ORIGIN}/{language}/home", wait_until="networkidle")
    page.evaluate("document.fonts.ready")

    context.close()
    # The text of the home page itself is counted plain and may grow by 4 KB before this fails.
    assert sum(served.sizes.values()) <= 96_000, served.sizes
    assert not [path for path in served.sizes if "htmx" in path or "bootstrap" in path]


def test_quick_exit_leaves_at_once_and_asks_to_forget(browser: Browser, served: Served) -> None:
    context = _context(browser, served, 390)
    page = context.new_page()
    page.goto(f"{ORIGIN}/ar/question")

    page.click("[data-quick-exit]")
    page.wait_for_url(NEUTRAL)

    assert f"{ORIGIN}/exit/" in served.asked
    context.close()


def test_shift_three_times_leaves(browser: Browser, served: Served) -> None:
    context = _context(browser, served, 390)
    page = context.new_page()
    page.goto(f"{ORIGIN}/ar/home")
    page.goto(f"{ORIGIN}/ar/errors")

    for _ in range(3):
        page.locator("#id_tell").press("Shift")
    page.wait_for_url(NEUTRAL)

    context.close()


def test_capital_letters_do_not_leave(browser: Browser, served: Served) -> None:
    context = _context(browser, served, 390)
    page = context.new_page()
    page.goto(f"{ORIGIN}/en/errors")

    for letter in "ABCD":
        page.locator("#id_tell").press(f"Shift+{letter}")

    assert page.url == f"{ORIGIN}/en/errors"
    context.close()


def test_quick_exit_works_without_scripts(browser: Browser, served: Served) -> None:
    context = _context(browser, served, 390, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{ORIGIN}/ar/question")

    assert page.get_attribute("[data-quick-exit]", "href") == "/exit/"
    context.close()


def test_htmx_swaps_under_trusted_types(browser: Browser, served: Served) -> None:
    context = _context(browser, served, 1440)
    page = context.new_page()
    complaints = _complaints(page)
    page.goto(f"{ORIGIN}/ar/desk")

    page.evaluate("htmx.ajax('GET', '/ar/receipt', {target: '#main', select: '.receipt', swap: 'innerHTML'})")
    page.wait_for_selector("#main > .receipt")

    context.close()
    assert not complaints


def test_keyboard_reaches_the_content_first(browser: Browser, served: Served) -> None:
    context = _context(browser, served, 1440)
    page = context.new_page()
    page.goto(f"{ORIGIN}/ar/desk")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    assert page.evaluate("document.activeElement.id") == "main"
    context.close()
