"""The pages of exhibits in the real browser: axe, both languages, phone and desk widths."""

import pytest
from playwright.sync_api import Browser

from takatuf.casework.queries import case_head
from takatuf.config.commands.country import make_country
from takatuf.config.commands.journey.demo_exhibits import hand_phone_to_police, register_phone
from takatuf.kernel.clock import now
from tests.browsing import complaints_of, look, open_window, press
from tests.desks.people import PASSWORD, SECRET
from tests.desks.serving import served
from tests.desks.situations import acting_as, new_case

pytestmark = [pytest.mark.browser]


def test_the_pages_are_clean(browser: Browser, house: None) -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)
    case_id, empty = new_case(), new_case(level=3)
    with acting_as("sara") as by:
        record_id = case_head(case_id, by=by).record_id
        row = register_phone(record_id=record_id, by=by, at=now())
        hand_phone_to_police(exhibit=row, by=by, at=now())
    findings: list[str] = []

    with served() as address:
        for language, width in (("ar", 390), ("ar", 1280), ("en", 390), ("en", 1280)):
            desk = f"{address}/{language}/desk/cases"
            context = open_window(browser, address, width, "sara")
            page = context.new_page()
            complaints = complaints_of(page)
            pages = {
                "list": f"{case_id}/exhibits/", "register": f"{case_id}/exhibits/register/", "none": f"{empty}/exhibits/",
                "step": f"{case_id}/exhibits/{row.pk}/", "add": f"{case_id}/exhibits/add/",
            }  # fmt: skip
            for name, path in pages.items():
                page.goto(f"{desk}/{path}")
                findings += look(page, f"exhibits-{name}-{language}-{width}")
            press(page, page.locator("main form button[type=submit]").first)
            findings += look(page, f"exhibits-add-empty-{language}-{width}")
            findings += complaints
            context.close()

    assert findings == []
