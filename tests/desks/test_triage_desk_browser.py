"""The triage desk beside its queue, in the real browser: the rule, second looks, the audit, bundles, folded words.

With TAKATUF_SCREENSHOTS=DIR each page is also written there as a picture, to be looked at.
"""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser

from takatuf.agencies.scope import system_scope, worker_scope
from takatuf.config.commands.country import make_country
from takatuf.intake.content import ReporterKind, Signals
from takatuf.kernel.clock import now
from takatuf.triage.actions import add_facts, ask_to_talk, compare_reports, decide, propose_rules
from takatuf.triage.queries import rules_of
from takatuf.triage.rulefile.editing import Edit
from tests.browsing import complaints_of, look, open_window, press
from tests.desks.people import PASSWORD, SECRET, send_report, worker_named
from tests.desks.serving import served

pytestmark = [pytest.mark.browser]
MILD = Signals(child_age=15, child_reachable=True, danger_now=False)
TOLD = "كتب صاحب حساب لا نعرفه إلى ابني مراراً وطلب رقم هاتفه."


@pytest.fixture
def desk(house: None) -> Iterator[str]:
    rules_of.cache_clear()
    make_country(password=PASSWORD, totp_secret=SECRET)
    with served() as address:
        yield address
    rules_of.cache_clear()


def _morning() -> dict[str, UUID]:
    """A child's own report, three reports of one matter, one that was raised, one that was ended, a version proposed."""
    at = now()
    child = send_report("هو يكتب لي كل يوم ولا أريد.", account="", reporter=ReporterKind.CHILD, signals=MILD)
    same = [
        send_report(TOLD, account="salem_2031", signals=MILD, at=at - timedelta(hours=3, minutes=minute))
        for minute in range(3)
    ]
    ended = send_report("مكالمة صامتة.", account="", signals=MILD, at=at - timedelta(hours=6))
    for _round in range(2):
        with system_scope("triage") as by:
            compare_reports(at=at, by=by)
    with worker_scope(worker_named("khalid").id) as by:
        decide(
            report_id=ended.report_id, level=5, outcome="close", closed_as="not_found", why_closed="not_meant",
            reason="صمتٌ ثم أُغلق الخط، وحاولنا مرتين.", by=by, at=at,
        )  # fmt: skip
        propose_rules(
            edit=Edit(points={"picture_spread": 3}, review_minutes={2: 120}),
            why="تجربة الشهر الماضي",
            by=by,
            at=at,
        )
    with worker_scope(worker_named("noura").id) as by:
        add_facts(
            report_id=same[0].report_id, facts={"picture_spread": True, "suspect_access": True, "no_safe_adult": True},
            source="message", words="كتب المبلِّغ مساء أمس.", by=by, at=at,
        )  # fmt: skip
        ask_to_talk(by=by, at=at)
    return {"child": child.report_id, "raised": same[0].report_id, "same": same[1].report_id}


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_pages_of_triage_are_clean(browser: Browser, desk: str, language: str, width: int) -> None:
    ids = _morning()
    findings: list[str] = []

    def seen(username: str, paths: dict[str, str]) -> list[str]:
        context = open_window(browser, desk, width, username)
        page = context.new_page()
        complaints = complaints_of(page)
        for name, path in paths.items():
            page.goto(f"{desk}/{language}/desk/triage/{path}")
            findings.extend(look(page, f"{name}-{language}-{width}"))
        context.close()
        return complaints

    said = seen("mona", {
        "queue-leader": "", "rules": "rules/", "reviews": "reviews/", "audit": "audit/", "bundle": f"{ids['same']}/",
        "raised": f"{ids['raised']}/",
    })  # fmt: skip
    said += seen("noura", {"folded": f"{ids['child']}/"})

    assert findings == []
    assert said == []


def test_hard_words_open_by_a_press_and_a_report_is_left_to_a_colleague(browser: Browser, desk: str) -> None:
    ids = _morning()
    context = open_window(browser, desk, 390, "noura")
    page = context.new_page()
    page.goto(f"{desk}/ar/desk/triage/{ids['child']}/")

    folded = page.locator("main").inner_text()
    press(page, page.get_by_role("button", name="اعرض الكلام"))
    opened = page.locator("main").inner_text()
    press(page, page.get_by_role("button", name="اتركه لزميل"))
    queue = page.locator("main").inner_text()
    context.close()

    assert "هو يكتب لي" not in folded
    assert "هو يكتب لي" in opened
    assert "تركته لزميل" in queue


def test_a_version_is_proposed_and_put_in_force_by_two_persons(browser: Browser, desk: str) -> None:
    windows = {name: open_window(browser, desk, 1440, name) for name in ("khalid", "mona")}
    pages = {name: window.new_page() for name, window in windows.items()}
    findings: list[str] = []

    proposing = pages["khalid"]
    proposing.goto(f"{desk}/en/desk/triage/rules/change/")
    findings += look(proposing, "rules-change-en-1440")
    proposing.fill("[name=rules-minutes_1]", "600")
    proposing.fill("[name=rules-why]", "What we learned last month.")
    press(proposing, proposing.get_by_role("button", name="Try it and propose it"))
    findings += look(proposing, "rules-refused-en-1440")
    refused = proposing.locator(".error-summary").inner_text()
    proposing.fill("[name=rules-minutes_1]", "10")
    press(proposing, proposing.get_by_role("button", name="Try it and propose it"))
    confirming = pages["mona"]
    confirming.goto(f"{desk}/en/desk/triage/rules/")
    press(confirming, confirming.get_by_role("button", name="Put it in force"))
    heading = confirming.locator("h1").inner_text()
    for window in windows.values():
        window.close()

    assert "at most 15 minutes" in refused
    assert heading == "Rule of triage, version 2"
    assert findings == []


def test_three_reports_of_one_matter_are_decided_by_one_press(browser: Browser, desk: str) -> None:
    for minute in range(3):
        send_report(TOLD, account="salem_2031", signals=MILD, at=now() - timedelta(hours=1, minutes=minute))
    with system_scope("triage") as by:
        compare_reports(at=now(), by=by)
    context = open_window(browser, desk, 1440, "noura")
    page = context.new_page()

    page.goto(f"{desk}/en/desk/triage/")
    lines = page.locator(".work-row").count()
    press(page, page.get_by_role("link", name="Read the report and decide"))
    page.fill("[name=decision-reason]", "The same matter, three times.")
    press(page, page.get_by_role("button", name="Put this decision on record"))
    done = page.locator("main").inner_text()
    page.goto(f"{desk}/en/desk/triage/")
    left = page.locator(".work-row").count()
    context.close()

    assert (lines, left) == (1, 0)
    assert "on record for 3 reports" in done
