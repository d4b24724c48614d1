"""Meetings, agreements and the chronology on paper in the real browser: axe, both languages, phone and desk widths."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect

from takatuf.agencies.queries import agency_by_code
from takatuf.casework.queries import case_head
from takatuf.config.commands.country import make_country
from takatuf.jointwork.agreements.actions import TermGiven, draft_agreement, sign_agreement
from takatuf.jointwork.meetings.actions import call_meeting, decide_item, note_attendance, propose_item
from takatuf.jointwork.queries import open_steps
from takatuf.kernel.clock import now
from tests.browsing import complaints_of, look, open_window, press
from tests.desks.people import PASSWORD, SECRET, worker_named
from tests.desks.serving import served
from tests.desks.situations import acting_as, assessed, new_case, planned, referred_to_police

pytestmark = [pytest.mark.browser]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def desk(house: None) -> Iterator[str]:
    make_country(password=PASSWORD, totp_secret=SECRET)
    with served() as address:
        yield address


def met(case_id: UUID) -> tuple[UUID, UUID]:
    """A meeting that began an hour ago, with the case and a matter without one; one decision for the police."""
    huda, police = worker_named("huda"), agency_by_code("police").id
    with acting_as("huda") as by:
        meeting = call_meeting(
            kind="planning", form="in_person", starts_at=now() - HOUR, minutes=30, place="قاعة الاجتماعات، الدور الثاني",
            chair_id=huda.id, agency_ids=[police, agency_by_code("centre").id, agency_by_code("health").id], by=by, at=now() - 2 * HOUR,
        ).pk  # fmt: skip
        item = propose_item(
            meeting_id=meeting,
            case_id=case_id,
            question="هل يبقى الطفل في مدرسته، ومن يزوره فيها؟",
            by=by,
            at=now() - HOUR,
        ).pk
        propose_item(
            meeting_id=meeting, case_id=None, question="موعد الاجتماع التالي", by=by, at=now() - HOUR
        )
        decide_item(
            item_id=item, text="تحديد صاحب الحساب وإبلاغ الوحدة", owner_id=police, due_at=now() + 2 * DAY, track="investigation",
            dissent="ترى الصحة أن المهلة قصيرة", by=by, at=now(),
        )  # fmt: skip
        for name in ("huda", "faisal"):
            one = worker_named(name)
            note_attendance(
                meeting_id=meeting,
                agency_id=one.agency.id,
                worker_id=one.id,
                name="",
                came=True,
                by=by,
                at=now(),
            )
    return meeting, item


def agreed() -> UUID:
    """An agreement with the prosecution in force, and one with it that waits for a signature."""
    social, other = agency_by_code("social").id, agency_by_code("prosecution").id
    terms = [
        TermGiven(
            social, "investigation", ("child_age", "child_sex", "accounts", "phones"), 4, "clock_hours"
        ),
        TermGiven(other, "protection", ("child_code", "concerns"), 2, "working_days"),
    ]
    rows = []
    for title in ("تبادل بيانات الحسابات", "حماية عاجلة"):
        with acting_as("huda") as by:
            rows.append(
                draft_agreement(
                    second_id=other, title=title, valid_from=now().date() - DAY, valid_to=now().date() + 365 * DAY, terms=terms,
                    dispute_path="مديرا الجهتين، ثم أمين اللجنة الوطنية", dispute_days=3, by=by, at=now(),
                ).pk
            )  # fmt: skip
            sign_agreement(agreement_id=rows[-1], by=by, at=now())
    with acting_as("majed") as by:
        sign_agreement(agreement_id=rows[0], by=by, at=now())
    return rows[0]


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_meetings_and_agreements_are_clean(browser: Browser, desk: str, language: str, width: int) -> None:
    case_id = new_case()
    assessed(case_id)
    planned(case_id)
    referred_to_police(case_id)
    meeting, item = met(case_id)
    agreement = agreed()
    with acting_as("faisal") as by:
        step = open_steps(by=by)[0].id
    findings: list[str] = []
    complaints: list[str] = []

    def walk(username: str, pages: dict[str, str]) -> None:
        context = open_window(browser, desk, width, username)
        page = context.new_page()
        complaints.extend(complaints_of(page))
        for name, path in pages.items():
            page.goto(f"{desk}/{language}/desk/{path}")
            closed = page.locator("main details.fold:not([open]) > summary")
            while name.endswith("-all") and closed.count():
                closed.first.click()
            findings.extend(look(page, f"{name}-{language}-{width}"))
        context.close()

    walk("huda", {
        "awaiting-huda": "", "meetings": "meetings/", "meeting-call": "meetings/call/", "meeting-all": f"meetings/{meeting}/",
        "meeting-item-all": f"meetings/items/{item}/", "meeting-propose": f"meetings/{meeting}/agenda/",
        "meeting-minutes": f"meetings/{meeting}/minutes/", "agreements": "agreements/", "agreement-all": f"agreements/{agreement}/",
        "agreement-draft": "agreements/draft/", "chronology-paper": f"cases/{case_id}/chronology/",
        "chronology-narrow": f"cases/{case_id}/chronology/?agency=social&kind=plans", "case-lanes": f"cases/{case_id}/",
        "refer-agreed-all": f"cases/{case_id}/refer/", "case-steps": f"cases/{case_id}/steps/",
    })  # fmt: skip
    walk(
        "faisal", {"awaiting-faisal": "", "meeting-hidden": f"meetings/{meeting}/", "step": f"steps/{step}/"}
    )
    walk("majed", {"awaiting-majed": "", "agreements-majed": "agreements/"})

    assert findings == []
    assert complaints == []


def test_a_meeting_from_the_call_to_the_signed_minutes(browser: Browser, desk: str) -> None:
    case_id = new_case()
    with acting_as("huda") as by:
        code = case_head(case_id, by=by).code
    context = open_window(browser, desk, 1440, "huda")
    page = context.new_page()
    page.goto(f"{desk}/en/desk/meetings/")
    press(page, page.get_by_role("link", name="Call a meeting"))
    page.get_by_label("Planning meeting").check()
    page.get_by_label("By video").check()
    page.fill("input[name=starts_at]", f"{now() - HOUR:%Y-%m-%dT%H:%M}")
    page.get_by_label("Police", exact=True).check()
    press(page, page.get_by_role("button", name="Call the meeting"))
    press(page, page.get_by_role("link", name="Put something on the agenda"))
    page.fill("input[name=code]", code.replace("-", "-").lower())
    page.fill("textarea[name=question]", "Who visits the child at school?")
    press(page, page.get_by_role("button", name="Put it on the agenda"))

    press(page, page.get_by_role("link", name=f"Case {code}"))
    page.fill("textarea[name=decide-text]", "The police find the owner of the account.")
    page.select_option("select[name=decide-owner]", label="Police")
    page.fill("input[name=decide-due_on]", f"{now() + 3 * DAY:%Y-%m-%d}")
    press(page, page.get_by_role("button", name="Record it and start the clock"))
    expect(page.get_by_text("The police find the owner of the account.").first).to_be_visible()
    press(page, page.get_by_role("link", name="Back to the meeting"))
    page.get_by_label("Huda", exact=False).first.check()
    press(page, page.get_by_role("button", name="Keep the list"))
    press(page, page.get_by_role("button", name="Sign as the chair"))
    expect(page.get_by_text("Minutes signed by Huda")).to_be_visible()
    context.close()

    context = open_window(browser, desk, 390, "faisal")
    page = context.new_page()
    page.goto(f"{desk}/en/desk/")
    press(page, page.get_by_role("link", name="Do the step: Carry out a decision of the meeting"))
    expect(page.get_by_text("The police find the owner of the account.")).to_be_visible()
    assert code not in page.content()
    press(page, page.get_by_role("button", name="Mark as done"))
    page.goto(f"{desk}/en/desk/meetings/")
    page.locator("main a").first.click()
    page.wait_for_load_state()
    expect(page.get_by_text("An item in which you do not take part")).to_be_visible()
    assert code not in page.content()
    context.close()
