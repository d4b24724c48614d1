"""The search of the desks: by number, account, link and code; within one's reach alone, and on record."""

import pytest
from django.test import Client

from takatuf.agencies.models import Disclosure
from takatuf.agencies.scope import worker_scope
from takatuf.casework.queries import case_head
from takatuf.config.commands.country import make_country
from takatuf.intake.queries import report_head
from tests.desks.people import PASSWORD, QUICK_HASHERS, SECRET, send_report, sign_in, worker_named
from tests.desks.situations import acting_as, new_case

SEARCH = "/ar/desk/search/"


@pytest.fixture
def report(house: None, settings):  # type: ignore[no-untyped-def]
    settings.PASSWORD_HASHERS = QUICK_HASHERS
    make_country(password=PASSWORD, totp_secret=SECRET)
    received = send_report(account="salem_2031")
    with worker_scope(worker_named("noura").id) as by:
        return report_head(received.report_id, by=by)


def _said(client: Client, words: str) -> str:
    answer = client.post(SEARCH, {"q": words})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    "words", ["salem_2031", "@Salem_2031", "https://www.instagram.com/salem_2031/?igsh=abc", "  salem_2031 "]
)
def test_an_account_is_found_however_it_is_written(report, words: str) -> None:  # type: ignore[no-untyped-def]
    page = _said(sign_in("noura"), words)

    assert report.code in page
    assert f"/ar/desk/triage/{report.id}/" in page


def test_a_report_is_found_by_its_code_in_any_digits_and_spacing(report) -> None:  # type: ignore[no-untyped-def]
    letter, year, number = report.code.split("-")
    arabic = "".join(chr(ord("٠") + int(digit)) for digit in f"{year}{number}")

    for words in (report.code, report.code.lower(), f"{letter} {year} {int(number)}", f"{letter}{arabic}"):
        assert f"/ar/desk/triage/{report.id}/" in _said(sign_in("noura"), words), words


def test_a_find_is_on_record_and_a_miss_finds_nothing(report) -> None:  # type: ignore[no-untyped-def]
    client = sign_in("noura")

    nothing = _said(client, "somebody_else")
    with worker_scope(worker_named("noura").id):
        before = Disclosure.objects.filter(what="search").count()
    _said(client, "salem_2031")

    assert "لم يُعثر على شيء من ذلك" in nothing
    with worker_scope(worker_named("noura").id):
        looks = list(Disclosure.objects.filter(what="search").values_list("record_id", flat=True))
    assert before == 0
    assert looks == [report.record_id]


def test_another_agency_finds_nothing_of_it(report) -> None:  # type: ignore[no-untyped-def]
    client = sign_in("sara")

    for words in ("salem_2031", report.code):
        page = _said(client, words)
        assert str(report.id) not in page
        assert "لم يُعثر على شيء من ذلك" in page


def test_a_call_taker_learns_the_code_and_opens_nothing(report) -> None:  # type: ignore[no-untyped-def]
    page = _said(sign_in("amal"), "salem_2031")

    assert report.code in page
    assert str(report.id) not in page


def test_a_case_is_found_by_its_code_and_by_what_its_report_names(house: None) -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)
    case_id = new_case()
    with acting_as("sara") as by:
        code = case_head(case_id, by=by).code

    assert f"/ar/desk/cases/{case_id}/" in _said(sign_in("sara"), code)
    assert f"/ar/desk/cases/{case_id}/" in _said(sign_in("noura"), "salem_2031")


def test_who_looks_nothing_up_has_no_such_page(report) -> None:  # type: ignore[no-untyped-def]
    client = sign_in("judge")

    assert client.get(SEARCH).status_code == 404
    assert client.post(SEARCH, {"q": "salem_2031"}).status_code == 404


def test_words_never_stand_in_an_address(report) -> None:  # type: ignore[no-untyped-def]
    page = sign_in("noura").get(f"{SEARCH}?q=salem_2031").content.decode()

    assert report.code not in page
    assert page.count('method="post"') >= 2
