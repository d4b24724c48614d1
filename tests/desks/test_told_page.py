"""The page on which a worker chooses how to be told, also in the real browser."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from takatuf.agencies.actions import choose_calendar, choose_digits
from takatuf.agencies.scope import reporter_scope
from takatuf.clocks.holidays.queries import days_ahead
from takatuf.clocks.notices.queries import own_notices
from takatuf.config.commands.country import make_country
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotAllowed
from takatuf.web.words import both_dates, days_in_order
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


def test_each_reader_chooses_which_day_stands_first_on_the_own_pages() -> None:
    sara, huda = sign_in("sara"), sign_in("huda")
    day = timezone.localdate()

    said = sara.post("/en/desk/told/dates/", {"first": "hijri"}, follow=True).content.decode()
    own, others = (one.get("/en/desk/calendar/").content.decode() for one in (sara, huda))
    sara.post("/en/desk/told/dates/", {"first": "country"})
    again = sara.get("/en/desk/calendar/").content.decode()

    assert "Your pages write dates in this way now." in said
    with days_in_order(hijri_first=True):
        first_holiday = both_dates(days_ahead(since=day, until=day + timedelta(days=366))[0].day, "en")
    assert [first_holiday in page for page in (own, others, again)] == [True, False, False]


def test_an_empty_choice_of_dates_changes_nothing_and_says_so() -> None:
    sara = sign_in("sara")
    sara.post("/en/desk/told/dates/", {"first": "hijri"})

    said = sara.post("/en/desk/told/dates/", {}, follow=True).content.decode()

    assert "Choose one of the two ways first." in said
    assert re.search(r'value="hijri"[^>]*checked', said)


def test_each_reader_chooses_the_digits_of_the_own_arabic_pages() -> None:
    sara, huda = sign_in("sara"), sign_in("huda")

    said = sara.post("/ar/desk/told/digits/", {"digits": "arabic"}, follow=True).content.decode()
    own, others = (one.get("/ar/desk/calendar/").content.decode() for one in (sara, huda))
    english = sara.get("/en/desk/calendar/").content.decode()
    empty = sara.post("/ar/desk/told/digits/", {}, follow=True).content.decode()
    sara.post("/ar/desk/told/digits/", {"digits": "european"})
    again = sara.get("/ar/desk/calendar/").content.decode()

    assert "صارت صفحاتك تكتب الأرقام هكذا." in said
    # The holidays of the coming year stand there with their dates.
    assert ["٢٠٢" in page for page in (own, others, english, again)] == [True, False, False, False]
    assert ["202" in text_of(page) for page in (own, others)] == [False, True]
    assert re.search(r'value="arabic"[^>]*checked', empty)


def text_of(page: str) -> str:
    """What a reader sees of a page."""
    return re.sub("<[^>]*>", " ", page)


def test_who_is_no_worker_has_no_calendar_and_no_digits_to_choose() -> None:
    with reporter_scope(uuid4()) as by:
        with pytest.raises(NotAllowed):
            choose_calendar(hijri_first=True, by=by, at=now())
        with pytest.raises(NotAllowed):
            choose_digits(arabic=True, by=by, at=now())


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
