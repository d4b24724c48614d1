"""The pages of awareness in the real browser: both languages, phone and desk, axe on each page."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import system_scope
from takatuf.awareness.actions import add_paper_answers, send_proposal
from takatuf.config.commands.country import make_country
from takatuf.insight.ladder.actions import count_ladders
from takatuf.intake.actions import receive_report
from takatuf.intake.content import Channel, ReportContent, ReporterKind
from takatuf.kernel.clock import now
from takatuf.kernel.ids import uuid7
from tests.awareness.situations import make_campaign, make_forum, make_gathering, make_officer
from tests.browsing import complaints_of, look, open_window, press
from tests.desks.people import PASSWORD, SECRET, worker_named
from tests.desks.serving import served
from tests.factories import acting, make_agency

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
    forum = make_forum(officer, campaign)
    pages = {
        "words": "words/", "forum": f"g/{forum.code}/forum/", "propose": f"g/{forum.code}/forum/propose/",
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


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_poster_leads_to_a_report_and_to_the_campaigns_ladder(
    browser: Browser, country: str, language: str
) -> None:
    """The way of issue 6: a school visit with a code, the poster's address, a report, the ladder."""
    campaign_id, code = _campaign_with_nine_reports()
    found: list[str] = []
    phone = open_window(browser, country, 390)
    page = phone.new_page()
    said = complaints_of(page)

    page.goto(f"{country}/{language}/learn/c/{code}/")
    assert phone.cookies() == []
    press(page, page.locator("a.btn[href*='/report/child/']"))
    found += look(page, f"journey-start-{language}")
    assert phone.cookies() == []
    press(page, page.locator("main a.btn"))
    if language == "ar":  # as a girl or as a boy: English has one wording, and does not ask
        press(page, page.locator("button[name=skip]"))
    page.locator("input[type=radio]").first.check()
    press(page, page.locator("form .btn:not(.quiet)"))
    page.locator("textarea").fill("كلام محايد للاختبار")
    press(page, page.locator("form .btn:not(.quiet)"))
    page.goto(f"{country}/{language}/report/child/review/")
    assert page.locator("#campaign").input_value().replace(" ", "") == code
    found += look(page, f"journey-review-{language}")
    press(page, page.locator("form[method=post] .btn.wide").first)
    while "/sent/" not in page.url:  # the gentle second question, where danger was not excluded
        press(
            page,
            page.locator("button[name=skip]")
            if "/review/" not in page.url
            else page.locator("form[method=post] .btn.wide").first,
        )
    phone.close()
    with system_scope("counting") as by:
        count_ladders(by=by, at=now() + timedelta(days=1))

    desk = open_window(browser, country, 1280, "maha")
    page = desk.new_page()
    said += complaints_of(page)
    page.goto(f"{country}/{language}/desk/awareness/")
    found += look(page, f"journey-campaigns-{language}")
    press(page, page.locator(f"main a[href*='{campaign_id}']"))
    found += look(page, f"journey-ladder-{language}")
    rung = page.locator("#ladder .ladder > li").nth(4).inner_html()
    desk.close()

    assert "<b>10</b>" in rung
    assert found == []
    assert said == []


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_officers_pages_are_whole(browser: Browser, country: str, language: str) -> None:
    officer = worker_named("maha")
    campaign = make_campaign(officer)
    visit = make_gathering(officer, campaign, asks="before")
    forum = make_forum(officer, campaign)
    with system_scope("awareness") as by:
        send_proposal(gathering_code=forum.code, motion_id=None, text="مقترح مخترع", by=by, at=now())
    pages = {
        "forum": f"gatherings/{forum.pk}/forum/", "training": "training/", "training-country": "training/country/", "lesson": "training/listening/", "wording": "words/",
        "start": "awareness/start/", "campaign": f"awareness/{campaign.pk}/", "call": f"awareness/{campaign.pk}/gathering/",
        "gathering": f"gatherings/{visit.pk}/?moment=before", "reviews": "awareness/reviews/",
    }  # fmt: skip
    found: list[str] = []

    for width in SIZES:
        context = open_window(browser, country, width, "maha")
        page = context.new_page()
        said = complaints_of(page)
        for name, path in pages.items():
            page.goto(f"{country}/{language}/desk/{path}")
            found += look(page, f"officer-{name}-{language}-{width}")
        found += said
        context.close()

    assert found == []


@pytest.fixture
def country(house: None) -> Iterator[str]:
    make_country(password=PASSWORD, totp_secret=SECRET)
    with served() as address:
        yield address


def _campaign_with_nine_reports() -> tuple[str, str]:
    officer = worker_named("maha")
    campaign = make_campaign(officer)
    visit = make_gathering(officer, campaign)
    with acting(officer) as by:  # so that more than one rung has its table of answers
        counts = {("pay", "no"): 12, ("pay", "yes"): 12, ("would_tell", "yes"): 12}
        add_paper_answers(gathering_id=visit.pk, moment="before", counts=counts, by=by, at=now())
    content = ReportContent(
        channel=Channel.PUBLIC_WEB,
        reporter_kind=ReporterKind.CHILD,
        narrative="كلام محايد",
        campaign=campaign.code,
    )
    for _ in range(9):
        with system_scope("intake") as by:
            receive_report(
                content=content,
                key=f"tests-of-posters-{uuid7()}",
                lead=agency_by_code("centre").id,
                by=by,
                at=now(),
            )
    return str(campaign.pk), campaign.code
