"""The triage desk's pages without a browser: what each says, and what it keeps folded."""

import html
from collections.abc import Iterator

import pytest
from django.test import Client

from takatuf.config.commands.country import make_country
from takatuf.triage.queries import rules_of
from tests.desks.people import PASSWORD, SECRET, sign_in
from tests.desks.test_triage_desk_browser import _morning


@pytest.fixture(autouse=True)
def _country(house: None, settings) -> Iterator[None]:
    from tests.desks.people import QUICK_HASHERS

    settings.PASSWORD_HASHERS = QUICK_HASHERS
    rules_of.cache_clear()
    make_country(password=PASSWORD, totp_secret=SECRET)
    yield
    rules_of.cache_clear()


def _page(client: Client, path: str, language: str = "en") -> str:
    answer = client.get(f"/{language}/desk/triage/{path}")
    assert answer.status_code == 200, path
    return html.unescape(answer.content.decode())


def test_every_page_beside_the_queue_says_what_it_is_for() -> None:
    ids = _morning()
    leader, officer = sign_in("mona"), sign_in("noura")

    queue, rules, reviews = _page(leader, ""), _page(leader, "rules/"), _page(leader, "reviews/")
    audit, raised = _page(leader, "audit/"), _page(leader, f"{ids['raised']}/")
    bundle, folded = _page(leader, f"{ids['same']}/"), _page(officer, f"{ids['child']}/")

    assert "Asks to talk about what was read" in queue
    assert "waits for the second look of a colleague" in queue
    assert "Version 2 waits for a second person" in rules
    assert "because a child is being threatened or extorted now" in rules
    assert "within 15 minutes" in rules
    assert "Put it in force" in rules
    assert "Silent, a test or not meant seriously" in reviews
    assert "Audit of triage" in audit
    assert "Raised from Level" in raised
    assert "A message of the reporter" in raised
    assert "3 reports of the same matter" in bundle
    assert "Show the words" in folded
    assert "هو يكتب لي" not in folded
    assert "The reporter says" in folded


def test_whoever_proposed_a_version_is_not_asked_to_answer_it() -> None:
    _morning()

    rules = _page(sign_in("khalid"), "rules/")

    assert "another person must answer" in rules
    assert "Put it in force" not in rules
