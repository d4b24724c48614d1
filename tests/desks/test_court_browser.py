"""The court pages and the figures in the real browser: axe, keyboard, both languages, phone and desk widths.

With TAKATUF_SCREENSHOTS=DIR each page is also written there as a picture, to be looked at.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Browser

from takatuf.agencies.scope import worker_scope
from takatuf.config.commands.journey import story
from takatuf.config.commands.journey.walk import Walk
from takatuf.court import actions as court
from takatuf.insight.actions import make_release
from takatuf.kernel.clock import now
from tests.browsing import look, open_window
from tests.desks.courting import RULED, a_draft, walk_until
from tests.desks.people import send_report, worker_named
from tests.desks.serving import served

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("house")]


@pytest.fixture
def address(house: None) -> Iterator[str]:
    with served() as found:
        yield found


def _walked(folder: Path, step: str) -> Walk:
    """The journey in a thread of its own: Playwright's loop holds this one, and signing needs a loop too."""

    def walk() -> Walk:
        try:
            return walk_until(folder, step)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(walk).result()


def _visit(
    browser: Browser,
    address: str,
    username: str,
    paths: dict[str, str],
    widths: tuple[int, ...] = (390, 1440),
) -> list[str]:
    """Each page in both languages at each width."""
    findings: list[str] = []
    for width in widths:
        context = open_window(browser, address, width, username)
        page, said = context.new_page(), findings
        page.on("pageerror", lambda error, said=said: said.append(str(error)))
        page.on(
            "console",
            lambda message, said=said: said.append(message.text) if message.type == "error" else None,
        )
        for language in ("ar", "en"):
            for name, path in paths.items():
                page.goto(f"{address}/{language}/{path}")
                if name.endswith("-open"):
                    page.evaluate(
                        "document.querySelectorAll('main details').forEach(fold => { fold.open = true })"
                    )
                findings += look(page, f"{name}-{language}-{width}")
        context.close()
    return findings


def test_the_writers_pages_are_clean(browser: Browser, address: str, tmp_path: Path) -> None:
    walk, draft = a_draft(tmp_path)
    case, one = f"desk/cases/{walk.ids['case']}", f"desk/submissions/{draft}"
    with worker_scope(worker_named("reem").id) as by:
        fact = court.record_fact(
            case_id=walk.ids["case"],
            text_ar="عاد الطفل إلى المدرسة.",
            kind=court.FactKind.RECORD,
            sources=[],
            by=by,
            at=now(),
        )

    findings = _visit(browser, address, "reem", {
        "court": "desk/court/", "facts": f"{case}/facts/", "fact-new": f"{case}/facts/new/",
        "fact-position": f"{case}/facts/{fact}/position/", "submissions-open": f"{case}/submissions/",
        "submission": f"{one}/", "write": f"{one}/write/", "place": f"{one}/facts/",
    })  # fmt: skip

    assert findings == []


def test_the_judges_pages_are_clean(browser: Browser, address: str, tmp_path: Path) -> None:
    walk = _walked(tmp_path, RULED)
    with worker_scope(worker_named("judge").id) as by:
        court.record_order(
            ruling_id=walk.ids["ruling"], kind=court.OrderKind.SUPPORT, text=story.ORDER, agency_id=worker_named("sara").agency.id,
            limit_amount=30, limit_unit=court.LimitUnit.CALENDAR_DAYS, by=by, at=now(),
        )  # fmt: skip
    read = f"court/{walk.ids['submission']}/"

    pages = {
        "room": "court/",
        "reading": read,
        "reading-open": f"{read}?show=contested",
        "looks": f"{read}looks/",
    }
    findings = _visit(browser, address, "judge", pages)
    findings += _visit(browser, address, "judge", {"tablet": read}, widths=(768, 1024))
    findings += _visit(
        browser, address, "reem", {"submission-filed": f"desk/submissions/{walk.ids['submission']}/"}
    )

    assert findings == []


def test_the_figures_are_clean(browser: Browser, address: str, tmp_path: Path) -> None:
    walk_until(tmp_path, "report received")
    for _ in range(12):
        send_report(account="", at=now() - timedelta(days=100))
    with worker_scope(worker_named("director").id) as by:
        make_release(by=by, at=now())

    assert _visit(browser, address, "", {"figures": "figures/"}) == []


def test_each_sentence_opens_its_source_by_keyboard_and_without_scripts(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    walk = _walked(tmp_path, "filed with the court")
    context = open_window(browser, address, 1440, "judge", scripts=False)
    page = context.new_page()
    page.goto(f"{address}/ar/court/{walk.ids['submission']}/")
    second = page.locator("details.sourced").nth(1)

    for _ in range(40):
        page.keyboard.press("Tab")
        if second.locator("summary:focus").count():
            break
    page.keyboard.press("Enter")

    assert second.locator("dl.source").is_visible()
    assert "إفادة مزود الخدمة" in second.locator("dl.source").inner_text()
    assert not page.locator("details.sourced").nth(0).locator("dl.source").is_visible()
    context.close()
