"""Training by role, and the check of words."""

import pytest

from takatuf.agencies.models import Worker
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.awareness.actions import finish_lesson
from takatuf.awareness.errors import DoneAlready, NotYetRight
from takatuf.awareness.figures import training_by_role
from takatuf.awareness.glossary import glossary
from takatuf.awareness.lessons import TRAINING, lesson, training_of
from takatuf.config.commands.country import make_country
from takatuf.insight.training.actions import count_training
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotFound
from tests.desks.people import PASSWORD, QUICK_HASHERS, SECRET, sign_in
from tests.desks.situations import acting_as

pytestmark = pytest.mark.usefixtures("house")
RIGHT = {"secrecy": "honest", "quote": "verbatim"}


@pytest.fixture(autouse=True)
def _country(house: None, settings: object) -> None:
    settings.PASSWORD_HASHERS = QUICK_HASHERS  # type: ignore[attr-defined]
    make_country(password=PASSWORD, totp_secret=SECRET)


def test_every_role_has_lessons_and_every_lesson_asks_in_both_languages() -> None:
    assert all(training_of(role) for role in Role)
    for code in TRAINING:
        for question in lesson(code).questions:
            assert sum(option.counts for option in question.options) == 1
            assert {"ar", "en"} == set(question.text)


def test_a_lesson_is_tried_again_until_it_is_right_and_finished_once() -> None:
    client = sign_in("sara")

    wrong = client.post("/en/desk/training/listening/", {"secrecy": "promise", "quote": "verbatim"})
    right = client.post("/en/desk/training/listening/", RIGHT, follow=True)

    assert "Look at the lesson once more" in wrong.content.decode()
    assert "You have finished this lesson." in right.content.decode()
    with acting_as("sara") as by:
        with pytest.raises(NotYetRight):
            finish_lesson(lesson_code="words", chosen={}, by=by, at=now())
        with pytest.raises(DoneAlready):
            finish_lesson(lesson_code="listening", chosen=RIGHT, by=by, at=now())
        with pytest.raises(NotFound):
            finish_lesson(lesson_code="urgency", chosen={}, by=by, at=now())
    assert training_by_role()["caseworker", "listening"] == (1, 1)
    assert training_by_role()["caseworker", "words"] == (0, 1)


def test_who_leads_sees_how_far_the_own_agency_is_and_nobody_else_does() -> None:
    sign_in("sara").post("/en/desk/training/listening/", RIGHT)

    assert (
        "How often somebody tried is not kept" in sign_in("huda").get("/en/desk/training/").content.decode()
    )
    assert (
        "How often somebody tried is not kept"
        not in sign_in("sara").get("/en/desk/training/").content.decode()
    )


def test_who_plans_the_training_sees_how_far_it_is_in_the_country() -> None:
    sign_in("sara").post("/en/desk/training/listening/", RIGHT)
    before = sign_in("maha").get("/en/desk/training/country/").content.decode()
    with system_scope("counting") as by:
        count_training(by=by, at=now())

    page = sign_in("maha").get("/ar/desk/training/country/").content.decode()

    assert "The first count is made tonight." in before
    staff = Worker.objects.using("keeper").filter(is_active=True).count()
    assert f"أتمّه 1 من {staff}" in page
    assert "هو لأقل من عشرة أشخاص" in page  # lessons of a few roles
    assert "/en/desk/training/country/" in sign_in("director").get("/en/desk/training/").content.decode()
    assert "/en/desk/training/country/" not in sign_in("sara").get("/en/desk/training/").content.decode()


def test_the_check_of_words_advises_and_leaves_quotations_alone() -> None:
    client = sign_in("sara")

    found = client.post("/en/desk/words/", {"text": "She put herself at risk."}).content.decode()
    quoted = client.post(
        "/en/desk/words/", {"text": 'She said: "I put myself at risk, he put herself at risk".'}
    ).content.decode()

    assert "1 thing to look at" in found
    assert "Nothing to remark" in quoted


def test_the_glossary_keeps_the_statutes_term_apart_from_ours() -> None:
    found = glossary()

    assert not found.is_checked
    csam = next(word for word in found.words if word.code == "csam")
    assert csam.term["ar"] == "مواد الاعتداء الجنسي على الأطفال"
    assert "الإباحية" in csam.statute["ar"]
    page = sign_in("sara").get("/en/learn/words/").content.decode()
    assert "<q>child pornography</q>" in page
    assert "Provisional" in page
    assert len({word.code for word in found.words}) == len(found.words)
