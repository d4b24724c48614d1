"""The whole way in a real browser: a parent's report in Arabic, followed by staff who sign in, to a signed PDF."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from takatuf.config.commands.country import make_country
from takatuf.config.commands.work import seal_everything
from takatuf.ledger import verifier
from takatuf.ledger.queries import ledger_vkey
from tests.browsing import picture
from tests.desks.courting import the_worker_builds_beside_the_browser
from tests.desks.people import PASSWORD, SECRET, code_now
from tests.desks.serving import served
from tests.poppler import run_poppler

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("house")]


class Walker:
    """The people of the story, each in a browser window of their own."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser = browser
        self.site = site
        self.windows: dict[str, BrowserContext] = {}

    def window(self, name: str, width: int) -> Page:
        context = self.windows[name] = self.browser.new_context(
            viewport={"width": width, "height": 900}, accept_downloads=True
        )
        return context.new_page()

    def desk_of(self, username: str) -> Page:
        """Signed in by password and code, as a person does it."""
        page = self.window(username, 1440)
        page.goto(f"{self.site}/ar/desk/")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.fill("input[name=code]", code_now(SECRET))
        page.press("input[name=code]", "Enter")
        page.wait_for_url("**/ar/desk/")
        return page


def _report(walker: Walker) -> None:
    page = walker.window("parent", 390)
    page.goto(f"{walker.site}/ar/report/parent/what/")
    page.fill("textarea", "كتب شخص لا نعرفه لابني في لعبة، وطلب أن يلتقي به قرب الحديقة.")
    page.click("form .btn:not(.quiet)")
    page.check("input[value=danger]")
    page.click("form .btn:not(.quiet)")
    while "/review/" not in page.url:
        page.click("button[name=skip]")
    page.click("form .btn")
    page.wait_for_url("**/parent/sent/")
    assert len(page.inner_text(".receipt-words").split()) == 6
    picture(page, "receipt")


def _open_case(walker: Walker) -> str:
    page = walker.desk_of("noura")
    picture(page, "desk")
    page.goto(f"{walker.site}/ar/desk/triage/")
    page.click("aside form button")  # open a case and refer at once
    page.wait_for_url("**/refer/**")
    page.select_option(
        "select[name$=lead]",
        label=page.locator("select[name$=lead] option", has_text="الاجتماعية").inner_text(),
    )
    police = page.locator("select[name$=to_agency]").first
    police.select_option(label=police.locator("option", has_text="الشرطة").first.inner_text())
    page.locator("select[name$=purpose]").first.select_option("investigation")
    page.locator("select[name$=legal_basis]").first.select_option("law_duty")
    page.locator("input[name$=packet][value=child_age]").first.check()
    page.locator("textarea[name$=request]").first.fill("تحديد صاحب الحساب.")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/desk/cases/[0-9a-f-]{36}/"))
    picture(page, "case")
    found = re.search(r"/cases/([0-9a-f-]{36})/", page.url)
    assert found is not None
    return found[1]


def _record_fact(page: Page, site: str, case: str, text: str, kind: str) -> None:
    page.goto(f"{site}/ar/desk/cases/{case}/facts/new/")
    page.fill("textarea[name=text_ar]", text)
    page.select_option("select[name=kind]", kind)
    page.select_option("select[name=source_kind]", "record")
    page.fill("input[name=source_label]", "سجل الحضور في المدرسة")
    page.fill("input[name=locator]", "ص 2")
    page.locator("main form button.btn").last.click()
    page.wait_for_url("**/facts/")


def _write_submission(walker: Walker, case: str) -> tuple[Page, str]:
    page = walker.desk_of("reem")
    _record_fact(page, walker.site, case, "انتظم الطفل في المدرسة ثم غاب إحدى عشرة مرة.", "record")
    _record_fact(page, walker.site, case, "ترى الأخصائية أن عودة التواصل تضر الطفل.", "opinion")
    seal_everything()
    page.goto(f"{walker.site}/ar/desk/cases/{case}/submissions/")
    page.fill("input[name=docket]", "44-1187")
    page.fill("input[name=child_code]", "ن-3")
    page.locator("main form button.btn").last.click()
    page.wait_for_url("**/submissions/**/facts/")
    for box in page.locator("input[name=facts]").all():
        box.check()
    page.locator("main form button.btn").last.click()
    page.wait_for_url(re.compile(r"/submissions/[0-9a-f-]{36}/$"))
    address = page.url
    page.goto(address + "write/")
    page.fill("textarea[name=summary]", "تطلب الوزارة منع المتهم من التواصل مع الطفل.")
    page.fill("textarea[name=request_0_text]", "منع المتهم من التواصل مع الطفل.")
    page.fill("input[name=request_0_facts]", "1، 2")
    page.fill("textarea[name=speaks_against]", "أفادت الأم بتحسن نومه.")
    page.fill("textarea[name=limits]", "لم تفحص الأجهزة.")
    page.fill("input[name=study_0_heading]", "الأسرة")
    page.fill("textarea[name=study_0_text]", "يعيش الطفل مع والديه.")
    page.fill("textarea[name=child_view]", "أريد أن أعود إلى فريقي.")
    page.fill("input[name=child_view_taken]", "سئل بمفرده في بيته.")
    page.locator("main form p.buttons button.btn:not(.quiet)").last.click()
    page.wait_for_url(re.compile(r"/submissions/[0-9a-f-]{36}/$"))
    picture(page, "submission")
    page.click("form[action$='/send/'] button")
    return page, address


def test_a_report_in_arabic_becomes_a_signed_submission(browser: Browser, tmp_path: Path) -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)
    with served() as site:
        walker = Walker(browser, site)

        _report(walker)
        case = _open_case(walker)
        writer, address = _write_submission(walker, case)
        for username in ("huda", "yousef"):
            approver = walker.desk_of(username)
            approver.goto(address)
            approver.click("form[action$='/approve/'] button")
        seal_everything()
        writer.goto(address)
        writer.click("form[action$='/sign/'] button")
        writer.wait_for_url("**/building/")
        picture(writer, "building")
        the_worker_builds_beside_the_browser()
        writer.wait_for_selector("a[href$='/submission.pdf']", timeout=60_000)
        picture(writer, "signed")
        seal_everything()
        with writer.expect_download() as document:
            writer.click("a[href$='/submission.pdf']")
        with writer.expect_download() as proof:
            writer.click("a[href$='/proof.json']")
        document.value.save_as(tmp_path / "submission.pdf")
        proof.value.save_as(tmp_path / "proof.json")
        for context in walker.windows.values():
            context.close()

    verdict = verifier.verify(
        (tmp_path / "submission.pdf").read_bytes(),
        json.loads((tmp_path / "proof.json").read_text(encoding="utf-8")),
        [ledger_vkey()],
    )
    assert verdict.ok, [check for check in verdict.checks if not check.ok]
    assert "Signature is Valid" in run_poppler("pdfsig", "-nocert", str(tmp_path / "submission.pdf"))
    words = run_poppler("pdftotext", str(tmp_path / "submission.pdf"), "-")
    assert "إحدى" in words
