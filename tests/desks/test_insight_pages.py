"""The pages around figures: boards, other countries, self-assessment, research tables, the annual report."""

import re
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from django.test import Client
from django.utils.timezone import localdate

from takatuf.agencies.scope import worker_scope
from takatuf.config.commands.country import make_country
from takatuf.config.commands.journey.walk import Walk
from takatuf.insight.actions import make_release
from takatuf.insight.models import Practice, ResearchRequest
from takatuf.insight.research.actions import draw_approved_extracts
from takatuf.kernel.clock import now
from tests.desks.people import PASSWORD, SECRET, send_report, sign_in, worker_named

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def director(house: None) -> Client:
    make_country(password=PASSWORD, totp_secret=SECRET)
    return sign_in("director")


def test_the_board_says_what_is_late_and_only_to_the_own_agency(director: Client) -> None:
    send_report(at=now() - timedelta(days=3))

    own = sign_in("khalid").get("/ar/desk/board/").content.decode()
    other = sign_in("faisal").get("/ar/desk/board/").content.decode()

    assert "أمر واحد متأخر لدى جهتك" in own
    assert "المراجعة الأولى للبلاغ" in own or "المراجعة" in own
    assert "لا شيء متأخر لدى جهتك" in other
    assert director.get("/ar/desk/board/").status_code == 200
    assert sign_in("sara").get("/ar/desk/board/").status_code == 404


def test_the_board_says_on_which_track_steps_are_late_and_leads_to_where_they_are_worked_on(
    house: None, tmp_path: Path
) -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)
    Walk(tmp_path, None, starts_at=now() - timedelta(days=60), quiet=True).all_steps(until="assessment")
    send_report(at=now() - timedelta(days=3))

    supervisor = sign_in("huda").get("/ar/desk/board/").content.decode()
    leader = sign_in("khalid").get("/ar/desk/board/").content.decode()

    assert "أين تأخرت خطواتكم" in supervisor
    assert "منذ أكثر من أسبوع" in supervisor
    assert '<a href="/ar/desk/">خطوة في مسار عمل مشترك</a>' in supervisor
    assert 'href="/ar/desk/triage/">المراجعة الأولى للبلاغ</a>' in leader


def test_practices_are_taken_in_judged_and_read_by_everybody(director: Client) -> None:
    assert "إدخال" in director.get("/ar/desk/countries/").content.decode()
    director.post("/ar/desk/countries/load/")
    row = Practice.objects.get(key="ca-on-search")

    refused = director.post(
        f"/ar/desk/countries/{row.pk}/", {"adoption": "adopted", "note_ar": "", "note_en": ""}
    )
    kept = director.post(
        f"/ar/desk/countries/{row.pk}/",
        {
            "adoption": "adapted",
            "note_ar": "نبحث خلال يوم",
            "note_en": "We search within a day",
            "checked": "on",
        },
    )

    assert refused.status_code == 200
    assert kept.status_code == 302
    public = Client().get("/en/figures/countries/").content.decode()
    assert "We search within a day" in public
    assert "read by a person" in public
    assert "not checked yet" in public


def test_a_practice_is_added_with_its_source(director: Client) -> None:
    form = {
        "country": "JO",
        "title_ar": "عنوان",
        "title_en": "A title",
        "text_ar": "نص",
        "text_en": "Text",
        "source": "",
    }

    assert "اكتب المصدر" in director.post("/ar/desk/countries/add/", form).content.decode()
    assert director.post("/ar/desk/countries/add/", {**form, "source": "A law"}).status_code == 302
    assert "A title" in Client().get("/en/figures/countries/").content.decode()


def test_a_self_assessment_is_written_and_stands_beside_the_names_of_the_country(director: Client) -> None:
    assert "لم يُجرَ تقييم بعد" in director.get("/ar/desk/capabilities/").content.decode()
    day = localdate(now()).isoformat()

    empty = director.post("/ar/desk/capabilities/assess/", {"assessed_on": day})
    kept = director.post(
        "/ar/desk/capabilities/assess/", {"assessed_on": day, "phase_1": "2", "note_1": "لجنة وطنية قائمة"}
    )
    again = director.post("/ar/desk/capabilities/assess/", {"assessed_on": day, "phase_1": "3"})
    director.post(
        "/ar/desk/capabilities/rename/",
        {"number": "١", "name_ar": "قيادة وطنية", "name_en": "National leadership"},
    )

    assert "انظر في قدرة واحدة على الأقل" in empty.content.decode()
    assert kept.status_code == 302
    assert again.status_code == 409
    page = director.get("/ar/desk/capabilities/").content.decode()
    assert "المرحلة 2 من 4" in page
    assert "قيادة وطنية" in page
    assert "لجنة وطنية قائمة" in page
    past = re.search(r"/ar/desk/capabilities/[0-9a-f-]{36}/", page)
    assert past is not None
    assert "لجنة وطنية قائمة" in director.get(past[0]).content.decode()
    assert "قيادة وطنية" not in director.get(past[0]).content.decode()


def test_a_research_table_goes_its_way_by_pages(director: Client) -> None:
    for _ in range(24):
        send_report(account="", at=now() - timedelta(days=200))
    with worker_scope(worker_named("director").id) as by:
        make_release(by=by, at=now())
    huda, yousef = sign_in("huda"), sign_in("yousef")
    year, quarter = (
        localdate(now() - timedelta(days=200)).year,
        (localdate(now() - timedelta(days=200)).month - 1) // 3 + 1,
    )
    form = {
        "kind": "reports_language_hour", "first_year": year, "first_quarter": quarter, "last_year": year, "last_quarter": quarter,
        "institution": "جامعة", "purpose": "متى تُكتب البلاغات؟", "readable_until": (localdate(now()) + timedelta(days=90)).isoformat(),
    }  # fmt: skip

    assert huda.post("/ar/desk/research/ask/", {**form, "purpose": ""}).status_code == 200
    assert huda.post("/ar/desk/research/ask/", form).status_code == 302
    address = f"/ar/desk/research/{ResearchRequest.objects.using('keeper').get().pk}/"
    assert huda.post(f"{address}approve/").status_code == 404
    assert director.post(f"{address}approve/").status_code == 302
    assert director.post(f"{address}approve/").status_code == 409
    assert yousef.post(f"{address}approve/").status_code == 302
    assert draw_approved_extracts(at=now()) == 1

    table = huda.get(f"{address}table/")
    assert table.status_code == 200
    assert "25" in table.content.decode()
    assert huda.get(f"{address}table.csv")["Content-Type"].startswith("text/csv")
    assert sign_in("khalid").get(f"{address}table/").status_code == 404
    again = huda.post("/ar/desk/research/ask/", form)
    assert again.status_code == 409
    assert "مقارنة الجدولين" in again.content.decode()


def test_the_annual_report_is_drawn_from_what_is_published_and_read_by_everybody(director: Client) -> None:
    for _ in range(40):
        send_report(account="", at=now() - timedelta(days=200))
    with worker_scope(worker_named("director").id) as by:
        make_release(by=by, at=now())
    year = localdate(now()).year

    director.post("/ar/desk/figures/annual/", {"year": year + 1})
    assert Client().get(f"/ar/figures/annual/{year + 1}.pdf").status_code == 404
    director.post("/ar/desk/figures/annual/", {"year": year})

    said = {}
    for language in ("ar", "en"):
        answer = Client().get(f"/{language}/figures/annual/{year}.pdf")
        assert answer["Content-Type"] == "application/pdf"
        pages = pypdfium2.PdfDocument(answer.content)
        said[language] = " ".join("".join(page.get_textpage().get_text_bounded() for page in pages).split())
    assert "البلاغات ليست عدد الأطفال" in said["ar"]
    assert f"Annual report {year}" in said["en"]
    assert "Reports are not children" in said["en"]
    assert said["en"].count("Nothing was counted in this period of:") == 1
    assert not re.search("[\u0600-\u06ff]", said["en"])
    assert f"annual/{year}.pdf" in Client().get("/ar/figures/").content.decode()
