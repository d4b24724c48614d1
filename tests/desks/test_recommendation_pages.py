"""The pages of recommendations: proposed, approved, given to an agency, closed with evidence; the public reads the rest."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate

from takatuf.agencies.queries import agency_by_code
from takatuf.config.commands.country import make_country
from takatuf.insight.models import Recommendation
from takatuf.kernel.clock import now
from tests.desks.people import PASSWORD, SECRET, sign_in

pytestmark = pytest.mark.usefixtures("house")

WORDS = {
    "title_ar": "اتفاق مكتوب بين الجهات", "title_en": "A written agreement", "reason_ar": "لأن الإحالات لا تُجاب.",
    "reason_en": "Because referrals are not answered.", "text_ar": "", "text_en": "", "source": "review",
    "source_note": "مراجعة 2026", "capability": "١",
}  # fmt: skip


@pytest.fixture
def director(house: None) -> Client:
    make_country(password=PASSWORD, totp_secret=SECRET)
    return sign_in("director")


def _proposed(director: Client) -> Recommendation:
    assert director.post("/ar/desk/recommendations/propose/", WORDS).status_code == 302
    return Recommendation.objects.using("keeper").get()


def test_a_recommendation_goes_its_whole_way_by_pages(director: Client) -> None:
    row = _proposed(director)
    address = f"/ar/desk/recommendations/{row.pk}/"
    assert row.capability == 1
    assert "بانتظار اعتماد شخص" in director.get(address).content.decode()
    assert "اتخذ قراراً في توصية مقترحة واحدة" in director.get("/ar/desk/").content.decode()
    assert "اتفاق مكتوب" not in Client().get("/ar/figures/recommendations/").content.decode()

    director.post(f"{address}approve/")
    day = localdate(now()) + timedelta(days=20)
    given = director.post(
        f"{address}assign/",
        {"assign-owner": str(agency_by_code("police").id), "assign-due_on": day.isoformat()},
    )
    assert given.status_code == 302
    faisal = sign_in("faisal")
    desk = faisal.get("/ar/desk/").content.decode()
    assert "نفّذ ما تطلبه التوصية" in desk
    assert "جهتك مسؤولة عن التوصية" in desk
    assert faisal.post(f"{address}progress/", {"progress-note": "وُقّعت المسودة"}).status_code == 302
    assert faisal.post(f"{address}close/", {"close-evidence": ""}).status_code == 200
    assert faisal.post(f"{address}close/", {"close-evidence": "الاتفاق رقم 12"}).status_code == 302

    public = Client().get(f"/ar/figures/recommendations/{row.code}/").content.decode()
    assert "الاتفاق رقم 12" in public
    assert "وُقّعت المسودة" not in public
    assert "A written agreement" in Client().get("/en/figures/recommendations/").content.decode()
    assert "نفّذ ما تطلبه التوصية" not in faisal.get("/ar/desk/").content.decode()


def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(director: Client) -> None:
    page = director.post("/ar/desk/recommendations/propose/", {**WORDS, "title_en": ""})

    assert page.status_code == 200
    assert "اكتبها باللغتين" in page.content.decode()
    assert "لأن الإحالات لا تُجاب." in page.content.decode()


def test_a_day_that_has_passed_is_refused_in_words(director: Client) -> None:
    row = _proposed(director)
    director.post(f"/ar/desk/recommendations/{row.pk}/approve/")

    page = director.post(
        f"/ar/desk/recommendations/{row.pk}/assign/",
        {"assign-owner": str(agency_by_code("police").id), "assign-due_on": "2020-01-01"},
    )

    assert page.status_code == 200
    assert "مضى" in page.content.decode() or "الماضي" in page.content.decode()


def test_a_second_decision_is_refused_in_words(director: Client) -> None:
    row = _proposed(director)
    director.post(f"/ar/desk/recommendations/{row.pk}/approve/")

    page = director.post(f"/ar/desk/recommendations/{row.pk}/approve/")

    assert page.status_code == 409
    assert "اتُّخذ قرار في هذه التوصية" in page.content.decode()


def test_a_recommendation_that_is_not_published_has_no_public_page(director: Client) -> None:
    row = _proposed(director)

    assert Client().get(f"/ar/figures/recommendations/{row.code}/").status_code == 404
    director.post(f"/ar/desk/recommendations/{row.pk}/decline/", {"decline-reason": "سبق تنفيذها"})
    assert Client().get(f"/ar/figures/recommendations/{row.code}/").status_code == 404


def test_the_published_figures_propose_what_stands_without_a_survey(director: Client) -> None:
    assert director.post("/ar/desk/recommendations/from-figures/").status_code == 302
    first = Recommendation.objects.using("keeper").filter(source="figures").count()
    director.post("/ar/desk/recommendations/from-figures/")

    assert first == 3  # no survey is known, no self-assessment, and no forum
    assert Recommendation.objects.using("keeper").filter(source="figures").count() == first


def test_the_known_drafts_of_the_forum_are_taken_in_once_and_marked_as_drafts(director: Client) -> None:
    assert "مسودات ملتقى 2016" in director.get("/ar/desk/recommendations/").content.decode()

    director.post("/ar/desk/recommendations/forum-2016/")
    director.post("/ar/desk/recommendations/forum-2016/")

    rows = list(Recommendation.objects.using("keeper").all())
    assert len(rows) == 13
    assert all(row.draft_of_source and row.state == "proposed" for row in rows)
    page = director.get("/ar/desk/recommendations/").content.decode()
    assert "مسودات ملتقى 2016" not in page
    assert "مسودة من المصدر" in page
    public = Client().get("/en/figures/recommendations/").content.decode()
    director.post(f"/ar/desk/recommendations/{rows[0].pk}/approve/")
    after = Client().get("/en/figures/recommendations/").content.decode()
    honest = "issued 21 draft recommendations. 13 of them could be read"
    assert "أصدر ملتقى 2016 مسودات توصيات عددها 21. أمكنت قراءة 13 منها" in page
    assert honest not in public
    assert honest in after
