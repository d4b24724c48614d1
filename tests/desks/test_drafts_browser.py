"""In the real browser: what is typed survives a time-out and a server that is gone, and two edits of one thing meet."""

from uuid import UUID

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, expect

from takatuf.casework.queries import open_case
from takatuf.config.commands.country import make_country
from takatuf.kernel.clock import now
from tests.browsing import complaints_of, look, open_window, press
from tests.desks.people import PASSWORD, SECRET, code_now
from tests.desks.serving import served
from tests.desks.situations import acting_as, new_case
from tests.desks.test_edits import _person_form

pytestmark = [pytest.mark.browser]
FACTS = "رأيت دفتر المدرسة المخترع على الطاولة."
PUT_BACK, KEPT = (
    {"ar": "أعده إلى النموذج", "en": "Put it back"},
    {"ar": "حُفظ على الخادم", "en": "Kept on the server"},
)


@pytest.fixture
def case_id(house: None) -> UUID:
    make_country(password=PASSWORD, totp_secret=SECRET)
    return new_case()


def _sign_in(page: Page) -> None:
    page.locator("#id_login").fill("sara")
    page.locator("#id_password").fill(PASSWORD)
    press(page, page.locator("main button[type=submit]"))
    page.locator("#id_code").fill(code_now(SECRET))
    press(page, page.locator("main form:has(#id_code) button[type=submit]"))


@pytest.mark.parametrize(("language", "width"), [("ar", 390), ("en", 1440), ("ar", 1440), ("en", 390)])
def test_words_come_back_after_the_sign_in_ended_while_they_were_typed(
    browser: Browser, case_id: UUID, language: str, width: int
) -> None:
    findings: list[str] = []
    with served() as address:
        context = open_window(browser, address, width, "sara")
        page = context.new_page()
        complaints = complaints_of(page)
        here = f"{address}/{language}/desk/cases/{case_id}/assess/"
        page.goto(here)
        page.locator("#id_facts").fill(FACTS)
        expect(page.locator(".kept-line")).to_contain_text(KEPT[language])
        findings += look(page, f"draft-kept-{language}-{width}")

        Session.objects.all().delete()  # the idle time is over
        page.locator("#id_opinion").fill("أرى أن الأمر هادئ.")
        page.locator("#id_child_view").fill("قال: أريد مدرستي.")
        press(page, page.locator("main form button[type=submit]").first)
        findings += look(page, f"draft-signed-out-{language}-{width}")
        _sign_in(page)
        assert page.url == here
        findings += look(page, f"draft-offered-{language}-{width}")
        press(page, page.get_by_role("link", name=PUT_BACK[language]))
        findings += look(page, f"draft-back-{language}-{width}")

        expect(page.locator("#id_facts")).to_have_value(FACTS)
        expect(page.locator("#id_child_view")).to_have_value("قال: أريد مدرستي.")
        press(page, page.locator("main form:has(#id_facts) button[type=submit]").first)
        page.goto(here)
        expect(page.locator(".kept")).to_have_count(0)
        context.close()

    assert findings == []
    assert complaints == []


def test_words_come_back_after_the_server_was_gone(browser: Browser, case_id: UUID) -> None:
    with served() as address:
        context = open_window(browser, address, 1440, "sara")
        page = context.new_page()
        page.goto(f"{address}/ar/desk/cases/{case_id}/assess/")
        page.locator("#id_facts").fill(FACTS)
        expect(page.locator(".kept-line")).to_contain_text(KEPT["ar"])

    context.set_offline(True)  # a thread of the test's server would still answer on the open connection
    page.locator("#id_opinion").fill("أرى أن الأمر هادئ.")
    expect(page.locator(".kept-line")).to_contain_text("لم يُحفظ")
    context.close()

    with served() as address:
        context = open_window(browser, address, 1440, "sara")
        page = context.new_page()
        page.goto(f"{address}/ar/desk/cases/{case_id}/assess/")
        press(page, page.get_by_role("link", name=PUT_BACK["ar"]))
        expect(page.locator("#id_facts")).to_have_value(FACTS)
        context.close()


def test_without_scripts_a_sent_form_waits_behind_the_sign_in(browser: Browser, case_id: UUID) -> None:
    with served() as address:
        context = open_window(browser, address, 390, "sara", scripts=False)
        page = context.new_page()
        page.goto(f"{address}/ar/desk/cases/{case_id}/assess/")
        page.locator("#id_facts").fill(FACTS)
        Session.objects.all().delete()
        press(page, page.locator("main form button[type=submit]").first)
        _sign_in(page)
        press(page, page.get_by_role("link", name=PUT_BACK["ar"]))
        expect(page.locator("#id_facts")).to_have_value(FACTS)
        context.close()


@pytest.mark.parametrize(("language", "width"), [("ar", 390), ("en", 1440), ("ar", 1440), ("en", 390)])
def test_two_edits_meet_on_a_page_that_asks(
    browser: Browser, case_id: UUID, language: str, width: int
) -> None:
    from tests.desks.people import sign_in

    with acting_as("sara") as by:
        child = next(row.person_id for row in open_case(case_id, by=by, at=now()).people if row.person)
    path = f"/{language}/desk/cases/{case_id}/people/{child}/edit/"
    findings: list[str] = []
    with served() as address:
        context = open_window(browser, address, width, "sara")
        page = context.new_page()
        page.goto(address + path)
        findings += look(page, f"edit-{language}-{width}")
        page.locator("#id_name").fill("اسم من سارة")
        page.locator("#id_notes").fill("ملاحظة سارة")
        huda = sign_in("huda")
        huda.post(path, _person_form(huda, path, name="اسم من هدى", notes="ملاحظة هدى", sex="male"))

        press(page, page.locator("main form button[type=submit]").first)
        findings += look(page, f"conflict-{language}-{width}")
        page.locator("#theirs-name").check()
        press(page, page.locator("main form:has(#theirs-name) button[type=submit]"))

        expect(page.locator("main")).to_contain_text("اسم من هدى")
        expect(page.locator("main")).to_contain_text("ملاحظة سارة")
        findings += look(page, f"edited-{language}-{width}")
        context.close()

    assert findings == []
