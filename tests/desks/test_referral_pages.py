"""The inbox and the pages of referrals, as receiver and sender see them."""

from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from takatuf.config.commands.country import make_country
from takatuf.config.commands.user import make_user
from takatuf.jointwork.queries import inbox
from takatuf.kernel.clock import now
from tests.desks.people import PASSWORD, SECRET, sign_in
from tests.desks.situations import (
    CHILD,
    acting_as,
    new_case,
    referred_to_police,
)


@pytest.fixture(autouse=True)
def _country(house: None) -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)


def _words(page: HttpResponse) -> str:
    return page.content.decode()


def _case(client: Client, case_id: UUID, path: str = "", language: str = "en") -> HttpResponse:
    return client.get(f"/{language}/desk/cases/{case_id}/{path}")


def _send(client: Client, path: str, language: str = "en", **values: object) -> HttpResponse:
    return client.post(f"/{language}/desk/{path}", values, follow=True)


def test_the_receiver_sees_the_packet_and_never_the_case() -> None:
    case_id = new_case()
    referral_id = referred_to_police(case_id)
    faisal = sign_in("faisal")

    page = faisal.get(f"/en/desk/referrals/{referral_id}/")

    assert page.status_code == 200
    assert "salem_2031" in _words(page)
    assert "12" in _words(page)
    assert CHILD not in _words(page)
    assert str(case_id) not in _words(page)
    for path in ("", "people/", "work/", "steps/", "referrals/", "looks/", "refer/", "assess/", "close/"):
        assert _case(faisal, case_id, path).status_code == 404, path


def test_the_sender_sees_that_the_receiver_has_looked() -> None:
    referral_id = referred_to_police(new_case())
    sara = sign_in("sara")
    assert "Seen by" not in _words(sara.get(f"/en/desk/referrals/{referral_id}/"))

    sign_in("faisal").get(f"/en/desk/referrals/{referral_id}/")

    assert "Seen by Police" in _words(sara.get(f"/en/desk/referrals/{referral_id}/"))


def test_the_list_of_referrals_says_what_waits_for_the_reader() -> None:
    referral_id = referred_to_police(new_case())
    sara, faisal = sign_in("sara"), sign_in("faisal")
    calm, new = (_words(one.get("/en/desk/inbox/")) for one in (sara, faisal))
    number = _words(sara.get(f"/en/desk/referrals/{referral_id}/"))
    _send(faisal, f"referrals/{referral_id}/ask/", question="أي حساب؟")

    asked = _words(sara.get("/en/desk/inbox/"))

    assert "Nothing awaits you now." in calm
    assert "No new referral." not in calm  # who only sends has no empty lists of what came
    assert "Nobody of your agency has opened it yet" in new
    assert "0110000003" in number
    assert "One thing awaits you" in asked
    assert "A question waits for the sender" in asked


def test_the_second_officer_who_accepts_gets_a_sentence() -> None:
    referral_id = referred_to_police(new_case())
    make_user(
        username="bandar", agency_code="police", role="duty_officer", name_ar="بندر", name_en="Bandar", password=PASSWORD,
        totp_secret=SECRET,
    )  # fmt: skip

    first = _send(sign_in("faisal"), f"referrals/{referral_id}/accept/")
    second = _send(sign_in("bandar"), f"referrals/{referral_id}/accept/")

    assert first.status_code == 200
    assert second.status_code == 409
    assert "A colleague has accepted this referral already." in _words(second)
    assert f"/en/desk/referrals/{referral_id}/" in _words(second)


def test_declining_needs_a_reason_and_comes_back_to_the_sender() -> None:
    referral_id = referred_to_police(new_case())
    faisal = sign_in("faisal")

    empty = _send(faisal, f"referrals/{referral_id}/decline/", **{"decline-reason": " "})
    done = _send(faisal, f"referrals/{referral_id}/decline/", **{"decline-reason": "خارج الاختصاص"})

    assert "Write the reason." in _words(empty)
    assert "It is on the sender&#x27;s desk again." in _words(done)
    sender = _words(sign_in("sara").get(f"/en/desk/referrals/{referral_id}/"))
    assert "خارج الاختصاص" in sender
    assert "Refer to another agency" in sender


def test_an_accepted_referral_is_answered_with_an_outcome() -> None:
    referral_id = referred_to_police(new_case())
    faisal = sign_in("faisal")
    early = _send(faisal, f"referrals/{referral_id}/answer/", **{"answer-outcome": "جاء الرد"})
    _send(faisal, f"referrals/{referral_id}/accept/")

    done = _send(faisal, f"referrals/{referral_id}/answer/", **{"answer-outcome": "جاء الرد"})

    assert early.status_code == 409
    assert "First accept the referral" in _words(early)
    assert "جاء الرد" in _words(done)
    assert "جاء الرد" in _words(sign_in("sara").get(f"/en/desk/referrals/{referral_id}/"))
    assert "Answered and ended" in _words(faisal.get("/en/desk/inbox/"))


def test_the_sender_notes_that_a_referral_was_accepted_by_telephone() -> None:
    referral_id = referred_to_police(new_case())

    page = _send(sign_in("sara"), f"referrals/{referral_id}/accepted-by-phone/")

    assert "Accepted by telephone, as the sender noted" in _words(page)
    with acting_as("faisal") as by:
        assert [row.state for row in inbox(by=by, at=now())] == ["accepted"]
