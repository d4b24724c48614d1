"""The public pages of advice and gatherings: no cookie, both languages, small, and words for every refusal."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.http import HttpResponse
from django.test import Client

from takatuf.agencies.scope import system_scope
from takatuf.awareness import actions
from takatuf.awareness.glossary import GlossaryFault, read_glossary
from takatuf.awareness.library import PIECES
from takatuf.awareness.models import AnswerCount, Registration
from takatuf.intake.models import Draft, Report
from takatuf.kernel.clock import now
from tests.awareness.situations import make_campaign, make_gathering, make_officer
from tests.factories import acting, make_agency

pytestmark = pytest.mark.usefixtures("house")


def text_of(response: HttpResponse) -> str:
    return unescape(response.content.decode())


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_library_is_read_without_a_cookie(language: str) -> None:
    client = Client()

    for path in ("", *(f"{code}/" for code in PIECES), "lessons/", "lessons/safe-circle/"):
        response = client.get(f"/{language}/learn/{path}")
        assert response.status_code == 200, path
        assert not response.cookies
        assert len(response.content) < 30_000
        assert "data-quick-exit" in text_of(response)


def test_what_is_not_there_is_not_found() -> None:
    client = Client()

    for path in ("nothing/", "lessons/listening/", "c/222222/", "g/222222/", "parents/print/banner/"):
        assert client.get(f"/en/learn/{path}").status_code == 404


def test_a_page_says_whether_it_was_reviewed() -> None:
    officer = make_officer()
    before = text_of(Client().get("/en/learn/parents/"))
    with acting(officer) as by:
        actions.review_advice(
            piece="parents", language="en", next_review_on=now().date().replace(year=now().year + 1), is_native=True, note="", by=by,
            at=now(),
        )  # fmt: skip

    after = text_of(Client().get("/en/learn/parents/"))

    assert "Nobody of the country has reviewed" in before
    assert "Provisional" in before
    assert "Reviewed on" in after
    assert "Provisional" not in after


def test_cards_and_posters_are_pdf_with_the_campaigns_address() -> None:
    campaign = make_campaign(make_officer())

    for path in ("parents/print/card/", "parents/print/poster/", f"c/{campaign.code.lower()}/print/poster/"):
        response = Client().get(f"/ar/learn/{path}")
        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("language", "box"), [("ar", "هل أحذف الحساب"), ("en", "Somebody threatens me and wants money")]
)
def test_the_questions_of_a_lesson_are_printed_for_a_class_without_telephones(
    language: str, box: str
) -> None:
    answer = Client().get(f"/{language}/learn/lessons/trust-takes-time/print/before/")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.cookies == {}
    (page,) = pypdfium2.PdfDocument(answer.content)
    text = " ".join(page.get_textpage().get_text_bounded().split())
    assert box in text
    assert "116111" in text  # whoever is worried by a question reads whom to call
    for path in ("trust-takes-time/print/never/", "nothing/print/before/", "listening/print/before/"):
        assert Client().get(f"/{language}/learn/lessons/{path}").status_code == 404


def test_a_country_puts_its_own_glossary_in_force(settings: Any, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "version: 7\nchecked: true\norigin: {ar: أصل مخترع, en: An invented origin}\nwords:\n"
        "  - {code: x, term: {ar: كلمة مخترعة, en: an invented word}, standing: ok, seen: true}\n",
        encoding="utf-8",
    )
    settings.TAKATUF_GLOSSARY = own

    page = text_of(Client().get("/en/learn/words/"))

    assert "an invented word" in page
    assert "Version 7." in page
    assert "Provisional" not in page


@pytest.mark.parametrize("text", ["words: [", "version: 1", "version: 1\nchecked: true\norigin: {}\nwords: [{code: x, term: {ar: x}, standing: ok, seen: true}]"])  # fmt: skip
def test_a_glossary_that_cannot_be_used_is_refused_by_name(tmp_path: Path, text: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(text, encoding="utf-8")

    with pytest.raises(GlossaryFault, match="own.yaml"):
        read_glossary(own)


def test_the_posters_code_reaches_the_report_through_the_address_alone() -> None:
    make_agency("centre")
    campaign = make_campaign(make_officer())
    client = Client()

    poster = text_of(client.get(f"/en/learn/c/{campaign.code}/"))
    start = re.search(r'href="(/en/report/child/\?via=[^"]+)"', poster)
    assert start is not None
    first = re.search(r'href="(/en/report/child/[a-z_]+/\?via=[^"]+)"', text_of(client.get(start[1])))
    assert first is not None
    assert not client.cookies
    skipped = client.post(first[1], {"skip": "1"})
    assert skipped["Location"].endswith(f"?via={campaign.code}")
    client.post("/en/report/child/what/?via=" + campaign.code, {"answer": "neutral words"})
    assert Draft.objects.using("keeper").count() == 1
    review = text_of(client.get("/en/report/child/review/"))
    assert f'value="{campaign.code[:3]} {campaign.code[3:]}"' in review
    client.post("/en/report/child/safe/", {"answer": "safe"})
    client.post("/en/report/child/review/", {"campaign": f"{campaign.code[:3]} {campaign.code[3:]}"})

    assert Report.objects.using("keeper").get().campaign == campaign.code


def test_a_code_taken_out_or_misspelt_never_stops_a_report() -> None:
    make_agency("centre")
    campaign = make_campaign(make_officer())

    for written in ("", "nonsense"):
        client = Client()
        client.post(f"/en/report/parent/what/?via={campaign.code}", {"answer": "neutral words"})
        client.post("/en/report/parent/safe/", {"answer": "safe"})
        client.post("/en/report/parent/review/", {"campaign": written})

    assert list(Report.objects.using("keeper").values_list("campaign", flat=True)) == ["", ""]


def test_somebody_registers_sees_the_code_once_and_withdraws() -> None:
    officer = make_officer()
    evening = make_gathering(
        officer,
        make_campaign(officer),
        kind="parents_evening",
        audience="parent",
        is_listed=True,
        lesson_code="calm-at-home",
    )
    client = Client()

    assert evening.title_en in text_of(client.get("/en/learn/"))
    page = text_of(
        client.post(f"/en/learn/g/{evening.code}/register/", {"kind": "person", "name": "Invented Name"})
    )
    digits = re.search(r"\d{4} \d{4} \d{4}", page)
    assert digits is not None
    assert "once the agency has noted" in text_of(client.post("/en/learn/mine/", {"code": digits[0]}))
    assert client.post("/en/learn/mine/certificate/", {"code": digits[0]}).status_code == 404
    with acting(officer) as by:
        actions.note_came(
            gathering_id=evening.pk, came={Registration.objects.get().pk: True}, by=by, at=now()
        )
    assert client.post("/en/learn/mine/certificate/", {"code": digits[0]}).content.startswith(b"%PDF")
    assert "is withdrawn" in text_of(client.post("/en/learn/mine/withdraw/", {"code": digits[0]}))
    assert client.post("/en/learn/mine/", {"code": digits[0]}).status_code == 422


def test_a_group_needs_a_number_and_no_name() -> None:
    visit = make_gathering(officer := make_officer(), make_campaign(officer))

    page = Client().post(f"/en/learn/g/{visit.code}/register/", {"kind": "children", "name": "Somebody"})

    assert page.status_code == 422
    assert "Say how many children come." in text_of(page)
    assert "registered by number only" in text_of(page)


def test_answers_are_counted_and_lead_to_help() -> None:
    visit = make_gathering(officer := make_officer(), make_campaign(officer), asks="before")
    client = Client()

    assert "Without a name" in text_of(client.get(f"/en/learn/g/{visit.code}/questions/"))
    done = client.post(f"/en/learn/g/{visit.code}/questions/", {"moment": "before", "pay": "no"}, follow=True)
    closed = client.post(f"/en/learn/g/{visit.code}/questions/", {"moment": "after", "pay": "no"})

    assert "116111" in text_of(done)
    assert closed.status_code == 422
    with acting(officer):
        assert AnswerCount.objects.get().count == 1


def test_a_full_gathering_says_what_to_do() -> None:
    visit = make_gathering(officer := make_officer(), make_campaign(officer), seats=1)
    with system_scope("awareness") as by:
        actions.register(gathering_code=visit.code, kind="person", people=1, name="", by=by, at=now())

    page = Client().post(f"/en/learn/g/{visit.code}/register/", {"kind": "person"})

    assert page.status_code == 422
    assert "There is no seat left. Ask the agency" in text_of(page)


def test_a_flood_from_one_network_is_asked_to_wait_where_no_report_is_at_stake(settings: object) -> None:
    visit = make_gathering(officer := make_officer(), make_campaign(officer))
    settings.TAKATUF_CALM_NETWORK = 0  # type: ignore[attr-defined]

    page = Client().post(f"/en/learn/g/{visit.code}/register/", {"kind": "person"})

    assert page.status_code == 422
    assert "Wait a minute and send it again" in text_of(page)
    with acting(officer):
        assert not Registration.objects.exists()
