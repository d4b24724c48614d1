"""The public pages without a browser: cookies, drafts, one report, receipts that answer alike."""

import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client, override_settings

from takatuf.agencies.queries import AgencyName
from takatuf.agencies.rules import Role
from takatuf.intake import groupcommit
from takatuf.intake.actions import write_to_reporter
from takatuf.intake.derived import derived_from_key
from takatuf.intake.models import Draft, Message, Report, ReporterContact
from takatuf.kernel.clock import now
from tests.factories import acting, make_agency, make_worker
from tests.intake.public_steps import WORDS, answer, cookies_of, report_of, reports_stored, sent_by, text_of

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def centre() -> AgencyName:
    return make_agency("centre")


@pytest.mark.parametrize(("path", "there"), [("/", "/ar/"), ("/report/", "/ar/report/"), ("/report/parent/", "/ar/report/parent/")])  # fmt: skip
def test_without_a_language_the_address_leads_to_arabic(client: Client, path: str, there: str) -> None:
    response = client.get(path, headers={"accept-language": "en"})

    assert response.status_code == 302
    assert response["Location"] == there


@pytest.mark.parametrize(
    "path",
    [
        "/ar/",
        "/en/report/",
        "/ar/report/parent/",
        "/en/report/bystander/",
        "/ar/report/child/",
        "/en/report/professional/",
    ],
)
def test_pages_that_only_show_set_no_cookie(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 200
    assert not response.cookies
    assert response["Cache-Control"] == "no-store"


def test_the_draft_and_its_cookie_begin_with_the_first_answer(client: Client) -> None:
    client.get("/ar/report/parent/what/")
    before = cookies_of(client)
    skipped = answer(client, "parent", "what", skip="1")
    drafts_before = Draft.objects.using("keeper").count()

    answer(client, "parent", "safe", answer="safe")

    assert before == {"form"}
    assert "draft" not in skipped.cookies
    assert drafts_before == 0
    cookie = client.cookies["draft"]
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", cookie.value)
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["max-age"] == ""
    assert Draft.objects.using("keeper").count() == 1


def test_unknown_flows_and_questions_are_not_there(client: Client) -> None:
    for path in ("/ar/report/nobody/", "/ar/report/parent/nothing/", "/ar/report/nobody/review/"):
        assert client.get(path).status_code == 404


def test_every_question_says_its_number_why_and_how_to_skip_it(client: Client) -> None:
    for flow, codes in {
        "parent": ("what", "safe", "now", "place", "contact"),
        "bystander": ("links",),
        "child": ("safe", "about"),
        "professional": ("words", "about"),
    }.items():
        for code in codes:
            page = text_of(client.get(f"/en/report/{flow}/{code}/"))
            assert re.search(r"Question \d+ of \d+", page), code
            assert 'class="why"' in page
            assert "Skip this question" in page
            assert "I don't know" in page
            assert "nobody reads it before you send it" in page


def test_what_was_typed_comes_back_beside_the_error(client: Client) -> None:
    long = "كلمة " * 4_001

    response = answer(client, "parent", "what", answer=long)

    page = text_of(response)
    assert response.status_code == 422
    assert "20000" in page
    assert 'role="alert"' in page
    assert 'aria-invalid="true"' in page
    assert long.strip() in page


def test_an_error_stands_beside_its_part(client: Client) -> None:
    response = answer(
        client, "bystander", "place", "en", city="c" * 3_000, region="SA-01", detail="near the school"
    )

    page = text_of(response)
    assert response.status_code == 422
    assert 'id="id_city-error"' in page
    assert "near the school" in page
    assert "2083 characters" in page


def test_none_of_these_stands_alone(client: Client) -> None:
    response = answer(client, "parent", "now", answer=["none", "threat"])

    assert response.status_code == 422
    assert "id_answer-error" in text_of(response)


def test_sending_nothing_says_what_is_missing(client: Client, centre: AgencyName) -> None:
    response = client.post("/en/report/parent/review/")

    assert response.status_code == 422
    assert "At least one answer is needed" in text_of(response)
    assert reports_stored() == 0


def test_i_dont_know_alone_is_no_answer_yet(client: Client, centre: AgencyName) -> None:
    answer(client, "parent", "what", unknown="1")
    answer(client, "parent", "safe", answer="unknown")

    response = client.post("/en/report/parent/review/")

    assert response.status_code == 422
    assert reports_stored() == 0


def test_after_one_answer_the_rest_is_left_out_by_one_press(client: Client, centre: AgencyName) -> None:
    before = text_of(client.get("/en/report/professional/words/"))
    answer(client, "professional", "words", "en", answer=WORDS)
    after = text_of(client.get("/en/report/professional/safe/"))

    onward = answer(client, "professional", "safe", "en", answer="safe", send_now="1")
    review = text_of(client.get("/en/report/professional/review/"))

    assert "Check and send now" not in before
    assert "Check and send now" in after
    assert onward["Location"] == "/en/report/professional/review/"
    assert "Yes, the child is safe" in review  # what was chosen on that page went along
    assert client.post("/en/report/professional/review/")["Location"] == "/en/report/professional/sent/"
    assert report_of(centre).content.narrative == f"«{WORDS}»"


def test_whoever_sends_at_once_in_danger_is_still_asked_for_a_place_once(
    client: Client, centre: AgencyName
) -> None:
    answer(client, "parent", "what", "en", answer=WORDS)
    answer(client, "parent", "now", "en", answer=["despair"], send_now="1")

    asked = client.post("/en/report/parent/review/")
    answer(client, "parent", "reach", "en", skip="1")
    sent = client.post("/en/report/parent/review/")

    assert asked["Location"] == "/en/report/parent/reach/"
    assert sent["Location"] == "/en/report/parent/sent/"


def test_one_answer_is_enough_and_draft_and_code_are_gone_after_sending(
    client: Client, centre: AgencyName
) -> None:
    answer(client, "bystander", "links", answer="https://example.org/a\nتطبيق: حساب")
    code = client.cookies["draft"].value

    response = client.post("/ar/report/bystander/review/")
    page = text_of(client.get(response["Location"]))

    assert response["Location"] == "/ar/report/bystander/sent/"
    assert "example.org" not in page
    assert Draft.objects.using("keeper").count() == 0
    assert code not in str(client.cookies)
    view = report_of(centre)
    assert view.head.reporter_kind == "bystander"
    assert {claim.kind for claim in view.content.identifiers} >= {"url", "account"}


def test_when_the_report_is_not_stored_in_time_the_page_keeps_its_key_and_sends_it_again(
    client: Client, centre: AgencyName, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(client, "parent", "what", answer=WORDS)
    key = re.search(r'name="key" value="([^"]+)"', text_of(client.get("/en/report/parent/review/")))
    assert key is not None
    with monkeypatch.context() as patched:
        patched.setattr(groupcommit, "PATIENCE", 0.0)
        late = client.post("/en/report/parent/review/", {"key": key[1]})
    page = text_of(late)

    again = client.post("/en/report/parent/review/", {"key": key[1]})

    assert late.status_code == 503
    assert "Send it again" in page
    assert f'name="key" value="{key[1]}"' in page
    assert WORDS not in page
    assert again["Location"] == "/en/report/parent/sent/"
    assert reports_stored() == 1


def test_after_the_receipt_is_kept_nothing_shows_it_again(client: Client, centre: AgencyName) -> None:
    sent_by(client)

    client.post("/ar/report/parent/saved/")

    assert cookies_of(client) == set()
    for path in ("sent", "review", "what"):
        page = client.get(f"/ar/report/parent/{path}/")
        assert page["Cache-Control"] == "no-store"
        assert WORDS not in text_of(page)
        assert "receipt-words" not in text_of(page)


def test_loading_the_receipt_again_shows_the_same_one_in_either_language(
    client: Client, centre: AgencyName
) -> None:
    digits, words = sent_by(client)

    again = text_of(client.get("/ar/report/parent/sent/"))
    english = text_of(client.get("/en/report/parent/sent/"))

    assert digits in again
    assert words in again
    assert digits in english
    assert len(words.split()) == 6
    assert re.search(r'class="receipt-words"[^>]*>[a-z ]+<', english)


def test_a_double_click_is_one_report_with_one_receipt(client: Client, centre: AgencyName) -> None:
    answer(client, "parent", "what", answer=WORDS)
    key = re.search(r'name="key" value="([^"]+)"', text_of(client.get("/ar/report/parent/review/")))
    assert key is not None
    cookies = dict(client.cookies.items())

    def send(_: int) -> str:
        other = Client()
        other.cookies.load({name: morsel.value for name, morsel in cookies.items()})
        try:
            response = other.post("/ar/report/parent/review/", {"key": key[1]})
            return response.cookies["draft"].value
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as at_once:
        sent = set(at_once.map(send, range(4)))
    sent.add(send(0))

    assert sent == {f"sent.{key[1]}"}
    assert reports_stored() == 1


def test_a_key_that_sent_nothing_shows_no_receipt(client: Client, centre: AgencyName) -> None:
    client.cookies["draft"] = "sent." + "A" * 32

    shown = client.get("/ar/report/parent/sent/")
    posted = Client().post("/ar/report/parent/review/", {"key": "A" * 32})

    assert shown.status_code == 302
    assert posted.status_code == 422


def test_danger_without_place_or_number_is_asked_once_more(client: Client, centre: AgencyName) -> None:
    answer(client, "parent", "safe", answer="danger")

    first = client.post("/ar/report/parent/review/")
    asked = text_of(client.get(first["Location"]))
    answer(client, "parent", "reach", skip="1")
    second = client.post("/ar/report/parent/review/")

    assert first["Location"] == "/ar/report/parent/reach/"
    assert "بلا مكان أو رقم" in asked
    assert second["Location"] == "/ar/report/parent/sent/"
    assert report_of(centre).content.emergency.asked_again


def test_a_way_to_reach_the_reporter_lies_apart(client: Client, centre: AgencyName) -> None:
    answer(client, "parent", "what", answer=WORDS)
    answer(client, "parent", "contact", wanted="contact", phone="0500000000", careful="بعد المغرب")

    client.post("/ar/report/parent/review/")

    assert ReporterContact.objects.using("keeper").count() == 1
    assert "0500000000" not in repr(report_of(centre).content)


def test_an_answer_is_changed_from_the_review(client: Client) -> None:
    answer(client, "parent", "age", answer="7_to_12")
    answer(client, "parent", "place", region="SA-02", city="مدينة")

    review = text_of(client.get("/ar/report/parent/review/"))
    changed = client.post("/ar/report/parent/age/?review=1", {"answer": "13_to_15"})
    after = text_of(client.get("/ar/report/parent/review/"))

    assert "من 7 إلى 12 سنة" in review
    assert "مكة المكرمة" in review
    assert changed["Location"] == "/ar/report/parent/review/"
    assert "من 13 إلى 15 سنة" in after


def code_on(page: str) -> str:
    found = re.search(r"\d{4} \d{4} \d{4}", page)
    assert found is not None
    return found[0].replace(" ", "")


def test_a_code_to_continue_is_made_when_it_is_asked_for_and_keeps_the_answer(client: Client) -> None:
    answer(client, "parent", "what", answer="first")
    before = text_of(client.get("/en/report/parent/what/"))

    response = answer(client, "parent", "what", "en", answer=WORDS, way_back="1")
    shown = text_of(client.get(response["Location"]))
    again = answer(client, "parent", "what", "en", answer=WORDS, way_back="1")

    assert re.search(r"\d{4} \d{4} \d{4}", before) is None
    assert response["Location"] == "/en/report/code/?after=what"
    assert code_on(text_of(client.get(again["Location"]))) == code_on(shown)
    assert 'href="/en/report/parent/what/"' in shown
    assert WORDS in text_of(client.get("/en/report/parent/what/"))
    assert code_on(text_of(client.get("/en/report/parent/safe/"))) == code_on(shown)
    assert client.cookies["draft"].value not in shown


def test_the_code_is_asked_for_on_the_review_and_without_a_draft_nowhere(client: Client) -> None:
    nobody = client.get("/en/report/code/")
    answer(client, "parent", "what", answer=WORDS)

    not_asked = client.get("/en/report/code/")
    client.post("/en/report/code/")

    assert nobody["Location"] == "/en/report/continue/"
    assert not_asked["Location"] == "/en/report/parent/safe/"
    assert code_on(text_of(client.get("/en/report/code/"))) == code_on(
        text_of(client.get("/en/report/parent/review/"))
    )


def test_a_draft_is_continued_elsewhere_by_its_code_in_any_digits(client: Client) -> None:
    answer(client, "parent", "what", answer=WORDS)
    client.post("/ar/report/code/")
    code = code_on(text_of(client.get("/ar/report/code/")))
    elsewhere = Client()
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    response = elsewhere.post("/ar/report/continue/", {"code": f"{arabic[:4]} {arabic[4:]}"})

    assert response["Location"] == "/ar/report/parent/safe/"
    assert WORDS in text_of(elsewhere.get("/ar/report/parent/what/"))


def test_on_a_shared_phone_another_report_is_continued_by_its_code(client: Client) -> None:
    answer(client, "parent", "what", answer=WORDS)
    chosen = client.get("/en/report/").content.decode()

    page = client.get("/en/report/continue/?code")

    assert 'href="/en/report/continue/?code"' in chosen
    assert 'name="code"' in page.content.decode()
    assert client.get("/en/report/continue/")["Location"] == "/en/report/parent/safe/"


def test_a_wrong_code_is_refused_and_kept_in_the_field(client: Client) -> None:
    response = client.post("/en/report/continue/", {"code": "1234 5678 9012"})

    assert response.status_code == 422
    assert "No unsent report has this code" in text_of(response)
    assert "1234 5678 9012" in text_of(response)


def test_what_was_written_is_erased_on_wish(client: Client) -> None:
    answer(client, "parent", "what", answer=WORDS)

    client.post("/ar/report/erase/")

    assert cookies_of(client) == set()
    assert Draft.objects.using("keeper").count() == 0


def test_no_log_says_where_a_reporter_writes_from_or_a_word_of_it(
    centre: AgencyName, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    told = {
        "REMOTE_ADDR": "198.51.100.7",
        "HTTP_USER_AGENT": "trial-browser",
        "HTTP_REFERER": "https://came-from.example/",
    }
    client = Client(**told)
    strict = Client(enforce_csrf_checks=True, **told)

    answer(client, "parent", "what", answer=WORDS)
    client.post("/ar/report/parent/review/")
    client.post("/ar/report/follow/", {"receipt": "0" * 20})
    answer(strict, "parent", "what", answer=WORDS)
    client.get("/ar/report/nobody/")

    said = caplog.text + "".join(capfd.readouterr())
    assert reports_stored() == 1
    assert [
        word for word in ("198.51.100.7", "trial-browser", "came-from", *WORDS.split()) if word in said
    ] == []


def test_forms_of_other_sites_are_refused(centre: AgencyName) -> None:
    strict = Client(enforce_csrf_checks=True)

    for path in (
        "report/parent/what/",
        "report/parent/review/",
        "report/continue/",
        "report/follow/",
        "report/erase/",
    ):
        assert strict.post(f"/ar/{path}", {"answer": WORDS}).status_code == 403


def test_the_receipt_opens_status_and_messages_both_ways_and_never_the_report(
    client: Client, centre: AgencyName
) -> None:
    digits, words = sent_by(client)
    officer = make_worker(centre, Role.TRIAGE_OFFICER)
    with acting(officer) as by:
        write_to_reporter(
            report_id=Report.objects.get().pk, text="هل تعرف متى؟", by=by, at=now(), needs_answer=True
        )
    other = Client()

    opened = text_of(other.post("/ar/report/follow/", {"receipt": words}))
    written = text_of(
        other.post("/ar/report/follow/", {"receipt": digits, "text": "سرّ لا يظهر", "key": "k" * 20})
    )
    other.post("/ar/report/follow/", {"receipt": digits, "text": "سرّ لا يظهر", "key": "k" * 20})

    assert "نحتاج إلى إجابة منك." in opened
    assert "هل تعرف متى؟" in opened
    assert WORDS not in opened
    assert "وصلت رسالتك." in written
    assert "سرّ لا يظهر" not in written
    assert Message.objects.using("keeper").count() == 2
    assert "draft" not in other.cookies


def test_an_empty_message_is_not_sent_and_says_so(client: Client, centre: AgencyName) -> None:
    digits, _ = sent_by(client)

    response = client.post("/en/report/follow/", {"receipt": digits, "text": "  ", "key": "k" * 20})

    assert response.status_code == 422
    assert "Write a few words before sending." in text_of(response)
    assert Message.objects.using("keeper").count() == 0


def test_danger_said_in_a_message_is_answered_with_what_reaching_somebody_needs(
    client: Client, centre: AgencyName
) -> None:
    digits, _ = sent_by(client)

    response = client.post(
        "/en/report/follow/", {"receipt": digits, "text": "at the door", "danger": "on", "key": "k" * 20}
    )

    assert "Without a place or a number we cannot reach whoever is in danger" in text_of(response)
    assert Message.objects.using("keeper").get().danger


def _nobody(number: int) -> str:
    return derived_from_key(f"a key that sent nothing {number:04d}", "").receipt.words("ar")


def _mistyped(number: int) -> str:
    words = _nobody(number).split()
    return " ".join([*words[:5], "غغغغغغ"])


def _without_typed(response: HttpResponse, typed: str) -> str:
    page = text_of(response).replace(typed, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_an_unknown_receipt_answers_exactly_like_a_mistyped_one(client: Client, centre: AgencyName) -> None:
    unknown, mistyped = _nobody(1), _mistyped(1)

    answers = [
        client.post("/ar/report/follow/", {"receipt": text}) for text in (unknown, mistyped, "12345", "كلمة")
    ]

    bodies = {_without_typed(response, text) for response, text in zip(answers, (unknown, mistyped, "12345", "كلمة"), strict=True)}  # fmt: skip
    assert len(bodies) == 1
    assert {response.status_code for response in answers} == {422}
    assert len({tuple(sorted(response.headers)) for response in answers}) == 1


def test_an_unknown_receipt_takes_as_long_as_a_mistyped_one(client: Client, centre: AgencyName) -> None:
    def seconds(text: str) -> float:
        begun = time.perf_counter()
        client.post("/ar/report/follow/", {"receipt": text})
        return time.perf_counter() - begun

    seconds(_nobody(0))
    seconds(_mistyped(0))
    pairs = [(seconds(_nobody(number)), seconds(_mistyped(number))) for number in range(1, 26)]
    unknown, mistyped = (statistics.median(times) for times in zip(*pairs, strict=True))

    print(f"unknown {unknown * 1000:.2f} ms, mistyped {mistyped * 1000:.2f} ms")
    assert abs(unknown - mistyped) < max(unknown, mistyped) * 0.35


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_receipt_is_understood_in_either_language_and_in_digits(
    client: Client, centre: AgencyName, language: str
) -> None:
    digits, words = sent_by(client, "bystander", language)

    for typed in (digits, words, words.upper(), digits.replace(" ", "")):
        assert Client().post(f"/{language}/report/follow/", {"receipt": typed}).status_code == 200


def test_the_choice_of_who_tells_leads_to_every_flow(client: Client) -> None:
    page = text_of(client.get("/en/report/"))
    for_machines = text_of(client.get("/en/report/provider/"))

    for flow in ("child", "parent", "professional", "bystander", "provider"):
        assert f'href="/en/report/{flow}/"' in page
    assert "What belongs elsewhere" in page
    assert "api/docs" in for_machines


def test_what_belongs_elsewhere_is_sent_there_with_its_number_where_the_country_has_one(
    client: Client,
) -> None:
    without = text_of(client.get("/en/report/"))
    with override_settings(TAKATUF_ELSEWHERE_NUMBER="0115550000"):
        told = text_of(client.get("/en/report/"))

    assert "What belongs elsewhere" in without
    assert "The police, where nobody is in danger" not in without
    assert 'href="tel:0115550000"' in told


def test_a_girl_and_a_boy_are_spoken_to_as_such_up_to_the_review(client: Client) -> None:
    neutral = text_of(client.get("/ar/report/child/person/"))
    answer(client, "child", "voice", answer="girl")
    girl = text_of(client.get("/ar/report/child/person/"))
    review = text_of(client.get("/ar/report/child/review/"))
    answer(client, "child", "voice", answer="boy")
    boy = text_of(client.get("/ar/report/child/person/"))

    assert "هل هذا الشخص معروف لك؟" in neutral
    assert "هل تعرفين" in girl
    assert "هل تعرفين" in review
    assert "هل تعرف هذا" in boy


def test_english_asks_no_child_how_to_be_spoken_to_because_it_would_change_no_word(client: Client) -> None:
    begin = text_of(client.get("/en/report/child/"))
    asked = client.get("/en/report/child/voice/")
    first = text_of(client.get("/en/report/child/safe/"))
    arabic = text_of(client.get("/ar/report/child/"))
    answer(client, "child", "voice", "ar", answer="girl")  # and then the page is read on in English
    review = text_of(client.get("/en/report/child/review/"))

    assert "/en/report/child/safe/" in begin
    assert (asked.status_code, asked["Location"]) == (302, "/en/report/child/safe/")
    assert "Question 1 of 8" in first
    assert "/ar/report/child/voice/" in arabic
    assert "As a girl" not in review


def test_a_child_who_cannot_write_now_gets_the_way_back(client: Client) -> None:
    response = answer(client, "child", "safe", "en", answer="later")
    page = text_of(client.get(response["Location"]))

    assert response["Location"] == "/en/report/child/pause/?after=safe"
    assert len(code_on(page)) == 12
    assert 'href="tel:116111"' in page
    assert 'href="/en/report/child/what/"' in page
    assert client.get("/en/report/child/pause/?after=nothing").status_code == 404


@pytest.mark.parametrize("flow", ["child", "professional"])
def test_a_child_and_a_professional_report(client: Client, centre: AgencyName, flow: str) -> None:
    answer(client, flow, "what" if flow == "child" else "words", answer=WORDS)
    answer(client, flow, "about", age="11", city="أبها")

    response = client.post(f"/ar/report/{flow}/review/")
    page = text_of(client.get(response["Location"]))

    assert "receipt-words" in page
    assert ("الذنب ليس ذنبك." in page) == (flow == "child")
    content = report_of(centre).content
    assert content.reporter_kind.value == flow
    assert content.signals.child_age == 11
    assert WORDS in content.narrative
