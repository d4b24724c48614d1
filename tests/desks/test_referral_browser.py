"""Referrals beyond the desk in the real browser: both languages, phone and desk widths, and the page behind a link."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect

from takatuf.agencies.models import Agency
from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import system_scope
from takatuf.clocks.actions import check_deadlines
from takatuf.config.commands.country import make_country
from takatuf.jointwork.actions import (
    LegalBasis,
    Purpose,
    accept_referral,
    answer_referral,
    ask_back,
    refer_case,
)
from takatuf.jointwork.models import AuthorityLetter
from takatuf.kernel.clock import now
from tests.browsing import complaints_of, look, open_window, press
from tests.desks.people import PASSWORD, SECRET
from tests.desks.serving import served
from tests.desks.situations import acting_as, new_case, referred_to_police

pytestmark = [pytest.mark.browser]
SIX_DIGITS = ".digits-once"


@pytest.fixture
def desk(house: None) -> Iterator[str]:
    make_country(password=PASSWORD, totp_secret=SECRET)
    with served() as address:
        yield address


def _situations() -> tuple[UUID, UUID, UUID]:
    """A referral with a question and a part, one to an agency without a desk, and a letter about a silence."""
    case_id = new_case()
    asked = referred_to_police(case_id)
    with acting_as("faisal") as by:
        accept_referral(referral_id=asked, by=by, at=now() - timedelta(minutes=40))
        answer_referral(
            referral_id=asked,
            outcome="عُرف صاحب الحساب.",
            is_last=False,
            by=by,
            at=now() - timedelta(minutes=30),
        )
        ask_back(referral_id=asked, question="في أي حي يسكن الطفل؟", by=by, at=now() - timedelta(minutes=10))
    Agency.objects.using("keeper").filter(code="health").update(uses_system=False)
    with acting_as("sara") as by:
        outside = refer_case(
            case_id=case_id, to_agency_id=agency_by_code("health").id, purpose=Purpose.HEALTH,
            legal_basis=LegalBasis.VITAL_INTEREST, packet=["child_age", "request"], request="فحص طبي.", by=by, at=now(),
        ).pk  # fmt: skip
        refer_case(
            case_id=case_id, to_agency_id=agency_by_code("prosecution").id, purpose=Purpose.LEGAL_AID,
            legal_basis=LegalBasis.LAW_DUTY, packet=["child_age"], by=by, at=now() - timedelta(days=4),
        )  # fmt: skip
    with system_scope("clockwork"):
        check_deadlines(at=now())
    with acting_as("sara"):
        return asked, outside, AuthorityLetter.objects.get().pk


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_pages_beyond_the_desk_are_clean(browser: Browser, desk: str, language: str, width: int) -> None:
    asked, outside, letter = _situations()
    context = open_window(browser, desk, width, "sara")
    page = context.new_page()
    complaints = complaints_of(page)
    findings: list[str] = []
    pages = {
        "asked": f"referrals/{asked}/", "question": f"referrals/{asked}/question/", "outside": f"referrals/{outside}/",
        "paper": f"referrals/{outside}/paper/", "came-back": f"referrals/{outside}/came-back/", "letter": f"letters/{letter}/",
    }  # fmt: skip

    for name, path in pages.items():
        page.goto(f"{desk}/{language}/desk/{path}")
        findings += look(page, f"{name}-{language}-{width}")
    page.goto(f"{desk}/{language}/desk/referrals/{outside}/link/")
    press(page, page.locator("form.card button[type=submit]"))
    findings += look(page, f"link-{language}-{width}")
    address = page.locator(".link-once").inner_text().replace("/ar/", f"/{language}/")
    digits = "".join(letter for letter in page.locator(SIX_DIGITS).inner_text() if letter.isdigit())
    findings += _beyond(browser, address, digits, width=width, name=f"{language}-{width}")
    context.close()

    assert findings == []
    assert complaints == []


def _beyond(browser: Browser, address: str, digits: str, *, width: int, name: str) -> list[str]:
    """Somebody in the other agency, who has no sign-in."""
    context = open_window(browser, address, width)
    page = context.new_page()
    page.goto(address)
    findings = look(page, f"enter-{name}")
    page.locator("[name=name]").fill("منيرة")
    page.locator("[name=post]").fill("مديرة المناوبة")
    page.locator("[name=code]").fill("1")
    page.locator("form.card button[type=submit]").click()
    expect(page.locator("[name=code]")).to_have_attribute("aria-invalid", "true")
    findings += look(page, f"enter-wrong-{name}")
    page.locator("[name=code]").fill(digits)
    page.locator("form.card button[type=submit]").click()
    expect(page.locator("[name=visit]")).to_have_count(1)
    findings += look(page, f"opened-{name}")
    page.locator("[name=did][value=declined]").check()
    page.locator("[name=text]").fill("خارج الاختصاص.")
    page.locator("form.card button[type=submit]").click()
    expect(page.locator("[name=visit]")).to_have_count(0)
    findings += look(page, f"done-{name}")
    context.close()
    return findings


def test_the_page_behind_a_link_works_without_scripts(browser: Browser, desk: str) -> None:
    _, outside, _ = _situations()
    sara = open_window(browser, desk, 1440, "sara", scripts=False)
    page = sara.new_page()
    page.goto(f"{desk}/ar/desk/referrals/{outside}/link/")
    press(page, page.locator("form.card button[type=submit]"))
    address, shown = page.locator(".link-once").inner_text(), page.locator(SIX_DIGITS).inner_text()
    sara.close()

    context = open_window(browser, desk, 390, scripts=False)
    guest = context.new_page()
    guest.goto(address)
    guest.locator("[name=name]").fill("منيرة")
    guest.locator("[name=post]").fill("مديرة المناوبة")
    guest.locator("[name=code]").fill("".join(letter for letter in shown if letter.isdigit()))
    guest.locator("form.card button[type=submit]").click()

    expect(guest.get_by_text("فحص طبي.")).to_be_visible()
    context.close()
