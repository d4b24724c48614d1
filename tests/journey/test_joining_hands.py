"""Three agencies on one case in a real browser: one answers, one declines, one stays silent; and one that must see nothing."""

import json
import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page

from takatuf.agencies.models import Agency, Sector
from takatuf.agencies.queries import agency_by_code
from takatuf.casework.models import CaseReport
from takatuf.casework.queries import case_head
from takatuf.clocks.tasks import run_clockwork
from takatuf.config.commands.country import make_country
from takatuf.config.commands.journey.demo_exhibits import register_phone
from takatuf.config.commands.user import make_user
from takatuf.evidence.queries import exhibits_of
from takatuf.jointwork.models import Referral
from takatuf.kernel.clock import now
from takatuf.kernel.ids import uuid7
from takatuf.ledger.models import LedgerEntry
from tests.browsing import complaints_of, look, open_window, press
from tests.desks.people import PASSWORD, SECRET, sign_in, worker_named
from tests.desks.serving import served
from tests.desks.situations import acting_as, new_case
from tests.desks.test_permission_table import _rows
from tests.exchange.test_api import make_key
from tests.factories import acting

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("house")]
ASKED = {
    "police": ("investigation", "تحديد صاحب الحساب."),
    "health": ("health", "فحص الطفل."),
    "school": ("education", "دعم الطفل في المدرسة."),
}


@pytest.fixture
def case(house: None) -> UUID:
    make_country(password=PASSWORD, totp_secret=SECRET)
    for code, sector, username in (
        ("school", Sector.EDUCATION, "salma"),
        ("hostile", Sector.OTHER, "mallory"),
    ):
        Agency(id=uuid7(), code=code, sector=sector, name_ar=f"جهة {code}", name_en=code).save(using="keeper", force_insert=True)  # fmt: skip
        make_user(
            username=username, agency_code=code, role="supervisor", name_ar=username, name_en=username, password=PASSWORD,
            totp_secret=SECRET,
        )  # fmt: skip
    return new_case(level=2)


def refer(page: Page, site: str, case: UUID, agency: str) -> None:
    purpose, words = ASKED[agency]
    page.goto(f"{site}/ar/desk/cases/{case}/refer/")
    page.locator("select[name$=to_agency]").first.select_option(str(agency_by_code(agency).id))
    page.locator("select[name$=purpose]").first.select_option(purpose)
    page.locator("select[name$=legal_basis]").first.select_option("law_duty")
    page.locator("input[name$=packet][value=child_age]").first.check()
    page.locator("textarea[name$=request]").first.fill(words)
    press(page, page.locator("main form.stack button.btn[type=submit]").last)
    assert page.url.endswith(f"/desk/cases/{case}/referrals/")


def desk(browser: Browser, site: str, username: str) -> Page:
    page = open_window(browser, site, 1440, username).new_page()
    page.goto(f"{site}/ar/desk/inbox/")
    return page


def test_one_answers_one_declines_and_the_silent_one_is_escalated_by_the_clock(
    browser: Browser, case: UUID
) -> None:
    with served() as site:
        huda = desk(browser, site, "huda")
        said = complaints_of(huda)
        for agency in ASKED:
            refer(huda, site, case, agency)
        sent = dict(Referral.objects.using("keeper").values_list("to_agency__code", "pk"))

        faisal = desk(browser, site, "faisal")
        faisal.goto(f"{site}/ar/desk/referrals/{sent['police']}/")
        press(faisal, faisal.locator("form[action$='/accept/'] button"))
        faisal.fill("textarea[name$=outcome]", "عُرف صاحب الحساب.")
        press(faisal, faisal.locator("form[action$='/answer/'] button"))

        layla = desk(browser, site, "layla")
        layla.goto(f"{site}/ar/desk/referrals/{sent['health']}/")
        layla.locator("details.fold:has(form[action$='/decline/']) > summary").click()
        layla.fill("textarea[name$=reason]", "لا طبيب مختص لدينا.")
        press(layla, layla.locator("form[action$='/decline/'] button"))

        # The school says nothing for four days; the clock alone goes on.
        run_clockwork(at=now() + timedelta(days=4))

        huda.goto(f"{site}/ar/desk/cases/{case}/referrals/")
        found = look(huda, "three-agencies")
        huda.goto(f"{site}/ar/desk/cases/{case}/close/")
        huda.locator("input[name=reason]").first.check()
        huda.fill("textarea[name=outcome]", "انتهى العمل.")
        press(huda, huda.locator("main form button.btn:not(.quiet)").last)
        refused = huda.inner_text(".error-summary")
        found += look(huda, "not-closed")
        huda.goto(f"{site}/ar/desk/cases/{case}/waive/")
        huda.locator("main form textarea").first.fill("نُقل الطفل إلى بلد آخر وتتولاه جهته.")
        press(huda, huda.locator("main form button.btn:not(.quiet)").last)
        huda.goto(f"{site}/ar/desk/cases/{case}/work/")
        waived = huda.inner_text("main")
        for page in (huda, faisal, layla):
            page.context.close()

    states = dict(Referral.objects.using("keeper").values_list("to_agency__code", "state"))
    levels = dict(Referral.objects.using("keeper").values_list("to_agency__code", "escalation_level"))
    assert (states["police"], states["health"]) == ("answered", "declined")
    assert states["school"] in {"sent", "seen"}
    assert levels["school"] >= 1
    assert levels["police"] == 0
    assert LedgerEntry.objects.using("keeper").filter(kind="deadline.missed").exists()
    assert len(refused.splitlines()) > 3, refused  # each open part is named
    assert "هدى" in waived
    assert found == []
    assert [line for line in said if "409" not in line] == []  # the refused closing


def test_a_hostile_agency_gets_nothing_from_any_page_and_its_asking_is_on_the_ledger(case: UUID) -> None:
    mallory = sign_in("mallory")
    referral = uuid7()
    asked = [
        reverse(f"desks:{name}", args=[case])
        for name in ("case", "case_people", "case_work", "case_steps", "case_referrals", "case_looks", "refer", "facts", "submissions")
    ] + [reverse("desks:referral", args=[referral])]  # fmt: skip

    answers = {address: mallory.get(address).status_code for address in asked}
    lists = [
        mallory.get(reverse(f"desks:{name}")).content.decode()
        for name in ("cases", "inbox", "awaiting", "court")
    ]

    assert answers == dict.fromkeys(asked, 404)
    assert not re.search(r"C-\d\d-\d{6}", "".join(lists))
    lines = LedgerEntry.objects.using("keeper").filter(kind="page.refused")
    assert lines.count() == len(asked)
    told = [json.loads(bytes(line.leaf)) for line in lines]
    assert {"desks:case", "desks:referral"} <= {line["extra"]["page"] for line in told}
    assert str(case) in {line["extra"]["subjects"] for line in told}


def _addresses_of_a_case() -> dict[str, str]:
    """Every address of the desks that names a case, a referral, a submission or anything else by an id."""
    return {name: route for name, route in _rows().items() if "<uuid:" in route}


def test_every_address_that_names_something_is_empty_for_a_hostile_agency(case: UUID) -> None:
    with acting_as("sara") as by:
        head = case_head(case, by=by)
        record_id, code = head.record_id, head.code
        exhibit = register_phone(record_id=record_id, by=by, at=now())
    mallory, wrong, tried = sign_in("mallory"), [], 0
    known = {"case_id": case, "exhibit_id": exhibit.pk}

    for name, route in _addresses_of_a_case().items():
        parts = {part: known.get(part, uuid7()) for part in re.findall(r"<uuid:(\w+)>", route)}
        parts |= {
            part: "conflict" if part == "kind" else "9" for part in re.findall(r"<(?:str|slug):(\w+)>", route)
        }
        parts |= dict.fromkeys(re.findall(r"<int:(\w+)>", route), 1)
        address = reverse(name, kwargs=parts)
        for answer in (
            mallory.get(address, follow=True),
            mallory.post(address, {"reason": "x", "note": "x"}),
        ):
            tried += 1
            # A step that is opened by hand leads to the own desk; there nothing of the case stands.
            own_desk = bool(getattr(answer, "redirect_chain", ())) and code not in answer.content.decode()
            if answer.status_code != 404 and not own_desk:
                wrong.append(f"{name}: {answer.status_code}")

    assert tried > 150
    assert wrong == []
    asked = {
        json.loads(bytes(one.leaf))["extra"]["page"]
        for one in LedgerEntry.objects.using("keeper").filter(kind="page.refused")
    }
    assert {
        "desks:case_exhibits",
        "desks:exhibit_add",
        "desks:exhibit_custody",
        "desks:case_chronology",
    } <= asked


def test_a_hostile_agency_finds_nothing_by_search_and_by_its_own_machines(case: UUID) -> None:
    with acting_as("sara") as by:
        head = case_head(case, by=by)
        report = CaseReport.objects.filter(record_id=head.record_id).values_list("report_id", flat=True)[0]
    hostile = agency_by_code("hostile")
    mallory, key = sign_in("mallory"), make_key(hostile)

    pages = [mallory.get(reverse(f"desks:{name}"), {"q": head.code, "code": head.code, "agency": "social"}) for name in
             ("cases", "inbox", "awaiting", "court", "meetings", "agreements", "told")]  # fmt: skip
    opened = mallory.post(
        reverse("desks:open_with_reason"),
        {"code": "C-26-999999", "reason": "سبب محايد طويل", "hours": "4", "in_danger": "no"},
    )
    asked = Client().get(f"/api/v1/reports/{report}", headers={"authorization": f"Bearer {key}"})
    with acting(worker_named("mallory")) as by:
        exported = exhibits_of(head.record_id, by=by)

    for page in pages:
        assert head.code not in page.content.decode()
    assert head.code not in opened.content.decode()
    assert asked.status_code in {401, 403, 404}
    assert exported == []
