"""The rota, an urgent call and the handover in the real browser: axe, both languages, phone and desk widths."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from takatuf.clocks.duty.models import DutyNotice, Ring
from takatuf.config.commands.country import make_country, make_rota
from takatuf.intake.content import Signals
from takatuf.kernel.clock import now
from tests.browsing import complaints_of, look, open_window, press
from tests.clocks.duty import the_clock_strikes
from tests.desks.people import PASSWORD, SECRET, send_report
from tests.desks.serving import served
from tests.desks.situations import acting_as

pytestmark = [pytest.mark.browser]
MILD = Signals(child_age=15, child_reachable=True, danger_now=False)


@pytest.fixture
def desk(house: None) -> Iterator[str]:
    make_country(password=PASSWORD, totp_secret=SECRET)
    make_rota(at=now())
    with served() as address:
        yield address


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_night_on_duty_is_clean(browser: Browser, desk: str, language: str, width: int) -> None:
    send_report(at=now() - timedelta(minutes=7))
    send_report("شخص يتابع طفلاً بعد المدرسة.", account="", at=now() - timedelta(minutes=30), signals=MILD)
    the_clock_strikes(now() - timedelta(minutes=6))
    the_clock_strikes(now())
    with acting_as("khalid"):
        ring = Ring.objects.get().pk
    context = open_window(browser, desk, width, "khalid")
    page = context.new_page()
    complaints = complaints_of(page)
    findings: list[str] = []

    def see(name: str, path: str) -> None:
        page.goto(f"{desk}/{language}/desk/{path}")
        findings.extend(look(page, f"{name}-{language}-{width}"))

    see("awaiting-ring", "")
    see("duty", "duty/")
    for fold in page.locator("details.fold > summary").all():
        fold.click()
    findings += look(page, f"duty-open-{language}-{width}")
    see("ring", f"duty/rings/{ring}/")
    see("handover-due", "handover/")
    words = {"ar": "أسلّم هذه القائمة", "en": "I hand over this list"}[language]
    press(page, page.get_by_role("button", name=words))
    findings += look(page, f"handover-missing-{language}-{width}")
    page.fill("textarea[name=out-for_all]", "اتصلنا بالشرطة، وتتابع نورة الرد حتى الظهر.")
    press(page, page.get_by_role("button", name=words))
    findings += look(page, f"handover-signed-{language}-{width}")
    context.close()

    context = open_window(browser, desk, width, "mona")
    page = context.new_page()
    complaints += complaints_of(page)
    see("handover-incoming", "handover/")
    words = {"ar": "أتسلّم هذه القائمة", "en": "I take over this list"}[language]
    press(page, page.get_by_role("button", name=words))
    see("handover-after", "handover/")
    page.locator("aside .plain-list a").first.click()
    page.wait_for_load_state()
    findings += look(page, f"handover-past-{language}-{width}")
    with acting_as("khalid"):
        notice = DutyNotice.objects.order_by("pk").values_list("pk", flat=True)[0]
    see("notice", f"duty/notices/{notice}/")
    see("ring-again", f"duty/rings/{ring}/")
    words = {"ar": "أقبل النداء", "en": "I accept"}[language]
    press(page, page.get_by_role("button", name=words))
    see("ring-accepted", f"duty/rings/{ring}/")
    context.close()

    assert findings == []
    assert complaints == []
