"""The first pages of the desks: what awaits me now, triage, one report."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from takatuf.config.commands.country import make_country
from takatuf.kernel.clock import now
from tests.desks.people import PASSWORD, SECRET, send_report, sign_in


@pytest.fixture(autouse=True)
def _country(house: None) -> Iterator[None]:
    make_country(password=PASSWORD, totp_secret=SECRET)
    yield


def test_the_first_page_names_the_report_that_must_be_read() -> None:
    received = send_report()

    page = sign_in("noura").get("/ar/desk/")

    assert page.status_code == 200
    assert received.code in page.content.decode()
