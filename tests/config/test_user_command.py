"""`takatuf user`: who is added, renewed, given another role and ended, each on the ledger, and what is refused."""

import re

import pytest
from django.test import Client

from takatuf.agencies.models import User
from takatuf.agencies.queries import worker_of_user
from takatuf.config.cli import main
from takatuf.ledger.models import LedgerEntry
from tests.desks.people import code_now
from tests.factories import make_agency

Said = pytest.CaptureFixture[str]
ADD = ["user", "huda", "--agency", "centre", "--role", "caseworker", "--name", "هدى"]
LOGIN, CODE, DESK = "/ar/accounts/login/", "/ar/accounts/2fa/authenticate/", "/ar/desk/"


@pytest.fixture
def centre(house: None):  # type: ignore[no-untyped-def]
    return make_agency("centre")


def _printed(said: str) -> tuple[str, str]:
    found = re.search(r"Password: (\S+)\nSecret for the code generator: (\S+)", said)
    assert found is not None
    return found[1], found[2]


def _signed_in(password: str, secret: str) -> Client:
    client = Client()
    client.post(LOGIN, {"login": "huda", "password": password})
    client.post(CODE, {"code": code_now(secret)})
    return client


def _kinds() -> list[str]:
    return list(
        LedgerEntry.objects.filter(kind__startswith="staff.").order_by("id").values_list("kind", flat=True)
    )


def test_a_new_member_of_staff_signs_in_with_what_is_printed_once(centre: object, capsys: Said) -> None:
    assert main(ADD) == 0
    password, secret = _printed(capsys.readouterr().out)
    assert main(["user", "--list"]) == 0
    listed = capsys.readouterr().out

    assert _signed_in(password, secret).get(DESK).status_code == 200
    assert re.search(r"centre +huda +caseworker +never here yet +هدى", listed)
    assert password not in listed
    assert _kinds() == ["staff.added"]


def test_a_fresh_sign_in_ends_the_one_that_was_lost(centre: object, capsys: Said) -> None:
    main(ADD)
    lost = _signed_in(*_printed(capsys.readouterr().out))
    assert lost.get(DESK).status_code == 200

    assert main(["user", "huda", "--renew"]) == 0
    fresh = _signed_in(*_printed(capsys.readouterr().out))

    assert lost.get(DESK)["Location"].startswith(LOGIN)
    assert fresh.get(DESK).status_code == 200
    assert _kinds() == ["staff.added", "staff.sign_in_renewed"]


def test_who_leaves_is_out_at_once_and_may_come_back(centre: object, capsys: Said) -> None:
    main(ADD)
    old = _printed(capsys.readouterr().out)
    inside = _signed_in(*old)
    assert inside.get(DESK).status_code == 200

    assert main(["user", "huda", "--end"]) == 0
    after = inside.get(DESK)
    again = _signed_in(*old).get(DESK)
    capsys.readouterr()
    assert main(["user", "huda", "--back"]) == 0
    back = _signed_in(*_printed(capsys.readouterr().out))

    assert after["Location"].startswith(LOGIN)
    assert again["Location"].startswith(LOGIN)
    assert back.get(DESK).status_code == 200
    assert _kinds() == ["staff.added", "staff.ended", "staff.sign_in_renewed"]


def test_another_role_holds_from_the_next_page_on(centre: object, capsys: Said) -> None:
    main(ADD)

    assert main(["user", "huda", "--role", "supervisor"]) == 0
    worker = worker_of_user(User.objects.get(username="huda").pk)

    assert worker is not None
    assert worker.role == "supervisor"
    assert "huda has the role supervisor from now on." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["user"], "Name somebody"),
        (["user", "huda"], "give --agency, --role, --name too"),
        (["user", "huda", "--renew"], "Nobody has the name 'huda'"),
        (["user", "huda", "--end"], "Nobody has the name 'huda'"),
        (["user", "huda", "--role", "king"], "There is no role 'king'; there are: call_taker"),
        ([*ADD[:3], "moon", *ADD[4:]], "No agency has the code 'moon'; there are: centre."),
        (["user", "hu da", *ADD[2:]], "letters, digits"),
        ([*ADD[:-1], " "], "1 to 200 characters"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    centre: object, capsys: Said, words: list[str], said: str
) -> None:
    assert main(words) == 1

    refusal = capsys.readouterr().err
    assert said in refusal
    assert refusal.startswith("takatuf user: ")
    assert User.objects.count() == 0


def test_a_name_is_taken_whatever_the_size_of_its_letters(centre: object, capsys: Said) -> None:
    main(ADD)

    assert main(["user", "Huda", *ADD[2:]]) == 1
    assert "taken" in capsys.readouterr().err
