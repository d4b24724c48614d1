"""What a page offers to a person opens for that person: no tab, line or button leads to "there is nothing here for you"."""

import re

import pytest
from django.test import Client

from takatuf.config.commands.country import make_country
from tests.desks.people import PASSWORD, SECRET, sign_in
from tests.desks.situations import new_case, referred_to_police

LINK = re.compile(r'href="(/en/(?:desk/(?:cases|referrals)|court)/[^"#]*)"')


@pytest.fixture(autouse=True)
def _country(house: None) -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)


def _dead_links(client: Client, *starts: str) -> list[str]:
    """The links of these pages that do not open for whoever is signed in; each is followed once."""
    found, seen = [], set(starts)
    for start in starts:
        page = client.get(start)
        assert page.status_code == 200, start
        for link in LINK.findall(page.content.decode()):
            if link not in seen:
                seen.add(link)
                status = client.get(link.replace("&amp;", "&")).status_code
                found += [f"{start} offers {link}: {status}"] if status >= 400 else []
    return found


@pytest.mark.parametrize("username", ["noura", "sara", "reem"])
def test_every_link_of_a_case_opens_for_its_reader(username: str) -> None:
    case_id = new_case()
    referred_to_police(case_id)
    case = f"/en/desk/cases/{case_id}/"

    dead = _dead_links(sign_in(username), case, f"{case}referrals/")

    assert dead == []
