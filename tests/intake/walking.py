"""Walking through the public pages in the real browser, with the keyboard or the pointer, checking each page."""

import re

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browsing import picture

NEUTRAL = settings.TAKATUF_QUICK_EXIT_URL


def open_context(browser: Browser, width: int, **options: bool) -> BrowserContext:
    context = browser.new_context(viewport={"width": width, "height": 844}, **options)  # type: ignore[arg-type]
    context.set_default_timeout(30_000)
    context.route(
        f"{NEUTRAL}**", lambda route: route.fulfill(body="<title>weather</title>", content_type="text/html")
    )
    return context


class Walker:
    """Walks through pages and notes what is wrong with each: axe, sideways scrolling, the console."""

    def __init__(self, page: Page, *, check: bool = True, pictures: str = "") -> None:
        self.page = page
        self.check = check
        self.pictures = pictures
        self.findings: list[str] = []
        page.on("console", lambda said: self.findings.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.findings.append(str(error)))

    def look(self) -> None:
        """Check the page that is open."""
        if not self.check:
            return
        where = self.page.url.partition("/report")[2] or "home"
        if self.pictures:
            picture(self.page, f"{self.pictures}{where.partition('?')[0].rstrip('/').replace('/', '-')}")
        if self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            self.findings.append(f"{where} scrolls sideways")
        if self.page.title() not in {"خدمة", "Service"}:
            self.findings.append(f"{where} tells too much in its title")
        for one in Axe().run(self.page).response["violations"]:
            self.findings.append(f"{where}: {one['id']} {[node['html'] for node in one['nodes']]}")

    def arrive(self, ending: str) -> None:
        """Wait for an address and until its page is whole, then check it. A second press ends the way of the first."""
        expect(self.page).to_have_url(re.compile(re.escape(ending) + "$"), timeout=30_000)
        self.page.wait_for_load_state()
        self.look()

    def focus(self, selector: str) -> None:
        """Press Tab until the element has the focus; fails when the keyboard cannot reach it."""
        for _ in range(60):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"The keyboard does not reach {selector} on {self.page.url}")

    def press(self, selector: str, key: str = "Enter") -> None:
        self.focus(selector)
        self.page.keyboard.press(key)

    def choose(self, place: int) -> None:
        """Choose the option at this place (from 1) with the arrows, then send."""
        self.focus("input[type=radio]")
        for _ in range(place - 1):
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")
        self.press("form .btn:not(.quiet)")
