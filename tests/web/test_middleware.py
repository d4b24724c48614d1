"""Headers, language by address, the way out, and errors that reveal nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.utils import translation

from takatuf.web import views
from takatuf.web.middleware import LanguageMiddleware, SecurityHeadersMiddleware, may_be_listed


def _answered(path: str, answer: HttpResponse | None = None) -> HttpResponse:
    middleware = SecurityHeadersMiddleware(lambda request: answer or HttpResponse("words"))
    response = middleware(RequestFactory().get(path))
    assert isinstance(response, HttpResponse)
    return response


def _directives(response: HttpResponse) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: values for name, _, values in parts}


def test_policy_lets_nothing_in_but_our_own() -> None:
    directives = _directives(_answered("/ar/"))

    assert directives["default-src"] == "'none'"
    assert {
        directives[name] for name in ("img-src", "style-src", "script-src", "font-src", "connect-src")
    } == {"'self'"}
    assert directives["form-action"] == directives["worker-src"] == "'self'"
    assert directives["frame-ancestors"] == directives["base-uri"] == "'none'"
    assert "unsafe" not in str(directives)


def test_every_page_keeps_to_itself() -> None:
    response = _answered("/ar/report/")

    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert "geolocation=()" in response["Permissions-Policy"]


def test_static_files_may_be_kept_by_the_browser() -> None:
    assert "Cache-Control" not in _answered("/static/web/tokens.css")


def test_a_policy_of_the_page_itself_is_left_alone() -> None:
    answer = HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    assert _answered("/ar/", answer)["Content-Security-Policy"] == "sandbox"


@pytest.mark.parametrize("path", ["/", "/ar/", "/en/", "/ar/learn/online/", "/en/figures/"])
def test_public_knowledge_may_be_listed(path: str) -> None:
    assert may_be_listed(path)
    assert "X-Robots-Tag" not in _answered(path)


@pytest.mark.parametrize(
    "path", ["/ar/report/", "/en/report/follow/", "/ar/desk/", "/en/court/1/", "/api/v1/", "/exit/"]
)
def test_reports_and_desks_are_not_listed(path: str) -> None:
    assert _answered(path)["X-Robots-Tag"].startswith("noindex")


def _language_of(path: str, **headers: str) -> str:
    request = RequestFactory().get(path, **headers)
    with translation.override("en"):
        LanguageMiddleware(lambda _request: HttpResponse()).process_request(request)
        return str(translation.get_language())


def test_language_stands_in_the_address() -> None:
    assert _language_of("/en/report/") == "en"
    assert _language_of("/ar/report/") == "ar"


def test_arabic_is_the_default_whatever_the_browser_prefers() -> None:
    assert _language_of("/report/", HTTP_ACCEPT_LANGUAGE="en-GB,en;q=0.9") == "ar"
    assert _language_of("/report/", HTTP_COOKIE=f"{settings.LANGUAGE_COOKIE_NAME}=en") == "ar"


@pytest.mark.parametrize(
    "path", ["/en/figures/%00/", "/en/learn/a%00b/", "/en/?via=%00", "/%00", "/en/desk/cases/?before=%00"]
)
def test_a_zero_byte_in_an_address_is_refused_in_words(path: str) -> None:
    answer = Client(raise_request_exception=False).get(path)

    assert answer.status_code == 400
    assert "data-quick-exit" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


def test_leaving_forgets_and_goes_to_a_neutral_page() -> None:
    response = views.leave(RequestFactory().get("/exit/"))

    assert response.status_code == 303
    assert response["Location"] == settings.TAKATUF_QUICK_EXIT_URL
    assert '"cookies"' in response["Clear-Site-Data"]
    assert response.cookies[views.DRAFT_COOKIE]["max-age"] == 0


def test_the_cache_is_forgotten_only_where_nobody_waits_for_it() -> None:
    waiting = views.leave(RequestFactory().get("/exit/", HTTP_SEC_FETCH_MODE="navigate"))
    in_the_back = views.leave(RequestFactory().get("/exit/", HTTP_SEC_FETCH_MODE="cors"))

    assert "cache" not in waiting["Clear-Site-Data"]
    assert '"cache"' in in_the_back["Clear-Site-Data"]


def _request() -> HttpRequest:
    return RequestFactory().get("/ar/case/1/")


def test_not_found_and_not_allowed_answer_alike() -> None:
    with translation.override("ar"):
        found_nothing, not_allowed = views.missing(_request()), views.missing(_request(), PermissionError())

    assert found_nothing.status_code == not_allowed.status_code == 404
    assert found_nothing.content == not_allowed.content


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(
    ("view", "status"),
    [("bad_request", 400), ("missing", 404), ("refused", 409), ("csrf_failure", 403), ("broken", 500)],
)
def test_error_pages_say_what_to_do_and_offer_the_way_out(view: str, status: int, language: str) -> None:
    with translation.override(language):
        response = getattr(views, view)(RequestFactory().get(f"/{language}/desk/"))

    page = response.content.decode()
    assert response.status_code == status
    assert f'lang="{language}"' in page
    assert "data-quick-exit" in page
    assert 'class="btn"' in page
    assert settings.TAKATUF_EMERGENCY_NUMBER in page


@pytest.mark.parametrize(("path", "leads_to"), [("/en/desk/none/", "/en/desk/"), ("/en/none/", "/en/")])
def test_from_a_page_that_is_not_there_staff_go_back_to_the_desk(path: str, leads_to: str) -> None:
    with translation.override("en"):
        page = views.missing(RequestFactory().get(path)).content.decode()

    assert f'class="btn" href="{leads_to}"' in page


@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_was_too_much_at_once_is_told_apart_from_what_cannot_be_read(language: str) -> None:
    with translation.override(language):
        too_much = views.bad_request(RequestFactory().post(f"/{language}/desk/"), RequestDataTooBig())
        unreadable = views.bad_request(RequestFactory().post(f"/{language}/desk/"), ValueError())

    assert (too_much.status_code, unreadable.status_code) == (413, 400)
    assert {"ar": "دفعة واحدة", "en": "too much at once"}[language] in too_much.content.decode()


def test_counters_are_for_this_machine_and_not_for_who_comes_through_a_proxy_on_it() -> None:
    assert Client().get("/metrics", REMOTE_ADDR="198.51.100.7").status_code == 404
    assert Client(headers={"X-Forwarded-For": "198.51.100.7"}).get("/metrics").status_code == 404


def _with_an_old_token(path: str, **headers: str) -> str:
    words = {"answer": 'He "wrote" <again>', "password": "secret words", "csrfmiddlewaretoken": "old"}
    response = Client(enforce_csrf_checks=True, headers=headers).post(path, words)
    assert response.status_code == 403
    return response.content.decode()


@contextmanager
def _database_away() -> Iterator[None]:
    """Nobody answers where the database was: a socket that is not there, asked by the real driver."""
    host = connection.settings_dict["HOST"]
    connection.close()
    connection.settings_dict["HOST"] = "/nowhere"
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["HOST"] = host


FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.mark.parametrize(
    ("language", "sentence"), [("ar", "ما كتبته لم يضِع"), ("en", "What you typed is not lost")]
)
def test_a_message_that_was_sent_while_the_database_was_away_waits_in_the_page(
    house: None, language: str, sentence: str
) -> None:
    words = {"receipt": "1234 5678 9012 3456 7890", "text": 'She wrote "again" <today>', "key": "k" * 16}
    with _database_away():
        answer = Client(raise_request_exception=False).post(
            f"/{language}/report/follow/", words, headers=FROM_HERE
        )

    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert sentence in page
    assert 'name="text" value="She wrote &quot;again&quot; &lt;today&gt;"' in page
    assert f'name="key" value="{"k" * 16}"' in page
    assert page.count('name="csrfmiddlewaretoken"') == 1
    assert settings.TAKATUF_EMERGENCY_NUMBER in page


def test_what_staff_sent_while_the_database_was_away_waits_in_the_page_but_no_password_does(
    house: None,
) -> None:
    client = Client(raise_request_exception=False)
    client.cookies["desk"] = "a" * 32
    with _database_away():
        work = client.post(
            "/en/desk/search/", {"q": "salem 2031", "password": "of nobody"}, headers=FROM_HERE
        )
        entrance = client.post(
            "/en/accounts/login/", {"login": "noura", "password": "of nobody"}, headers=FROM_HERE
        )
        elsewhere = client.post(
            "/en/desk/search/", {"q": "salem 2031"}, headers={"Sec-Fetch-Site": "cross-site"}
        )

    assert 'name="q" value="salem 2031"' in work.content.decode()
    assert {answer.status_code for answer in (work, entrance, elsewhere)} == {503}
    assert "of nobody" not in work.content.decode() + entrance.content.decode()
    assert "salem 2031" not in elsewhere.content.decode()


def test_a_page_that_was_only_opened_while_the_database_was_away_is_loaded_again_by_a_press(
    house: None,
) -> None:
    client = Client(raise_request_exception=False)
    client.cookies["desk"] = "a" * 32
    with _database_away():
        answer = client.get("/en/desk/cases/?page=2")

    assert answer.status_code == 503
    assert 'class="btn" href="/en/desk/cases/?page=2"' in answer.content.decode()
    assert "form" not in answer.cookies


def test_a_machine_is_told_in_its_own_form_that_the_database_is_away(house: None) -> None:
    with _database_away():
        answer = Client(raise_request_exception=False).post(
            "/api/v1/reports", "{}", content_type="application/json",
            headers={"Authorization": f"Bearer tk_{'a' * 12}_{'b' * 43}", "Accept-Language": "en"},
        )  # fmt: skip

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert answer.json()["code"] == "not_now"
    assert "Retry-After" in answer.json()["sentence"]


def test_what_was_typed_under_an_old_token_is_sent_again_by_one_press() -> None:
    page = _with_an_old_token("/en/report/parent/what/?a=1", **{"Sec-Fetch-Site": "same-origin"})

    assert 'name="answer" value="He &quot;wrote&quot; &lt;again&gt;"' in page
    assert 'action="/en/report/parent/what/?a=1"' in page
    assert page.count('name="csrfmiddlewaretoken"') == 1
    assert 'value="old"' not in page
    assert "secret words" not in page


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/en/report/", {"Sec-Fetch-Site": "cross-site"}),
        ("/en/report/", {"Origin": "https://elsewhere.example"}),
        ("/en/report/", {}),
        ("/en/accounts/login/", {"Sec-Fetch-Site": "same-origin"}),
    ],
)
def test_a_form_of_another_site_and_a_sign_in_are_never_offered_for_a_press(
    path: str, headers: dict[str, str]
) -> None:
    page = _with_an_old_token(path, **headers)

    assert "<form" not in page.partition("<main")[2].partition("</main")[0]


def test_a_refusal_says_its_sentence_and_the_way_back() -> None:
    response = views.refused(_request(), sentence="Another officer answered.", back_url="/ar/desk/")

    page = response.content.decode()
    assert "Another officer answered." in page
    assert 'href="/ar/desk/"' in page


@pytest.mark.parametrize(
    ("language", "sentence"), [("ar", "وإن لم يكن الكلام آمناً"), ("en", "If speaking is not safe")]
)
def test_who_cannot_speak_is_told_where_to_write_where_the_country_has_such_a_number(
    language: str, sentence: str
) -> None:
    with translation.override(language):
        without = views.missing(RequestFactory().get(f"/{language}/")).content.decode()
        with override_settings(TAKATUF_EMERGENCY_TEXT_NUMBER="51515"):
            silent = views.missing(RequestFactory().get(f"/{language}/")).content.decode()

    assert "sms:" not in without
    assert sentence in silent
    assert 'href="sms:51515"' in silent
