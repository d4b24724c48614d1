"""Each person's own sign-in: another password, another generator, passkeys; reachable from the desk, in both languages."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser

from takatuf.config.commands.country import make_country
from tests.browsing import complaints_of, look, open_window, press
from tests.desks.people import PASSWORD, QUICK_HASHERS, SECRET, code_now, sign_in
from tests.desks.serving import served

OWN = "/ar/accounts/2fa/"


@pytest.fixture(autouse=True)
def _country(house: None, settings: Any) -> None:
    settings.PASSWORD_HASHERS = QUICK_HASHERS
    make_country(password=PASSWORD, totp_secret=SECRET)


@pytest.fixture
def site() -> Iterator[str]:
    with served() as address:
        yield address.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, never to a number


def test_every_desk_leads_to_the_own_sign_in_in_arabic() -> None:
    client = sign_in("noura")

    desk, own = client.get("/ar/desk/").content.decode(), client.get(OWN).content.decode()

    assert f'href="{OWN}"' in desk
    for words in ("دخولي", "اختيار كلمة مرور أخرى", "إضافة مفتاح مرور", "إنشاء رموز جديدة"):
        assert words in own


def test_the_own_sign_in_keeps_the_frame_of_the_desk_and_types_nothing_into_a_draft() -> None:
    own = sign_in("noura").get("/en/accounts/2fa/").content.decode()
    outside = Client().get("/en/accounts/login/").content.decode()

    assert 'href="/en/desk/triage/"' in own
    assert 'href="/en/accounts/2fa/" class="here" aria-current="page"' in own
    assert "kept-words" not in own
    assert "side-nav" not in outside


def test_a_new_password_opens_the_desk_and_a_short_one_is_refused_in_words() -> None:
    client, new = sign_in("noura"), "three words of mine"
    address = "/en/accounts/password/change/"

    short = client.post(address, {"oldpassword": PASSWORD, "password1": "short", "password2": "short"})
    taken = client.post(address, {"oldpassword": PASSWORD, "password1": new, "password2": new}, follow=True)

    assert "at least 12 characters" in short.content.decode()
    assert "From now on your new password opens your desk." in taken.content.decode()
    assert client.login(username="noura", password=new)


@pytest.mark.browser
def test_a_passkey_is_added_and_takes_the_place_of_the_code(browser: Browser, site: str) -> None:
    context = open_window(browser, site, 390)
    page = context.new_page()
    complaints = complaints_of(page)
    findings: list[str] = []
    keys = context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    keys.send(
        "WebAuthn.addVirtualAuthenticator", {"options": options | {"automaticPresenceSimulation": True}}
    )

    def password() -> None:
        page.goto(f"{site}/ar/accounts/login/")
        page.fill("input[name=login]", "noura")
        page.fill("input[name=password]", PASSWORD)
        press(page, page.locator("main form .btn"))

    password()
    page.fill("input[name=code]", code_now(SECRET))
    press(page, page.locator("main form .btn").first)
    page.goto(f"{site}/ar/accounts/2fa/webauthn/add/")
    findings += look(page, "own-asked-again-ar-390")
    findings += [link for link in ("password/reset",) if link in page.content()]  # there is no such page here
    asked = page.locator("input[name=code], input[name=password]").first
    asked.fill(PASSWORD if asked.get_attribute("name") == "password" else code_now(SECRET, steps=1))
    press(page, page.locator("main form .btn").first)
    for path in ("2fa", "password/change", "2fa/totp/deactivate", "2fa/webauthn/add"):
        page.goto(f"{site}/ar/accounts/{path}/")
        findings += look(page, f"own-{path.replace('/', '-')}-ar-390")
    page.fill("input[name=name]", "هاتفي")
    press(page, page.locator("#mfa_webauthn_add"))
    page.goto(f"{site}/ar/accounts/2fa/webauthn/")
    findings += look(page, "own-passkeys-ar-390")
    named = page.inner_text("main")
    context.clear_cookies()
    password()
    press(page, page.locator("#mfa_webauthn_authenticate"))
    page.wait_for_url("**/ar/desk/")

    assert "هاتفي" in named
    assert findings == []
    assert complaints == []
    context.close()
