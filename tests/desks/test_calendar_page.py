"""The page of working days: everybody reads it, a leader changes it in two steps, each day in both calendars."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from takatuf.clocks.holidays.queries import calendar
from takatuf.config.commands.country import make_country
from takatuf.kernel.clock import now
from tests.browsing import complaints_of, look, open_window, press
from tests.desks.people import PASSWORD, SECRET, sign_in
from tests.desks.serving import served

ADDRESS = "/en/desk/calendar/"


@pytest.fixture(autouse=True)
def _country(house: None) -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)


def _a_working_day() -> str:
    days = (timezone.localdate(now()) + timedelta(days=ahead) for ahead in range(3, 40))
    return next(day for day in days if calendar().works_on(day)).isoformat()


def test_a_leader_is_asked_before_the_calendar_changes() -> None:
    client, day = sign_in("khalid"), _a_working_day()
    sent = {"day": day, "is_closed": "closed", "reason": "إعلان مخترع"}

    asked = client.post(ADDRESS, sent)
    assert "Close the offices on this day?" in asked.content.decode()
    assert "AH" in asked.content.decode() or "هـ" in asked.content.decode()
    assert "إعلان مخترع" not in client.get(ADDRESS).content.decode()
    done = client.post(ADDRESS, {**sent, "sure": "yes"}, follow=True)

    assert "The calendar is changed." in done.content.decode()
    assert "إعلان مخترع" in done.content.decode()
    again = client.post(ADDRESS, {**sent, "sure": "yes"})
    assert again.status_code == 409


def test_a_caseworker_reads_and_changes_nothing() -> None:
    client = sign_in("sara")

    page = client.get(ADDRESS)

    assert page.status_code == 200
    assert "Add a holiday" not in page.content.decode()
    sent = {"day": _a_working_day(), "is_closed": "closed", "reason": "x", "sure": "yes"}
    assert client.post(ADDRESS, sent).status_code == 404


@pytest.mark.browser
@pytest.mark.parametrize(("language", "width"), [("ar", 390), ("en", 1440), ("ar", 1440), ("en", 390)])
def test_the_page_is_clean(browser: Browser, language: str, width: int) -> None:
    with served() as address:
        context = open_window(browser, address, width, "khalid")
        page = context.new_page()
        complaints = complaints_of(page)
        page.goto(f"{address}/{language}/desk/calendar/")
        findings = look(page, f"calendar-{language}-{width}")
        page.locator("details.card > summary").click()
        page.locator("#id_day").fill(_a_working_day())
        page.locator("#id_is_closed_0").check()
        page.locator("#id_reason").fill("إعلان مخترع")
        press(page, page.locator("main form button[type=submit]").last)
        findings += look(page, f"calendar-asked-{language}-{width}")
        context.close()

    assert findings == []
    assert complaints == []
