"""Figures and recommendations in the real browser: a release with its caveats, a recommendation from its rule to its evidence."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Browser, expect

from takatuf.agencies.scope import system_scope
from takatuf.clocks.actions import check_deadlines
from takatuf.config.commands.country import make_country
from takatuf.insight.actions import draw_missing_charts, make_ordered_releases
from takatuf.insight.models import Recommendation
from takatuf.intake.content import ReporterKind
from takatuf.kernel.clock import now
from tests.browsing import complaints_of, look, open_window, press
from tests.desks.people import PASSWORD, SECRET, send_report
from tests.desks.serving import served

pytestmark = [pytest.mark.browser]
DAY = timedelta(days=1)


@pytest.fixture
def desk(house: None) -> Iterator[str]:
    make_country(password=PASSWORD, totp_secret=SECRET)
    for number in range(46):
        send_report(account="", at=now() - (150 + number % 100) * DAY)
    for _ in range(16):
        send_report(account="", at=now() - 170 * DAY, reporter=ReporterKind.PROFESSIONAL)
    send_report(account="", at=now() - 170 * DAY, reporter=ReporterKind.BYSTANDER)
    with served() as address:
        yield address


def test_from_a_release_to_a_recommendation_that_is_closed_with_evidence(desk: str, browser: Browser) -> None:
    with open_window(browser, desk, 1280, "director") as window:
        page = window.new_page()
        said = complaints_of(page)
        page.goto(f"{desk}/ar/desk/figures/")
        assert look(page, "insight-figures-desk-ar") == []
        press(page, page.get_by_role("button", name="العدّ والنشر"))
        assert make_ordered_releases(at=now()) == 1
        assert draw_missing_charts(at=now()) == 1

        page.goto(f"{desk}/ar/desk/recommendations/")
        press(page, page.get_by_role("button", name="سؤال الأرقام المنشورة"))
        press(page, page.get_by_role("link", name="مسار إبلاغ للطفل وحملة مدرسية"))
        expect(
            page.get_by_role("paragraph").filter(has_text="لم يأتِ أي بلاغ من الأطفال أنفسهم")
        ).to_be_visible()
        assert look(page, "insight-proposed-ar") == []
        address = page.url
        press(page, page.get_by_role("button", name="اعتماد ونشر"))
        page.select_option("select[name=assign-owner]", label="الشرطة")
        page.fill("input[name=assign-due_on]", (localdate(now()) + 20 * DAY).isoformat())
        press(page, page.get_by_role("button", name="إسناد وبدء المهلة"))
        assert look(page, "insight-assigned-ar") == []
        assert said == []

    row = Recommendation.objects.using("keeper").get(rule="6")
    with system_scope("clockwork"):
        check_deadlines(at=datetime.combine(row.due_on, datetime.min.time(), tzinfo=UTC) + DAY)  # type: ignore[arg-type]

    with open_window(browser, desk, 390, "faisal") as window:
        page = window.new_page()
        page.goto(address)
        expect(page.get_by_text("تأخرت وصُعّدت إلى المستوى 1")).to_be_visible()
        page.get_by_label("ما الدليل على تنفيذها؟").fill(
            "فُتح مسار الإبلاغ للطفل وأُعلن في المدارس في خطاب الوزارة رقم 41."
        )
        press(page, page.get_by_role("button", name="إغلاق بهذا الدليل"))
        assert look(page, "insight-closed-phone-ar") == []
        page.goto(address.replace("/ar/", "/en/"))
        assert look(page, "insight-closed-phone-en") == []

    for language, width in (("ar", 390), ("en", 1280)):
        with open_window(browser, desk, width) as window:
            page = window.new_page()
            said = complaints_of(page)
            page.goto(f"{desk}/{language}/figures/")
            expect(
                page.get_by_text(
                    {"ar": "البلاغات ليست عدد الأطفال", "en": "Reports are not children"}[language]
                )
            ).to_be_visible()
            assert look(page, f"insight-figures-{language}") == []
            for title in {
                "ar": ("ما وصل إلينا", "متى يقرأ إنسان البلاغ"),
                "en": ("What was told", "Before the court"),
            }[language]:
                press(
                    page, page.get_by_role("link", name=title).last
                )  # before it stands the jump to its card
                assert look(page, f"insight-figures-{title}") == []
                if title in {"ما وصل إلينا", "What was told"}:
                    expect(page.locator("svg").first).to_be_visible()
                page.go_back()
            press(
                page, page.get_by_role("link", name={"ar": "التوصيات:", "en": "Recommendations:"}[language])
            )
            assert look(page, f"insight-recommendations-{language}") == []
            press(page, page.locator(".recommendations a").first)
            expect(page.get_by_text("خطاب الوزارة رقم 41")).to_be_visible()
            assert look(page, f"insight-recommendation-{language}") == []
            assert said == []


def test_the_pages_around_figures_in_both_languages(desk: str, browser: Browser) -> None:
    with open_window(browser, desk, 1280, "director") as window:
        page = window.new_page()
        said = complaints_of(page)
        page.goto(f"{desk}/ar/desk/countries/")
        press(page, page.get_by_role("button", name="إدخال"))
        assert look(page, "insight-countries-ar") == []
        for name in (
            "capabilities",
            "capabilities/assess",
            "research",
            "research/ask",
            "board",
            "recommendations/propose",
        ):
            page.goto(f"{desk}/ar/desk/{name}/")
            assert look(page, f"insight-{name.replace('/', '-')}-ar") == []
        assert said == []
    with open_window(browser, desk, 390, "director") as window:
        page = window.new_page()
        for name in ("capabilities", "research/ask", "board", "recommendations", "countries/add"):
            page.goto(f"{desk}/en/desk/{name}/")
            assert look(page, f"insight-{name.replace('/', '-')}-phone-en") == []
        page.goto(f"{desk}/en/figures/countries/")
        assert look(page, "insight-countries-public-phone-en") == []
