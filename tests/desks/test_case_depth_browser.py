"""The pages of case work in depth in the real browser: axe, both languages, phone and desk widths."""

from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser

from takatuf.casework.actions import (
    LinkBasis,
    LinkKind,
    SafeNow,
    SafetyChoice,
    Wellbeing,
    decide_safety,
    judge_concern,
    link_cases,
    name_exposed_child,
    record_follow_up,
)
from takatuf.casework.models import ConcernStatus
from takatuf.casework.queries import case_head, open_case
from takatuf.config.commands.country import make_country
from takatuf.kernel.clock import now
from tests.browsing import complaints_of, look, open_window, press
from tests.desks.people import PASSWORD, SECRET
from tests.desks.serving import served
from tests.desks.situations import acting_as, new_case
from tests.desks.test_case_depth_pages import closed_case

pytestmark = [pytest.mark.browser]


@pytest.fixture
def two(house: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[UUID, UUID, UUID]:
    """An open case with other children and a link that waits, one of its children, and a closed case with a follow-up."""
    monkeypatch.setattr("takatuf.casework.actions.closing.closure_objections", [])
    make_country(password=PASSWORD, totp_secret=SECRET)
    case_id, other, closed = new_case(), new_case(level=3), closed_case()
    with acting_as("sara") as by:
        code = case_head(other, by=by).code
        first = name_exposed_child(
            case_id=case_id, description="ابن الجيران، نحو عشر سنوات، يراسله الحساب نفسه", by=by, at=now()
        )
        second = name_exposed_child(case_id=case_id, description="أخت الطفل، في البيت نفسه", by=by, at=now())
        decide_safety(
            case_id=case_id, child_id=second.pk, decision=SafetyChoice.SAFE, reason="عند جدتها منذ أسبوع، واطمأنت عليها الأخصائية",
            by=by, at=now(),
        )  # fmt: skip
        concern = open_case(case_id, by=by, at=now()).concerns[0]
        judge_concern(
            case_id=case_id, concern_id=concern.id, status=ConcernStatus.SUBSTANTIATED, reason="أكدته الشرطة", by=by, at=now()
        )  # fmt: skip
        record_follow_up(
            case_id=closed, after_days=30, child_seen=True, child_seen_alone=False, not_alone_reason="طلب أن تبقى أمه",
            safe_now=SafeNow.YES, wellbeing=Wellbeing.NOT_WELL, found="لا ينام جيداً ولا يذهب إلى المدرسة", by=by, at=now(),
        )  # fmt: skip
    with acting_as("noura") as by:
        link_cases(
            case_id=case_id, other_code=code, kind=LinkKind.CO_VICTIMS, basis=LinkBasis.ACCOUNT,
            why="الحساب نفسه كتب إلى الطفلين في يوم واحد", by=by, at=now(),
        )  # fmt: skip
    return case_id, first.pk, closed


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_pages_are_clean(
    browser: Browser, two: tuple[UUID, UUID, UUID], language: str, width: int
) -> None:
    case_id, child_id, closed = two
    findings: list[str] = []
    with acting_as("sara") as by:
        concern = open_case(case_id, by=by, at=now()).concerns[0].id
    open_pages = {
        "others": f"{case_id}/others/", "other-name": f"{case_id}/others/name/",
        "other-decide": f"{case_id}/others/{child_id}/decide/", "link-add": f"{case_id}/links/add/",
        "concerns": f"{case_id}/people/", "concern-judge": f"{case_id}/concerns/{concern}/",
        "concern-add": f"{case_id}/concerns/add/", "follow-up": f"{closed}/follow-up/",
    }  # fmt: skip
    with served() as address:
        desk = f"{address}/{language}/desk/cases"
        context = open_window(browser, address, width, "sara")
        page = context.new_page()
        complaints = complaints_of(page)
        for name, path in open_pages.items():
            page.goto(f"{desk}/{path}")
            findings += look(page, f"depth-{name}-{language}-{width}")
        press(page, page.locator("main form button[type=submit]").first)
        findings += look(page, f"depth-follow-up-empty-{language}-{width}")
        context.close()

        context = open_window(browser, address, width, "huda")
        page = context.new_page()
        for name, path in {"after": f"{closed}/work/", "answer": f"{closed}/reopen/answer/"}.items():
            page.goto(f"{desk}/{path}")
            findings += look(page, f"depth-{name}-{language}-{width}")
        press(page, page.locator("main form button[name=approve]"))
        findings += look(page, f"depth-reopened-{language}-{width}")
        context.close()

    assert findings == []
    assert complaints == []
