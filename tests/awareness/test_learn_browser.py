"""The pages of awareness in the real browser: both languages, phone and desk, axe on each page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.awareness.situations import make_campaign, make_gathering, make_officer
from tests.browsing import complaints_of, look, open_window
from tests.desks.serving import served
from tests.factories import make_agency

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("house")]
SIZES = (390, 1280)


@pytest.fixture
def site(house: None) -> Iterator[str]:
    make_agency("centre")
    with served() as address:
        yield address


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_public_page_is_whole_on_a_phone_and_on_a_desk(
    browser: Browser, site: str, language: str
) -> None:
    officer = make_officer()
    campaign = make_campaign(officer)
    visit = make_gathering(officer, campaign, asks="before")
    pages = {
        "home": "", "piece": "young-13-17/", "poster": f"c/{campaign.code}/", "lessons": "lessons/", "lesson": "lessons/safe-circle/",
        "gathering": f"g/{visit.code}/", "register": f"g/{visit.code}/register/", "questions": f"g/{visit.code}/questions/",
        "thanks": f"g/{visit.code}/thanks/", "mine": "mine/",
    }  # fmt: skip
    found: list[str] = []

    for width in SIZES:
        context = open_window(browser, site, width)
        page = context.new_page()
        said = complaints_of(page)
        for name, path in pages.items():
            page.goto(f"{site}/{language}/learn/{path}")
            found += look(page, f"learn-{name}-{language}-{width}")
            assert page.locator("[data-quick-exit]").is_visible()
        found += said
        context.close()

    assert found == []
