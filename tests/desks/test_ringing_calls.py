"""Who is calling: told by the telephone system, shown to the agency's call-takers, taken by one of them, soon forgotten."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, expect

from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import system_scope
from takatuf.config.commands.country import make_country
from takatuf.config.commands.user import make_user
from takatuf.intake.calls.actions import RingingOver, forget_ringing, take_ringing
from takatuf.intake.calls.models import Call, RingingCall
from takatuf.intake.calls.queries import open_call, ringing_calls
from takatuf.kernel.clock import now
from takatuf.kernel.ids import uuid7
from tests.browsing import complaints_of, look, open_window, press
from tests.desks.people import PASSWORD, SECRET, sign_in
from tests.desks.serving import served
from tests.desks.situations import acting_as
from tests.exchange.gateway_calls import Gateway, make_gateway, signed

NUMBER = "+966500000042"


@pytest.fixture
def telephone(house: None) -> Gateway:
    make_country(password=PASSWORD, totp_secret=SECRET)
    return make_gateway("telephone", agency=agency_by_code("centre"))


def rings(telephone: Gateway, call: str = "call-1", body: bytes = b"", **more: Any) -> Any:
    body = (
        body or json.dumps({"call": call, "state": "ringing", "number": NUMBER, "line": "3"} | more).encode()
    )
    stamp = signed(telephone.secret, body, id=f"msg_{uuid7().hex}")
    headers = {"Accept-Language": "en"} | stamp
    return Client(headers=headers).post("/api/v1/calls/ringing", data=body, content_type="application/json")


def the_one_that_rings() -> RingingCall:
    return RingingCall.objects.using("keeper").get(over_at__isnull=True)


def test_the_number_that_calls_is_shown_and_taken_with_one_press(telephone: Gateway) -> None:
    amal = sign_in("amal")
    amal.post("/ar/desk/calls/start/", {"number": NUMBER})

    answers = [rings(telephone), rings(telephone)]  # told twice it rings once
    page = amal.get("/en/desk/calls/").content.decode()
    asked = amal.get("/en/desk/calls/ringing/").content.decode()
    call_page = amal.post(f"/en/desk/calls/ringing/{the_one_that_rings().pk}/take/").url
    after = amal.get("/en/desk/calls/ringing/").content.decode()

    assert [answer.status_code for answer in answers] == [200, 200]
    assert NUMBER in page
    assert "1 earlier call came from this number" in asked
    assert "telephone" in asked
    with acting_as("amal") as by:
        assert open_call(call_page.rstrip("/").rpartition("/")[2], by=by, at=now()).number == NUMBER
    assert NUMBER not in after


def test_a_withheld_number_rings_too_and_one_that_rang_off_is_gone(telephone: Gateway) -> None:
    amal = sign_in("amal")
    rings(telephone, number="", line="")

    ringing = amal.get("/ar/desk/calls/ringing/").content.decode()
    rings(telephone, state="over")
    over = amal.get("/ar/desk/calls/ringing/").content.decode()

    assert "الرقم محجوب" in ringing
    assert over.strip() == ""


def test_two_who_press_at_once_do_not_both_write_the_call(telephone: Gateway) -> None:
    make_user(username="hind", agency_code="centre", role="call_taker", name_ar="هند", name_en="Hind", password=PASSWORD, totp_secret=SECRET)  # fmt: skip
    rings(telephone)
    ringing = the_one_that_rings().pk

    def take(who: str) -> str:
        try:
            with acting_as(who) as by:
                take_ringing(ringing_id=ringing, by=by, at=now())
        except RingingOver:
            return "over"
        finally:
            connection.close()
        return "taken"

    with ThreadPoolExecutor(2) as both:
        outcomes = sorted(both.map(take, ["amal", "hind"]))

    assert outcomes == ["over", "taken"]
    assert Call.objects.using("keeper").count() == 1


def test_nobody_else_sees_who_calls(telephone: Gateway) -> None:
    rings(telephone)
    ringing = the_one_that_rings()

    others = sign_in("sara").get("/ar/desk/calls/ringing/")

    assert others.status_code == 404
    with acting_as("faisal"):
        assert not RingingCall.objects.exists()
    assert NUMBER.encode() not in bytes(ringing.number or b"")


def test_what_is_not_signed_or_not_a_call_is_refused(telephone: Gateway) -> None:
    unsigned = Client().post(
        "/api/v1/calls/ringing", data="{}", content_type="application/json", headers={"webhook-id": "a"}
    )
    no_call = rings(telephone, call="")
    odd = rings(telephone, line="a\u0000b")
    twice = rings(telephone, body=b'{"call": "1", "state": "ringing", "number": "1", "number": "2"}')
    as_a_message = Client().post("/api/v1/gateways/telephone", data="{}", content_type="application/json")

    assert (unsigned.status_code, no_call.status_code, odd.status_code) == (401, 422, 422)
    assert no_call.json()["errors"][0]["path"] == "$.call"
    assert (twice.status_code, twice.json()["errors"][0]["path"]) == (400, "$.number")
    assert as_a_message.status_code == 422
    assert not RingingCall.objects.using("keeper").exists()


def test_what_rang_is_forgotten_within_the_hour_and_rings_no_longer_than_five_minutes(
    telephone: Gateway,
) -> None:
    rings(telephone)
    at = now()

    with acting_as("amal") as by:
        soon = len(ringing_calls(by=by, at=at)), len(ringing_calls(by=by, at=at + timedelta(minutes=6)))
    with system_scope("clockwork"):
        kept = forget_ringing(at=at + timedelta(minutes=50))
        erased = forget_ringing(at=at + timedelta(minutes=61))

    assert soon == (1, 0)
    assert (kept, erased) == (0, 1)


def test_asking_for_calls_keeps_nobody_signed_in(telephone: Gateway) -> None:
    amal = sign_in("amal")
    amal.get("/ar/desk/calls/")
    session = amal.session
    session["seen"] = "2026-01-01T00:00+00:00"
    session.save()

    amal.get("/ar/desk/calls/ringing/")
    by_itself = amal.session["seen"]
    amal.get("/ar/desk/calls/")

    assert by_itself == "2026-01-01T00:00+00:00"
    assert amal.session["seen"] != by_itself


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_open_page_shows_a_call_by_itself(
    telephone: Gateway, browser: Browser, language: str, width: int
) -> None:
    with served() as site:
        context = open_window(browser, site, width, "amal")
        page = context.new_page()
        said = complaints_of(page)
        page.goto(f"{site}/{language}/desk/calls/")
        rings(telephone)
        expect(page.locator("form[action$='/take/'] button")).to_be_visible(timeout=20_000)
        found = look(page, f"call-rings-{language}-{width}")
        press(page, page.locator("form[action$='/take/'] button"))
        taken = page.input_value("[name=number]")
        context.close()

    assert taken == NUMBER
    assert found == []
    assert said == []
