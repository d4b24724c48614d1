"""Each flow, whatever its questions, on a phone in both languages: by keyboard alone, every page looked at by axe."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from takatuf.intake.flows import FLOWS, Question, QuestionKind, first, flow_in
from takatuf.intake.models import Report
from tests.desks.serving import served
from tests.factories import make_agency
from tests.intake.walking import Walker, open_context

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("house")]
TOLD = {"ar": "كلام محايد للاختبار", "en": "Neutral words for a test."}
SEND = "form .btn:not(.quiet)"


@pytest.fixture
def site(house: None) -> Iterator[str]:
    make_agency("centre")
    with served() as address:
        yield address


def _answer(walker: Walker, question: Question, language: str) -> None:
    """Answer as somebody does who has only a keyboard: type, or move with the arrows, then send."""
    if question.kind is QuestionKind.CHOICE:
        walker.choose(1)
    elif question.kind is QuestionKind.CHOICES:
        walker.press("input[type=checkbox]", "Space")
        walker.press(SEND)
    elif question.kind is QuestionKind.TEXT:
        walker.focus("textarea")
        walker.page.keyboard.insert_text(TOLD[language])
        walker.press(SEND)
    else:
        walker.press("button[name=skip]")


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("flow_code", FLOWS)
def test_a_flow_is_done_on_a_phone_by_keyboard(
    browser: Browser, site: str, flow_code: str, language: str
) -> None:
    context = open_context(browser, 390)
    page = context.new_page()
    walker = Walker(page, pictures=f"{flow_code}-{language}")
    flow = flow_in(flow_code, language)
    page.goto(f"{site}/{language}/report/{flow_code}/")
    walker.look()
    walker.press("main a.btn")
    page.wait_for_url(f"**/{flow_code}/{first(flow).code}/")

    for _ in range(
        len(flow.questions) + 2
    ):  # the pause of a child who is not safe stands between two questions
        walker.look()
        assert page.get_attribute("[data-quick-exit]", "href") == "/exit/"
        if "/review/" in page.url:
            break
        before = page.url
        if "/pause/" in page.url:
            walker.press("main a.btn")
        else:
            code = re.search(r"/([a-z_]+)/(?:\?.*)?$", page.url)
            assert code is not None
            _answer(walker, flow.question(code[1]), language)
        page.wait_for_url(lambda url, before=before: url != before)
    walker.press(SEND)
    walker.arrive(f"/{flow_code}/sent/")

    assert len(page.inner_text(".receipt-words").split()) == 6
    context.close()
    assert walker.findings == []
    assert Report.objects.using("keeper").count() == 1
