"""The pages about who may see a case: restricting, a conflict of interest, opening with a reason, its review, a lock."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from takatuf.agencies.queries import agency_by_code
from takatuf.casework.actions import add_person
from takatuf.casework.models import PersonRole
from takatuf.casework.queries import case_head
from takatuf.jointwork.knowing.actions import open_with_reason
from takatuf.jointwork.knowing.queries import looks_waiting, openings_waiting
from takatuf.kernel.clock import now
from takatuf.ledger.models import LedgerEntry
from takatuf.people.actions import register_person
from tests.browsing import complaints_of, look, open_window, press
from tests.desks.people import sign_in, worker_named
from tests.desks.serving import served
from tests.desks.situations import Situation, acting_as, under_way

WHY = "سبب محايد"


@pytest.fixture
def situation(house: None, tmp_path: Path) -> Situation:
    return under_way(tmp_path)


def code_of(situation: Situation) -> str:
    with acting_as("huda") as by:
        return case_head(situation.case, by=by).code


def page(client: Client, name: str, *parts: object) -> str:
    return client.get(reverse(f"desks:{name}", args=parts)).content.decode()


def opened(client: Client, code: str, danger: str = "no") -> int:
    sent = {"code": code, "in_danger": danger, "reason": WHY, "hours": "٢"}
    return client.post(reverse("desks:open_with_reason"), sent).status_code


def test_a_restricted_case_is_gone_for_a_colleague(situation: Situation) -> None:
    huda, sara = sign_in("huda"), sign_in("sara")
    code = code_of(situation)
    assert code in page(sara, "cases")

    sent = {"reach": "team", "named": [str(worker_named("huda").id)], "reason": WHY}
    answer = huda.post(reverse("desks:case_reach", args=[situation.case]), sent)

    assert answer.status_code == 302
    assert code not in page(sara, "cases") + page(sara, "awaiting") + page(sara, "inbox")
    assert sara.get(reverse("desks:case", args=[situation.case])).status_code == 404
    assert WHY in page(huda, "case_access", situation.case)


def test_a_supervisor_lets_an_agency_in_and_ends_its_part(situation: Situation) -> None:
    huda, faisal = sign_in("huda"), sign_in("faisal")
    police, code = agency_by_code("police").id, code_of(situation)
    assert faisal.get(reverse("desks:case", args=[situation.case])).status_code == 404

    sent = {"agency": str(police), "level": "write", "reason": WHY}
    let_in = huda.post(reverse("desks:case_let_in", args=[situation.case]), sent)
    told = page(faisal, "awaiting")
    seen = page(faisal, "case", situation.case)
    who = page(huda, "case_access", situation.case)
    ended = huda.post(reverse("desks:case_end_part", args=[situation.case, police]), {"reason": WHY})

    assert (let_in.status_code, ended.status_code) == (302, 302)
    assert code in told
    assert code in seen
    assert reverse("desks:case_end_part", args=[situation.case, police]) in who
    assert faisal.get(reverse("desks:case", args=[situation.case])).status_code == 404
    again = huda.post(reverse("desks:case_end_part", args=[situation.case, police]), {"reason": WHY})
    assert again.status_code == 404


def test_letting_in_asks_for_the_agency_how_far_and_why(situation: Situation) -> None:
    answer = sign_in("huda").post(reverse("desks:case_let_in", args=[situation.case]), {"reason": ""})

    form = answer.context["form"]
    assert answer.status_code == 200
    assert set(form.errors) == {"agency", "level", "reason"}


def test_who_declares_a_conflict_is_led_to_the_list_and_a_supervisor_lets_back(situation: Situation) -> None:
    huda, sara = sign_in("huda"), sign_in("sara")

    answer = sara.post(reverse("desks:case_conflict", args=[situation.case]), {"reason": WHY})

    assert answer.headers["Location"] == reverse("desks:cases")
    assert sara.get(reverse("desks:case", args=[situation.case])).status_code == 404
    back = reverse("desks:case_let_back", args=[situation.case, worker_named("sara").id, "conflict"])
    assert back in page(huda, "case_access", situation.case)
    huda.post(back, {"reason": WHY})
    assert sara.get(reverse("desks:case", args=[situation.case])).status_code == 200


def test_opening_with_a_reason_and_the_review_of_it(situation: Situation) -> None:
    faisal, huda = sign_in("faisal"), sign_in("huda")
    assert faisal.get(reverse("desks:case", args=[situation.case])).status_code == 404

    assert opened(faisal, code_of(situation)) == 302

    assert faisal.get(reverse("desks:case", args=[situation.case])).status_code == 200
    assert faisal.post(reverse("desks:case_assess", args=[situation.case]), {}).status_code == 404
    with acting_as("huda") as by:
        opening = openings_waiting(by=by)[0].id
    assert reverse("desks:opening_review", args=[opening]) in page(huda, "awaiting")
    review = reverse("desks:opening_review", args=[opening])
    assert huda.post(review, {"finding": "needed", "note": WHY}).status_code == 302
    assert huda.get(review).status_code == 404
    assert "opening_review" not in page(huda, "awaiting")


def test_no_case_and_a_closed_door_answer_with_the_same_page(situation: Situation) -> None:
    faisal, huda = sign_in("faisal"), sign_in("huda")
    sent = {"worker": str(worker_named("sara").id), "kind": "conflict", "reason": WHY}
    assert huda.post(reverse("desks:case_keep_away", args=[situation.case]), sent).status_code == 302
    sara = sign_in("sara")

    assert opened(sara, code_of(situation), "yes") == 200
    assert opened(faisal, "C-26-999999", "yes") == 200

    assert LedgerEntry.objects.filter(kind="access.refused").count() == 2
    with acting_as("huda") as by:
        assert openings_waiting(by=by) == []


def test_somebody_who_must_not_be_told_stands_on_every_page_of_the_case(situation: Situation) -> None:
    sara = sign_in("sara")
    with acting_as("sara") as by:
        assert by.agency
        made = register_person(name="اسم مخترع", lead=by.agency, by=by, at=now())
        add_person(case_id=situation.case, person_id=made.id, role=PersonRole.CAREGIVER, by=by, at=now())

    sara.post(reverse("desks:case_block", args=[situation.case]), {"person": str(made.id), "reason": WHY})

    for name in ("case", "case_people", "case_work", "case_referrals"):
        assert reverse("desks:case_access", args=[situation.case]) in page(sara, name, situation.case)
        assert 'class="notice"' in page(sara, name, situation.case)


def test_a_locked_case_and_the_reviewing_agency(situation: Situation) -> None:
    huda, khalid, sara = sign_in("huda"), sign_in("khalid"), sign_in("sara")
    centre = agency_by_code("centre")
    sent = {
        "named": [str(worker_named("huda").id)], "reviewer": str(agency_by_code("ministry").id), "spoken": "نص واحد",
        "reason": WHY,
    }  # fmt: skip
    refused = huda.post(reverse("desks:case_lock", args=[situation.case]), sent)
    assert refused.status_code == 409
    assert centre.name_ar in refused.content.decode()

    sent["named"] = [str(worker_named(one).id) for one in ("huda", "noura")]
    sent["reviewer"] = str(centre.id)
    assert huda.post(reverse("desks:case_lock", args=[situation.case]), sent).status_code == 302

    assert sara.get(reverse("desks:case", args=[situation.case])).status_code == 404
    assert "نص واحد" in page(huda, "case_access", situation.case)
    assert worker_named("huda").name_ar in page(khalid, "looks_to_review")
    with acting_as("khalid") as by:
        (row,) = looks_waiting(by=by)
    chosen = {"look": [str(one.id) for one in row.looks], "finding": "needed"}
    assert khalid.post(reverse("desks:looks_review", args=[row.lock.id]), chosen).status_code == 302
    with acting_as("khalid") as by:
        assert looks_waiting(by=by)[0].looks == ()


PAGES = (
    "access/let-in/",
    "access/",
    "access/share/",
    "access/lock/",
    "access/keep-away/",
    "access/not-told/",
    "access/conflict/",
)


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_pages_are_clean(browser: Browser, situation: Situation, language: str, width: int) -> None:
    code = code_of(situation)
    with acting_as("faisal") as by:
        open_with_reason(code=code, reason=WHY, in_danger=True, hours=2, by=by, at=now())
    findings: list[str] = []
    with served() as address:
        context = open_window(browser, address, width, "huda")
        tab = context.new_page()
        complaints = complaints_of(tab)
        desk = f"{address}/{language}/desk"

        for path in (
            *(f"cases/{situation.case}/{one}" for one in PAGES),
            "open-with-reason/",
            "looks-to-review/",
            "words-asked/",
        ):
            tab.goto(f"{desk}/{path}")
            name = path.strip("/").replace(str(situation.case), "case").replace("/", "-")
            findings += look(tab, f"knowing-{name}-{language}-{width}")

        tab.goto(f"{desk}/cases/{situation.case}/access/share/")
        tab.locator("[name=reason]").fill(WHY)
        tab.locator("[name=reach][value=team]").check()
        press(tab, tab.locator("main form button[type=submit]").first)
        expect(tab.locator("h2").first).to_be_visible()
        findings += look(tab, f"knowing-shared-{language}-{width}")
        tab.goto(f"{desk}/open-with-reason/")
        press(tab, tab.locator("main form button[type=submit]").first)
        findings += look(tab, f"knowing-open-empty-{language}-{width}")
        context.close()

    assert findings == []
    assert complaints == []
