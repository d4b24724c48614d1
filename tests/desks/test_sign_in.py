"""Sign-in: password and second factor, nothing usable in the database, limits that all processes share."""

import hashlib
import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client, override_settings

from takatuf.agencies.models import User
from takatuf.config.commands.country import make_country
from takatuf.kernel.clock import now
from tests.desks.people import PASSWORD, QUICK_HASHERS, SECRET, code_now, sign_in
from tests.house.database import stranger

LOGIN, CODE, DESK = "/ar/accounts/login/", "/ar/accounts/2fa/authenticate/", "/ar/desk/"


@pytest.fixture(autouse=True)
def _country(house: None, settings: Any) -> None:
    settings.PASSWORD_HASHERS = QUICK_HASHERS
    make_country(password=PASSWORD, totp_secret=SECRET)


def _first_step(client: Client, username: str = "noura", password: str = PASSWORD):  # type: ignore[no-untyped-def]
    return client.post(LOGIN, {"login": username, "password": password})


def test_password_and_code_open_the_desk() -> None:
    client = Client()

    first = _first_step(client)
    before = client.get(DESK)
    second = client.post(CODE, {"code": code_now(SECRET)})
    desk = client.get(DESK)

    assert (first.status_code, first["Location"]) == (302, CODE)
    assert before["Location"].startswith(LOGIN), "the password alone must open nothing"
    assert (second.status_code, second["Location"]) == (302, DESK)
    assert desk.status_code == 200
    assert "نورة" in desk.content.decode()


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
    ],
)
def test_the_sign_in_leads_to_no_other_site(elsewhere: str) -> None:
    client = Client()

    client.post(LOGIN, {"login": "noura", "password": PASSWORD, "next": elsewhere})
    answer = client.post(CODE, {"code": code_now(SECRET)})

    assert (answer.status_code, answer["Location"]) == (302, DESK)


def test_a_wrong_password_and_an_unknown_name_are_answered_alike() -> None:
    wrong = _first_step(Client(), password="something else")
    unknown = _first_step(Client(), username="nobody")

    errors = [list(answer.context["form"].non_field_errors()) for answer in (wrong, unknown)]
    assert errors[0]
    assert errors[0] == errors[1]


def test_a_wrong_code_opens_nothing() -> None:
    client = Client()
    _first_step(client)

    answer = client.post(CODE, {"code": "000000"})

    assert answer.status_code == 200
    assert client.get(DESK)["Location"].startswith(LOGIN)


def test_a_code_works_once() -> None:
    code = code_now(SECRET)
    first, second = Client(), Client()
    for client in (first, second):
        _first_step(client)

    assert first.post(CODE, {"code": code}).status_code == 302
    assert second.post(CODE, {"code": code}).status_code == 200
    assert second.get(DESK)["Location"].startswith(LOGIN)


def test_a_code_works_once_also_after_the_library_forgot_it() -> None:
    """It holds for a minute and a half, the library remembers a used one for half a minute."""
    code, user = code_now(SECRET), User.objects.get(username="noura")
    first, second = Client(), Client()
    for client in (first, second):
        _first_step(client)
    opened = first.post(CODE, {"code": code}).status_code

    cache.delete(f"allauth.mfa.totp.used?user={user.pk}&code={code}")

    assert opened == 302
    assert second.post(CODE, {"code": code}).status_code == 200
    assert second.get(DESK)["Location"].startswith(LOGIN)


def test_the_session_is_stored_under_a_hash_and_its_row_opens_nothing() -> None:
    client = sign_in("noura")
    assert client.get(DESK).status_code == 200
    cookie = client.cookies["desk"].value

    keys = list(Session.objects.values_list("session_key", flat=True))
    stolen = Client()
    stolen.cookies["desk"] = keys[0]

    assert keys == [hashlib.sha256(cookie.encode()).hexdigest()[:40]]
    assert stolen.get(DESK)["Location"].startswith(LOGIN)


def test_a_session_that_was_copied_under_a_key_of_the_own_is_nobodys_sign_in() -> None:
    """What somebody could do who writes into the database as the pages do: the row is signed, but for its own key alone."""
    sign_in("noura").get(DESK)
    stolen = Client()
    stolen.cookies["desk"] = "a" * 32
    with stranger() as login:
        login.execute(
            "INSERT INTO django_session (session_key, session_data, expire_date) SELECT %s, session_data, expire_date"
            " FROM django_session",
            [hashlib.sha256(b"a" * 32).hexdigest()[:40]],
        )

    assert stolen.get(DESK)["Location"].startswith(LOGIN)


def test_a_password_of_the_own_opens_no_other_row_of_the_database() -> None:
    """Somebody who may sign in, and writes into the database as the pages do, puts the own hash into another's row."""
    with stranger() as login:
        login.execute(
            "UPDATE agencies_user SET password = (SELECT password FROM agencies_user WHERE username = 'sara')"
            " WHERE username = 'noura'"
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            login.execute("UPDATE agencies_user SET username = 'sara2' WHERE username = 'sara'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            login.execute("UPDATE agencies_user SET is_active = true")

    assert _first_step(Client()).status_code == 200
    assert _first_step(Client(), username="sara").status_code == 302


def test_the_database_holds_no_hash_that_could_be_tried_and_takes_none() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT password FROM agencies_user")
        stored = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "UPDATE agencies_user SET password = %s WHERE username = 'noura'", [make_password(PASSWORD)]
        )

    assert all(hash.startswith("sealed$") for hash in stored)
    assert _first_step(Client()).status_code == 200


def test_the_database_holds_no_scope_token_and_no_secret_of_a_code_generator() -> None:
    client = sign_in("noura")
    client.get(DESK)

    with connections["admin"].cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        stored = "".join(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT octet_length(token_hash) FROM agencies_scopetoken WHERE kind = 'worker'")
        tokens = cursor.fetchall()

    assert stored
    assert SECRET not in stored
    assert (32,) in tokens


def test_signing_out_ends_the_session_and_its_scope() -> None:
    client = sign_in("noura")
    client.get(DESK)
    with connections["admin"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM agencies_scopetoken WHERE kind = 'worker'")
        before = cursor.fetchone()[0]

    answer = client.post("/ar/accounts/logout/")

    with connections["admin"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM agencies_scopetoken WHERE kind = 'worker'")
        after = cursor.fetchone()[0]
    assert answer["Location"] == LOGIN
    assert client.get(DESK)["Location"].startswith(LOGIN)
    assert after == before - 1


def test_a_sign_in_ends_after_a_double_shift_however_busy() -> None:
    client = sign_in("noura")
    assert client.get(DESK).status_code == 200
    session = client.session

    session["began"] = (now() - timedelta(hours=15)).isoformat()
    session.save()
    still = client.get(DESK).status_code
    session["began"] = (now() - timedelta(hours=17)).isoformat()
    session.save()

    assert still == 200
    assert client.get(DESK)["Location"].startswith(LOGIN)
    assert client.get(DESK)["Location"].startswith(LOGIN)


def test_who_has_no_second_factor_is_led_to_set_it_up() -> None:
    with connections["admin"].cursor() as cursor:
        cursor.execute("DELETE FROM mfa_authenticator")
    client = Client()

    first = _first_step(client)
    desk = client.get(DESK)
    page = client.get(desk["Location"])
    assert page.status_code == 200, page["Location"]
    secret = page.context["form"].secret
    done = client.post(desk["Location"], {"code": code_now(secret)})

    assert first["Location"] == DESK
    assert desk["Location"] == "/ar/accounts/2fa/totp/activate/"
    assert "<svg" in page.content.decode()
    assert done.status_code == 302
    assert client.get(DESK).status_code == 200


def test_a_sign_in_without_work_opens_nothing() -> None:
    user = User(username="former")
    user.set_password(PASSWORD)
    user.save(using="keeper")
    client = Client()
    client.force_login(user)

    assert client.get(DESK)["Location"] == LOGIN
    assert client.get(DESK)["Location"].startswith(LOGIN)


@pytest.mark.parametrize(
    "path",
    [
        "password/reset/",
        "password/set/",
        "email/",
        "confirm-email/",
        "3rdparty/signup/",
        "2fa/webauthn/signup/",
    ],
)
def test_ways_past_the_administrator_are_closed(path: str) -> None:
    assert Client().get(f"/ar/accounts/{path}").status_code == 404
    assert Client().post(f"/ar/accounts/{path}", {"email": "a@example.org"}).status_code == 404


def test_sign_up_is_closed() -> None:
    answer = Client().post(
        "/ar/accounts/signup/", {"username": "new", "password1": PASSWORD, "password2": PASSWORD}
    )

    assert not User.objects.filter(username="new").exists()
    assert "الحسابات ينشئها مسؤول النظام" in answer.content.decode()


def test_many_wrong_passwords_are_stopped_even_with_the_right_one() -> None:
    for _ in range(6):
        _first_step(Client(), password="wrong")

    answer = _first_step(Client())

    assert answer.status_code in {200, 429}
    assert CODE not in answer.get("Location", "")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_who_tries_too_often_is_told_to_wait_in_words(language: str) -> None:
    address = f"/{language}/accounts/login/"
    for _ in range(40):
        answer = Client().post(address, {"login": "nobody", "password": "wrong"})
        if answer.status_code == 429:
            break

    assert answer.status_code == 429
    assert {"ar": "محاولات كثيرة متتالية", "en": "That was too often"}[language] in answer.content.decode()
    assert "data-quick-exit" in answer.content.decode()


ANOTHER_PROCESS = """
import django
django.setup()
from django.core.cache import cache
print(cache.get("limit:198.51.100.7"), cache.add("limit:198.51.100.7", "second"))
"""


def test_limits_are_counted_across_processes_and_name_nobody() -> None:
    cache.set("limit:198.51.100.7", [1.5], 60)

    other = subprocess.run(
        [sys.executable, "-c", ANOTHER_PROCESS], capture_output=True, text=True, check=True, timeout=60,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "takatuf.config.settings"},
    )  # fmt: skip

    assert other.stdout.split() == ["[1.5]", "False"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, value::text FROM agencies_signinlimit")
        assert "198.51.100.7" not in str(cursor.fetchall())


def test_a_limit_that_ran_out_counts_no_more() -> None:
    cache.set("one", True, -1)

    assert cache.get("one") is None
    assert cache.add("one", [2], 60)
    assert not cache.add("one", [3], 60)
    assert cache.get("one") == [2]
    assert cache.delete("one")
    assert cache.get("one", "none") == "none"


SINGLE_SIGN_ON = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "sso", "name": "Government single sign-on", "client_id": "takatuf", "secret": "s",
                "settings": {"server_url": "http://127.0.0.1:9/"},
            }
        ]
    }
}  # fmt: skip


def test_single_sign_on_appears_when_it_is_configured() -> None:
    without = Client().get(LOGIN).content.decode()
    with override_settings(SOCIALACCOUNT_PROVIDERS=SINGLE_SIGN_ON):
        configured = Client().get(LOGIN).content.decode()

    assert "/accounts/oidc/sso/login/" not in without
    assert "/accounts/oidc/sso/login/" in configured
