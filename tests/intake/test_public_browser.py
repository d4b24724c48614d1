"""The public pages in a real browser: both flows to the receipt, by keyboard, without scripts, and the way out."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Request

from takatuf.intake.models import Draft, Report
from tests.desks.serving import served
from tests.factories import make_agency
from tests.intake.walking import NEUTRAL, Walker, open_context

VENDOR = Path(__file__).resolve().parents[2] / "takatuf/web/static/vendor"
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("house")]


@pytest.fixture
def site(house: None) -> Iterator[str]:
    """The whole application on a free port, with the agency that receives reports."""
    make_agency("centre")
    with served() as address:
        yield address


def test_a_parent_reports_in_arabic_on_a_phone_by_keyboard(browser: Browser, site: str) -> None:
    context = open_context(browser, 390)
    page = context.new_page()
    walker = Walker(page)
    page.goto(f"{site}/ar/")
    walker.look()

    walker.press("main a.btn:not(.quiet)")
    walker.arrive("/ar/report/")
    walker.press("main a.choice[href$='/parent/']")
    walker.arrive("/ar/report/parent/")
    walker.press("main a.btn")
    walker.arrive("/parent/what/")
    walker.focus("textarea")
    page.keyboard.insert_text("كلام محايد للاختبار")
    walker.press("form .btn:not(.quiet)")
    walker.arrive("/parent/safe/")
    walker.choose(1)
    walker.arrive("/parent/now/")
    walker.press("input[value=threat]", "Space")
    walker.press("form .btn:not(.quiet)")
    walker.arrive("/parent/person/")
    walker.press("button[name=skip]")
    walker.arrive("/parent/accounts/")
    walker.press("button[name=unknown]")
    walker.arrive("/parent/age/")
    walker.choose(3)
    walker.arrive("/parent/place/")
    walker.press("form .btn:not(.quiet)")
    walker.arrive("/parent/contact/")
    walker.press("form .btn:not(.quiet)")
    walker.arrive("/parent/reach/")
    walker.focus("textarea")
    page.keyboard.insert_text("حي النخيل")
    walker.press("form .btn:not(.quiet)")
    walker.arrive("/parent/needs/")
    walker.press("button[name=send_now]")
    walker.arrive("/parent/review/")
    walker.press("form .btn")
    walker.arrive("/parent/sent/")

    words = page.inner_text(".receipt-words").split()
    assert len(words) == 6
    assert "911" in page.inner_text("main")
    walker.press("form .btn")
    walker.arrive("/report/follow/?saved=1")
    walker.focus("input[name=receipt]")
    page.keyboard.insert_text(" ".join(words))
    page.keyboard.press("Enter")
    page.wait_for_selector(".messages, .muted")
    walker.look()
    context.close()
    assert not walker.findings
    assert Report.objects.using("keeper").count() == 1
    assert Draft.objects.using("keeper").count() == 0


def test_a_child_reports_in_arabic_on_a_phone(browser: Browser, site: str) -> None:
    context = open_context(browser, 390)
    page = context.new_page()
    walker = Walker(page)
    page.goto(f"{site}/ar/report/")
    walker.look()
    page.click("main a.choice[href$='/child/']")
    walker.arrive("/report/child/")
    page.click("main a.btn")
    for code, option in {"voice": "girl", "safe": "later"}.items():
        walker.arrive(f"/child/{code}/")
        page.check(f"input[value={option}]")
        page.click("form .btn:not(.quiet)")
    walker.arrive("/child/pause/?after=safe")
    page.click("main a.btn")
    walker.arrive("/child/what/")
    page.fill("textarea", "كلام محايد للاختبار")
    page.click("form .btn:not(.quiet)")
    for code in ("now", "person", "accounts"):
        walker.arrive(f"/child/{code}/")
        page.click("button[name=skip]")
    walker.arrive("/child/about/")
    page.fill("input[name=age]", "١١")
    page.click("form .btn:not(.quiet)")
    walker.arrive("/child/contact/")
    page.click("button[name=skip]")
    walker.arrive("/child/wish/")
    page.check("input[value=talk]")
    page.click("form .btn:not(.quiet)")
    walker.arrive("/child/review/")
    page.click("form .btn")
    walker.arrive("/child/sent/")

    assert "ذنبك" in page.inner_text("main")
    context.close()
    assert not walker.findings
    assert Report.objects.using("keeper").count() == 1


def test_somebody_reports_what_they_saw_in_english_at_a_desk(browser: Browser, site: str) -> None:
    context = open_context(browser, 1440)
    page = context.new_page()
    walker = Walker(page)
    page.goto(f"{site}/en/report/bystander/")
    walker.look()

    page.click("main a.btn")
    walker.arrive("/bystander/what/")
    page.fill("textarea", "Neutral words for a test.")
    page.click("form .btn:not(.quiet)")
    walker.arrive("/bystander/danger/")
    page.check("input[value=safe]")
    page.click("form .btn:not(.quiet)")
    walker.arrive("/bystander/about/")
    page.check("input[value=online]")
    page.click("form .btn:not(.quiet)")
    walker.arrive("/bystander/links/")
    page.fill("textarea", "https://example.org/page\nsome app: some account")
    page.click("form .btn:not(.quiet)")
    for code in ("when", "known", "place", "found", "told", "contact"):
        walker.arrive(f"/bystander/{code}/")
        page.click("button[name=skip]")
    walker.arrive("/bystander/review/")
    page.dblclick("form .btn")
    walker.arrive("/bystander/sent/")
    first = page.inner_text(".receipt")
    page.reload()
    walker.look()

    assert page.inner_text(".receipt") == first
    assert page.is_visible("[data-print]")
    context.close()
    assert not walker.findings
    assert Report.objects.using("keeper").count() == 1


def test_without_scripts_a_parent_reports_and_follows(browser: Browser, site: str) -> None:
    context = open_context(browser, 390, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/ar/")
    page.click("main a.btn:not(.quiet)")
    page.click("main a.choice[href$='/parent/']")
    page.click("main a.btn")

    page.fill("textarea", "كلام محايد")
    page.click("form .btn:not(.quiet)")
    page.check("input[value=danger]")
    page.click("form .btn:not(.quiet)")
    for code in (
        "now",
        "person",
        "accounts",
        "age",
        "place",
        "contact",
        "reach",
        "needs",
        "knows",
        "told",
        "wish",
    ):
        page.wait_for_url(f"**/parent/{code}/")
        page.click("button[name=skip]")
    page.wait_for_url("**/parent/review/")
    page.click("form .btn")
    page.wait_for_url("**/parent/sent/")
    words = page.inner_text(".receipt-words")
    is_print_offered = page.is_visible("[data-print]")
    page.click("form .btn")
    page.fill("input[name=receipt]", words)
    page.click("form .btn")
    page.fill("textarea", "رسالة محايدة")
    page.click("form .btn")

    assert page.is_visible("[role=status]")
    assert not is_print_offered
    assert page.get_attribute("[data-quick-exit]", "href") == "/exit/"
    context.close()
    assert Report.objects.using("keeper").count() == 1


def test_errors_are_said_at_the_top_and_beside_the_field(browser: Browser, site: str) -> None:
    context = open_context(browser, 390)
    page = context.new_page()
    walker = Walker(page)
    page.goto(f"{site}/ar/report/parent/now/")
    page.check("input[value=none]")
    page.check("input[value=threat]")

    page.click("form .btn:not(.quiet)")
    page.wait_for_selector(".error-summary")
    walker.look()
    page.click(".error-summary a")

    assert page.evaluate("document.activeElement.name") == "answer"
    assert page.is_checked("input[value=threat]")
    context.close()
    assert [said for said in walker.findings if "422" not in said] == []


def _is_forgotten(context: BrowserContext, site: str) -> bool:
    """Whether the draft's cookie goes; the order to forget is answered beside the page that is left."""
    for _ in range(50):
        if not [cookie for cookie in context.cookies(site) if cookie["name"] == "draft"]:
            return True
        time.sleep(0.1)
    return False


def test_quick_exit_leaves_nothing_to_go_back_to(browser: Browser, site: str) -> None:
    context = open_context(browser, 390)
    page = context.new_page()
    page.goto(f"{site}/ar/report/parent/what/")
    page.fill("textarea", "كلام لا يبقى")
    page.click("form .btn:not(.quiet)")
    page.wait_for_url("**/parent/safe/")
    entries = page.evaluate("history.length")

    page.click("[data-quick-exit]")
    page.wait_for_url(NEUTRAL)

    assert page.evaluate("history.length") == entries
    assert _is_forgotten(context, site)
    page.go_back()
    assert "كلام لا يبقى" not in page.content()
    context.close()


def test_back_shows_nothing_after_the_receipt_is_kept(browser: Browser, site: str) -> None:
    context = open_context(browser, 390)
    page = context.new_page()
    page.goto(f"{site}/ar/report/parent/what/")
    page.fill("textarea", "كلام لا يبقى")
    page.click("form .btn:not(.quiet)")
    page.goto(f"{site}/ar/report/parent/review/")
    page.click("form .btn")
    page.wait_for_url("**/parent/sent/")
    page.click("form .btn")
    page.wait_for_url("**/follow/?saved=1")

    for _ in range(4):
        page.go_back()
        assert "كلام لا يبقى" not in page.content()
        assert not page.query_selector(".receipt-words")

    context.close()


@pytest.mark.parametrize("told", ["https://example.org/" + "a" * 400, "كلمةبلافراغ" * 30])
def test_a_long_link_pushes_no_way_to_change_an_answer_off_the_screen(
    browser: Browser, site: str, told: str
) -> None:
    context = open_context(browser, 320)
    page = context.new_page()
    page.goto(f"{site}/ar/report/parent/what/")
    page.fill("textarea", told)
    page.click("form .btn:not(.quiet)")
    page.goto(f"{site}/ar/report/parent/review/")

    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    context.close()

    assert not wide


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 90  # the first answer loads every room, on a machine that may be busy
    while time.monotonic() < until:
        assert server.poll() is None, "granian ended"
        try:
            with urllib.request.urlopen(url, timeout=10):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("granian does not answer")


@pytest.fixture(scope="module")
def served_by_granian(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """As in service: granian, whitenoise and collected files with their hashes; the first pages need no database."""
    home, port = tmp_path_factory.mktemp("served"), _free_port()
    around = os.environ | {
        "TAKATUF_MODE": "demo", "TAKATUF_HOME": str(home), "DJANGO_SETTINGS_MODULE": "takatuf.config.settings",
    }  # fmt: skip
    root = Path(__file__).resolve().parents[2]
    collect = [sys.executable, "-m", "django", "collectstatic", "--noinput", "-v", "0"]
    subprocess.run(collect, env=around, cwd=root, check=True, timeout=120)
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += ["--workers", "1", "--log-level", "error", "takatuf.config.wsgi:application"]
    server = subprocess.Popen(command, env=around, cwd=root, stdout=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/ar/", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


@pytest.mark.parametrize("path", ["/ar/", "/en/", "/ar/report/", "/ar/report/parent/"])
def test_the_first_public_page_weighs_at_most_100_kb_as_served(
    browser: Browser, served_by_granian: str, path: str
) -> None:
    context = open_context(browser, 390)
    page = context.new_page()
    finished: list[Request] = []
    page.on("requestfinished", lambda request: finished.append(request))  # noqa: PLW0108 - not a built-in

    page.goto(f"{served_by_granian}{path}", wait_until="networkidle")
    page.evaluate("document.fonts.ready")

    sizes = {}
    for request in finished:
        parts = request.sizes()
        sizes[request.url] = parts["responseBodySize"] + parts["responseHeadersSize"]
    context.close()
    print(path, sum(sizes.values()), {url.rpartition("/")[2]: size for url, size in sizes.items()})
    assert sum(sizes.values()) <= 100_000
    assert all(url.startswith(served_by_granian) for url in sizes)


def test_other_ways_are_reached_from_the_first_page_by_keyboard_in_both_languages(
    browser: Browser, site: str
) -> None:
    context = open_context(browser, 390)
    page = context.new_page()
    walker = Walker(page)

    for language in ("ar", "en"):
        page.goto(f"{site}/{language}/")
        walker.press("main a[href$='/report/ways/']")
        walker.arrive("/report/ways/")
        walker.press("main a[href$='/report/easy/']")
        walker.arrive("/report/easy/")
        walker.press("main a.btn")
        walker.arrive("/report/")

    context.close()
    assert walker.findings == []
