"""The way of a submission in the real browser: officer, approvers, judge, a question and its answer, ruling, order, compliance.

Every page is looked at by axe where somebody stands on it, in Arabic; the main pages once more in English.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from takatuf.kernel.clock import now
from tests.browsing import complaints_of, look, open_window, press
from tests.desks.courting import a_draft, the_sealer_comes, the_worker_builds_beside_the_browser
from tests.desks.serving import served

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("house")]


@pytest.fixture
def address(house: None) -> Iterator[str]:
    with served() as found:
        yield found


class Way:
    """The people of the journey, each in a window of their own, and what was wrong on the pages they stood on."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.wrong: list[str] = []

    @contextmanager
    def person(self, username: str, path: str, width: int = 1280) -> Iterator[Page]:
        """Somebody who opens a page; what the console says counts as wrong."""
        context = open_window(self.browser, self.address, width, username)
        page = context.new_page()
        said = complaints_of(page)
        page.goto(f"{self.address}/{path}")
        yield page
        self.wrong += said
        context.close()

    def stand(self, page: Page, name: str) -> None:
        """Look at where one stands."""
        self.wrong += look(page, f"journey-{name}")


def _day(days: int) -> str:
    return timezone.localdate(now() + timedelta(days=days)).isoformat()


def _button(page: Page, words: str) -> None:
    press(page, page.get_by_role("button", name=words))


def test_from_the_draft_to_compliance_that_the_court_sees(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    walk, draft = a_draft(tmp_path)
    way = Way(browser, address)
    room, desk = f"ar/court/{draft}/", f"ar/desk/submissions/{draft}/"

    _approved_signed_and_filed(way, desk)
    _received_and_counsel_brought_in(way, room)
    _asked(way, room)
    _answered(way, room)
    _ruled(way, room)
    _carried_out(way, room, f"ar/desk/cases/{walk.ids['case']}/steps/")
    _in_english(way, room.replace("ar/", "en/", 1))

    assert way.wrong == []


def _approved_signed_and_filed(way: Way, desk: str) -> None:
    with way.person("reem", desk) as page:
        way.stand(page, "draft")
        _button(page, "أرسلها للاعتماد")
    for name in ("huda", "yousef"):
        with way.person(name, desk) as page:
            way.stand(page, f"approve-{name}")
            _button(page, "اعتمدها")
    the_sealer_comes()
    with way.person("reem", desk) as page:
        _button(page, "ارسمها وافحصها ووقّعها")
        page.wait_for_url("**/building/")
        way.stand(page, "building")
        the_worker_builds_beside_the_browser()
        page.wait_for_url(f"{way.address}/{desk}")  # the page that looks again leads back by itself
        way.stand(page, "signed")
        _button(page, "أودعها لدى المحكمة")
        way.stand(page, "filed")


def _received_and_counsel_brought_in(way: Way, room: str) -> None:
    with way.person("judge", "ar/court/") as page:
        way.stand(page, "room")
        press(page, page.locator("a.what").first)
        way.stand(page, "document")
        _button(page, "أُقرّ بالاستلام")
        page.goto(f"{way.address}/{room}parties/")
        page.select_option("#id_kind", "defence")
        page.select_option("#id_channel", "account")
        page.select_option("#id_agency", label="مكتب محاماة")
        _button(page, "أدخله وبلّغه")
        way.stand(page, "parties")


def _asked(way: Way, room: str) -> None:
    with way.person("judge", f"{room}questions/") as page:
        page.fill("#id_text", "هل للحساب صاحب آخر؟")
        page.locator("input[name=facts]").first.check()
        page.fill("#id_due_on", _day(5))
        _button(page, "اطرح السؤال وبلّغ به جميع الأطراف")
        way.stand(page, "asked")


def _answered(way: Way, room: str) -> None:
    with way.person("adel", "ar/desk/", width=390) as page:
        way.stand(page, "counsel-desk-390")
        press(page, page.get_by_role("link", name=re.compile("أقرّ بتسلّم ما بُلّغت به: المذكرة")))
        press(page, page.get_by_role("button", name="أقرّ بالتسلّم").first)
        page.goto(f"{way.address}/{room}questions/")
        press(page, page.get_by_role("link", name="أجب عن هذا السؤال"))
        way.stand(page, "answer-390")
        page.fill("#id_text", "لا علم لموكلي بالحساب.")
        page.select_option("#id_stance_1", "denies")
        page.fill("#id_reason_1", "كان الطفل مريضاً")
        _button(page, "أرسل الجواب إلى المحكمة وبلّغ به الأطراف")
        assert "لا علم لموكلي بالحساب." in page.inner_text("main")
    with way.person("judge", room, width=768) as page:
        first = page.locator("#fact-1")
        assert "محل خلاف" in first.inner_text()
        first.locator("summary").click()
        assert "كان الطفل مريضاً" in first.inner_text()
        way.stand(page, "document-answered-768")


def _ruled(way: Way, room: str) -> None:
    with way.person("judge", room) as page:
        page.locator("#hearing > summary").click()
        page.fill("#id_day", _day(3))
        page.fill("#id_hour", "10:00")
        _button(page, "قيّد الجلسة")
        page.locator("#ruling > summary").click()
        page.fill("#id_ruling-ruled_on", _day(0))
        page.fill("#id_ruling-text", "قررت الدائرة استمرار الدعم.")
        page.locator("input[name='ruling-facts_relied_on']").first.check()
        _button(page, "قيّد الحكم")
        page.locator(".court-did details.fold > summary").first.click()
        page.select_option("#id_order-kind", "support")
        page.fill("#id_order-text", "يستمر الدعم ستة أشهر.")
        page.select_option("#id_order-agency", label="وحدة الحماية الاجتماعية")
        page.fill("#id_order-limit_amount", "٣٠")
        _button(page, "قيّد الأمر")
        way.stand(page, "ruled")
        page.goto(f"{way.address}/{room}hearings/")
        way.stand(page, "hearings")
        page.goto(f"{way.address}/ar/court/calendar/")
        way.stand(page, "calendar")


def _carried_out(way: Way, room: str, steps: str) -> None:
    with way.person("sara", steps, width=390) as page:
        press(page, page.get_by_role("link", name="أبلغ المحكمة بما نُفّذ"))
        way.stand(page, "step-390")
        page.fill("#id_text", "بدأ الدعم الأسبوعي.")
        _button(page, "سجّل التنفيذ وأبلغ المحكمة")
        way.stand(page, "step-done-390")
    with way.person("judge", f"{room}hearings/") as page:
        assert "بدأ الدعم الأسبوعي." in page.inner_text("main")
        way.stand(page, "complied")


def _in_english(way: Way, room: str) -> None:
    with way.person("judge", "en/court/") as page:
        for name in ("", "questions/", "parties/", "hearings/"):
            page.goto(f"{way.address}/{room}{name}")
            way.stand(page, f"en-{name.strip('/') or 'document'}")
        page.goto(f"{way.address}/en/court/calendar/")
        way.stand(page, "en-calendar")
