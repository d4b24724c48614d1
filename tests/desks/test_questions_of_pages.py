"""How often the pages that are open all day ask the database: a bounded number, and no more of it when there is more work."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from takatuf.config.commands.country import make_country
from takatuf.kernel.clock import now
from tests.desks.people import PASSWORD, QUICK_HASHERS, SECRET, send_report, sign_in
from tests.desks.situations import assessed, new_case, planned, referred_to_police

pytestmark = pytest.mark.usefixtures("house")
#: Whose page -> the most that it asks, signing in and the numbers beside it included.
#: A page of a case reads what surrounds it and what it shows, each kind under its own row security, so it asks more than a list.
MOST = {
    ("sara", "/ar/desk/"): 28,
    ("sara", "/ar/desk/cases/"): 27,
    ("sara", "/ar/desk/inbox/"): 30,
    ("sara", "/ar/desk/meetings/"): 26,
    ("sara", "/ar/desk/court/"): 25,
    ("sara", "/ar/desk/cases/{case}/"): 40,
    ("sara", "/ar/desk/cases/{case}/work/"): 44,
    ("sara", "/ar/desk/cases/{case}/people/"): 41,
    ("sara", "/ar/desk/cases/{case}/others/"): 40,
    ("sara", "/ar/desk/cases/{case}/refer/"): 44,
    ("sara", "/ar/desk/cases/{case}/steps/"): 38,
    ("huda", "/ar/desk/cases/{case}/access/"): 54,
    ("huda", "/ar/desk/cases/{case}/close/"): 43,
    ("huda", "/ar/desk/handover/"): 41,
    ("noura", "/ar/desk/"): 39,
    ("noura", "/ar/desk/triage/"): 37,
    ("layla", "/ar/desk/inbox/"): 25,
}


def _work(case_id: UUID) -> None:
    assessed(case_id)
    planned(case_id, approved=False)
    referred_to_police(case_id)


def _asked(client: Client, page: str) -> int:
    """How often a page asks; a sign-in is moved on when the minute turns, and that is not the page's question."""
    while True:
        minute = now().minute
        client.get(page)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(page)
        assert answer.status_code == 200, page
        if now().minute == minute:
            return len(captured)


def test_a_page_asks_a_bounded_number_of_times_however_much_stands_on_it(settings: Any) -> None:
    settings.PASSWORD_HASHERS = QUICK_HASHERS
    make_country(password=PASSWORD, totp_secret=SECRET)
    case = new_case()
    _work(case)
    send_report()
    clients = {name: sign_in(name) for name, _page in MOST}
    pages = [(name, page.format(case=case)) for name, page in MOST]
    for name, page in pages:
        clients[name].get(page)  # what is kept for the life of a process is not a page's own
    before = {(name, page): _asked(clients[name], page) for name, page in pages}

    for number in range(3):
        _work(new_case())
        assessed(case)
        send_report(account=f"name_{number}", at=now() - timedelta(minutes=number))
    after = {(name, page): _asked(clients[name], page) for name, page in pages}

    limits = dict(zip(pages, MOST.values(), strict=True))
    assert {key: count for key, count in after.items() if count > limits[key]} == {}
    assert {key: (before[key], count) for key, count in after.items() if count > before[key]} == {}
