"""What happened in a case, put on record on its tracks, and times that do not count."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.utils import timezone
from playwright.sync_api import Browser

from takatuf.config.commands.country import make_country
from takatuf.jointwork.queries import StepRow, steps_of
from takatuf.kernel.clock import now
from tests.browsing import complaints_of, look, open_window, press
from tests.desks.people import PASSWORD, SECRET, sign_in
from tests.desks.serving import served
from tests.desks.situations import acting_as, new_case


@pytest.fixture(autouse=True)
def _country(house: None) -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)


def local(hours_ago: float) -> str:
    """A moment as the form sends it, in the country's own time."""
    return timezone.localtime(now() - timedelta(hours=hours_ago)).strftime("%Y-%m-%dT%H:%M")


def send(case_id: UUID, path: str, **values: str) -> HttpResponse:
    return sign_in("sara").post(f"/en/desk/cases/{case_id}/steps/{path}/", values, follow=True)


def steps(case_id: UUID) -> dict[str, StepRow]:
    with acting_as("sara") as by:
        return {row.title: row for row in steps_of(case_id, by=by)}


def test_what_happened_starts_its_limit_on_the_page() -> None:
    case_id = new_case()

    page = send(case_id, "happened", code="shelter_entered", happened_at=local(2)).content.decode()

    assert "It is on record, and the limits follow." in page
    assert "Review the stay in shelter before it ends" in page
    shelter = steps(case_id)["sa_shelter"]
    assert shelter.due_at == shelter.started_at + timedelta(days=3)


def test_what_has_not_passed_is_said_at_its_field_and_keeps_what_was_typed() -> None:
    case_id = new_case()

    answer = send(case_id, "happened", code="shelter_entered", happened_at=local(-3))

    page = answer.content.decode()
    assert "This has not passed yet." in page
    assert local(-3) in page
    assert "sa_shelter" not in steps(case_id)


def test_arabic_digits_are_taken() -> None:
    case_id = new_case()
    moment = local(2).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    send(case_id, "happened", code="shelter_entered", happened_at=moment)

    assert "sa_shelter" in steps(case_id)


def test_a_journey_is_left_out_where_the_country_allows_it(settings: Any) -> None:
    settings.TAKATUF_COUNTRY = "MY"
    case_id = new_case()
    send(case_id, "happened", code="child_taken", happened_at=local(10))
    before = steps(case_id)["my_child_to_court"]

    path = f"{before.id}/left-out"
    page = send(case_id, path, code="journey", begins_at=local(8), ends_at=local(5)).content.decode()

    after = steps(case_id)["my_child_to_court"]
    assert "The limit moved by that time." in page
    assert before.due_at is not None
    assert after.due_at == before.due_at + timedelta(hours=3)


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_pages_are_clean(browser: Browser, settings: Any, language: str, width: int) -> None:
    settings.TAKATUF_COUNTRY = "MY"
    case_id = new_case()
    send(case_id, "happened", code="child_taken", happened_at=local(10))
    step = steps(case_id)["my_child_to_court"].id
    findings: list[str] = []

    with served() as address:
        context = open_window(browser, address, width, "sara")
        page = context.new_page()
        complaints = complaints_of(page)
        here = f"{address}/{language}/desk/cases/{case_id}/steps"
        for name, path in {"steps": "", "happened": "happened/", "left-out": f"{step}/left-out/"}.items():
            page.goto(f"{here}/{path}")
            findings += look(page, f"track-{name}-{language}-{width}")
        press(page, page.locator("main form button[type=submit]").first)
        findings += look(page, f"track-empty-{language}-{width}")
        context.close()

    assert findings == []
    assert complaints == []
