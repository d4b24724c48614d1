"""The awareness officer's pages: a campaign from its start to its end, and what is said when a step is refused."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import localdate

from takatuf.agencies.scope import system_scope
from takatuf.awareness import actions
from takatuf.awareness.models import Campaign, Gathering, Registration
from takatuf.config.commands.country import make_country
from takatuf.kernel.clock import now
from tests.desks.people import PASSWORD, QUICK_HASHERS, SECRET, sign_in
from tests.desks.situations import acting_as

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture(autouse=True)
def _country(house: None, settings: object) -> None:
    settings.PASSWORD_HASHERS = QUICK_HASHERS  # type: ignore[attr-defined]
    make_country(password=PASSWORD, totp_secret=SECRET)


def _starts() -> Campaign:
    client, today = sign_in("maha"), localdate()
    page = client.post("/en/desk/awareness/start/", {
        "title_ar": "حملة مخترعة", "title_en": "An invented campaign", "aim": "children know whom to tell", "piece": "parents",
        "starts_on": today.isoformat(), "ends_on": (today + timedelta(days=30)).isoformat(),
    }, follow=True)  # fmt: skip
    assert "The campaign has begun" in page.content.decode()
    return Campaign.objects.get()


def _calls(campaign: Campaign, kind: str = "school_visit") -> Gathering:
    page = sign_in("maha").post(f"/en/desk/awareness/{campaign.pk}/gathering/", {
        "kind": kind, "audience": "child", "title_ar": "زيارة", "title_en": "An invented visit", "place": "",
        "starts_at": (now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"), "lesson_code": "trust-takes-time", "sessions": "٣", "seats": "",
    }, follow=True)  # fmt: skip
    assert "The gathering is called" in page.content.decode()
    return Gathering.objects.get()


def test_a_campaign_is_started_reaches_people_and_ends() -> None:
    campaign, client = _starts(), sign_in("maha")

    reach = client.post(
        f"/en/desk/awareness/{campaign.pk}/reach/", {"people": "٥٠٠", "source": "counted"}, follow=True
    )
    material = client.post(
        f"/en/desk/awareness/{campaign.pk}/material/",
        {"form": "card", "language": "ar", "copies": "200", "handed_out_on": localdate().isoformat()}, follow=True,
    )  # fmt: skip
    client.post(f"/en/desk/awareness/{campaign.pk}/end/")
    late = client.post(f"/en/desk/awareness/{campaign.pk}/reach/", {"people": "600", "source": "counted"})

    assert "It is reach, not effect." in reach.content.decode()
    assert "The material is kept." in material.content.decode()
    assert late.status_code == 409
    assert "This campaign has ended. Start a new one" in late.content.decode()


def test_a_campaign_that_ends_before_it_begins_is_said_at_its_field() -> None:
    today = localdate()

    page = sign_in("maha").post("/en/desk/awareness/start/", {
        "title_ar": "حملة", "title_en": "Campaign", "aim": "aim", "piece": "parents", "starts_on": today.isoformat(),
        "ends_on": (today - timedelta(days=1)).isoformat(),
    })  # fmt: skip

    assert "The end lies before the beginning." in page.content.decode()


def test_an_aim_that_is_too_long_is_said_at_its_field_and_what_was_typed_stays() -> None:
    today, aim = localdate(), "x" * 501

    page = sign_in("maha").post("/en/desk/awareness/start/", {
        "title_ar": "حملة", "title_en": "Campaign", "aim": aim, "piece": "parents", "starts_on": today.isoformat(),
        "ends_on": today.isoformat(),
    })  # fmt: skip

    assert page.status_code == 200
    assert "This is too long." in page.content.decode()
    assert aim in page.content.decode()


def test_a_gathering_is_counted_asked_and_certified() -> None:
    visit = _calls(_starts())
    client, address = sign_in("maha"), f"/en/desk/gatherings/{visit.pk}/"
    with system_scope("awareness") as by:
        actions.register(
            gathering_code=visit.code, kind="person", people=1, name="Invented Teacher", by=by, at=now()
        )
    with acting_as("maha"):
        one = Registration.objects.get()

    pages = [
        client.post(f"{address}questions/", {"moment": "before"}, follow=True),
        client.post(f"{address}count/", {"session": "1", "adults": "2", "children": "28"}, follow=True),
        client.post(f"{address}came/", {"came": str(one.pk)}, follow=True),
        client.post(
            f"{address}paper/", {"moment": "before", "paper-pay-no": "12", "paper-pay-yes": "18"}, follow=True
        ),
    ]
    certificate = client.get(f"{address}certificate/{one.pk}/")
    wrong = client.post(f"{address}count/", {"session": "9", "adults": "0", "children": "0"})

    said = [
        "The questions are open",
        "The session is counted",
        "Their certificates are ready",
        "The answers are added",
    ]
    assert [sentence in page.content.decode() for sentence, page in zip(said, pages, strict=True)] == [
        True
    ] * 4
    assert "Invented Teacher" in pages[2].content.decode()
    assert certificate.content.startswith(b"%PDF")
    assert "This number is too small or too large." in wrong.content.decode()


def test_a_director_reads_the_ladder_and_opens_no_gathering() -> None:
    campaign = _starts()
    visit = _calls(campaign)

    page = sign_in("director").get(f"/en/desk/awareness/{campaign.pk}/")

    assert "The first count is made tonight." in page.content.decode()
    assert sign_in("director").get(f"/en/desk/gatherings/{visit.pk}/").status_code == 404


def test_unreviewed_advice_awaits_the_officer_until_it_is_reviewed() -> None:
    client = sign_in("maha")
    before = client.get("/en/desk/").content.decode()

    client.post("/en/desk/awareness/reviews/", {
        "piece": "parents", "language": "ar", "next_review_on": (localdate() + timedelta(days=20)).isoformat(), "is_native": "on",
    })  # fmt: skip
    after = client.get("/en/desk/").content.decode()

    assert "Review 12 pieces of advice that nobody has read yet" in before
    assert "Review 11 pieces of advice that nobody has read yet" in after
    assert "Review the advice again" in after


def test_the_demonstration_has_a_ladder_with_every_rung(tmp_path: Path) -> None:
    from takatuf.config.commands.journey.demo_awareness import awareness_under_way

    awareness_under_way()

    page = sign_in("maha").get(f"/en/desk/awareness/{Campaign.objects.get().pk}/").content.decode()
    assert "Seeking help: reports and calls that carry this code" in page
    assert "<b>25</b>" in page
    assert "<b>35</b>" in page
