"""The page on which a worker chooses how to be told, also in the real browser."""

import pytest
from playwright.sync_api import Browser

from takatuf.clocks.notices.queries import own_notices
from takatuf.config.commands.country import make_country
from tests.browsing import complaints_of, look, open_window, press
from tests.desks.people import PASSWORD, SECRET, sign_in
from tests.desks.serving import served
from tests.desks.situations import acting_as

FORM = {
    "way": "email",
    "email": "reem@social.example",
    "phone": "",
    "first_at": "٠٨:٣٠",
    "second_at": "",
    "quiet_from": "21:00",
    "quiet_until": "07:00",
}


@pytest.fixture(autouse=True)
def _country(house: None) -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)


def test_everybody_chooses_the_own_way_in_any_digits() -> None:
    reem = sign_in("reem")

    page = reem.post("/en/desk/told/", FORM, follow=True).content.decode()

    with acting_as("reem") as by:
        own = own_notices(by=by)
    assert "From now on you are told in this way." in page
    assert (own.way, own.email, f"{own.first_at:%H:%M}", own.urgent_at_once) == (
        "email",
        "reem@social.example",
        "08:30",
        False,
    )


def test_what_is_missing_is_said_at_its_field() -> None:
    page = sign_in("reem").post("/en/desk/told/", {**FORM, "email": "", "quiet_until": ""}).content.decode()
    hours = sign_in("reem").post("/en/desk/told/", {**FORM, "quiet_until": ""}).content.decode()

    assert "Write where the message goes, or choose another way." in page
    assert "Write when the quiet hours begin and when they end, or leave both empty." in hours


@pytest.mark.browser
def test_the_page_is_clean(browser: Browser) -> None:
    findings: list[str] = []

    with served() as address:
        for language, width in (("ar", 390), ("ar", 1280), ("en", 390), ("en", 1280)):
            context = open_window(browser, address, width, "sara")
            page = context.new_page()
            complaints = complaints_of(page)
            page.goto(f"{address}/{language}/desk/told/")
            findings += look(page, f"told-{language}-{width}")
            page.locator("input[name=way][value=sms]").check(force=True)
            page.locator("input[name=phone]").fill("")
            press(page, page.locator("main form button[type=submit]").first)
            findings += look(page, f"told-refused-{language}-{width}")
            findings += complaints
            context.close()

    assert findings == []
