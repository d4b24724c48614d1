"""The desks in the real browser: axe, keyboard, both languages, phone and desk widths.

With TAKATUF_SCREENSHOTS=DIR each page is also written there as a picture, to be looked at.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from takatuf.agencies.scope import worker_scope
from takatuf.config.commands.country import make_country
from takatuf.intake.actions import write_as_reporter
from takatuf.intake.content import ReporterKind, Signals
from takatuf.kernel.clock import now
from takatuf.triage.actions import decide
from tests.browsing import complaints_of, look, open_window, press
from tests.desks.people import PASSWORD, SECRET, code_now, send_report, worker_named
from tests.desks.serving import served

pytestmark = [pytest.mark.browser]
MILD = Signals(child_age=15, child_reachable=True, danger_now=False)


@pytest.fixture
def desk(house: None) -> Iterator[str]:
    make_country(password=PASSWORD, totp_secret=SECRET)
    with served() as address:
        yield address


def _situations() -> dict[str, object]:
    """A morning: an urgent report, three others, a proposal to lower one, and a message that nobody has read."""
    send_report("كتب حساب مجهول لطفل.", account="salem_2031", at=now() - timedelta(hours=5), signals=MILD)
    urgent = send_report(at=now() - timedelta(minutes=6))
    lowered = send_report("شخص يتابع طفلاً بعد المدرسة.", account="", at=now() - timedelta(minutes=12))
    quiet = send_report(
        "طفل يبيع المناديل عند الإشارة كل مساء.", account="", at=now() - timedelta(hours=30), signals=MILD,
        reporter=ReporterKind.BYSTANDER,
    )  # fmt: skip
    write_as_reporter(
        receipt_text=quiet.receipt.words("ar"),
        text="نسيت أن أقول: يلبس سترة زرقاء.",
        at=now() - timedelta(hours=1),
    )
    with worker_scope(worker_named("khalid").id) as by:
        decide(
            report_id=lowered.report_id, level=3, outcome="open_case", reason="الطفل مع والدته وقد زارته الوحدة.", by=by,
            at=now() - timedelta(minutes=9),
        )  # fmt: skip
    return {"urgent": urgent.report_id, "lowered": lowered.report_id, "quiet": quiet.report_id}


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_desk_pages_are_clean(browser: Browser, desk: str, language: str, width: int) -> None:
    ids = _situations()
    context = open_window(browser, desk, width, "noura")
    page = context.new_page()
    complaints = complaints_of(page)
    findings: list[str] = []

    paths = {
        "awaiting": "desk/", "triage": "desk/triage/", "urgent": f"desk/triage/{ids['urgent']}/",
        "lowered": f"desk/triage/{ids['lowered']}/", "quiet": f"desk/triage/{ids['quiet']}/",
    }  # fmt: skip
    for name, path in paths.items():
        page.goto(f"{desk}/{language}/{path}")
        findings += look(page, f"{name}-{language}-{width}")
    page.goto(f"{desk}/{language}/desk/triage/{ids['urgent']}/")
    words = {"ar": "ثبّت هذا القرار", "en": "Put this decision on record"}[language]
    press(page, page.get_by_role("button", name=words))
    findings += look(page, f"missing-reason-{language}-{width}")
    context.close()

    assert findings == []
    assert complaints == []


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_person_signs_in_with_two_factors(browser: Browser, desk: str, language: str, width: int) -> None:
    context = open_window(browser, desk, width)
    page = context.new_page()
    findings: list[str] = []

    page.goto(f"{desk}/{language}/desk/")
    findings += look(page, f"login-{language}-{width}")
    page.fill("input[name=login]", "noura")
    page.fill("input[name=password]", "wrong")
    page.press("input[name=password]", "Enter")
    page.wait_for_selector(".error-summary")
    findings += look(page, f"login-wrong-{language}-{width}")
    page.fill("input[name=login]", "noura")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_selector("input[name=code]")
    findings += look(page, f"code-{language}-{width}")
    page.fill("input[name=code]", code_now(SECRET))
    page.press("input[name=code]", "Enter")
    page.wait_for_url(f"**/{language}/desk/")
    findings += look(page, f"empty-desk-{language}-{width}")
    page.locator("header button.plain").click()
    page.wait_for_url("**/accounts/login/**")
    context.close()

    assert findings == []


def test_the_keyboard_goes_through_the_desk_in_the_order_of_reading(browser: Browser, desk: str) -> None:
    _situations()
    context = open_window(browser, desk, 1440, "noura")
    page = context.new_page()
    page.goto(f"{desk}/ar/desk/")

    order = []
    for _ in range(30):
        page.keyboard.press("Tab")
        order.append(
            page.evaluate("document.activeElement.closest('header, nav, main, aside')?.localName ?? 'skip'")
        )

    assert list(dict.fromkeys(order[: order.index("aside") + 1])) == [
        "skip",
        "header",
        "nav",
        "main",
        "aside",
    ]
    context.close()
